"""Which articles may go out once more between two turns: the best, the longest rested first.

One post in so many is an encore. The others go on in turn, each article once, as if there were none: the
turns explore, so encores may exploit, and nothing is left to chance.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from repost.results.score import Heard

MOST_KEPT: Final = 256
"""How many of an account's best articles are kept at hand."""

_BEST_PART: Final = 6
_USUAL: Final = 1.0
_DAY: Final = timedelta(days=1)


class Known(Value, frozen=True):
    """An article, by its name in the archive: what is known of it, and when it last went out (UTC)."""

    name: str
    heard: Heard
    last: datetime


def best(known: Iterable[Known], size: int, now: datetime) -> list[Known]:
    """At most so many that do better than usual, the best first."""

    def rank(each: Known) -> tuple[float, str]:
        return -each.heard.faded(now).score, each.name

    return sorted((each for each in known if each.heard.faded(now).score > _USUAL), key=rank)[:size]


def line_up(known: Iterable[Known], size: int, now: datetime) -> list[Known]:
    """The pool of encores, the longest rested first."""
    return sorted(best(known, size, now), key=lambda each: (each.last, each.name))


def pool_size(articles: int, rest: timedelta, per_day: float, one_in: int) -> int:
    """How many articles encores are taken from: a sixth, and at least as many as one rest has encores.

    Parameters
    ----------
    articles : int
        How many only their past can keep from going out.
    per_day : float
        How many posts a day the schedule makes.
    one_in : int
        One post in so many is an encore.
    """
    return min(max(articles // _BEST_PART, ceil(rest / _DAY * per_day / one_in)), MOST_KEPT)


def is_encore(turns: int, one_in: int | None) -> bool:
    """Whether the next post is one, after so many posts that were none."""
    return one_in is not None and turns + 1 >= one_in
