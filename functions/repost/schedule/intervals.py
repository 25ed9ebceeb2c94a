"""Slots on a grid: one every so often, counted from the last one's nominal instant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.schedule.activity import SKEW, Activity, Due, Wait, Why
from repost.schedule.jitter import after, offset, phase
from repost.schedule.local_time import DAY, local_date
from repost.schedule.open_hours import BEFORE_QUIET, OpenHours

if TYPE_CHECKING:
    from repost.settings.types import Schedule

_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)

EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Where spread grids count their intervals from."""

SETTLED: Final = timedelta(minutes=30)
"""How long after opening a slot that waited for that may still wait for its tick."""


def due(schedule: Schedule, account: str, activity: Activity, now: datetime, gap: timedelta) -> Due | Wait:
    """The slot of the grid that is due now, or how long there is to wait."""
    hours = OpenHours.of(schedule, activity, gap)
    grid = _open_slots(schedule, account, activity, now, hours)
    since = grid.instant(0) if grid else now
    ready = grid.eased(since, activity.last_claim(now), now) if grid else since
    free = hours.next_free(max(now, ready))
    if free > now:
        why = grid.why_held_back(now) if grid and since > now else hours.why_not(now) or hours.why_not(since)
        return Wait(free, why or "not yet")
    if grid is None or (now - since > schedule.every and not grid.spread):
        # After an outage the grid starts over: one post, no backlog, then one interval until the next.
        return Due(_whole_minute(now), since)
    return Due(grid.slot(grid.latest(now)), since)


def overdue(schedule: Schedule, account: str, activity: Activity, now: datetime, gap: timedelta) -> bool:
    """Whether a slot has been due for longer than an interval, while there was time to claim it."""
    hours = OpenHours.of(schedule, activity, gap)
    grid = _open_slots(schedule, account, activity, now, hours)
    patience = min(max(schedule.every, _HOUR), DAY)
    if grid is None or now - (since := grid.instant(0)) <= patience:
        return False
    if now - SETTLED < grid.eased(since, activity.last_claim(now), now):
        return False
    return not (hours.why_not(now) or hours.why_not(now - SETTLED))


