"""The articles to choose from: in a lasting order, from any place in it, as needed."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from heapq import nsmallest
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Protocol

from repost.base import instants
from repost.base.articles import position, position_bytes
from repost.base.digests import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from repost.base.articles import Article
    from repost.selection.eligibility import Share

Order = Literal["random", "oldest-first", "longest-rested"]

BLOCK: Final = 64
"""From how many articles, next in line, one is picked: most windows have no more."""

_NEAR: Final = 4 * BLOCK  # what a slot usually reads; sorting thousands takes longer
_CIRCLE: Final = 1 << 128
_FIRST: Final = "0" * 32
_LAST: Final = "f" * 32
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


class Candidates(Protocol):
    """The articles of one account's age window; an implementation may yield articles outside it, too.

    In memory (`InMemory`) and in the table (`repost.run.candidates.Stored`) they have the same order, so
    that a choice from either is the same.
    """

    @property
    def key(self) -> Callable[[Article], str]:
        """Gives an article's place in their order: text that sorts, and is never ""."""

    def after(self, key: str, *, likely: int = BLOCK) -> Iterator[Article]:
        """Those after a place, in order; `likely` is how many will be looked at."""

    def shares(self, articles: Sequence[Article]) -> Mapping[str, Share]:
        """What is remembered of these, by GUID."""


def walk_key(order: Order, account: str) -> Callable[[Article], str]:
    """The lasting order of an account's articles.

    Random is the order of their positions, beginning at a place of the account's own, so that several
    accounts of one blog don't post the same at the same time. The other orders go by date.
    """
    if order == "random":
        start = random_start(account)
        return lambda article: turned(position(article.guid), -start)
    return lambda article: f"{instants.written(article.published or _OLDEST)} {position(article.guid)}"


def random_start(account: str) -> int:
    """Where an account's random order begins on the circle of positions."""
    return int(digest(account), 16)


def turned(place: str, by: int) -> str:
    """A place on the circle of positions, moved round it."""
    return f"{(int(place, 16) + by) % _CIRCLE:032x}"


def round_the_circle(
    between: Callable[[str, str], Iterable[Article]], account: str, key: str
) -> Iterator[Article]:
    """The articles after a place in an account's random order, up to where that began.

    `between` gives the articles from one position up to another, both of them included, in order.
    """
    start = random_start(account)
    begin, end = turned(_FIRST, start), turned(_LAST, start)
    at = turned(key, start) if key else begin
    key_of = walk_key("random", account)
    for first, last in [(at, end)] if at <= end else [(at, _LAST), (_FIRST, end)]:
        for article in between(first, last):
            if key_of(article) > key:
                yield article


class InMemory:
    """Any articles, each GUID once: the one published first counts."""

    def __init__(
        self,
        articles: Iterable[Article],
        shares: Mapping[str, Share] = MappingProxyType({}),
        *,
        order: Order = "random",
        account: str = "",
    ) -> None:
        self.key = walk_key(order, account)
        self._shares = shares
        self._account = account
        self._placed = _placed(tuple(articles))
        self._dated = sorted(self._placed.values(), key=self.key) if order != "random" else None

    def after(self, key: str, *, likely: int = BLOCK) -> Iterator[Article]:  # noqa: ARG002 - they are all here
        if self._dated is None:
            return round_the_circle(self._between, self._account, key)
        return islice(self._dated, bisect_right(self._dated, key, key=self.key), None)

    def shares(self, articles: Sequence[Article]) -> Mapping[str, Share]:
        found = ((each.guid, self._shares.get(each.guid)) for each in articles)
        return {guid: share for guid, share in found if share}

    def _between(self, first: str, last: str) -> Iterator[Article]:
        low, high = bytes.fromhex(first), bytes.fromhex(last)
        places = [place for place in self._placed if low <= place <= high]
        near = nsmallest(_NEAR, places)
        yield from map(self._placed.__getitem__, near)
        yield from map(self._placed.__getitem__, sorted(places)[len(near) :])


def _placed(articles: Sequence[Article]) -> dict[bytes, Article]:
    """Articles by their positions."""
    placed = {position_bytes(article.guid): article for article in articles}
    if len(placed) < len(articles):
        for article in articles:
            place = position_bytes(article.guid)
            placed[place] = min(placed[place], article, key=_seniority)
    return placed


def _seniority(article: Article) -> tuple[object, ...]:
    return (
        article.published is None,
        article.published or _OLDEST,
        article.link,
        article.title,
        article.categories,
        article.author,
        article.excerpt,
        article.image,
    )
