"""From the account's own clock to UTC, across clock changes."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day on which an instant falls."""
    return instant.astimezone(zone).date()


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first UTC instant at which the local clock shows `wall` (naive), or jumps over it."""
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    # PEP 495: the two differ in a fold, and, the other way round, in a gap.
    return first if first <= second else _jump(second, first, zone)


def next_instant(wall: datetime, zone: ZoneInfo, after: datetime) -> datetime:
    """The first UTC instant later than `after` at which the local clock shows `wall`, or jumps over it.

    `wall` is later than what the local clock shows at `after`.
    """
    first = first_instant(wall, zone)
    return first if first > after else wall.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the new offset, somewhere in (before, after]."""
    old = before.astimezone(zone).utcoffset()

    def later(seconds: int) -> datetime:
        return before + timedelta(seconds=seconds)

    seconds = range(int((after - before).total_seconds()))
    return later(bisect_left(seconds, x=True, key=lambda n: later(n).astimezone(zone).utcoffset() != old))
