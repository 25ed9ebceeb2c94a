"""Slots at times of day: each is a local date and one of the times that the settings name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.schedule.activity import SKEW, Activity, Due, Wait, Why
from repost.schedule.jitter import offset
from repost.schedule.local_time import DAY, first_instant, local_date
from repost.schedule.open_hours import BEFORE_QUIET, OpenHours
from repost.settings.types import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.types import Schedule

GRACE: Final = timedelta(hours=1)
"""How late a slot may be claimed; then it is gone."""

_FURTHEST_AHEAD: Final = timedelta(hours=12)
"""No slot is closed longer before its nominal instant: jitter keeps it on its own local day, and between
the middles of the distances to its neighbours."""

_ALMOST_A_DAY: Final = timedelta(hours=22)
"""From one day's time to the next day's, even when the clock changes by up to two hours."""

_HORIZON: Final = 22
"""How many days to look ahead: thrice a week and a day, for a weekly slot on a date that a zone left out."""

_EVER: Final = datetime.min.replace(tzinfo=UTC)


def due(schedule: Schedule, account: str, activity: Activity, now: datetime, gap: timedelta) -> Due | Wait:
    """The time of day that is due now, or how long there is to wait."""
    hours = OpenHours.of(schedule, activity, gap)
    labels = _Labels(schedule, account, gap, hours)
    closed, asked = _last_closed(activity, now), _first_asked(activity, now)
    today = local_date(now, schedule.timezone)

    def still_open(days: range) -> Iterator[Due]:
        slots = chain.from_iterable(labels.on(today + number * DAY) for number in days)
        return (each for each in slots if each.slot > closed and each.slot >= asked)

    near = list(still_open(range(-1, 2)))
    passed = [each for each in near if each.instant <= now]
    ahead = (each for each in near if each.instant > now)
    why: Why = "not yet"
    # If several have passed, only the latest counts: after an outage one post makes up for all.
    for each in chain(passed[-1:], ahead, still_open(range(2, _HORIZON))):
        start = max(now, each.instant)
        if start > each.instant + GRACE:
            continue
        free = hours.next_free(start)
        if free <= now:
            return each
        blocked = hours.why_not(start)
        if why == "not yet" and blocked:
            why = blocked
        if free <= each.instant + GRACE:
            return Wait(free, why)
    return Wait(now + _HORIZON * DAY, why)


def overdue(schedule: Schedule, account: str, activity: Activity, now: datetime, gap: timedelta) -> bool:
    """Whether a time of day has passed unused, with no slot closed for about a day before it."""
    hours = OpenHours.of(schedule, activity, gap)
    labels = _Labels(schedule, account, gap, hours)
    first = asked = _first_asked(activity, now)
    if activity.last_slot is not None:
        asked = max(asked, _last_closed(activity, now) + _ALMOST_A_DAY)
    today = local_date(now, schedule.timezone)
    return any(
        # Jitter may move a slot to before the account was there.
        each.slot >= asked and first <= each.instant < now - GRACE and not hours.why_closed(each.instant)
        for number in range(8)
        for each in labels.on(today - number * DAY)
    )


def _last_closed(activity: Activity, now: datetime) -> datetime:
    """Up to where slots are closed."""
    if activity.last_slot is None:
        return _EVER
    if activity.last_slot <= now + _FURTHEST_AHEAD + SKEW:
        return activity.last_slot
    # The clock was wrong then, or the settings were different.
    return activity.last_claim(now) or _EVER


def _first_asked(activity: Activity, now: datetime) -> datetime:
    """From when on slots are wanted."""
    return activity.first_seen if activity.first_seen <= now + SKEW else _EVER


class _Labels(Value, frozen=True):
    """The times of day of the settings as instants."""

    schedule: Schedule
    account: str
    gap: timedelta
    hours: OpenHours

    def on(self, day: date) -> list[Due]:
        """The slots of a local date, ascending, each with the instant at which it falls due."""
        if DAYS[day.weekday()] not in self.schedule.days:
            return []
        slots = self._nominal(day)
        if not self.schedule.jitter:
            return [Due(slot, self._instant(slot, timedelta())) for slot in slots]
        around = {*self._nominal(day - DAY), *slots, *self._nominal(day + DAY)}
        return [Due(slot, self._instant(slot, self._reach(slot, around - {slot}))) for slot in slots]

    def _nominal(self, day: date) -> list[datetime]:
        """The instants at which the clock shows the times of day; two that a clock change joins are one."""
        zone = self.schedule.timezone
        if local_date(first_instant(datetime.combine(day, time()), zone), zone) != day:
            return []  # The zone left this date out.
        return sorted({first_instant(datetime.combine(day, label), zone) for label in self.schedule.at})

    def _reach(self, slot: datetime, others: set[datetime]) -> timedelta:
        """How far jitter may move a slot so that its neighbours, moved as well, stay a gap away."""
        distance = min(abs(slot - other) for other in others)
        return max(min(self.schedule.jitter, (distance - self.gap) / 2), timedelta())

    def _instant(self, slot: datetime, reach: timedelta) -> datetime:
        """When a slot falls due: moved by jitter, but on its own local day and outside quiet hours."""
        moved = offset(self.account, slot, reach)
        for instant in (slot + moved, slot - moved, slot):
            if self._suits(slot, instant):
                break
        else:
            return self.hours.awake(slot)  # A spring gap moved it into quiet hours.
        quiet = self.hours.next_quiet(instant)
        if quiet is not None and self._suits(slot, quiet - BEFORE_QUIET):
            return min(instant, quiet - BEFORE_QUIET)
        return instant

    def _suits(self, slot: datetime, instant: datetime) -> bool:
        zone = self.hours.zone
        return local_date(instant, zone) == local_date(slot, zone) and self.hours.awake(instant) == instant
