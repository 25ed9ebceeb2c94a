"""Reads counts from answers: what one has no sensible number for isn't known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.web.replies import count_in

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_BY_ONE: Final = 6
"""How many posts are asked for each by itself, if a network doesn't tell of several at once."""


def total_in(table: object, needed: Iterable[str], more: Iterable[str] = ()) -> int | None:
    """The sum of the counts under some keys; None if a needed one isn't there. Others need not be."""
    counts = [count_in(table, key) for key in needed]
    if not all(count is not None for count in counts):
        return None
    return sum(filter(None, counts)) + sum(filter(None, (count_in(table, key) for key in more)))
