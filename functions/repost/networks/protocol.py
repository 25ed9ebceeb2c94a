"""What every social network does for Repost, and the values that go in and come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from repost.networks.credentials import AccountCredentials

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.http import Http
    from repost.wording.facet import Facet
    from repost.wording.limits import TextRules


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it was stored before anything was sent: whatever a network makes of it, it makes of this.

    `text` is final and within the network's rules, the link as it is shown included, and `facets` are
    its link and hashtags. `link` is the whole link again, or "", for networks that attach it as a card
    with the article's `title` and `summary`; `language` is a BCP 47 tag or "". `idempotency` is what
    the network's own `idempotency` gave. `resent` is true when an earlier send of this very text got
    no clear answer: a network that then speaks of a duplicate thereby says that it is out.
    """

    text: str
    link: str = ""
    language: str = ""
    title: str = ""
    summary: str = ""
    facets: tuple[Facet, ...] = ()
    idempotency: Mapping[str, str] = field(default_factory=dict, hash=False)
    resent: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that is out: its id on the network and its public address.

    Both are "" where the network confirmed the post without naming it.
    """

    remote_id: str
    url: str


C = TypeVar("C", bound=AccountCredentials)


class Network(Protocol[C]):
    """A social network: stateless, and knowing nothing of AWS, the history or the schedule."""

    @property
    def name(self) -> str:
        """The network as the settings and utm_source call it, such as "x"."""

    @property
    def rules(self) -> TextRules:
        """How long a text may be, and how its length is counted."""

    @property
    def credentials(self) -> type[C]:
        """What the account's secret must hold."""

    @property
    def post_seconds(self) -> float:
        """The longest that `post` takes, in seconds: with less time left it isn't begun."""

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:
        """What makes a repeat of a post harmless on this network; stored before the first send.

        Parameters
        ----------
        token : str
            Unique to the post that is about to be made.
        now : datetime
            UTC.
        """

    def post(self, post: Post, credentials: C, http: Http, now: datetime) -> Posted:
        """Say it once: at most one request that could publish leaves, and it is never repeated.

        Raises
        ------
        NetworkError
            One of its kinds, by what to do next; anything but `OutcomeUnknown` means that nothing
            was published.
        """
