"""Puts an encore before the turns of a slot, if it is time for one and one has rested."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.history.results import Results
from repost.results.encores import is_encore, line_up
from repost.selection.choice import Choice, Encore, has_words
from repost.selection.eligibility import Reason, Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.base.articles import Article
    from repost.feeds.archive import Archive
    from repost.results.encores import Known
    from repost.run.turn import Turn
    from repost.selection.eligibility import Share

_LOOKED_AT: Final = (4, 16)
"""How many of the pool are looked at, the longest rested first, and how many more if none of those may go."""

_FOR_NOW: Final = frozenset({Reason.RESTING, Reason.SAID_ELSEWHERE, Reason.PENDING, Reason.HELD_BACK})


def with_encore(turn: Turn, archive: Archive, choice: Choice, size: int, language: str) -> Choice:
    """The choice with an encore before all others, if this slot has one; `size` is that of the pool.

    It is no turn of its article. Everything that forbids a turn forbids it, too.
    """
    select, now = turn.account.settings.select, turn.now
    if not is_encore(choice.cycle.turns, select.encores):
        return choice
    results = Results(turn.outside.table, turn.account.name)
    known = results.best()
    pool = line_up(known, size, now)
    rules = Rules(select, now, has_words, language=language)
    gone: list[str] = []
    found: Choice | None = None
    for each, article, share in _looked_up(turn, archive, pool):
        reason = rules.reason_against(article, share) if article else None
        if article and not reason:
            encore = Encore(article.guid, each.heard.faded(now).score, each.heard.posts, len(pool))
            found = _in_front(choice, article, share, encore)
            break
        if reason not in _FOR_NOW:
            gone.append(each.name)
    if gone:  # others come into the pool
        results.keep_best(known, now, without=gone)
    return found or choice


def _looked_up(
    turn: Turn, archive: Archive, pool: list[Known]
) -> Iterator[tuple[Known, Article | None, Share | None]]:
    """The first few of the pool, with what is known of them; None for an article that is no longer there."""
    line = iter(pool)
    for many in _LOOKED_AT:
        some = list(islice(line, many))
        articles = archive.named([each.name for each in some])
        shares = turn.history.shares_of(turn.account.name, turn.network.name, articles.values())
        for each in some:
            article = articles.get(each.name)
            yield each, article, shares.get(article.guid) if article else None


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
