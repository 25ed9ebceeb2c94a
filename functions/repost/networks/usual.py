"""What most networks have in common; each overrides what it does differently."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Self

from repost.base.errors import Rejected, RetryLater
from repost.base.value import Value
from repost.networks.registry import home

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.networks.protocol import Post, Posted
    from repost.results.measures import Told
    from repost.settings.types import Settings
    from repost.web.http import Http
    from repost.wording.limits import TextRules


class Usual(Value, frozen=True):
    """A network whose fields are the settings of its own table, its address, and what tests may change.

    Attributes
    ----------
    name : str
        See `Network.name`.
    address : str
        The field that says where the network answers.
    """

    name: ClassVar[str]
    address: ClassVar[str] = "api"
    reads_back: ClassVar[bool] = True
    deletes: ClassVar[bool] = True
    attaches: ClassVar[bool] = True
    shows_summary: ClassVar[bool] = False
    counts_at_once: ClassVar[int] = 0
    draws_machines: ClassVar[bool] = False

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Network.of`."""
        table = getattr(settings, cls.name, None)
        fields: dict[str, Any] = {key: getattr(table, key) for key in getattr(table, "__struct_fields__", ())}
        if server:
            fields[cls.address] = server
        return cls(**fields)

    def text_rules(self, http: Http) -> TextRules:  # noqa: ARG002 - the same everywhere
        """The rules in the network's folder, the same for every server; see `Network.text_rules`."""
        rules: TextRules = import_module(f"{home(self.name)}.text").TEXT
        return rules

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002 - nothing to make it of
        """Nothing: there is no way to make a repeat harmless, so Repost never makes one."""
        return {}

    def counts(
        self,
        posts: Mapping[str, datetime],  # noqa: ARG002 - it tells nothing
        credentials: Any,  # noqa: ARG002
        http: Http,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Mapping[str, Told]:
        """Nothing: the network doesn't tell; see `Network.counts`."""
        return {}


class HoldOnly(Usual, frozen=True):
    """A network on which a post whose answer was lost is held until a person says what became of it."""

    reads_back: ClassVar[bool] = False
    find_seconds: ClassVar[float] = 0.0

    def find(
        self,
        post: Post,  # noqa: ARG002 - nobody would look for it
        credentials: AccountCredentials,  # noqa: ARG002
        http: Http,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Posted | None:
        """Never tells; see `Network.find`."""
        raise RetryLater("This network does not show what became of a post: only you can check.")


class OneWay(HoldOnly, frozen=True):
    """A network that can't delete posts; `irrevocable` says so in a sentence."""

    deletes: ClassVar[bool] = False
    irrevocable: ClassVar[str]

    def delete(
        self,
        remote_id: str,  # noqa: ARG002 - it never can
        credentials: AccountCredentials,  # noqa: ARG002
        http: Http,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> None:
        """Not possible; see `Network.delete`."""
        raise Rejected(self.irrevocable)
