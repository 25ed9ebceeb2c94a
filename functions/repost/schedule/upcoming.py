"""The coming slots, if nothing changes."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from repost.schedule.activity import Activity, Due, Wait
from repost.schedule.local_time import first_instant, local_date
from repost.schedule.slots import due

if TYPE_CHECKING:
    from datetime import date

    from repost.settings.types import Schedule

_MOST_WAITS: Final = 5
"""Between two slots: times of day look 22 days ahead at once, and none is rarer than weekly."""


def upcoming(schedule: Schedule, account: str, activity: Activity, now: datetime, most: int) -> list[Due]:
    """The next slots, at most so many; `instant` is when each can go out: never before `now` (UTC).

    Each is assumed to be claimed as it falls due; a tick comes up to its own rate later.
    """
    found: list[Due] = []
    waits = 0
    while len(found) < most and waits < _MOST_WAITS:
        verdict = due(schedule, account, activity, now)
        if isinstance(verdict, Wait):
            now, waits = verdict.until, waits + 1
        else:
            found.append(Due(verdict.slot, now))
            activity, waits = activity.after_claim(verdict.slot, now), 0
    return found


def may_speak_on(schedule: Schedule, account: str, day: date) -> bool:
    """Whether a slot can fall on a local day: at least that of an account which begins on it."""
    zone = schedule.timezone
    begin = first_instant(datetime.combine(day, time()), zone)
    return any(
        local_date(each.instant, zone) == day
        for each in upcoming(schedule, account, Activity(begin), begin, 1)
    )
