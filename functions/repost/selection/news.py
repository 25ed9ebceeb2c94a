"""Which of the articles that a blog has just published are announced."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.selection.choice import Choice, has_words
from repost.selection.eligibility import Reason, Rules
from repost.settings.values import Age, Duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from repost.base.articles import Article
    from repost.selection.cycle import Cycle
    from repost.selection.eligibility import Share
    from repost.settings.types import Select

NEWS_FOR: Final = timedelta(days=3)
"""How long an article is news, if quiet hours, a weekend off or the budget delayed it."""


def of_any_age(select: Select) -> Select:
    """The settings without their conditions on age and on what doesn't last."""
    return replace(select, min_age=Duration(), max_age=Age.unlimited(), evergreen="ignore")


def choose_news(
    articles: Sequence[Article],
    shares: Mapping[str, Share],
    select: Select,
    cycle: Cycle,
    now: datetime,
) -> Choice:
    """Rank what may be announced in the given order; what went out, or was refused, is left out altogether.

    The conditions for old articles apply, except those on age and on what doesn't last: a concert is
    announced before it is over. The cycle doesn't change.
    """
    rules = Rules(of_any_age(select), now, has_words)
    ranked: list[Article] = []
    reasons: dict[str, Reason] = {}
    for article in articles:
        share = shares.get(article.guid)
        if share and (share.last or share.count):
            continue
        if reason := rules.reason_against(article, share):
            reasons[article.guid] = reason
        else:
            ranked.append(article)
    return Choice(
        ranked=tuple(ranked),
        reasons=MappingProxyType(reasons),
        cycle=cycle,
        new_cycle=False,
        is_whole=False,
        order=select.order,
        last={},
        approved=frozenset(article.guid for article in ranked),
        announces=True,
    )
