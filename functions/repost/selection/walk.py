"""The walk through the candidates, in their lasting order, a block at a time from where the cycle is.

It usually looks at a few hundred articles, however many there are: the block in which something may
go out, and no more.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.selection.candidates import BLOCK
from repost.selection.eligibility import Reason, Rules, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from repost.base.articles import Article
    from repost.selection.candidates import Candidates, Order
    from repost.selection.cycle import Cycle

LONGEST_BLOCK: Final = 512
"""How many articles a block spans at most, if few of them may go out."""

MOST_LOOKED_AT: Final = 2048
"""If nothing may go out, how many articles are looked at before the next slot goes on from there."""

ENOUGH: Final = 8
"""How many articles a slot may need, the best being gone or refused."""

_CHUNK: Final = BLOCK // 2
"""Of how many articles the past is read at once."""

_OUTSIDE: Final = frozenset({Reason.NO_DATE, Reason.IN_FUTURE, Reason.TOO_YOUNG, Reason.TOO_OLD})
_WHATEVER_ITS_PAST: Final = frozenset(takewhile(lambda reason: reason is not Reason.BLOCKED, Reason))


class Round(Value, frozen=True):
    """What the walk found between a place and the end, or until it had enough."""

    ranked: list[Article]
    at: str
    is_over: bool


class Walk:
    """Looks at candidates, and remembers what is known of them and why they can't go out.

    `whole` says whether to go on although there is enough to choose from.
    """

    def __init__(self, candidates: Candidates, rules: Rules, *, whole: bool) -> None:
        self._candidates = candidates
        self._rules = rules
        self._whole = whole
        self._first = ""
        self._all: list[tuple[Article, bool]] | None = None
        self.reasons: dict[str, Reason] = {}
        self.shares: dict[str, Share] = {}

    def key(self, article: Article) -> str:
        return self._candidates.key(article)

    def begun(self, order: Order, cycle: Cycle) -> str:
        """Where it goes on; "" if it starts over."""
        starts_over = cycle.order != order or not cycle.at or self.first_of(order) < cycle.first
        return "" if starts_over else cycle.at

    def first_of(self, order: Order) -> str:
        """The key of the first article of the window, if an older one may turn up; else ""."""
        if order == "random":
            return ""
        if not self._first:
            inside = (
                each
                for each in self._candidates.after("", likely=1)
                if self._rules.reason_against(each, None) not in _OUTSIDE
            )
            self._first = next(map(self.key, inside), "")
        return self._first

    def round(
        self, at: str, is_left: Callable[[Article], bool], rank: Callable[[Article], tuple[object, ...]]
    ) -> Round:
        """Walk from a place until there is enough to choose from, or to the end."""
        ranked: list[Article] = []
        looked_at = 0
        walk = self._window(at)
        while block := list(_block(walk)):
            looked_at += len(block)
            left = [article for article, may in block if may and is_left(article)]
            for article, may in block:
                if may:
                    self.reasons[article.guid] = Reason.SHARED_IN_CYCLE
            if not left and not ranked:
                at = self.key(block[-1][0])
            ranked += sorted(left, key=rank)
            is_last = len(block) < LONGEST_BLOCK and sum(may for _, may in block) < BLOCK
            if is_last:
                break
            if not self._whole and (len(ranked) >= ENOUGH or looked_at >= MOST_LOOKED_AT):
                return Round(ranked, at, is_over=False)
        return Round(ranked, at, is_over=True)

    def behind(self, at: str, is_left: Callable[[Article], bool]) -> None:
        """Give the articles up to a place their reasons."""
        for article, may in self._window(""):
            if self.key(article) > at:
                return
            if may:
                self.reasons[article.guid] = Reason.NEXT_CYCLE if is_left(article) else Reason.SHARED_IN_CYCLE

    def _window(self, at: str) -> Iterator[tuple[Article, bool]]:
        """Those of the window after a place, and whether only the cycle forbids each."""
        if at:
            yield from self._judged(at)
            return
        if self._all is None:
            found: list[tuple[Article, bool]] = []
            for each in self._judged(""):
                self._first = self._first or self.key(each[0])
                found.append(each)
                yield each
            self._all = found
        else:
            yield from self._all

    def _judged(self, at: str) -> Iterator[tuple[Article, bool]]:
        articles = self._candidates.after(at)
        while chunk := list(islice(articles, _CHUNK)):
            # Don't read the past of an article that can't go out anyway.
            first = {each.guid: self._rules.reason_against(each, None) for each in chunk}
            asked = [each for each in chunk if first[each.guid] not in _WHATEVER_ITS_PAST]
            self.shares.update(self._candidates.shares(asked))
            for each in chunk:
                share = self.shares.get(each.guid)
                reason = self._rules.reason_against(each, share) if share else first[each.guid]
                if reason:
                    self.reasons[each.guid] = reason
                if reason not in _OUTSIDE:
                    yield each, reason is None


def _block(walk: Iterator[tuple[Article, bool]]) -> Iterable[tuple[Article, bool]]:
    """The next articles of a walk, up to `BLOCK` that may go out if the cycle allows it."""
    left = BLOCK
    for article, may in islice(walk, LONGEST_BLOCK):
        yield article, may
        left -= may
        if not left:
            return
