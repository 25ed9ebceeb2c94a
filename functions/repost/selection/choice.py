"""The choice: cycles without replacement, the order of the settings, and the why of both.

The walk takes the candidates in their lasting order, a block at a time, from where the cycle has come to. It
looks at a few hundred articles at the most times, however many there are: the block in which something may
go out, and no more.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice, takewhile
from math import log1p, prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from repost.cycle import Cycle
from repost.selection.candidates import BLOCK
from repost.selection.eligibility import Reason, Rules, Share
from repost.selection.selectors import selector
from repost.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from repost.articles import Article
    from repost.selection.candidates import Candidates, Order
    from repost.settings.types import Select

LONGEST_BLOCK: Final = 512
"""How many articles a block spans at the most where few of them may go out."""

MOST_LOOKED_AT: Final = 2048
"""Where nothing may go out, how many articles of a cycle are looked at before the next slot goes on there."""

ENOUGH: Final = 8
"""How many articles a slot may need, the best being gone or refused."""

_ORDERS: Final[Mapping[Order, str]] = MappingProxyType(
    {
        "random": "in random order",
        "oldest-first": "the oldest first",
        "longest-rested": "the longest rested first",
    }
)
_CHUNK: Final = BLOCK // 2  # of how many the past is read at once
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)
_OUTSIDE: Final = frozenset({Reason.NO_DATE, Reason.IN_FUTURE, Reason.TOO_YOUNG, Reason.TOO_OLD})
_WHATEVER_ITS_PAST: Final = frozenset(takewhile(lambda reason: reason is not Reason.BLOCKED, Reason))


class Choice(Value, frozen=True):
    """What may go out now, best first, and why what else was looked at may not.

    `cycle` is to be recorded with the claim, or when the slot closes empty. `is_whole` says whether every
    article of the window was looked at; where not, there may be more that may go out. `last` holds when
    articles last went out (UTC), by GUID; `pinned` is the GUID of the one that
    the settings pin to this day, or ""; `why_stale` says why those are stale that wait for a person's review.
    """

    ranked: tuple[Article, ...]
    reasons: Mapping[str, Reason]
    cycle: Cycle
    new_cycle: bool
    is_whole: bool
    order: Order
    last: Mapping[str, datetime]
    why_stale: Mapping[str, str] = MappingProxyType({})
    pinned: str = ""

    @property
    def eligible(self) -> int:
        """How many articles, of those looked at, may go out now."""
        return len(self.ranked)

    @property
    def looked_at(self) -> int:
        """How many articles were looked at."""
        return self.eligible + len(self.reasons)

    @property
    def counts(self) -> dict[Reason, int]:
        """How many articles each reason holds back, in the order in which reasons apply."""
        counts = Counter(self.reasons.values())
        return {reason: counts[reason] for reason in Reason if counts[reason]}

    @property
    def summary(self) -> str:
        """One sentence about all articles that were looked at."""
        known = self.looked_at
        held_back = ", ".join(f"{count} {reason}" for reason, count in self.counts.items())
        if not known:
            return "No articles are known."
        articles = "article" if known == 1 else "articles"
        may = f"{self.eligible or 'None'} of {known} {articles} may go out"
        return f"{may}; {held_back}." if held_back else f"{may}."

    def why(self, article: Article) -> str:
        """One or two sentences on why this one of the ranked articles goes out."""
        place = self.ranked.index(article) + 1
        if article.guid == self.pinned:
            rank = "The settings pin it to this day"
        elif self.eligible == 1 and self.is_whole:
            rank = "The only article that may go out now"
        else:
            of = f"{'' if self.is_whole else 'at least '}{self.eligible}"
            rank = f"Number {place} of {of} articles that may go out now, {_ORDERS[self.order]}"
        last = self.last.get(article.guid)
        before = f"it last went out on {last:%Y-%m-%d}" if last else "it has never gone out before"
        return f"{rank}; {before}." + (" All have gone out: a new cycle begins." if self.new_cycle else "")


def has_words(article: Article) -> bool:
    """Whether there is a title or an excerpt."""
    return bool(article.title.strip() or article.excerpt.strip())


def choose(  # noqa: PLR0913 - a decision takes all that it depends on
    candidates: Candidates,
    select: Select,
    cycle: Cycle,
    *,
    seed: str | int,
    now: datetime,
    can_say: Callable[[Article], bool] = has_words,
    whole: bool = False,
    language: str = "",
) -> Choice:
    """Rank the articles that may go out.

    - An article may go out when `min_age <= age <= max_age`, and again when `rest` or more has passed
      since its last time, whatever else holds.
    - The walk goes through the candidates in their lasting order. One is picked from the first block of
      them that holds any that may go out and has not done so in this cycle; the walk moves on when the block
      has none left. With up to `BLOCK` articles in the window, that is all of them.
    - A cycle is over when the walk has come to the end; the next begins if anything may go out again. What
      comes into a large window behind the walk has its turn in the next cycle. With `share_once` there
      is but one.

    Parameters
    ----------
    candidates : Candidates
        The articles in their order, and what is remembered of them.
    select : Select
        The settings.
    cycle : Cycle
        How far the account has come. A start that is None, or still to come: everything that ever went
        out counts as shared in this cycle.
    seed : str or int
        What decides a random order within a block, such as the account and the slot.
    now : datetime
        The instant that ages and rests are counted to (UTC).
    can_say : callable
        Whether a post could be made of an article.
    whole : bool
        Whether to look at every article, so that each is ranked or has its reason. The first of those
        ranked are the same.
    language : str
        The language of the blog, as a BCP 47 tag, or "".
    """
    rules = Rules(select, now, can_say, language=language)
    look = _Look(candidates, rules, whole=whole)
    start = cycle.start if cycle.start and cycle.start <= now else None
    at, first = _begun(look, select.order, cycle)
    rank = _rank(select, seed, look)

    def is_left(article: Article) -> bool:
        return select.share_once or not _in_cycle(look.shares.get(article.guid), start)

    this = look.round(at, is_left, rank)
    new_cycle = False
    result = Cycle(start, select.order, this.at, first if at else look.first_of(select.order))
    if this.ranked or not this.is_over:
        is_whole = this.is_over and (not at or whole)
        if is_whole and at:
            look.behind(at, is_left)
    else:
        if at:  # what was looked at is looked at anew
            look.reasons.clear()
        again = look.round("", lambda _: True, rank)
        new_cycle, is_whole = bool(again.ranked) and not select.share_once, again.is_over
        if again.ranked or not again.is_over:
            result = Cycle(now, select.order, again.at, look.first_of(select.order))
            this = again
        else:
            result = Cycle(start, select.order, at, result.first)
    for article in this.ranked:
        look.reasons.pop(article.guid, None)
    return Choice(
        ranked=tuple(this.ranked),
        reasons=MappingProxyType(look.reasons),
        cycle=result,
        new_cycle=new_cycle,
        is_whole=is_whole,
        order=select.order,
        last={guid: share.last for guid, share in look.shares.items() if share.last and share.count},
        why_stale={
            guid: rules.why_stale[guid]
            for guid, reason in look.reasons.items()
            if reason is Reason.FOR_REVIEW
        },
    )


class _Round(Value, frozen=True):
    """What the walk found between a place and the end, or until it had enough."""

    ranked: list[Article]
    at: str
    is_over: bool


class _Look:
    """Looks at candidates, and remembers why not."""

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

    def first_of(self, order: Order) -> str:
        """The key of the first article of the window, where an older one may turn up; else ""."""
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
    ) -> _Round:
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
                return _Round(ranked, at, is_over=False)
        return _Round(ranked, at, is_over=True)

    def behind(self, at: str, is_left: Callable[[Article], bool]) -> None:
        """Give the articles up to a place their reasons."""
        for article, may in self._window(""):
            if self.key(article) > at:
                return
            if may:
                self.reasons[article.guid] = Reason.NEXT_CYCLE if is_left(article) else Reason.SHARED_IN_CYCLE

    def _window(self, at: str) -> Iterator[tuple[Article, bool]]:
        """Those of the window behind a place, and whether nothing but the cycle speaks against each."""
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
            # What nothing in its past can help needs no reading of its past.
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
    """The next articles of a walk, up to `BLOCK` that may go out as far as the cycle allows it."""
    left = BLOCK
    for article, may in islice(walk, LONGEST_BLOCK):
        yield article, may
        left -= may
        if not left:
            return


def _begun(look: _Look, order: Order, cycle: Cycle) -> tuple[str, str]:
    """Where the walk goes on, and the first article of all when it began; both "" where it begins anew."""
    if cycle.order != order or not cycle.at:
        return "", ""
    if look.first_of(order) < cycle.first:
        return "", ""
    return cycle.at, cycle.first


def _in_cycle(share: Share | None, start: datetime | None) -> bool:
    return share is not None and share.last is not None and (start is None or share.last >= start)


def _rank(select: Select, seed: str | int, look: _Look) -> Callable[[Article], tuple[object, ...]]:
    """The sort key within a block; an article's place breaks ties, so that nothing is left to chance."""
    if select.order == "random":
        # A hash of each instead of a shuffle of all: two runs that see slightly different articles
        # agree on the order of those that both see.
        seeded = blake2b(f"{seed}\n".encode("utf-8", "surrogatepass"), digest_size=16)

        weights = tuple((selector(text), weight) for text, weight in select.weight.items())

        def drawn(article: Article) -> tuple[object, ...]:
            lot = seeded.copy()
            lot.update(article.guid.encode("utf-8", "surrogatepass"))
            digest = lot.digest()
            if not weights:
                return digest, article.guid
            weight = prod(weight for each, weight in weights if each.matches(article))
            # Each waits a time that is exponential with its weight as the rate: who waits least comes first,
            # with a chance in proportion to the weights.
            return -log1p(-int.from_bytes(digest[:6], "big") / 2**48) / weight, digest, article.guid

        return drawn

    def rested(article: Article) -> tuple[object, ...]:
        share = look.shares.get(article.guid)
        return share.last if share and share.last else _OLDEST, look.key(article)

    return (lambda article: (look.key(article),)) if select.order == "oldest-first" else rested
