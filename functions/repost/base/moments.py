"""Times as people read them, in English and French: "Monday 23 November, 10:00 (Europe/Paris)".

Pages, mails and chats say a time in this way alone. Of a coming post it is the instant at which it falls due;
it goes out with the first run from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base import instants
from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo


class Calendar(Value, frozen=True):
    """The days and months of a language; `first` is the first day of a month."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    first: str


_ENGLISH: Final = Calendar(
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    "1",
)
_FRENCH: Final = Calendar(
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    (
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        *("septembre", "octobre", "novembre", "décembre"),
    ),
    "1er",
)
_WRITTEN: Final = pattern(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def is_french(language: str | None) -> bool:
    """Whether a tag of a language is one of French; whatever isn't is answered in English."""
    return (language or "").casefold().replace("_", "-").partition("-")[0] == "fr"


def day_in(day: date, language: str | None) -> str:
    """A day with its weekday: "Monday 23 November"."""
    words = _FRENCH if is_french(language) else _ENGLISH
    number = words.first if day.day == 1 else str(day.day)
    return f"{words.days[day.weekday()]} {number} {words.months[day.month - 1]}"


def moment_in(at: datetime, zone: tzinfo, language: str | None) -> str:
    """An instant in a zone that is named nearby: "Monday 23 November, 10:00"."""
    local = at.astimezone(zone)
    return f"{day_in(local.date(), language)}, {local:%H:%M}"


def moment_and_zone(at: datetime, zone: tzinfo, language: str | None) -> str:
    """An instant with the zone that it is in: "Monday 23 November, 10:00 (Europe/Paris)"."""
    return f"{moment_in(at, zone, language)} ({zone})"


def with_moments(sentence: str, zone: tzinfo, language: str | None) -> str:
    """A sentence of a report with its instants as people read them."""
    return _WRITTEN.sub(lambda it: moment_and_zone(instants.read(it[0]), zone, language), sentence)
