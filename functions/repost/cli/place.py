"""Where Repost runs, as the command sees it: a stack in AWS, or this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from repost.base.errors import RepostError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.base.secret import Secret
    from repost.cli.output import Output
    from repost.web.http import Http


class PlaceError(RepostError):
    """The place can't be reached, or refuses; the message is a sentence that says what to do."""


class Place(Protocol):
    """A deployment. `path` is its settings path, such as "/repost"."""

    @property
    def path(self) -> str: ...

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Where networks answer, by name, when not at their usual address."""

    def clock(self) -> datetime:
        """The time there (UTC)."""

    def http(self) -> Http:
        """What asks a network from this machine."""

    def documents(self) -> dict[str, str]:
        """Every settings document by parameter name."""

    def put_settings(self, name: str, text: str) -> None:
        """Store a settings document under the name of its account."""

    def groups(self) -> dict[str, str]:
        """The documents of all groups of members by parameter name."""

    def of_group(self, group: str) -> dict[str, str]:
        """The documents of the defaults and of one group by parameter name."""

    def put_group(self, name: str, text: str) -> None:
        """Store the document of a group of members."""

    def put_secret(self, account: str, document: Secret, whose: str = "") -> None:
        """Store an account's credentials, encrypted, with a note on whose they are."""

    def whose(self) -> Mapping[str, str]:
        """The notes of the accounts whose credentials have one."""

    def kept(self, name: str) -> Secret | None:
        """What is kept, encrypted, under a name below the settings path; None if nothing is."""

    def keep(self, name: str, document: Secret) -> None:
        """Keep it, encrypted, in place of what was there."""

    def forget(self, *names: str) -> None:
        """Keep what is under these names no longer; nothing to forget is no error."""

    def caller(self) -> str:
        """Whoever asks, as AWS proves it: an ARN."""

    @property
    def answers_at(self) -> int:
        """The port of this machine at which networks answer a browser's yes; 0 for any."""

    def keys_file(self, network: str) -> str:
        """Where the keys are that a stand-in accepts; "" if the network is real."""

    def show_pages(self, output: Output) -> None:
        """Say where the dashboard with the pages is; on this machine, serve them.

        Raises
        ------
        PlaceError
            If there are none.
        """

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What the function answers to an event.

        Raises
        ------
        PlaceError
            If it can't be reached, or failed.
        """