def _open_slots(
    schedule: Schedule, account: str, activity: Activity, now: datetime, hours: OpenHours
) -> _Grid | None:
    """The slots since the last closed one; None if the record isn't plausible."""
    every = schedule.every
    jitter = min(schedule.jitter, every / 2)

    def grid(after: datetime, *, begins: bool = False) -> _Grid:
        first = after if begins else after + every
        if schedule.spread:  # a grid of the account's own, whatever it did and whenever that was
            start = EPOCH + phase(account, every)
            first = start + (-((start - after) // every) if begins else (after - start) // every + 1) * every
        return _Grid(account, first, every, jitter, hours, spread=schedule.spread, forward=begins)

    if activity.last_slot is None:
        if activity.first_seen > now + SKEW:
            return None
        return grid(_whole_minute(activity.first_seen), begins=True)
    if activity.last_slot <= now + jitter + SKEW:
        return grid(activity.last_slot)
    # No run closes a slot further ahead: the clock was wrong then, or the settings were different.
    last_claim = activity.last_claim(now)
    return grid(_whole_minute(last_claim)) if last_claim else None


def _whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


class _Grid(Value, frozen=True):
    """The slots after the last closed one, numbered from 0. Their instants never decrease.

    `forward` says that the first slot moves forwards only: nothing falls due before it was asked for.
    `spread` says that what closed hours displace is spread over the open ones.
    """

    account: str
    first: datetime
    every: timedelta
    jitter: timedelta
    hours: OpenHours
    spread: bool
    forward: bool

    def slot(self, number: int) -> datetime:
        """The nominal instant of a slot."""
        return self.first + number * self.every

    def instant(self, number: int) -> datetime:
        """When a slot falls due.

        On closed days it gives way to the first slot of the next open day, so that a weekend doesn't end
        in two posts, one of them at midnight; if that day has none of its own, it falls due soon after
        the day opens.
        """
        awake = self._awake(number)
        opening = self.hours.next_open(awake)
        if opening == awake:
            return awake
        own = self._awake(self._first_from(opening))
        same_day = local_date(own, self.hours.zone) == local_date(opening, self.hours.zone)
        return own if same_day else opening + after(self.account, opening, self._room(opening))

    def eased(self, since: datetime, last_claim: datetime | None, now: datetime) -> datetime:
        """When a slot that is due since then can be claimed, apart from what forbids that right now.

        If the last claim holds it back over the night, or if it was missed before that, it comes soon after.
        """
        free = self.hours.next_free(max(since, last_claim or since))
        night = self.hours.night_before(self.hours.next_open(max(now, free)))
        if night and since < night[0]:
            return max(free, self._soon_after(self.hours.next_open(night[1])))
        return free

    def _soon_after(self, opening: datetime) -> datetime:
        return opening + after(self.account, opening, min(self.every, self._room(opening)))

    def latest(self, now: datetime) -> int:
        """The last slot whose instant has come: several that moved to one instant make one post."""
        return bisect_right(range(self._first_from(now + _SECOND)), now, key=self.instant) - 1

    def why_held_back(self, now: datetime) -> Why | None:
        """What moved the first slot into the future; None if its time hasn't come."""
        moved = self._jittered(0)
        return self.hours.why_closed(moved) if moved <= now else None

    def _awake(self, number: int) -> datetime:
        """When a slot falls due on a day that may be closed: moved by jitter, and out of quiet hours.

        Several that fall into the same quiet hours move to one instant.
        """
        if self.spread and (spread := self._spread(number)):
            return spread
        moved = self._jittered(number)
        opening = self.hours.awake(moved)
        if opening == moved:
            return moved
        following = self._first_jittered_from(opening)
        room = min(self._room(opening), (self._jittered(following) - opening) / 2)
        return opening + after(self.account, opening, room)

    def _spread(self, number: int) -> datetime | None:
        """A slot's place among those of its day's open hours, evenly spread; None without such hours.

        The last interval of the night and the open hours after it are compressed into these: slots keep their
        order and nearly their distances, and every minute gets as many as any other. Open hours shorter than
        that part of the night take as many slots as keep half their distances, or one a day.
        """
        slot = self.slot(number)
        if (night := self.hours.night_before(slot)) is None:
            return None
        start, opening = night
        last = self.hours.closing(opening) - BEFORE_QUIET
        open_time = last - opening
        if open_time <= timedelta():
            return None
        before = min(self.every, opening - start, max(open_time, self.every - open_time))
        into = slot - opening + before
        into = max(into, into % self.every)  # what comes earlier gives way to the last of the night
        share = open_time / (open_time + before)
        place = opening + _whole_seconds(into * share)
        distance = self.every * share
        if open_time + before <= self.every:  # the next one comes on another day
            distance = max(distance, DAY - open_time)
        clear_of_others = (distance - self.every / 2) / 2
        reach = min(self.jitter, clear_of_others, place - opening, last - place)
        return place + offset(self.account, place, reach)

    def _room(self, opening: datetime) -> timedelta:
        """How long after an opening a slot may come at most."""
        reach = self.hours.closing(opening) - opening - BEFORE_QUIET
        return max(reach if self.spread else min(reach, self.jitter), timedelta())

    def _jittered(self, number: int) -> datetime:
        slot = self.slot(number)
        moved = offset(self.account, slot, self.jitter)
        return slot + (abs(moved) if self.forward and number == 0 else moved)

    def _first_from(self, instant: datetime) -> int:
        """The first slot that falls due at an instant or after it, closed days aside."""
        return bisect_left(range(self._first_jittered_from(instant) + 1), instant, key=self._awake)

    def _first_jittered_from(self, instant: datetime) -> int:
        """The first slot that, moved only by jitter, is at an instant or after it."""
        number = max((instant - self.jitter - self.first) // self.every + 1, 0)
        return number + (self._jittered(number) < instant)


def _whole_seconds(length: timedelta) -> timedelta:
    return length // _SECOND * _SECOND
