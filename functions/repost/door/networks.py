"""Which networks a member can choose, and what the account would be there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import fields, replace

from repost.base.errors import SettingsError
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.networks.authorization import Authorization
from repost.networks.credentials import credentials_from
from repost.networks.registry import authorization, kind_of
from repost.settings.networks import NETWORK_NAMES

if TYPE_CHECKING:
    from repost.fleet.groups import Groups
    from repost.fleet.roster import Member
    from repost.networks.authorization import ByHand
    from repost.networks.credentials import Keys
    from repost.run.collaborators import Collaborators
    from repost.settings.networks import NetworkName
    from repost.settings.types import Settings

NAMES: Final = {
    "x": "X",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "telegram": "Telegram",
    "discord": "Discord",
    "slack": "Slack",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "threads": "Threads",
}
"""What a member can connect at the door; a webhook is a matter for whoever has programmed it."""

_OF_PEOPLE: Final[tuple[NetworkName, ...]] = ("mastodon", "bluesky", "linkedin", "threads")
"""Where people have accounts of their own that cost nothing; any other must be the group's or the row's."""

_TYPED: Final = frozenset({"handle", "app_password", "bot_token", "webhook_url"})
"""What a member may be asked to copy."""

_ANY_SERVER: Final = "https://server.example"
_SCHEME: Final = pattern(r"^https?://", re.IGNORECASE)


class Offer(Value, frozen=True):
    """A network that a member can choose: its name in the settings and as people write it.

    `server` is where the account is, as far as it is known; None where nobody needs to say.
    """

    network: NetworkName
    label: str
    server: str | None = None


def wanted(member: Member, network: NetworkName, server: str = "") -> Member:
    """The member's row, if this network is chosen; addresses elsewhere are dropped."""
    if member.network and member.network != network:
        member = replace(member, server="", author="", chat="")
    return replace(member, network=network, **({"server": server} if server else {}))


def server_in(typed: str) -> str:
    """The address of a server as somebody types it: with or without https, or as a part of a handle."""
    host = _SCHEME.sub("", typed.strip()).partition("/")[0].rpartition("@")[2].casefold()
    return f"https://{host}" if host else ""


def settings_of(member: Member, groups: Groups) -> Settings:
    """The settings of a member's account; if only its address is missing, those on another network.

    Raises
    ------
    SettingsError
    """
    try:
        return groups.account(member).settings
    except SettingsError:
        return groups.account(wanted(member, "bluesky")).settings


def way_of(outside: Collaborators, settings: Settings) -> Authorization | ByHand | None:
    """How an account gets its credentials here; None if they are copied."""
    way = authorization(settings, outside.endpoints.get(settings.network, ""))
    if (
        isinstance(way, Authorization)
        and not way.registers
        and not stored_app(outside, way, settings.network)
    ):
        return None
    return way


def stored_app(outside: Collaborators, way: Authorization, network: str) -> Keys | None:
    """The keys of the owner's app; None if there is none, or they can't be used."""
    kept = outside.parameters.app(network)
    try:
        return credentials_from(kept.reveal(), f"the app at {network}", way.app) if kept else None
    except SettingsError:
        return None


def typed_fields(network: NetworkName) -> tuple[str, ...]:
    """What a member copies, where nothing can be authorized; () if that is too much to ask."""
    kind: Any = kind_of(network).credentials
    needed = tuple(field.name for field in fields(kind) if field.required)
    return needed if set(needed) <= _TYPED else ()


def offers(outside: Collaborators, member: Member, groups: Groups) -> tuple[Offer, ...]:
    """The networks to choose from, first the one that the group or the row names."""
    try:
        usual: tuple[NetworkName, ...] = (groups.account(member).settings.network,)
    except SettingsError:
        usual = tuple(each for each in NETWORK_NAMES if each == member.network)
    found = (_offer(outside, member, groups, each) for each in dict.fromkeys((*usual, *_OF_PEOPLE)))
    return tuple(filter(None, found))


def _offer(outside: Collaborators, member: Member, groups: Groups, network: NetworkName) -> Offer | None:
    if network not in NAMES:
        return None
    row = wanted(member, network)
    server = None
    try:
        settings = groups.account(row).settings
        server = settings.mastodon.server if network == "mastodon" else None
    except SettingsError:
        if network != "mastodon":
            return None
        try:
            settings = groups.account(replace(row, server=_ANY_SERVER)).settings
        except SettingsError:
            return None
        server = ""
    if way_of(outside, settings) is None and not typed_fields(network):
        return None
    return Offer(network, NAMES[network], server)
