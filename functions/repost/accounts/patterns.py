"""The checks of the settings that name articles: patterns, weights, pins."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from repost.base.names import name_key
from repost.base.quoting import quoted
from repost.selection.selectors import mistake_in
from repost.settings.finding import expected
from repost.settings.values import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.finding import Finding
    from repost.settings.types import Select

LEAST_WEIGHT: Final = 0.01
MOST_WEIGHT: Final = 100


def findings(select: Select) -> Iterator[Finding]:
    """Every one of those settings that contradicts another or can't work."""
    return chain(_patterns(select), _weights(select), _pins(select), _categories(select))


def _patterns(select: Select) -> Iterator[Finding]:
    for key, texts in (("never", select.never), ("stop_after", select.stop_after), ("weight", select.weight)):
        for text in texts:
            if advice := mistake_in(text):
                yield f"select.{key}", f"contains {quoted(text)}", advice


def _weights(select: Select) -> Iterator[Finding]:
    for text, weight in select.weight.items():
        if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:  # true of nan, too
            yield (
                "select.weight",
                f"is {weight:g} for {quoted(text)}",
                "Expected a number from 0.01 to 100; to leave articles out, use select.never.",
            )
    if select.weight and select.order != "random":
        problem = f"has no effect with order = {quoted(select.order)}"
        yield "select.weight", problem, 'Remove it, or set order = "random".'


def _pins(select: Select) -> Iterator[Finding]:
    for day, article in select.pins.items():
        if not is_date(day):
            yield "select.pins", f"contains {quoted(day)}", expected('a date such as "2026-12-24"')
        if not article.strip() or "*" in article:
            problem = f"contains {quoted(article)} for {day}"
            yield "select.pins", problem, expected("the address or GUID of one article")


def _categories(select: Select) -> Iterator[Finding]:
    excluded = set(map(name_key, select.exclude_categories))
    for category in select.require_categories:
        if name_key(category) in excluded:
            problem = f"contains {quoted(category)}, which is also in select.exclude_categories"
            yield "select.require_categories", problem, "Keep it in one of the two."
