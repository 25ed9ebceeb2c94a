"""Takes a feed into the archive: one conditional request, and writes only for what is new or has changed."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.errors import FeedError
from repost.base.names import blog_key
from repost.base.value import Value
from repost.feeds.coverage import described
from repost.feeds.fetch import NotModified, fetch_feed
from repost.feeds.record import RECHECK_EVERY
from repost.feeds.visit import Visit, calling_card
from repost.web.addresses import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from repost.base.articles import Article
    from repost.feeds.archive import Archive
    from repost.feeds.coverage import Window
    from repost.feeds.fetch import Fetched
    from repost.feeds.parsed import ParsedFeed
    from repost.feeds.record import FeedRecord
    from repost.web.http import Http


_YEAR: Final = timedelta(days=365)
_MOST_LATE: Final = 25
_log: Final = logging.getLogger(__name__)


class View(Value, frozen=True):
    """A blog as this run sees it.

    Attributes
    ----------
    record : FeedRecord
        What is remembered of it.
    problem : str or None
        Why there is nothing new, if that is so.
    visit : Visit or None
        This run's own visit, which may go on; None if it wasn't this run's turn to ask.
    coverage : str
        For the window looked at, as `repost.feeds.coverage.described` says it.
    is_known : bool
        Whether the window was seen as far as that is possible.
    """

    record: FeedRecord
    problem: str | None = None
    visit: Visit | None = None
    coverage: str = ""
    is_known: bool = False

    @property
    def shows_the_feed_alone(self) -> bool:
        """Whether there may be older articles that can't be seen."""
        return not self.is_known and not self.record.walk.is_under_way

    @property
    def is_unfinished(self) -> bool:
        """Whether another visit would see more of the window."""
        is_cut_short = self.record.refreshed is not None and not self.record.body
        return is_cut_short or (not self.is_known and self.record.walk.is_under_way)

    @property
    def goes_on(self) -> bool:
        """Whether that is so, and this run's own visit brought all it could."""
        return self.visit is not None and self.is_unfinished

    @property
    def is_being_read(self) -> bool:
        """Whether another run is reading the blog for the first time, right now."""
        return self.visit is None and self.problem is None and self.record.refreshed is None


def view(
    archive: Archive,
    http: Http,
    now: datetime,
    *,
    seconds_left: Callable[[], float] = lambda: 60.0,
    contact: str = "",
    user_agent: str = "",
) -> View:
    """The feed after a refresh; when that fails, or isn't due, as it was remembered, with the reason."""
    record = archive.record()
    if record.not_before and now < record.not_before:
        until = f"{shown(archive.feed)} asks Repost to wait until {instants.written(record.not_before)}."
        return View(record, until)
    if not archive.may_refresh(record, now):
        return View(record, record.trouble or None)
    card = calling_card(contact or record.blog.link, user_agent)
    visit = Visit(http, now, seconds_left, card=card, refusals=record.refusals)
    try:
        record = refresh(archive, record, visit, now)
    except FeedError as error:
        if visit.not_before:
            archive.leave_alone(visit.not_before, record.refusals + 1)
        if str(error) != record.trouble:
            archive.is_in_trouble(str(error))
        return View(record, str(error))
    if record.refusals or record.trouble:
        archive.is_welcome()
    return View(record, None, visit)


def refresh(archive: Archive, record: FeedRecord, visit: Visit, now: datetime) -> FeedRecord:
    """Ask for the feed and remember what it holds; returns the record as it now is.

    Raises
    ------
    FeedError
        If the feed can't be read; nothing is written then.
    """
    answer = fetch_feed(visit, archive.feed, record.validators)
    if isinstance(answer, NotModified):
        return record
    body = sha256(answer.body).hexdigest()
    if body == record.body and answer.validators == record.validators:
        return record
    refreshed = replace(record, refreshed=now)
    if body != record.body:
        refreshed, is_whole = _taken_in(archive, refreshed, answer, visit, now)
        if not is_whole:  # there was no time for all of a large feed: the rest comes next time
            archive.write_record(refreshed)
            return refreshed
    # The validators come last: after a crash before this line the feed is simply read again.
    refreshed = replace(refreshed, validators=answer.validators, body=body)
    archive.write_record(refreshed)
    return refreshed


