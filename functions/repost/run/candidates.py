"""The remembered articles that an account chooses from, read as far as the choice looks and no further."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import groupby, islice
from math import sqrt
from typing import TYPE_CHECKING, Final

from msgspec import field

from repost.base import instants
from repost.base.value import Value
from repost.selection.candidates import BLOCK, InMemory, round_the_circle, walk_key
from repost.selection.choice import has_words
from repost.selection.eligibility import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from repost.base.articles import Article
    from repost.feeds.archive import Archive
    from repost.feeds.coverage import Window
    from repost.history.claims import History
    from repost.selection.candidates import Order
    from repost.selection.eligibility import Share
    from repost.settings.types import Select

_FEW: Final = 2 * BLOCK  # what is read of a window to find out how much there is in it
_MOST_YOUNG: Final = 512


def first_due(archive: Archive, select: Select, now: datetime, language: str = "") -> datetime | None:
    """When the next known article will be old enough (UTC) that can't be posted only because of its age.

    None if the next few hundred have none. For an empty window this says how long it stays so
    if the blog shows nothing older.
    """
    for article in islice(archive.published_between(now - select.min_age, now, likely=8), _MOST_YOUNG):
        due = (article.published or now) + select.min_age
        if (
            due > now
            and Rules(select, due, has_words, language=language).reason_against(article, None) is None
        ):
            return due
    return None


class Stored(Value, frozen=True, dict=True):
    """The articles of an account's age window in the table; see `repost.selection.candidates.Candidates`.

    Attributes
    ----------
    account, network
        Whose past counts.
    window : Window
        When the articles were published.
    known : int
        How many articles of the feed are remembered, of any date.
    wide : set
        What this run has found too wide to be read as a whole: feeds, each with the length of a window.
    """

    archive: Archive
    history: History
    account: str
    network: str
    order: Order
    window: Window
    known: int
    wide: set[tuple[str, timedelta]] = field(default_factory=set)

    @cached_property
    def key(self) -> Callable[[Article], str]:
        return walk_key(self.order, self.account)

    def shares(self, articles: Sequence[Article]) -> Mapping[str, Share]:
        return self.history.shares_of(self.account, self.network, articles)

    def after(self, key: str, *, likely: int = BLOCK) -> Iterator[Article]:
        if self.order != "random":
            return self._by_date(key, likely)
        if self._all is not None:
            return self._all.after(key)
        return self._by_position(key, likely)

    def _by_date(self, key: str, likely: int) -> Iterator[Article]:
        since = instants.read(key.split(maxsplit=1)[0]) if key else self.window.since
        since = max(since, self.window.since)
        found = self.archive.published_between(since, self.window.until, likely=likely)
        for _, same in groupby(found, key=lambda article: article.published):
            for article in sorted(same, key=self.key):
                if self.key(article) > key:
                    yield article

    def _by_position(self, key: str, likely: int) -> Iterator[Article]:
        between = partial(self.archive.positioned_between, likely=likely)
        for article in round_the_circle(between, self.account, key):
            if article.published and self.window.since <= article.published <= self.window.until:
                yield article

    @cached_property
    def _all(self) -> InMemory | None:
        """The whole window, if reading it is cheaper than looking for it among the rest."""
        width = self.archive.feed, self.window.until - self.window.since
        if self.window.is_open or width in self.wide:
            return None
        if (found := self._whole_window()) is None:
            self.wide.add(width)
            return None
        return InMemory(found, order=self.order, account=self.account)

    def _whole_window(self) -> list[Article] | None:
        """Every article of the window; None if there are too many."""
        items = self.archive.published_between(self.window.since, self.window.until, likely=_FEW + 1)
        found = list(islice(items, _FEW + 1))
        if len(found) > _FEW:
            # By position, so many of all articles are read for a block as the block is of the window.
            break_even = sqrt(BLOCK * max(self.known, 1))
            if self._estimated(found[-1]) > break_even:
                return None
            found += islice(items, 2 * round(break_even))
            if next(items, None):
                return None
        return found

    def _estimated(self, last: Article) -> float:
        """How many articles are in the window whose oldest few end with this one."""
        seen = (last.published or self.window.until) - self.window.since
        return _FEW * ((self.window.until - self.window.since) / seen) if seen else float("inf")
