"""Articles that the settings pin to a date: first in line on that day, regardless of age and categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.selection.choice import has_words
from repost.selection.eligibility import Reason, Rules

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from repost.base.articles import Article
    from repost.selection.choice import Choice
    from repost.selection.eligibility import Share
    from repost.settings.types import Select


def pinned_to(select: Select, day: date) -> str | None:
    """The article that is pinned to a local day, as the settings name it."""
    return select.pins.get(day.isoformat())


def named_alone(select: Select) -> Select:
    """The settings for an article that a person has named: only its past and `never` can forbid it."""
    from repost.settings.values import Age, Duration

    return replace(
        select,
        min_age=Duration(),
        max_age=Age.unlimited(),
        exclude_categories=(),
        include_categories=(),
        require_categories=(),
        title="*",
        authors=(),
        stop_after={},
        evergreen="ignore",
    )


def with_pinned(
    choice: Choice, article: Article, share: Share | None, select: Select, now: datetime, zone: ZoneInfo
) -> tuple[Choice, str]:
    """The choice with a pinned article before all others, or else as it was and a sentence why.

    It goes out once on its day: when it has done so, nothing changes and nothing is said. It rests like
    any other, and never goes out while it is blocked, held, or in `never`.
    """
    if share and share.last and share.count and _day(share.last, zone) == _day(now, zone):
        return choice, ""
    reason = Rules(named_alone(select), now, has_words).reason_against(article, share)
    if reason:
        sentence = reason.sentence[0].lower() + reason.sentence[1:]
        return choice, f"“{article.title}”, which is pinned to today, can't be posted: {sentence}"
    others = tuple(each for each in choice.ranked if each.guid != article.guid)
    reasons: dict[str, Reason] = {guid: why for guid, why in choice.reasons.items() if guid != article.guid}
    why_stale = {guid: why for guid, why in choice.why_stale.items() if guid != article.guid}
    last = {**choice.last, article.guid: share.last} if share and share.last else choice.last
    approved = choice.approved | {article.guid}
    return (
        replace(
            choice,
            ranked=(article, *others),
            reasons=reasons,
            pinned=article.guid,
            last=last,
            why_stale=why_stale,
            approved=approved,
        ),
        "",
    )


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
