"""Which account is connected: a stored one, or one whose settings are still to be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import convert
from msgspec.structs import replace

from repost.accounts.checks import findings
from repost.accounts.documents import read_accounts
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.cli.place import PlaceError
from repost.fleet.groups import Groups
from repost.networks.registry import network
from repost.settings.types import Settings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from repost.accounts.documents import Account
    from repost.cli.session import Session
    from repost.networks.credentials import AccountCredentials

_MOST_QUESTIONS: Final = 10
_ANY_FEED: Final = "https://example.com/feed/"


class Connecting(Value, frozen=True):
    """An account by its name, its settings as far as they are known, and whether they are stored.

    `typed` is what its network's table of the settings has to hold, if they aren't.
    """

    name: str
    settings: Settings
    is_stored: bool
    typed: Mapping[str, str] = {}

    def having(self, found: Mapping[str, str]) -> Connecting:
        """With values in its network's table."""
        if not found:
            return self
        name = self.settings.network
        table: Any = replace(getattr(self.settings, name), **found)
        settings: Settings = replace(self.settings, **{name: table})
        return replace(self, settings=settings, typed={**self.typed, **found})

    @property
    def kind(self) -> type[AccountCredentials]:
        """What its secret must hold."""
        return network(self.settings).credentials

    def own(self, key: str) -> str:
        """A value of its network's table, as text."""
        return str(getattr(getattr(self.settings, self.settings.network, None), key, ""))


def wanted(session: Session) -> Connecting:
    """The stored account; if there is none yet, one without any settings.

    Raises
    ------
    PlaceError, SettingsError
        If it is on another network, or its settings can't be used.
    """
    there = session.given.network
    if session.member:
        groups = Groups(session.place.path, session.place.of_group)
        return _on(there, groups.account(session.member))
    accounts = read_accounts(session.place.documents(), session.place.path)
    on_network = [each.name for each in accounts.ready if each.settings.network == there]
    name = session.given.account or (on_network[0] if len(on_network) == 1 else "main")
    if name in accounts.broken:
        raise accounts.broken[name]
    for account in accounts.ready:
        if account.name == name:
            return _on(there, account)
    return Connecting(name, convert({"network": there, "feed": _ANY_FEED}, Settings), is_stored=False)


def _on(network: str, account: Account) -> Connecting:
    """The account, if it posts to this network.

    Raises
    ------
    PlaceError
    """
    if account.settings.network == network:
        return Connecting(account.name, account.settings, is_stored=True)
    raise PlaceError(
        f"{account.name} posts to {account.settings.network}. Name another account with --account, or "
        "change its settings first."
    )


def completed(session: Session, account: Connecting, later: Collection[str] = ()) -> Connecting:
    """The account with what its network requires: a person types it, unless it is found `later`.

    Raises
    ------
    SettingsError
        If nobody can be asked.
    """
    table = account.settings.network
    for _ in range(_MOST_QUESTIONS):
        missing = [
            (key.partition(".")[2], key, problem, advice)
            for key, problem, advice in findings(account.settings)
            if key.partition(".")[2] not in later
        ]
        if not missing:
            return account
        key, whole, problem, advice = missing[0]
        parameter = f"{session.place.path}/settings/{account.name}"
        if session.given.stdin or not whole.startswith(f"{table}."):
            raise SettingsError(parameter, whole, problem, advice)
        session.output.say(f"{key}: {advice}")
        account = account.having({key: input(f"{key}: ").strip()})
    raise PlaceError("That did not work. Store the settings first, with `repost put`.")
