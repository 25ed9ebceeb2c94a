"""Dates and ages in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from repost.wording.languages.language import Language


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
