"""How evenly a company's posts spread over a day: pure reckoning, no server is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from repost.accounts.mistakes import decode_value
from repost.schedule.activity import Activity, Due
from repost.schedule.slots import due
from repost.settings.types import Schedule

ZONES: Final = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "UTC",
)
QUIET: Final = ("22:00-07:00", "20:00-08:00", None)
_BEFORE: Final = datetime(2026, 11, 20, tzinfo=UTC)
_FROM: Final = datetime(2026, 11, 24, tzinfo=UTC)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Day:
    """The posts in the busiest minute and in all, and the ratio to the mean."""

    busiest: int
    posts: int

    @property
    def ratio(self) -> float:
        return self.busiest / (self.posts / (24 * 60))

    @property
    def measured(self) -> str:
        return f"{self.busiest} of {self.posts:,} posts"


def busiest_minute(members: int) -> Day:
    """A day of members who all joined at the same moment, four posts a day each."""
    minutes: Counter[datetime] = Counter()
    for number in range(members):
        schedule = {"every": "6h", "timezone": ZONES[number % len(ZONES)]}
        if quiet := QUIET[number // len(ZONES) % len(QUIET)]:
            schedule["quiet_hours"] = quiet
        settings = msgspec.convert(schedule, Schedule, dec_hook=decode_value)
        for instant in instants(settings, f"member-{number}"):
            minutes[instant.replace(second=0, microsecond=0)] += 1
    return Day(max(minutes.values()), minutes.total())


def instants(schedule: Schedule, name: str) -> list[datetime]:
    """When a member posts on the day."""
    activity, now, found = Activity(_BEFORE), _BEFORE, []
    while now < _FROM + timedelta(days=1):
        verdict = due(schedule, name, activity, now)
        if isinstance(verdict, Due):
            activity = activity.after_claim(verdict.slot, now)
            if now >= _FROM:
                found.append(now)
            now += _MINUTE
        else:
            now = verdict.until
    return found
