"""The coming slots, if nothing changes."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from repost.schedule.activity import Activity, Due
from repost.schedule.local_time import first_instant, local_date
from repost.schedule.slots import due

if TYPE_CHECKING:
    from datetime import date

    from repost.settings.types import Schedule

_MOST_WAITS: Final = 5
"""For a slot: times of day look 22 days ahead at once, and none is rarer than weekly."""


def upcoming(schedule: Schedule, account: str, activity: Activity, now: datetime, most: int) -> list[Due]:
    """The next slots, at most so many; `instant` is when each can go out: never before `now` (UTC).

    Each is assumed to be claimed as it falls due; a tick comes up to its own rate later.
    """
    found: list[Due] = []
    while len(found) < most and (following := _following(schedule, account, activity, now)):
        found.append(following)
        now = following.instant
        activity = activity.after_claim(following.slot, now)
    return found


def _following(schedule: Schedule, account: str, activity: Activity, now: datetime) -> Due | None:
    for _ in range(_MOST_WAITS):
        verdict = due(schedule, account, activity, now)
        if isinstance(verdict, Due):
            return Due(verdict.slot, now)
        now = verdict.until
    return None


def may_speak_on(schedule: Schedule, account: str, day: date) -> bool:
    """Whether a slot can fall on a local day: at least that of an account which begins on it."""
    zone = schedule.timezone
    begin = first_instant(datetime.combine(day, time()), zone)
    return any(
        local_date(each.instant, zone) == day
        for each in upcoming(schedule, account, Activity(begin), begin, 1)
    )
