"""Everything that a run reads from or writes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from repost.base.value import Value
from repost.history.states import AccountStates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta
    from typing import Any

    from repost.aws.messages import Messages
    from repost.aws.parameters import Parameters
    from repost.aws.table import Table
    from repost.feeds.liveness import Alive
    from repost.feeds.refresh import View
    from repost.networks.protocol import Network
    from repost.web.http import Http


class Collaborators(Value, frozen=True):
    """The collaborators of one run; every effect goes through them.

    Attributes
    ----------
    table, parameters
        What Repost remembers, and the owner's settings.
    clock : callable
        The time (aware, UTC).
    remaining : callable
        The seconds left to this run.
    token : callable
        At most 36 characters never given before.
    http : callable
        The HTTP client, made at the first call: an idle run needs none.
    endpoints : mapping of str to str
        Where networks and shorteners answer, by name, when not at their usual address.
    connect : callable
        What a run posts to: the network itself, except in a preview or a simulation.
    reads_results : bool
        Whether what readers did with older posts may be read, and owners be reminded: not in a simulation.
    is_foreseen : bool
        Whether this only foresees what will be posted: everything counts as reviewed then.
    views : dict
        What this run has seen of each feed, by address: each is requested once.
    pages : dict
        The articles' pages that this run has found in order, by feed and GUID: each is requested once.
    wide : set
        The feeds and lengths of age windows that this run has found too wide to be read as a whole.
    messages : Messages or None
        The queue of a fleet's turns; None without a fleet.
    mail : callable or None
        Mails a subject and a text to the owner, and says why if that fails, else ""; None if nobody is named.
    workers : int
        How many of those turns are taken at once.
    door : str
        The address of the page on which members join, such as "https://door.example/"; "" without a fleet.
    letter : callable or None
        Mails a subject and a text to a member's address, and says why if that fails, else ""; None if the
        owner has named no sender.
    """

    table: Table
    parameters: Parameters
    clock: Callable[[], datetime]
    remaining: Callable[[], float]
    token: Callable[[], str]
    http: Callable[[], Http]
    endpoints: Mapping[str, str] = field(default_factory=dict)
    connect: Callable[[Network[Any]], Network[Any]] = lambda network: network
    reads_results: bool = True
    is_foreseen: bool = False
    views: dict[str, View] = field(default_factory=dict)
    pages: dict[tuple[str, str], Alive] = field(default_factory=dict)
    wide: set[tuple[str, timedelta]] = field(default_factory=set)
    messages: Messages | None = None
    workers: int = 0
    mail: Callable[[str, str], str] | None = None
    door: str = ""
    letter: Callable[[str, str, str], str] | None = None

    @property
    def has_fleet(self) -> bool:
        """Whether accounts may belong to members of a fleet."""
        return self.messages is not None

    @property
    def states(self) -> AccountStates:
        return AccountStates(self.table)
