"""Slots on a grid: one every so often, counted from the last one's nominal instant."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.schedule.activity import SKEW, Activity, Due, Wait, Why
from repost.schedule.jitter import offset
from repost.schedule.local_time import DAY, local_date
from repost.schedule.open_hours import OpenHours

if TYPE_CHECKING:
    from repost.settings.types import Schedule

_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)

SETTLED: Final = timedelta(minutes=30)
"""How long after opening a slot that waited for that may still wait for its tick."""


def due(schedule: Schedule, account: str, activity: Activity, now: datetime, gap: timedelta) -> Due | Wait:
    """The slot of the grid that is due now, or how long there is to wait."""
    hours = OpenHours.of(schedule, activity, gap)
    grid = _open_slots(schedule, account, activity, now, hours)
    since = grid.instant(0) if grid else now
    free = hours.next_free(max(now, since))
    if free > now:
        why = grid.why_held_back(now) if grid and since > now else hours.why_not(now)
        return Wait(free, why or "not yet")
    if grid is None or now - since > schedule.every:
        # After an outage the grid starts over: one post, no backlog, then one interval until the next.
        return Due(_whole_minute(now), since)
    return Due(grid.slot(grid.latest(now)), since)


def overdue(schedule: Schedule, account: str, activity: Activity, now: datetime, gap: timedelta) -> bool:
    """Whether a slot has been due for longer than an interval, while there was time to claim it."""
    hours = OpenHours.of(schedule, activity, gap)
    grid = _open_slots(schedule, account, activity, now, hours)
    patience = min(max(schedule.every, _HOUR), DAY)
    if grid is None or now - grid.instant(0) <= patience:
        return False
    return not (hours.why_not(now) or hours.why_not(now - SETTLED))


def _open_slots(
    schedule: Schedule, account: str, activity: Activity, now: datetime, hours: OpenHours
) -> _Grid | None:
    """The slots since the last closed one; None if the record isn't plausible."""
    every = schedule.every
    jitter = min(schedule.jitter, every / 2)
    if activity.last_slot is None:
        if activity.first_seen > now + SKEW:
            return None
        return _Grid(account, _whole_minute(activity.first_seen), every, jitter, hours, forward=True)
    if activity.last_slot <= now + jitter + SKEW:
        return _Grid(account, activity.last_slot + every, every, jitter, hours)
    # No run closes a slot further ahead: the clock was wrong then, or the settings were different.
    last_claim = activity.last_claim(now)
    return _Grid(account, _whole_minute(last_claim) + every, every, jitter, hours) if last_claim else None


def _whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


class _Grid(Value, frozen=True):
    """The slots after the last closed one, numbered from 0. Their instants never decrease.

    `forward` says that the first slot moves forwards only: nothing falls due before it was asked for.
    """

    account: str
    first: datetime
    every: timedelta
    jitter: timedelta
    hours: OpenHours
    forward: bool = False

    def slot(self, number: int) -> datetime:
        """The nominal instant of a slot."""
        return self.first + number * self.every

    def instant(self, number: int) -> datetime:
        """When a slot falls due.

        In quiet hours it moves to their end. On closed days it gives way to the first slot of the next open
        day, so that a weekend doesn't end in two posts, one of them at midnight; if that day has none of its
        own, it falls due as the day opens.
        """
        awake = self.hours.awake(self._jittered(number))
        if not self.hours.why_day_closed(local_date(awake, self.hours.zone)):
            return awake
        opening = self.hours.next_open(awake)
        following = self._first_from(opening)
        if self.hours.awake(self._jittered(following - 1)) == opening:
            return opening
        own = self.hours.awake(self._jittered(following))
        same_day = local_date(own, self.hours.zone) == local_date(opening, self.hours.zone)
        return own if same_day else opening

    def latest(self, now: datetime) -> int:
        """The last slot whose instant has come: several that moved to one instant make one post."""
        return bisect_right(range(self._first_from(now + _SECOND)), now, key=self.instant) - 1

    def why_held_back(self, now: datetime) -> Why | None:
        """What moved the first slot into the future; None if its time hasn't come."""
        moved = self._jittered(0)
        return self.hours.why_closed(moved) if moved <= now else None

    def _jittered(self, number: int) -> datetime:
        slot = self.slot(number)
        moved = offset(self.account, slot, self.jitter)
        return slot + (abs(moved) if self.forward and number == 0 else moved)

    def _first_from(self, instant: datetime) -> int:
        """The first slot that, moved only by jitter, is at an instant or after it."""
        number = max((instant - self.jitter - self.first) // self.every + 1, 0)
        return number + (self._jittered(number) < instant)
