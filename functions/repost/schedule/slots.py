"""When an account posts: whether a slot is due now, or when the next one will be.

A slot is a moment that the settings name, on a grid of intervals or at times of day. Its nominal instant is
its identity: the first to claim it has it. It falls due at its instant, which is the nominal one moved by
jitter and out of quiet hours, days off and days whose cap is used up: to within one jitter after them, or,
with `spread`, to anywhere in the open hours. Everything here is computed from settings, what the account has
done, and the time: the same for all who ask at once.

Whatever is edited, comes late or twice, and even if a clock is wrong:

- nothing is due in quiet hours, within the minimum gap after the last claim, or beyond the daily cap;
- however long nothing ran, one post makes up for it;
- from any moment, a slot on the interval grid falls due within twice `every`, or else within one `jitter`
  after the quiet hours in which that ends (with `spread`, on the day after them), or on the first open day
  after days off and full days. A
  record from the future, left by a clock that was wrong, can stretch twice `every` to two and a half
  times, and three times `jitter`;
- a time of day that is less than an hour old, or to come, falls due unless it is closed until it is gone.
  After an edit the longest distance between two times of day may thus pass twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from repost.schedule import intervals, times
from repost.schedule.activity import Activity, Due, Wait, Why
from repost.schedule.local_time import DAY
from repost.schedule.open_hours import OpenHours
from repost.settings.types import DAYS

if TYPE_CHECKING:
    from datetime import datetime

    from repost.settings.types import Schedule

__all__ = [
    "Activity",
    "Due",
    "Wait",
    "Why",
    "closed_to_news",
    "due",
    "held_back",
    "minimum_gap",
    "next_free",
    "overdue",
    "posts_per_day",
    "why_closed",
]


def due(schedule: Schedule, account: str, activity: Activity, now: datetime) -> Due | Wait:
    """The slot that is due now, or how long there is to wait.

    Parameters
    ----------
    schedule : Schedule
        The account's settings, as they are now.
    account : str
        The account's name; with the slot it decides the jitter.
    activity : Activity
        What the account has done.
    now : datetime
        The wall clock (aware, UTC).
    """
    ask = times.due if schedule.at else intervals.due
    return ask(schedule, account, activity, now, minimum_gap(schedule))


def overdue(schedule: Schedule, account: str, activity: Activity, now: datetime) -> bool:
    """Whether the account has been silent for longer than its settings ask.

    On intervals: a slot has been due for longer than `every` (an hour at least, a day at most). At times of
    day: a time was missed, and no slot was closed for a day. Never in closed hours or just after them.
    Ask at the end of a run, so that an edit which makes a slot due at once isn't taken for silence.
    """
    ask = times.overdue if schedule.at else intervals.overdue
    return ask(schedule, account, activity, now, minimum_gap(schedule))


def why_closed(schedule: Schedule, now: datetime) -> Why | None:
    """What forbids posting at this time of day or on this day, earlier posts aside; None if nothing does."""
    return OpenHours.of(schedule, Activity(now), minimum_gap(schedule)).why_closed(now)


def held_back(schedule: Schedule, activity: Activity, now: datetime) -> Wait | None:
    """What delays even a person's own request: the daily cap or the minimum gap.

    Quiet hours and days off are for posts that nobody watches; a person who asks is awake.
    """
    from msgspec.structs import replace

    hours = replace(OpenHours.of(schedule, activity, minimum_gap(schedule)), quiet=None, days=DAYS)
    why = hours.why_not(now)
    return Wait(hours.next_free(now), why) if why else None


def next_free(schedule: Schedule, activity: Activity, now: datetime) -> datetime:
    """The first instant, from now on, at which nothing keeps a post from going out that needs no slot."""
    return OpenHours.of(schedule, activity, minimum_gap(schedule)).next_free(now)


def closed_to_news(schedule: Schedule, activity: Activity, now: datetime) -> Wait | None:
    """What keeps a new article from being announced: quiet hours, a day off or the gap; never the cap."""
    from msgspec.structs import replace

    hours = OpenHours.of(schedule, activity, minimum_gap(schedule))
    hours = replace(hours, full=frozenset(), days=schedule.days)
    why = hours.why_not(now)
    return Wait(hours.next_free(now), why) if why else None


def posts_per_day(schedule: Schedule, activity: Activity) -> float:
    """How many posts a day the settings make on average, if there is always something to post."""
    cap = activity.talk.cap if schedule.max_per_day == "auto" else schedule.max_per_day
    if schedule.at:
        most = float(len(set(schedule.at)))
    else:
        open_time = schedule.quiet_hours.open_time if schedule.quiet_hours else DAY
        # The slots of quiet hours make one at their end.
        most = min(DAY / schedule.every, open_time / schedule.every + 1)
    if cap is not None:
        most = min(most, cap)
    return most * len(set(schedule.days)) / len(DAYS)


def minimum_gap(schedule: Schedule) -> timedelta:
    """The least time between two claims: half of `every`, or 30 minutes between times of day."""
    return timedelta(minutes=30) if schedule.at else schedule.every / 2
