"""What follows from pages that failed when they were checked: one weak sighting has no lasting effect."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ENOUGH: Final = 3
"""How many sightings, days apart, it takes for an article to be forgotten."""

MOST_FORGOTTEN: Final = 3
"""How many articles of a blog are forgotten in a day."""

WHILE_THE_SITE_FAILS: Final = timedelta(hours=1)
"""How long articles are held back whose pages failed together with most others."""

_APART: Final = timedelta(hours=20)
_WAITS: Final = (timedelta(days=1), timedelta(days=3))
_FIRST_PAUSE: Final = timedelta(minutes=10)
_LONGEST_PAUSE: Final = timedelta(days=1)


class Misses(Value, frozen=True):
    """How often a page failed on different days, and when it last did (UTC)."""

    count: int = 0
    last: datetime | None = None

    def after(self, now: datetime) -> Misses:
        """The same after another failure; one within a day of the last is no other sighting."""
        is_same = self.last is not None and now - self.last < _APART
        return Misses(self.count, self.last) if is_same else Misses(self.count + 1, now)

    @property
    def wait(self) -> timedelta:
        """How long the article is held back: a day, then three."""
        return _WAITS[min(self.count, len(_WAITS)) - 1]


def most_alike(failures: Sequence[str], looked_at: int) -> str:
    """What most of the pages that were looked at have failed with; "" if there is no such failure.

    Then it is the site that fails, not the articles.
    """
    reason, count = next(iter(Counter(failures).most_common(1)), ("", 0))
    return reason if 2 * count > looked_at else ""


def pause(refusals: int) -> timedelta:
    """How long a host that has refused that many times in a row is left alone: ten minutes up to a day."""
    doublings: int = 2 ** min(refusals, 10)
    return min(_FIRST_PAUSE * doublings, _LONGEST_PAUSE)
