"""Where an account posts, so that two documents for one handle are noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.digests import digest
from repost.base.names import address_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.accounts.documents import Account
    from repost.history.account_state import AccountState
    from repost.networks.credentials import AccountCredentials
    from repost.settings.types import Settings

_SETTINGS: Final = ("chat", "page", "author")
_CREDENTIALS: Final = ("handle", "webhook_url", "page_token", "access_token", "bot_token")
_WITHIN: Final = ("server", "topic", "thread")


def destination(settings: Settings, credentials: AccountCredentials) -> str:
    """A digest of where an account posts, as far as settings and credentials tell."""
    own = getattr(settings, settings.network, None)
    said = [str(getattr(own, name, "")) for name in _SETTINGS]
    secrets = [getattr(credentials, name, None) for name in _CREDENTIALS]
    said += [secret.reveal() for secret in secrets if secret]
    who = next(filter(None, said), "").casefold().removeprefix("@")
    member, dash, _ = who.partition("-")
    if dash and member.isdigit():  # X's tokens begin with the number of the user
        who = member
    if settings.network == "discord":  # the same webhook answers at several addresses
        who = who.rpartition("/webhooks/")[2].rstrip("/")
    within = [str(getattr(own, name, "")).rstrip("/").casefold() for name in _WITHIN]
    return digest(" ".join([settings.network, who, *within]))


def author_at(page: str) -> str:
    """A digest of the user with this public page; "" for none."""
    return digest(address_key(page).casefold()) if page else ""


def doubles(accounts: Iterable[Account], states: Mapping[str, AccountState]) -> dict[str, str]:
    """For each account that posts where another does, a sentence that says so."""
    names: dict[str, list[str]] = {}
    for account in accounts:
        if state := states.get(account.name):
            for place in filter(None, (state.destination, state.author)):
                names.setdefault(place, []).append(account.name)
    found: dict[str, str] = {}
    for same in sorted(map(sorted, names.values()), key=len):
        note = f"{' and '.join(same)} post to the same account. If you don't mean that, remove one of them."
        found |= dict.fromkeys(same if len(same) > 1 else (), note)
    return found
