"""Announces what the blog has just published: each article once, through the same claim as an old one.

Announcements fill no slot of the schedule and count for no day's cap. Quiet hours, days off, the minimum gap,
the budget and the spacing between accounts apply to them as to any other post.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.run.claiming import slot_beside
from repost.run.filling import say, why_not_now
from repost.run.sighting import Sighting, age_window, blog_seen
from repost.schedule.activity import SKEW
from repost.schedule.slots import closed_to_news
from repost.selection.eligibility import Reason
from repost.selection.news import NEWS_FOR, choose_news

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from repost.base.articles import Article
    from repost.feeds.archive import Archive
    from repost.feeds.refresh import View
    from repost.run.report import Report
    from repost.run.turn import Turn

LATEST: Final = timedelta(days=30)
"""How long after its date an article may appear and still be announced."""

MOST_NEWS: Final = 25
"""How many new articles are looked at: the newest, if a blog publishes more at once."""


def announce(turn: Turn) -> Report | str:
    """The report of an announcement; else a sentence on what is new and isn't announced, or "".

    When the settings first ask for it, everything that the blog has published by then counts as known.
    """
    account, now, outside = turn.account, turn.now, turn.outside
    since = turn.state.news_since
    if since is None or since > now + SKEW:  # a wrong clock wrote it
        outside.states.news_from(account.name, now)
        return ""
    if closed_to_news(account.settings.schedule, turn.state.activity, now):
        return ""
    archive = turn.archive
    seen = blog_seen(turn, archive, age_window(turn))
    news = archive.news(max(since, now - NEWS_FOR), now)
    late = [each for each in _late(seen, archive, since, now) if each not in news]
    articles = [*(each for each in late if not _is_old(each, now)), *news][-MOST_NEWS:]
    if not articles:
        old = (f"“{each.title}” is new but won't be announced: {_date_of(each)}." for each in late)
        return next(old, "")
    shares = turn.history.shares_of(account.name, turn.network.name, articles)
    choice = choose_news(articles, shares, account.settings.select, turn.state.cycle, now)
    if not choice.ranked:
        return _left_out(articles, choice.reasons)
    first = choice.ranked[0]
    slot = slot_beside(first, now)
    if not_now := why_not_now(turn, slot):
        return f"“{first.title}” is new but not announced yet: {not_now.decision}"
    sighting = Sighting(seen, archive, choice)
    report = say(turn, slot, sighting)
    if report.state in {"no_feed", "unreviewed"}:
        return f"“{first.title}” is new but not announced yet: {report.decision}"
    return report


def _late(seen: View, archive: Archive, since: datetime, now: datetime) -> list[Article]:
    """The articles that appeared lately, but after their dates."""
    found = (archive.remembered(guid) for guid, at in seen.record.late if since < at > now - NEWS_FOR)
    return [article for article in found if article and article.published]


def _is_old(article: Article, now: datetime) -> bool:
    return article.published is not None and now - article.published > LATEST


def _date_of(article: Article) -> str:
    return f"its date is {article.published:%Y-%m-%d}"


def _left_out(articles: Sequence[Article], reasons: Mapping[str, Reason]) -> str:
    """Why the newest isn't announced, if the settings or its past forbid it; "" if it went out."""
    for article in reversed(articles):
        if (reason := reasons.get(article.guid)) is Reason.PENDING:
            return f"“{article.title}” is new but not announced yet. {reason.sentence}"
        if reason:
            return f"“{article.title}” is new but won't be announced: {reason}."
    return ""
