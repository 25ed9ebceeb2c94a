"""How a member's hours and categories narrow what the group allows; they never widen it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.accounts.checks import LEAST_OPEN
from repost.base.names import name_key
from repost.base.quoting import quoted
from repost.settings.finding import expected
from repost.settings.values import QuietHours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.settings.finding import Finding
    from repost.settings.types import Schedule, Settings

_DAY: Final = 24 * 60
_EXAMPLE: Final = 'two different times of day such as "09:00-17:00"'


def narrowed(
    settings: Settings, hours: str, categories: Sequence[str]
) -> tuple[Settings, tuple[Finding, ...]]:
    """A group's settings within a member's hours and categories, and what is wrong with those."""
    findings: list[Finding] = []
    if hours:
        schedule, wrong = _within(settings.schedule, hours)
        settings = replace(settings, schedule=schedule)
        findings += wrong
    if categories:
        allowed = settings.select.include_categories
        keys = set(map(name_key, allowed))
        kept = tuple(name for name in categories if not keys or name_key(name) in keys)
        if not kept:
            problem = f"has none of the group's categories ({', '.join(map(quoted, categories))})"
            findings.append(("categories", problem, expected(f"some of {', '.join(allowed)}")))
        settings = replace(settings, select=replace(settings.select, include_categories=kept))
    return settings, tuple(findings)


def _within(schedule: Schedule, hours: str) -> tuple[Schedule, list[Finding]]:
    """A schedule that keeps to certain hours, too.

    If those meet the group's open hours twice in a day, the longer meeting counts.
    """
    try:
        own = QuietHours.parse(hours)
    except ValueError:
        return schedule, [("hours", f"is {quoted(hours)}", expected(_EXAMPLE))]
    quiet = schedule.quiet_hours
    start, length = _minutes(own.start), (_minutes(own.end) - _minutes(own.start)) % _DAY
    if quiet:
        start, length = _meeting(
            start, length, _minutes(quiet.end), (_minutes(quiet.start) - _minutes(quiet.end)) % _DAY
        )
    if length < LEAST_OPEN.total_seconds() / 60:
        open_ = f"{quiet.end:%H:%M}-{quiet.start:%H:%M}" if quiet else "the whole day"
        at_least = f"hours with at least one in which the group posts ({open_})"
        return schedule, [("hours", f"is {quoted(hours)}", expected(at_least))]
    within = QuietHours(_time(start + length), _time(start))
    at = tuple(each for each in schedule.at if not within.holds(each))
    if schedule.at and not at:
        times = ", ".join(f"{each:%H:%M}" for each in schedule.at)
        least = f"hours with one of the group's times in them ({times})"
        return schedule, [("hours", f"is {quoted(hours)}", expected(least))]
    return replace(schedule, quiet_hours=within, at=at), []


def _meeting(start: int, length: int, other: int, other_length: int) -> tuple[int, int]:
    """The longest span of minutes that two spans of a day have in common: its start and length."""
    found = [(start, 0)]
    for one, one_length, two, two_length in (
        (start, length, other, other_length),
        (other, other_length, start, length),
    ):
        passed = (one - two) % _DAY
        found.append((one, max(0, min(one_length, two_length - passed))))
    return max(found, key=lambda span: span[1])


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes % _DAY, 60))
