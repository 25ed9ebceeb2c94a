"""The small values that settings are made of: durations, times of day, zones, quiet hours.

Each parses the text an owner writes and says in a `ValueError` what it expected.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, Self
from zoneinfo import ZoneInfo

from repost.base.patterns import pattern

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION: Final = pattern(r"(?:\d{1,6}[mhdw])+")
_PART: Final = pattern(r"(\d+)([mhdw])")
_LONGEST: Final = timedelta(days=36_500)
_DATE: Final = pattern(r"\d{4}-\d\d-\d\d")
_TIME: Final = pattern(r"([01]\d|2[0-3]):([0-5]\d)")


class Duration(timedelta):
    """A length of time such as "45m", "6h", "1h30m", "30d" or "2w"."""

    expected = 'a duration such as "45m", "6h", "30d" or "2w"'

    @classmethod
    def parse(cls, text: str) -> Self:
        if not _DURATION.fullmatch(text):
            raise ValueError(cls.expected)
        parts: dict[str, int] = {}
        for number, unit in _PART.findall(text):
            parts[_UNITS[unit]] = parts.get(_UNITS[unit], 0) + int(number)
        duration = cls(**parts)
        if duration > _LONGEST:  # further back than dates go, it would break the arithmetic of a run
            raise ValueError(cls.expected)
        return duration


class Interval(Duration):
    """A duration between posts: five minutes to a year."""

    expected = 'a duration between "5m" and "365d", such as "6h"'

    @classmethod
    def parse(cls, text: str) -> Self:
        interval = super().parse(text)
        if not timedelta(minutes=5) <= interval <= timedelta(days=365):
            raise ValueError(cls.expected)
        return interval


class Within(Duration):
    """A duration in which people can decide: fifteen minutes to thirty days."""

    expected = 'a duration between "15m" and "30d", such as "24h"'

    @classmethod
    def parse(cls, text: str) -> Self:
        within = super().parse(text)
        if not timedelta(minutes=15) <= within <= timedelta(days=30):
            raise ValueError(cls.expected)
        return within


class Age(Duration):
    """A duration, or "none" for no limit."""

    expected = 'a duration such as "90d" or "1w", or "none"'

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.unlimited() if text == "none" else super().parse(text)

    @classmethod
    def unlimited(cls) -> Self:
        return cls(days=timedelta.max.days)

    @property
    def is_unlimited(self) -> bool:
        return self.days == timedelta.max.days


class Until:
    """An age such as "400d", or a date (UTC), after which something ends."""

    __slots__ = ("age", "day")
    expected = 'an age such as "400d" or "52w", or a date such as "2026-12-31"'

    def __init__(self, age: timedelta | None = None, day: date | None = None) -> None:
        self.age = age
        self.day = day

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            if _DURATION.fullmatch(text):
                return cls(age=Duration.parse(text))
            if _DATE.fullmatch(text):
                return cls(day=date.fromisoformat(text))
        except ValueError:
            pass
        raise ValueError(cls.expected)

    def is_over(self, published: datetime, now: datetime) -> bool:
        """Whether it has ended for what was published then; the day itself still counts."""
        if self.age is not None:
            return now - published > self.age
        return self.day is not None and now.date() > self.day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Until) and (self.age, self.day) == (other.age, other.day)

    def __hash__(self) -> int:
        return hash((self.age, self.day))

    def __repr__(self) -> str:
        return f"Until({self})"

    def __str__(self) -> str:
        """As the settings write it."""
        if self.age is None:
            return str(self.day)
        hours, minutes = divmod(self.age // timedelta(minutes=1), 60)
        return f"{hours // 24}d" if not (hours % 24 or minutes) else f"{hours}h{minutes}m"


class LocalTime(time):
    """A time of day on the account's own clock, such as "09:30"."""

    expected = 'a time of day such as "09:30"'

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _TIME.fullmatch(text)
        if not match:
            raise ValueError(cls.expected)
        return cls(int(match[1]), int(match[2]))


class QuietHours:
    """A daily span "22:00-07:00" on the account's clock: its start is quiet, its end is not."""

    __slots__ = ("end", "start")
    expected = 'two different times of day such as "22:00-07:00"'

    def __init__(self, start: time, end: time) -> None:
        self.start = start
        self.end = end

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            start, end = (LocalTime.parse(part.strip()) for part in text.split("-"))
        except ValueError:
            raise ValueError(cls.expected) from None
        if start == end:
            raise ValueError(cls.expected)
        return cls(start, end)

    def holds(self, moment: time) -> bool:
        """Whether a local time of day is quiet."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    @property
    def open_time(self) -> timedelta:
        """How much of a day of 24 hours is not quiet."""
        day = datetime(2000, 1, 1)  # noqa: DTZ001 - any day: only times of day count
        quiet = datetime.combine(day, self.end) - datetime.combine(day, self.start)
        return timedelta(days=1) - quiet % timedelta(days=1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QuietHours) and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"QuietHours({self.start:%H:%M}-{self.end:%H:%M})"


def is_date(text: str) -> bool:
    """Whether a text is a date such as "2026-12-24"."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name.

    From the tzdata package rather than the host, so that every machine knows the same zones.

    Raises
    ------
    ValueError
        If there is no such zone.
    """
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}", name):
        raise ValueError(ZONE_EXPECTED)
    try:
        with of_tzdata(f"zoneinfo/{name}").open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError):
        raise ValueError(ZONE_EXPECTED) from None


ZONE_EXPECTED: Final = 'the name of a time zone such as "Europe/Paris"'


def zone_names() -> list[str]:
    """Every known zone, for "did you mean"."""
    return of_tzdata("zones").read_text("utf-8").split()


def of_tzdata(file: str) -> Path:
    """One of the package's files; importlib.resources would import four modules to find it."""
    from importlib import import_module

    return Path(*import_module("tzdata").__path__, file)
