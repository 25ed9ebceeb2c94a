"""Where the articles to choose from come from: in an order that lasts, from any place in it, as wanted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Protocol

from repost.articles import position
from repost.table import digest, instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from repost.articles import Article
    from repost.selection.eligibility import Share

Order = Literal["random", "oldest-first", "longest-rested"]

BLOCK: Final = 64
"""Of how many articles, next in line, one is picked: all that most windows hold."""

_CIRCLE: Final = 1 << 128
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


class Candidates(Protocol):
    """The articles of one account's age window; who holds more may yield articles outside it, too.

    In memory (`InMemory`) and in the table (`repost.feeds.candidates.Stored`) they lie in the same order, so
    that a choice from either is the same.
    """

    @property
    def key(self) -> Callable[[Article], str]:
        """Gives an article's place in their order: text that sorts, and is never ""."""

    def after(self, key: str, *, likely: int = BLOCK) -> Iterator[Article]:
        """Those behind a place, in order; `likely` says how many are going to be looked at."""

    def shares(self, articles: Sequence[Article]) -> Mapping[str, Share]:
        """What is remembered of these, by GUID."""


def walk_key(order: Order, account: str) -> Callable[[Article], str]:
    """The lasting order of an account's articles.

    Random is the order of their positions, beginning at a place of the account's own, so that several
    accounts of one blog don't say the same at the same time. The other orders go by date.
    """
    if order == "random":
        start = random_start(account)
        return lambda article: turned(position(article.guid), -start)
    return lambda article: f"{instant(article.published or _OLDEST)} {position(article.guid)}"


def random_start(account: str) -> int:
    """Where an account's random order begins on the circle of positions."""
    return int(digest(account), 16)


def turned(place: str, by: int) -> str:
    """A place on the circle of positions, moved round it."""
    return f"{(int(place, 16) + by) % _CIRCLE:032x}"


class InMemory:
    """Any articles, each GUID once: of several with one GUID the one that was published first."""

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
        found = _one_each(articles)
        self._articles = _along(found, account) if order == "random" else sorted(found, key=self.key)

    def after(self, key: str, *, likely: int = BLOCK) -> Iterator[Article]:  # noqa: ARG002 - they are all here
        return islice(self._articles, bisect_right(self._articles, key, key=self.key), None)

    def shares(self, articles: Sequence[Article]) -> Mapping[str, Share]:
        found = ((each.guid, self._shares.get(each.guid)) for each in articles)
        return {guid: share for guid, share in found if share}


def _along(articles: Iterable[Article], account: str) -> list[Article]:
    """In an account's random order: by position, beginning where that does. Nothing is computed but those."""
    placed = {position(each.guid): each for each in articles}
    places = sorted(placed)
    first = bisect_left(places, turned("0", random_start(account)))
    return [placed[place] for place in (*places[first:], *places[:first])]


def _one_each(articles: Iterable[Article]) -> Iterable[Article]:
    found: dict[str, Article] = {}
    for article in articles:
        other = found.setdefault(article.guid, article)
        if other is not article:
            found[article.guid] = min(other, article, key=_seniority)
    return found.values()


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
