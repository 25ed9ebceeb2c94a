"""Which member posts as which user of a network: an item for each such user, which one member can have.

Whoever connects an account has its user from that moment on, before the row says so. It is another's once the
row of whoever has it says something else: that member has left, or posts as somebody else.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.aws.items import EXPIRES, Key, Write
from repost.base import instants
from repost.base.digests import digest
from repost.base.names import host_key
from repost.fleet.roster import PARTITION, Roster

if TYPE_CHECKING:
    from datetime import datetime

    from repost.aws.items import Item
    from repost.aws.table import Table
    from repost.networks.protocol import Identity
    from repost.settings.types import Settings

CONNECTING: Final = timedelta(minutes=10)
"""How long somebody has a user whose row doesn't say so yet: longer than any request takes."""


def place_of(settings: Settings, identity: Identity) -> str:
    """A digest of a user, whatever it is called and however its server is written; "" if nobody tells."""
    who = identity.key or identity.handle.strip().casefold().removeprefix("@")
    return digest(f"{settings.network} {host_key(urlsplit(server_of(settings)).netloc)} {who}") if who else ""


def server_of(settings: Settings) -> str:
    """The server of an account's network; "" if the network has only one."""
    return settings.mastodon.server if settings.network == "mastodon" else ""


def take(table: Table, place: str, account: str, now: datetime) -> bool:
    """Let a member post as a user; False if another member does, or is just connecting the account."""
    values = {"account": account, "at": instants.written(now)}
    own = Write(
        _key(place),
        set=values,
        remove=(EXPIRES,),
        condition="attribute_not_exists(#account) OR #account = :account",
        given={"account": account},
    )
    if not place or table.update(own):
        return True
    item = table.get(_key(place)) or {}
    if not item.get("account") or _is_in_use(table, place, item, now):
        return False
    seen = {name: item[name] for name in ("account", "at")}
    return table.update(
        Write(_key(place), set=values, condition="#account = :account AND #at = :at", given=seen)
    )


def free(table: Table, place: str, account: str, now: datetime) -> None:
    """Let others post as a user, unless somebody else does already."""
    if place:
        table.update(
            Write(
                _key(place),
                set={EXPIRES: int(now.timestamp())},
                remove=("account", "at"),
                condition="#account = :account",
                given={"account": account},
            )
        )


def _is_in_use(table: Table, place: str, item: Item, now: datetime) -> bool:
    member = Roster(table).member(item["account"])
    posts_there = member and not member.left and member.connected and member.place == place
    return bool(posts_there) or instants.read(item["at"]) + CONNECTING > now


def _key(place: str) -> Key:
    return Key(PARTITION, f"PLACE#{place}")
