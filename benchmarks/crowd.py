"""How evenly a fleet's posts are spread over a day: computed from the schedule alone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Final

from benchmarks.document import Row
from repost.schedule.activity import Activity
from repost.schedule.upcoming import upcoming
from repost.settings.types import Schedule
from repost.settings.values import Interval, QuietHours, zone

MEMBERS: Final = 2_500
ZONES: Final = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Paris",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)
QUIET: Final = ("22:00-07:00", "20:00-08:00", None)
DAY: Final = timedelta(days=1)
BEGIN: Final = datetime(2026, 3, 4, tzinfo=UTC)
_MOST_POSTS: Final = 12  # of a day and a half


def busiest_minute() -> Row:
    """The posts of the busiest minute of a day ÷ those of the mean one; what chance adds is in it."""
    schedules = [
        Schedule(
            every=Interval(hours=6),
            timezone=zone(name),
            quiet_hours=QuietHours.parse(quiet) if quiet else None,
            spread=True,
        )
        for name, quiet in product(ZONES, QUIET)
    ]
    minutes = Counter(
        (each.instant - BEGIN) // timedelta(minutes=1)
        for number in range(MEMBERS)
        for each in upcoming(
            schedules[number % len(schedules)],
            f"member-{number}",
            Activity(BEGIN - DAY),
            BEGIN - DAY / 2,
            _MOST_POSTS,
        )
        if BEGIN <= each.instant < BEGIN + DAY
    )
    posts, busiest = minutes.total(), max(minutes.values())
    return Row(
        "busiest minute ÷ mean, over a day, mixed zones and quiet hours",
        f"{MEMBERS:,} members, {posts:,} posts, {busiest} in a minute",
        busiest / (posts / (DAY / timedelta(minutes=1))),
        3,
    )
