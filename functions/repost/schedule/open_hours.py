"""When an account may post at all: not in quiet hours, on days off, on full days or right after a claim."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Self

from repost.base.value import Value
from repost.schedule.activity import SKEW, Why
from repost.schedule.local_time import DAY, first_instant, local_date, next_instant
from repost.settings.types import DAYS

if TYPE_CHECKING:
    from collections.abc import Container
    from zoneinfo import ZoneInfo

    from repost.schedule.activity import Activity
    from repost.settings.types import Schedule
    from repost.settings.values import QuietHours

BEFORE_QUIET: Final = timedelta(minutes=20)
"""No slot is moved closer to quiet hours than this, so that a tick comes in between."""


class OpenHours(Value, frozen=True):
    """The hours in which an account may post, given what it has done.

    `full` are the local days whose cap is used up; `claims` are UTC instants, ascending; `gap` is the least
    time from a claim to the next.
    """

    zone: ZoneInfo
    quiet: QuietHours | None
    days: Container[str]
    full: frozenset[date]
    claims: tuple[datetime, ...]
    gap: timedelta

    @classmethod
    def of(cls, schedule: Schedule, activity: Activity, gap: timedelta) -> Self:
        zone = schedule.timezone
        cap = activity.talk.cap if schedule.max_per_day == "auto" else schedule.max_per_day
        full: frozenset[date] = frozenset()
        if cap is not None:
            counts = Counter(local_date(claim, zone) for claim in activity.claims)
            full = frozenset(day for day, count in counts.items() if count >= cap)
        # A time of day belongs to the day that names it, even when the tick comes after midnight.
        days = DAYS if schedule.at else schedule.days
        claims = activity.claims
        if activity.announced:
            claims = tuple(sorted([*claims, activity.announced]))
        return cls(zone, schedule.quiet_hours, days, full, claims, gap)

    def why_closed(self, instant: datetime) -> Why | None:
        """What forbids posting at an instant, earlier claims aside; None if nothing does."""
        local = instant.astimezone(self.zone)
        return self.why_day_closed(local.date()) or ("quiet hours" if self._is_quiet(local) else None)

    def why_day_closed(self, day: date) -> Why | None:
        """What forbids posting on a whole local day; None if nothing does."""
        if DAYS[day.weekday()] not in self.days:
            return "day off"
        return "daily cap" if day in self.full else None

    def why_not(self, instant: datetime) -> Why | None:
        """What forbids a claim at an instant; None if nothing does."""
        return self.why_closed(instant) or (
            "minimum gap" if self._clear_of_claims(instant) > instant else None
        )

    def awake(self, instant: datetime) -> datetime:
        """The first instant, from this one on, outside quiet hours, on any day."""
        local = instant.astimezone(self.zone)
        while self.quiet and self._is_quiet(local):
            instant = self._next(self.quiet.end, instant)
            local = instant.astimezone(self.zone)
        return instant

    def next_open(self, instant: datetime) -> datetime:
        """The first instant, from this one on, at which nothing but a claim forbids posting."""
        while self.why_closed(instant):
            day = local_date(instant, self.zone)
            if self.why_day_closed(day):
                instant = next_instant(datetime.combine(day + DAY, time()), self.zone, instant)
            else:
                instant = self.awake(instant)
        return instant

    def closing(self, opening: datetime) -> datetime:
        """When the quiet hours after an open instant begin, or the next day if there are none."""
        if (quiet := self.next_quiet(opening)) is not None:
            return quiet
        return next_instant(
            datetime.combine(local_date(opening, self.zone) + DAY, time()), self.zone, opening
        )

    def night_before(self, instant: datetime) -> tuple[datetime, datetime] | None:
        """The quiet hours that an instant falls into, or else the last before it; None without any."""
        if self.quiet is None:
            return None
        start = first_instant(datetime.combine(local_date(instant, self.zone), self.quiet.start), self.zone)
        if start > instant:
            day = local_date(instant, self.zone) - DAY
            start = first_instant(datetime.combine(day, self.quiet.start), self.zone)
        return start, self.awake(start)

    def next_free(self, instant: datetime) -> datetime:
        """The first instant, from this one on, at which a claim may be made."""
        while self.why_not(instant):
            instant = self._clear_of_claims(self.next_open(instant))
        return instant

    def next_quiet(self, instant: datetime) -> datetime | None:
        """When quiet hours begin next, after an instant outside them; None if there are none."""
        return self._next(self.quiet.start, instant) if self.quiet else None

    def _is_quiet(self, local: datetime) -> bool:
        return self.quiet is not None and self.quiet.holds(local.time())

    def _clear_of_claims(self, instant: datetime) -> datetime:
        """The instant itself, or the end of the gap after the claim that is too close."""
        # Later claims were written by a clock that was wrong: they delay nothing before their time.
        believable = bisect_left(self.claims, instant + SKEW)
        return max(instant, self.claims[believable - 1] + self.gap) if believable else instant

    def _next(self, wall: time, after: datetime) -> datetime:
        """The first instant after another at which the local clock shows a time of day."""
        local = after.astimezone(self.zone)
        day = local.date() if local.time() < wall else local.date() + DAY
        return next_instant(datetime.combine(day, wall), self.zone, after)
