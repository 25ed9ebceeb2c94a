"""The choice: cycles without replacement, the order of the settings, and the why of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from repost.selection.eligibility import Reason, Rules, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from repost.articles import Article
    from repost.settings.types import Select

Order = Literal["random", "oldest-first", "longest-rested"]

_ORDERS: Final[Mapping[Order, str]] = MappingProxyType(
    {
        "random": "in random order",
        "oldest-first": "the oldest first",
        "longest-rested": "the longest rested first",
    }
)
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """What may go out now, best first, and why everything else may not.

    `cycle_start` (UTC) is to be recorded with the claim: it moves when a new cycle begins. None means
    that the first cycle, which began with the account, isn't over. `last` holds when articles last
    went out (UTC), by GUID.
    """

    ranked: tuple[Article, ...]
    reasons: Mapping[str, Reason]
    cycle_start: datetime | None
    new_cycle: bool
    order: Order
    last: Mapping[str, datetime]

    @property
    def eligible(self) -> int:
        """How many articles may go out now."""
        return len(self.ranked)

    @property
    def counts(self) -> dict[Reason, int]:
        """How many articles each reason holds back, in the order in which reasons apply."""
        counts = Counter(self.reasons.values())
        return {reason: counts[reason] for reason in Reason if counts[reason]}

    @property
    def summary(self) -> str:
        """One sentence about all articles."""
        known = self.eligible + len(self.reasons)
        held_back = ", ".join(f"{count} {reason}" for reason, count in self.counts.items())
        if not known:
            return "No articles are known."
        articles = "article" if known == 1 else "articles"
        may = f"{self.eligible or 'None'} of {known} {articles} may go out"
        return f"{may}; {held_back}." if held_back else f"{may}."

    def why(self, article: Article) -> str:
        """One or two sentences on why this one of the ranked articles goes out."""
        place = self.ranked.index(article) + 1
        if self.eligible == 1:
            rank = "The only article that may go out now"
        else:
            rank = f"Number {place} of {self.eligible} articles that may go out now, {_ORDERS[self.order]}"
        last = self.last.get(article.guid)
        before = f"it last went out on {last:%Y-%m-%d}" if last else "it has never gone out before"
        return f"{rank}; {before}." + (" All have gone out: a new cycle begins." if self.new_cycle else "")


def has_words(article: Article) -> bool:
    """Whether there is a title or an excerpt."""
    return bool(article.title.strip() or article.excerpt.strip())


def choose(
    articles: Iterable[Article],
    shares: Mapping[str, Share],
    select: Select,
    cycle_start: datetime | None,
    *,
    seed: str | int,
    now: datetime,
    can_say: Callable[[Article], bool] = has_words,
) -> Choice:
    """Rank the articles that may go out.

    The order in which articles come in decides nothing. Of several with one GUID a single one counts.

    - An article may go out when `min_age <= age <= max_age`, and again when `rest` or more has passed
      since its last time, whatever else holds.
    - A cycle is over when every article that may otherwise go out has done so since its start, the start
      included. With `share_once` there are no cycles.

    Parameters
    ----------
    articles : iterable of Article
        The candidates.
    shares : mapping of GUID to Share
        What is remembered of them; a missing one has never gone out.
    select : Select
        The settings.
    cycle_start : datetime or None
        When the cycle began (UTC). None, or an instant to come: everything that ever went out counts.
    seed : str or int
        What decides a random order, such as the account and the slot.
    now : datetime
        The instant that ages and rests are counted to (UTC).
    can_say : callable
        Whether a post could be made of an article; asked only of those that nothing else holds back.
    """
    rules = Rules(select, now, can_say)
    reasons: dict[str, Reason] = {}
    rested: list[Article] = []
    for article in _one_each(articles):
        if reason := rules.reason_against(article, shares.get(article.guid)):
            reasons[article.guid] = reason
        else:
            rested.append(article)

    start = cycle_start if cycle_start and cycle_start <= now else None
    fresh = [each for each in rested if select.share_once or not _in_cycle(shares.get(each.guid), start)]
    new_cycle = bool(rested) and not fresh
    if new_cycle:
        start, fresh = now, rested
    held = {each.guid for each in rested} - {each.guid for each in fresh}
    reasons.update(dict.fromkeys(held, Reason.SHARED_IN_CYCLE))
    return Choice(
        ranked=tuple(sorted(fresh, key=_rank(select.order, seed, shares))),
        reasons=MappingProxyType(reasons),
        cycle_start=start,
        new_cycle=new_cycle,
        order=select.order,
        last={guid: share.last for guid, share in shares.items() if share.last and share.count},
    )


def _one_each(articles: Iterable[Article]) -> Iterable[Article]:
    """The articles, one for each GUID: the one published first."""
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


def _in_cycle(share: Share | None, start: datetime | None) -> bool:
    return share is not None and share.last is not None and (start is None or share.last >= start)


def _rank(
    order: Order, seed: str | int, shares: Mapping[str, Share]
) -> Callable[[Article], tuple[object, ...]]:
    """The sort key of an order; the GUID breaks ties, so that nothing is left to how articles come in."""
    if order == "random":
        # A hash of each instead of a shuffle of all: two runs that see slightly different articles
        # agree on the order of those that both see.
        seeded = blake2b(f"{seed}\n".encode("utf-8", "surrogatepass"), digest_size=16)

        def drawn(article: Article) -> tuple[object, ...]:
            lot = seeded.copy()
            lot.update(article.guid.encode("utf-8", "surrogatepass"))
            return lot.digest(), article.guid

        return drawn

    def age(article: Article) -> tuple[object, ...]:
        return article.published or _OLDEST, article.guid

    def rested(article: Article) -> tuple[object, ...]:
        share = shares.get(article.guid)
        return share.last if share and share.last else _OLDEST, *age(article)

    return age if order == "oldest-first" else rested
