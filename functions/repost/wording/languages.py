"""What Repost says in each language: a phrase before an article, dates, ages.

A further language is one more entry in `LANGUAGES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


def one_or_many(number: int) -> int:
    """Which of two forms goes with a number, where a language has one for 1 and one for the rest."""
    return 0 if number == 1 else 1


class Language(Value, frozen=True):
    """A language, as far as Repost speaks it.

    Attributes
    ----------
    before : str
        The phrase before an article, with {blog}.
    before_without_blog : str
        The same, for a blog that has no name.
    date : str
        A date, with {day}, {month} and {year}.
    months : tuple of str
        The twelve months as they stand in a date.
    first_day : str
        The first day of a month.
    today : str
        The age of what is not a day old.
    ages : mapping of str to tuple of str
        The forms of an age with {n}, for each of day, week, month, year.
    form : callable
        The index of the form that goes with a number.
    uncategorized : tuple of str
        What blogs call the category of articles that have none.
    """

    before: str
    before_without_blog: str
    date: str
    months: tuple[str, ...]
    first_day: str
    today: str
    ages: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int] = one_or_many
    uncategorized: tuple[str, ...] = ()


LANGUAGES: Final[Mapping[str, Language]] = {
    "en": Language(
        before="Worth another read on {blog}: ",
        before_without_blog="Worth another read: ",
        date="{day} {month} {year}",
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        first_day="1",
        today="today",
        ages={
            "day": ("yesterday", "{n} days ago"),
            "week": ("a week ago", "{n} weeks ago"),
            "month": ("a month ago", "{n} months ago"),
            "year": ("a year ago", "{n} years ago"),
        },
        uncategorized=("Uncategorized", "Uncategorised"),
    ),
    # A colon follows a full no-break space; the narrow one, which goes before ; ! ?, weighs two on X.
    "fr": Language(
        before="À relire sur {blog}\N{NO-BREAK SPACE}: ",
        before_without_blog="À relire\N{NO-BREAK SPACE}: ",
        date="{day} {month} {year}",
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
        first_day="1er",
        today="aujourd\N{RIGHT SINGLE QUOTATION MARK}hui",
        ages={
            "day": ("hier", "il y a {n} jours"),
            "week": ("il y a une semaine", "il y a {n} semaines"),
            "month": ("il y a un mois", "il y a {n} mois"),
            "year": ("il y a un an", "il y a {n} ans"),
        },
        uncategorized=("Non classé", "Non classée"),
    ),
}

# For a blog in any other language: its name, which is in no language, and English dates and ages.
NEUTRAL: Final = replace(LANGUAGES["en"], before="{blog}: ", before_without_blog="")


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
