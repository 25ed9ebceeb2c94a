"""What Repost says in each language: a phrase before an article, dates, ages.

A further language is an entry beside its relatives, and a line in `LANGUAGES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.wording.languages import eastern, germanic, romance
from repost.wording.languages.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["LANGUAGES", "NEUTRAL", "Language", "language_for", "spoken_age", "spoken_date"]

LANGUAGES: Final[Mapping[str, Language]] = {
    "ca": romance.CATALAN,
    "cs": eastern.CZECH,
    "da": germanic.DANISH,
    "de": germanic.GERMAN,
    "en": germanic.ENGLISH,
    "es": romance.SPANISH,
    "fi": eastern.FINNISH,
    "fr": romance.FRENCH,
    "it": romance.ITALIAN,
    "nb": germanic.NORWEGIAN,
    "nl": germanic.DUTCH,
    "nn": germanic.NORWEGIAN,
    "no": germanic.NORWEGIAN,
    "pl": eastern.POLISH,
    "pt": romance.PORTUGUESE,
    "pt-br": romance.BRAZILIAN,
    "sv": germanic.SWEDISH,
}

# For a blog in any other language: its name, which is in no language, and English dates and ages.
NEUTRAL: Final = replace(
    LANGUAGES["en"], before=("{blog}: ",), before_without_blog=("",), new="{blog}: ", new_without_blog=""
)


def language_for(account: str | None, blog: str) -> Language:
    """The language an account speaks: its own, else its blog's, else English.

    Parameters
    ----------
    account, blog : str
        BCP 47 tags, None or "" where unknown; "fr-CA" is taken for "fr".
    """
    tag = (account or blog or "en").replace("_", "-").lower()
    while tag:
        if tag in LANGUAGES:
            return LANGUAGES[tag]
        tag = tag.rpartition("-")[0]
    return NEUTRAL


def spoken_date(day: date, language: Language) -> str:
    """A date in words, such as "12 September 2026" or "1er mars 2026"."""
    return language.date.format(
        day=language.first_day if day.day == 1 else day.day,
        month=language.months[day.month - 1],
        year=day.year,
    )


def spoken_age(day: date, today: date, language: Language) -> str:
    """How long ago a day was, in whole years, months, weeks or days, such as "2 months ago"."""
    days = (today - day).days
    if days <= 0:
        return language.today
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    counts = {"year": months // 12, "month": months, "week": days // 7, "day": days}
    unit, number = next((unit, number) for unit, number in counts.items() if number)
    return language.ages[unit][language.form(number)].format(n=number)
