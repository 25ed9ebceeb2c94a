"""What can be wrong with the settings that name articles: patterns, weights, pins."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from repost.base.names import name_key
from repost.base.quoting import quoted
from repost.selection.selectors import mistake_in
from repost.settings.values import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.finding import Finding
    from repost.settings.types import Select

LEAST_WEIGHT: Final = 0.01
MOST_WEIGHT: Final = 100


def findings(select: Select) -> Iterator[Finding]:
    """Everything of that which contradicts something else or can't work."""
    return chain(_patterns(select), _weights(select), _pins(select), _categories(select))


def _patterns(select: Select) -> Iterator[Finding]:
    for key, texts in (("never", select.never), ("stop_after", select.stop_after), ("weight", select.weight)):
        for text in texts:
            if expected := mistake_in(text):
                yield f"select.{key}", quoted(text), expected


def _weights(select: Select) -> Iterator[Finding]:
    for text, weight in select.weight.items():
        if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:  # nor is it between them where it is no number at all
            yield (
                "select.weight",
                f"{weight:g} for {quoted(text)}",
                "between 0.01 and 100 (never is for 0)",
            )
    if select.weight and select.order != "random":
        yield "select.weight", f"given with order = {quoted(select.order)}", 'left out, or order = "random"'


def _pins(select: Select) -> Iterator[Finding]:
    for day, article in select.pins.items():
        if not is_date(day):
            yield "select.pins", f"a pin on {quoted(day)}", 'a pin on a date such as "2026-12-24"'
        if not article.strip() or "*" in article:
            yield "select.pins", f"{quoted(article)} on {day}", "the address or GUID of one article"


def _categories(select: Select) -> Iterator[Finding]:
    excluded = set(map(name_key, select.exclude_categories))
    for category in select.require_categories:
        if name_key(category) in excluded:
            found = f"{quoted(category)}, which is in exclude_categories, too"
            yield "select.require_categories", found, "in one of the two"