def _taken_in(
    archive: Archive, record: FeedRecord, answer: Fetched, visit: Visit, now: datetime
) -> tuple[FeedRecord, bool]:
    """The record after the articles of a new body were remembered, and whether all of them were."""
    from repost.feeds.parse import parse_feed
    from repost.feeds.site import site_of

    parsed = parse_feed(answer.body, answer.content_type, answer.url, date_order=record.site.date_order)
    blog = blog_key(parsed.blog.link) or blog_key(archive.feed)
    if blog != record.blog_key:
        archive.belongs_to(blog)
    new, is_whole = archive.remember(parsed.articles, now, may_go_on=lambda: visit.has_time)
    if not is_whole:
        taken_in = {"listed": len(parsed.articles), "new": new, "known": record.known + new}
        _log.info("Took in %d articles of a large feed; the next run goes on.", new, extra={"feed": taken_in})
    if parsed.locked:
        archive.pages.forget_all(parsed.locked, "it asks for a password", now)
    covered = record.covered
    if is_whole:
        covered = covered.with_feed(parsed.articles, now, whole=parsed.whole)
    site = site_of(parsed, answer.url, answer.headers)
    if site.feed == record.site.feed and record.site.home_read:
        site = replace(
            site,
            home_read=True,
            api=site.api or record.site.api,
            generator=site.generator or record.site.generator,
        )
    walk = record.walk
    if covered.island and covered.island != record.covered.island:
        walk = replace(walk, cursor="")  # articles came and went unseen: walk from the top again
    record = replace(
        record,
        blog=parsed.blog,
        blog_key=blog,
        known=record.known + new,
        undated=max(record.undated, sum(article.published is None for article in parsed.articles)),
        unread_date=next(iter(parsed.unread_dates), ""),
        late=_late(archive, record, parsed.articles, now),
        recognised="" if parsed.blog.language else _recognised(parsed),
        site=site,
        covered=covered,
        walk=walk,
    )
    return record, is_whole


def _late(
    archive: Archive, before: FeedRecord, articles: Sequence[Article], now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """The articles that appeared after their dates: in times that were fully known before."""
    from repost.selection.news import NEWS_FOR

    kept = tuple((guid, at) for guid, at in before.late if now - at < NEWS_FOR)
    head, asked = before.covered.head, before.asked
    if not (before.body and head and asked):
        return kept
    first = max(head, now - _YEAR)
    among = [each.guid for each in articles if each.published and first < each.published < asked]
    new = ((guid, now) for guid in archive.first_seen(among, now))
    return (*kept, *new)[-_MOST_LATE:]


def _recognised(parsed: ParsedFeed) -> str:
    from repost.feeds.language import language_of

    return language_of(f"{each.title}. {each.excerpt}" for each in parsed.articles)


def walked(archive: Archive, view: View, window: Window, now: datetime, *, ghost_key: str = "") -> View:
    """The view after this run's visit went on to what the window still needs, within its budget.

    Nothing is asked, and no walker imported, if the window is known and no comparison is due, or if no
    walker can walk the site.
    """
    record, visit, problem = view.record, view.visit, view.problem
    if visit is not None and problem is None and _wants_more(record, window, now, ghost_key):
        from repost.feeds.walk import read_again, recheck, walk

        record = replace(record, site=replace(record.site, ghost_key=ghost_key))
        try:
            record = walk(archive, record, window, visit, now)
            record = recheck(archive, record, window, visit, now)
            record = read_again(archive, record, visit, now)
        except FeedError as error:
            if visit.not_before:
                archive.leave_alone(visit.not_before, record.refusals + 1)
            record, problem = archive.record(), str(error)
    return replace(
        view,
        record=record,
        problem=problem,
        coverage=described(
            record.covered, window, walked=record.walk.is_under_way, unread=record.walk.unread
        ),
        is_known=record.covered.holds(window),
    )


def _wants_more(record: FeedRecord, window: Window, now: datetime, ghost_key: str) -> bool:
    if record.walk.has_no_way(now) and not ghost_key:
        return False
    if record.walk.unread.is_due(now):
        return True
    is_known = record.covered.holds(replace(window, until=now))
    return not is_known or (record.walk.checked is not None and now - record.walk.checked >= RECHECK_EVERY)
