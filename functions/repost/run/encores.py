"""Puts an encore before the turns of a slot, if it is time for one and one has rested."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from repost.history.results import Results
from repost.results.encores import is_encore, line_up
from repost.selection.choice import Choice, Encore, has_words
from repost.selection.eligibility import Reason, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from repost.base.articles import Article
    from repost.feeds.archive import Archive
    from repost.results.encores import Known
    from repost.run.turn import Turn
    from repost.selection.eligibility import Share

Seen: TypeAlias = "tuple[Article | None, Share | None]"

_LOOKED_AT: Final = (4, 16)
"""How many of the pool are looked at, the longest rested first, and how many more if none of those may go."""

_FOR_NOW: Final = frozenset({Reason.RESTING, Reason.SAID_ELSEWHERE, Reason.PENDING, Reason.HELD_BACK})


def with_encore(turn: Turn, archive: Archive, choice: Choice, size: int, language: str) -> Choice:
    """The choice with an encore before all others, if this slot has one; `size` is that of the pool."""
    select, now = turn.account.settings.select, turn.now
    if not is_encore(choice.cycle.turns, select.encores):
        return choice
    results = Results(turn.outside.table, turn.account.name)
    known = results.best()

    def look_up(some: Sequence[Known]) -> Iterator[Seen]:
        articles = archive.named(each.name for each in some)
        shares = turn.history.shares_of(turn.account.name, turn.network.name, articles.values())
        for each in some:
            article = articles.get(each.name)
            yield article, shares.get(article.guid) if article else None

    rules = Rules(select, now, has_words, language=language)
    found, gone = first_of(line_up(known, size, now), choice, rules, look_up, now)
    if gone:  # others come into the pool
        results.keep_best(known, now, without=gone)
    return found


def first_of(
    pool: Sequence[Known],
    choice: Choice,
    rules: Rules,
    look_up: Callable[[Sequence[Known]], Iterable[Seen]],
    now: datetime,
) -> tuple[Choice, list[str]]:
    """The choice with the first of a pool in front that may go out, and what of the pool never may again.

    It is no turn of its article. Everything that forbids a turn forbids it, too.

    Parameters
    ----------
    look_up : callable
        What is known of some of them now; None for an article that is no longer there.
    """
    line = iter(pool)
    gone: list[str] = []
    for many in _LOOKED_AT:
        some = list(islice(line, many))
        for each, (article, share) in zip(some, look_up(some), strict=True):
            reason = rules.reason_against(article, share) if article else None
            if article and not reason:
                encore = Encore(article.guid, each.heard.faded(now).score, each.heard.posts, len(pool))
                return _in_front(choice, article, share, encore), gone
            if reason not in _FOR_NOW:
                gone.append(each.name)
    return choice, gone


def _in_front(choice: Choice, article: Article, share: Share | None, encore: Encore) -> Choice:
    others = tuple(each for each in choice.ranked if each.guid != article.guid)
    reasons = {guid: why for guid, why in choice.reasons.items() if guid != article.guid}
    last = {**choice.last, article.guid: share.last} if share and share.last else choice.last
    return replace(
        choice,
        ranked=(article, *others),
        reasons=MappingProxyType(reasons),
        last=last,
        approved=choice.approved | ({article.guid} if share and share.approved else frozenset()),
        encore=encore,
    )
