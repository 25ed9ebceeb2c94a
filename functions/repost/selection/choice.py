"""Chooses the next articles: cycles without replacement, in the order of the settings, and says why."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from hashlib import blake2b
from math import log1p, prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Reason, Rules, Share
from repost.selection.selectors import selector
from repost.selection.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.base.articles import Article
    from repost.selection.candidates import Candidates, Order
    from repost.settings.types import Select

_ORDERS: Final[Mapping[Order, str]] = MappingProxyType(
    {
        "random": "in random order",
        "oldest-first": "the oldest first",
        "longest-rested": "the longest rested first",
    }
)
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


class Encore(Value, frozen=True):
    """An article that goes out once more because its posts did well: how many times the usual, in how many.

    `pool` is from how many of the best it was taken.
    """

    guid: str
    score: float
    posts: int
    pool: int

    @property
    def why(self) -> str:
        """Why, without a full stop."""
        posts = "1 post" if self.posts == 1 else f"{self.posts} posts"
        of = "your best" if self.pool == 1 else f"the longest rested of your best {self.pool}"
        return f"An encore: {self.score:.1f} times the usual in {posts}, {of}"


PINNED: Final = "The settings pin it to this day"
"""How the reason of a pinned article's post begins."""


class Choice(Value, frozen=True):
    """What may go out now, best first, and why what else was looked at may not.

    `cycle` is to be recorded with the claim, or when the slot closes empty. `is_whole` says whether every
    article of the window was looked at; if not, there may be more that may go out. `last` holds when
    articles last went out (UTC), by GUID; `pinned` is the GUID of the one that the settings pin to this
    day, or ""; `approved` are those that a person wants posted although they look dated; `why_stale` says
    why those are stale that wait for a person's review. `announces` says that they are announced as new.
    `encore` is what goes out once more between two turns, if this slot has that. `is_named` says that a
    person named the one article.
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
    approved: frozenset[str] = frozenset()
    announces: bool = False
    encore: Encore | None = None
    is_named: bool = False

    def is_encore(self, guid: str) -> bool:
        """Whether a post of this article is an encore, and no turn of its own."""
        return self.encore is not None and self.encore.guid == guid

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
        """How many articles each reason keeps back, in the order in which reasons apply."""
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
        may = f"{self.eligible or 'None'} of {known} {articles} can be posted"
        return f"{may}; {held_back}." if held_back else f"{may}."

    def why(self, article: Article) -> str:
        """One or two sentences on why this one of the ranked articles goes out."""
        if self.announces:
            return f"The blog published it on {article.published:%Y-%m-%d}, and new articles are announced."
        place = self.ranked.index(article) + 1
        if self.is_named:
            rank = "You named this article"
        elif article.guid == self.pinned:
            rank = PINNED
        elif self.encore and self.is_encore(article.guid):
            rank = self.encore.why
        elif self.eligible == 1 and self.is_whole:
            rank = "The only article that can be posted now"
        else:
            of = f"{'' if self.is_whole else 'at least '}{self.eligible}"
            rank = f"Number {place} of {of} articles that can be posted now, {_ORDERS[self.order]}"
        last = self.last.get(article.guid)
        before = f"it was last posted on {last:%Y-%m-%d}" if last else "it has never been posted before"
        return f"{rank}; {before}." + (" All have been posted: a new cycle begins." if self.new_cycle else "")


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
      since its last time, regardless of everything else.
    - The walk goes through the candidates in their lasting order. One is picked from the first block
      with any that may go out and hasn't done so in this cycle; the walk moves on when the block
      has none left. With up to `BLOCK` articles in the window, that is all of them.
    - A cycle is over when the walk has come to the end; the next begins if anything may go out again. What
      comes into a large window behind the walk has its turn in the next cycle. With `share_once` there is
      only one.

    Parameters
    ----------
    candidates : Candidates
        The articles in their order, and what is remembered of them.
    select : Select
        The settings.
    cycle : Cycle
        How far the account has come. If its start is None, or in the future, everything that ever went out
        counts as shared in this cycle.
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
    walk = Walk(candidates, rules, whole=whole)
    start = cycle.start if cycle.start and cycle.start <= now else None
    at = walk.begun(select.order, cycle)
    rank = _rank(select, seed, walk)

    def is_left(article: Article) -> bool:
        return select.share_once or not _in_cycle(walk.shares.get(article.guid), start)

    this = walk.round(at, is_left, rank)
    new_cycle = False
    first = cycle.first if at else walk.first_of(select.order)
    result = Cycle(start, select.order, this.at, first, cycle.turns)
    if this.ranked or not this.is_over:
        is_whole = this.is_over and (not at or whole)
        if is_whole and at:
            walk.behind(at, is_left)
    else:
        if at:  # what was looked at is looked at again
            walk.reasons.clear()
        again = walk.round("", lambda _: True, rank)
        new_cycle, is_whole = bool(again.ranked) and not select.share_once, again.is_over
        if again.ranked or not again.is_over:
            result = Cycle(now, select.order, again.at, walk.first_of(select.order), cycle.turns)
            this = again
        else:
            result = Cycle(start, select.order, at, result.first, cycle.turns)
    for article in this.ranked:
        walk.reasons.pop(article.guid, None)
    return Choice(
        ranked=tuple(this.ranked),
        reasons=MappingProxyType(walk.reasons),
        cycle=result,
        new_cycle=new_cycle,
        is_whole=is_whole,
        order=select.order,
        last={
            guid: share.last
            for guid, share in walk.shares.items()
            if share.last and (share.count or share.announced)
        },
        approved=frozenset(guid for guid, share in walk.shares.items() if share.approved),
        why_stale={
            guid: rules.why_stale[guid]
            for guid, reason in walk.reasons.items()
            if reason is Reason.FOR_REVIEW
        },
    )


def _in_cycle(share: Share | None, start: datetime | None) -> bool:
    shared = share.shared if share else None
    return shared is not None and (start is None or shared >= start)


def _rank(select: Select, seed: str | int, walk: Walk) -> Callable[[Article], tuple[object, ...]]:
    """The sort key within a block; an article's place breaks ties, so that the order is never arbitrary."""
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
            # Each waits an exponential time with its weight as the rate: the shortest wait comes first,
            # with a chance in proportion to the weights.
            return -log1p(-int.from_bytes(digest[:6], "big") / 2**48) / weight, digest, article.guid

        return drawn

    def rested(article: Article) -> tuple[object, ...]:
        share = walk.shares.get(article.guid)
        return share.last if share and share.last else _OLDEST, walk.key(article)

    return (lambda article: (walk.key(article),)) if select.order == "oldest-first" else rested
