"""Walks back through a blog, page by page, as far as an account's window and this run's budget go."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.names import address_key, guid_key
from repost.feeds.coverage import BEGINNING, NONE_UNREAD, Covered, Stretch
from repost.feeds.record import NO_WALKER, RECHECK_EVERY
from repost.feeds.walkers.protocol import Place
from repost.feeds.walkers.registry import NAMES, walker_named

if TYPE_CHECKING:
    from datetime import datetime

    from repost.feeds.archive import Archive
    from repost.feeds.coverage import Window
    from repost.feeds.record import FeedRecord
    from repost.feeds.visit import Visit
    from repost.feeds.walkers.protocol import Page

_MOST_IDLE: Final = 5  # pages in a row that show nothing new: after a pause the first few may
# Requests each article separately: too many to compare them all again, and its pages can't form a circle.
_BY_ARTICLE: Final = {"sitemap"}
_log: Final = logging.getLogger(__name__)


def walk(archive: Archive, record: FeedRecord, window: Window, visit: Visit, now: datetime) -> FeedRecord:
    """Walk until the window is known or the visit is over; returns the record as it now is.

    Every page is remembered before the next is asked for: a walk goes on where the last one stopped.

    Raises
    ------
    FeedError
        If the blog stops answering; what came before is remembered.
    """
    idle = 0
    while visit.may_ask and not record.covered.holds(replace(window, until=now)):  # what comes of age, too
        record = _with_walker(archive, record, visit, now)
        if record.walk.walker == NO_WALKER:
            return record
        walker = walker_named(record.walk.walker)
        stretch = record.covered.next_stretch(window, now, jumps=walker.JUMPS)
        if stretch is None or not visit.may_ask:
            return record
        place = _place(archive, record, stretch, record.walk.cursor, now)
        page = walker.page(record.site, place, visit)
        if page is None:
            record = _without_walker(archive, record)
            continue
        before = record
        record, is_whole = _with_page(archive, record, stretch, page, visit, now)
        if not is_whole:
            return record
        is_further = (
            record.covered.head != before.covered.head or record.covered.island != before.covered.island
        )
        is_new = record.known > before.known or record.walk.walker in _BY_ARTICLE
        idle = 0 if is_further or is_new else idle + 1
        if idle == _MOST_IDLE:  # pages that name each other in a circle
            record = _without_walker(archive, record)
    return record


def recheck(archive: Archive, record: FeedRecord, window: Window, visit: Visit, now: datetime) -> FeedRecord:
    """Compare the known articles of a window with the blog, once a week, one page in a run.

    Raises
    ------
    FeedError
        If the blog stops answering.
    """
    state = record.walk
    is_due = state.checked is not None and now - state.checked >= RECHECK_EVERY
    if not state.is_under_way or not is_due or not visit.may_ask:
        return record
    walker = walker_named(state.walker)
    at = state.recheck or (window.until if walker.JUMPS else now)
    stretch = Stretch(window.since, at)
    page = walker.page(record.site, _place(archive, record, stretch, state.recheck_cursor, now), visit)
    if page is None:  # it no longer walks here: the next walk finds another
        return _without_walker(archive, record)
    archive.remember(page.articles, now, via=state.walker)
    _forget_unlisted(archive, stretch, page, state.walker, now)
    reached = page.reached or at
    over = page.is_last or reached <= window.since
    state = replace(
        state,
        checked=now if over else state.checked,
        recheck=None if over else reached,
        recheck_cursor="" if over else page.cursor,
    )
    record = replace(record, walk=state)
    archive.write_walk(record)
    return record


def read_again(archive: Archive, record: FeedRecord, visit: Visit, now: datetime) -> FeedRecord:
    """Ask once more for a few pages that couldn't be read: a day later, then a week after each vain try.

    If that shows that more can be read than is listed, the walk starts over.

    Raises
    ------
    FeedError
        If the blog stops answering.
    """
    unread = record.walk.unread
    if not unread.is_due(now) or record.walk.walker not in _BY_ARTICLE or not visit.may_ask:
        return record
    from repost.feeds.walkers.sitemap import look_again

    articles, still, shows_more = look_again(record.site, unread.first, visit)
    new, _ = archive.remember(articles, now, via=record.walk.walker)
    left = unread.after_another_look(still, now)
    covered = record.covered.with_seen(articles, now)
    walk = replace(record.walk, unread=left if left.count else NONE_UNREAD)
    if shows_more or (left.count and not still):
        covered, walk = Covered(newest=covered.newest), replace(walk, unread=NONE_UNREAD, cursor="")
    record = replace(record, known=record.known + new, covered=covered, walk=walk)
    archive.write_walk(record)
    return record


def _with_walker(archive: Archive, record: FeedRecord, visit: Visit, now: datetime) -> FeedRecord:
    """The record with the best walker that fits its site, chosen once."""
    state = record.walk
    may_upgrade = "ghost" not in {state.walker, *state.unfit} and walker_named("ghost").fits(record.site)
    if state.is_under_way and not may_upgrade:
        return record
    if state.has_no_way(now) and not may_upgrade:
        return record
    if state.walker == NO_WALKER:
        state, record = replace(state, unfit=()), replace(record, site=replace(record.site, home_read=False))
    site = record.site
    fitting = [each for each in NAMES if each not in state.unfit and walker_named(each).fits(site)]
    if not site.home_read and (not fitting or (site.is_wordpress and not site.api)):
        from repost.feeds.site import with_home_page

        site = with_home_page(site, visit)
        fitting = [each for each in NAMES if each not in state.unfit and walker_named(each).fits(site)]
    name = fitting[0] if fitting else NO_WALKER
    record = replace(record, site=site, walk=replace(state, walker=name, cursor="", chosen=now))
    archive.write_walk(record)
    return record


def _without_walker(archive: Archive, record: FeedRecord) -> FeedRecord:
    unfit = (*record.walk.unfit, record.walk.walker)
    record = replace(record, walk=replace(record.walk, walker="", cursor="", unfit=unfit))
    archive.write_walk(record)
    return record


def _place(archive: Archive, record: FeedRecord, stretch: Stretch, cursor: str, now: datetime) -> Place:
    known: frozenset[str] = frozenset()
    if record.walk.walker == "sitemap":
        articles = archive.published_between(None, now)
        known = frozenset(address_key(article.link) for article in articles)
    return Place(stretch.before, stretch.since, cursor, known)


def _with_page(
    archive: Archive, record: FeedRecord, stretch: Stretch, page: Page, visit: Visit, now: datetime
) -> tuple[FeedRecord, bool]:
    """The record after a page was remembered, and whether there was time for all of it."""
    state = record.walk
    new, is_whole = archive.remember(page.articles, now, via=state.walker, may_go_on=lambda: visit.has_time)
    record = replace(record, known=record.known + new)
    if not is_whole:
        return record, False
    reached = page.reached
    covered = record.covered
    if reached is not None:
        covered = covered.with_walked(stretch, reached, now)
    if state.walker not in _BY_ARTICLE:
        state = replace(state, checked=state.checked or now)
    unread = state.unread if state.cursor else NONE_UNREAD  # from the top, all are read again
    state = replace(state, cursor=page.cursor, unread=unread.and_(page.unread, now))
    record = replace(record, covered=covered.with_seen(page.articles, now), walk=state)
    archive.write_walk(record)
    _tell(record, page, stretch, now)
    return record, True


def _tell(record: FeedRecord, page: Page, stretch: Stretch, now: datetime) -> None:
    """Log how far the walk has come: a line a page, so no more in a run than a visit makes requests."""
    reached = page.reached
    back_to = f"{reached:%Y-%m-%d}" if reached and reached > BEGINNING else "the first"
    way = now - stretch.since if stretch.since > BEGINNING else None  # it isn't known how old a blog is
    part = min((now - reached) / way, 1.0) if way and reached else None
    progress = {"articles": len(page.articles), "known": record.known, "back_to": back_to, "part": part}
    _log.info("Read %d articles back to %s.", len(page.articles), back_to, extra={"walk": progress})


def _forget_unlisted(archive: Archive, stretch: Stretch, page: Page, via: str, now: datetime) -> None:
    """Mark what this walker has listed before and lists no longer: trashed, private or locked."""
    if not page.lists_all or page.reached is None:
        return
    listed = {guid_key(article.guid) for article in page.articles}
    listed |= {address_key(article.link) for article in page.articles}
    for article in archive.listed_between(page.reached, stretch.before, via):
        at_the_edge = article.published == page.reached and not page.is_last
        names = {guid_key(article.guid), address_key(article.link)}
        if listed.isdisjoint(names) and not at_the_edge:
            archive.pages.forget(article, "the blog no longer lists it", now)
