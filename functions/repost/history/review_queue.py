"""What waits for reviewers, page by page: of a group, of several, or of accounts in none.

A page goes on after the last post of the page before, whatever has been decided in the meantime: nothing is
passed over and nothing comes twice. It reads as much of the index as it shows, however much waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from repost.aws.items import Key, account_partition
from repost.base import instants
from repost.base.value import Value
from repost.history.holds import review_queue
from repost.history.records import slot_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.aws.items import Item
    from repost.aws.table import Table

_SECOND: Final = timedelta(seconds=1)


class Place(Value, frozen=True):
    """Where a page ends: by when its last post is to be decided (UTC), and which post that is."""

    until: datetime
    group: str
    account: str
    slot: datetime

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that `written` wrote; None if it wrote no such text."""
        until, _, post = text.partition(" ")
        group, _, post = post.partition("/")
        account, _, slot = post.partition("/")
        ends, begins = map(instants.foreign, (until, slot))
        place = cls(ends, group, account, begins) if ends and begins and account else None
        return place if place and place.written == text else None

    @property
    def written(self) -> str:
        """The place as text: "2026-11-24T09:00:00Z field/ada/2026-11-23T09:00:00Z"."""
        return f"{instants.written(self.until)} {self.group}/{self.account}/{instants.written(self.slot)}"


def page_of_queue(
    table: Table, groups: Iterable[str], now: datetime, most: int, after: Place | None
) -> tuple[list[Key], Place | None]:
    """The posts of groups that can still be decided on, what has least time first, and where they end.

    That place is None if there is no more.
    """
    if after and after.until <= now:
        after = None  # what came before it has no time left, either
    found = sorted(
        (
            (item["queue_at"], group, Key(item["pk"], item["sk"]))
            for group in groups
            for item in _queued(table, group, now, most + 1, after)
        ),
        key=itemgetter(0, 1),  # within an instant, a group's posts stay in the order of the index
    )
    page = found[:most]
    keys = [key for *_, key in page]
    if len(found) <= most:
        return keys, None
    until, group, last = page[-1]
    slot = instants.read(last.sk.removeprefix("SLOT#"))
    return keys, Place(instants.read(until), group, account_of(last), slot)


def account_of(key: Key) -> str:
    """The account that an item belongs to."""
    return key.pk.removeprefix(account_partition(""))


def _queued(table: Table, group: str, now: datetime, most: int, after: Place | None) -> list[Item]:
    """What a group has after a place in the common order: by the time to decide, and then by group."""
    queue = review_queue(group)
    if after is None or group < after.group:
        return table.queued(queue, instants.written(after.until if after else now), most)
    start = None
    if group == after.group:
        last = slot_key(after.account, after.slot)
        start = {"queue": queue, "queue_at": instants.written(after.until), "pk": last.pk, "sk": last.sk}
    return table.queued(queue, instants.written(after.until - _SECOND), most, start)
