"""Checks the pages of the best few articles just before one goes out, and remembers what failed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.errors import FeedError, HeldBack, Rejected
from repost.feeds.misses import most_alike, pause
from repost.run.isolation import about

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from repost.base.articles import Article
    from repost.feeds.liveness import Alive, Missing, Unsure
    from repost.feeds.record import FeedRecord
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn

MOST_ASKED_FOR: Final = 8
"""How many articles a slot asks for at their addresses when the best ones fail."""

_ENOUGH_ALIKE: Final = 5  # pages that fail alike before any other answers: the next would, too
_PAGE_SECONDS: Final = 10.0  # to look at a page
_BUSY: Final = {429, 503}


def page_of(turn: Turn, article: Article, record: FeedRecord) -> Alive | Missing | Unsure:
    """An article's page now; if the settings say so, the feed's word for it.

    What one account of a fleet or of this run has found serves all others for a while.
    """
    from repost.feeds.liveness import Alive, still_there
    from repost.feeds.visit import calling_card

    blog = turn.account.settings.blog
    if not blog.check_page:
        return Alive(image=article.image)
    ask = partial(
        still_there,
        article,
        turn.outside.http(),
        turn.now,
        card=calling_card(blog.contact or record.blog.link, blog.user_agent),
        refusals=record.page_refusals,
    )
    pages, name = turn.outside.pages, (turn.account.settings.feed, article.guid)
    if name not in pages:
        once = turn.archive.shared_pages(turn.outside.clock).asked_once if turn.outside.has_fleet else None
        page = once(article, ask) if once else ask()
        if not isinstance(page, Alive):
            return page
        pages[name] = page
    return pages[name]


def answering(turn: Turn, sighting: Sighting) -> Iterator[tuple[Article, Alive]]:
    """The best few articles that answer at their addresses, with what their pages tell of them.

    What fails is held back for days, unless all fail alike; what announces an event that is over rests.

    Raises
    ------
    HeldBack, Rejected
        If all that were asked for fail, each in its own way: some only for now, or all for good.
    FeedError
        If none answers, and some may do so later.
    """
    check = _Check(turn, sighting)
    check.may_begin()
    for article in sighting.choice.ranked[:MOST_ASKED_FOR]:
        if check.is_over or not turn.has_time_for(_PAGE_SECONDS + turn.network.post_seconds):
            break
        if page := check.look(article):
            yield article, page
    check.end()


class _Check:
    """What was found at the addresses of the articles that a slot asks for."""

    def __init__(self, turn: Turn, sighting: Sighting) -> None:
        self._turn = turn
        self._sighting = sighting
        self._record = sighting.view.record
        self._alive = self._found = 0
        self._failures: list[str] = []  # by which pages fail alike
        self._missing: list[tuple[Article, str]] = []
        self._unsure = self._refused = self._held = ""
        self._is_busy = False
        self._not_before: datetime | None = None

    def may_begin(self) -> None:
        """Raise `FeedError` where the server of the pages asked to be left alone."""
        until = self._record.pages_not_before
        if until and until > self._turn.now and self._turn.account.settings.blog.check_page:
            when = instants.written(until)
            raise FeedError(
                f"The blog refused its pages when they were last checked; the next check is {when}."
            )

    @property
    def is_over(self) -> bool:
        """Whether the next page would only fail like those before it."""
        return self._is_busy or (len(self._failures) >= _ENOUGH_ALIKE and self._is_the_site)

    @property
    def _is_the_site(self) -> bool:
        return bool(most_alike(self._failures, len(self._failures) + self._alive))

    def look(self, article: Article) -> Alive | None:
        """The page of an article that may go out, or None."""
        from repost.feeds.liveness import Alive, Missing, Unsure

        try:
            page = about(self._turn, article, partial(page_of, self._turn, article, self._record))
        except Rejected as error:
            self._pass_over(article, str(error))
            return None
        match page:
            case Missing(why):
                self._failures.append(why)
                self._missing.append((article, why))
                self._refused = f"“{article.title}” can't be posted: {why}."
            case Unsure(why, status):
                self._failures.append(f"status {status}")
                self._unsure = f"The article's page could not be checked: {why}."
                self._is_busy = status in _BUSY
                self._not_before = page.not_before
            case Alive():
                return self._seen(article, page)
        return None

    def end(self) -> None:
        """Remember what failed, and raise what there is to say if no article was found.

        Where all pages fail alike, that is remembered of the site and not of its articles.
        """
        if self._sighting.announces and self._missing:
            raise FeedError(f"{self._refused} It is checked again until it is up.")
        if self._missing and not self._alive and len(self._failures) > 1 and self._is_the_site:
            self._leave_pages_alone(self._turn.now + pause(self._record.page_refusals))
            for article, why in self._missing:
                self._sighting.archive.pages.hold_for_now(article, why, self._turn.now)
            raise FeedError(
                f"{len(self._failures)} of {len(self._failures)} checked pages failed, most of them alike: "
                f"{self._missing[-1][1]}. That is the site and not its articles, so nothing is forgotten. "
                "If its pages turn robots away by choice, set blog.check_page to false."
            )
        self._remember()
        if self._not_before and (self._is_busy or not self._alive):
            self._leave_pages_alone(self._not_before)
        if self._found:
            return
        if self._unsure or not self._refused:
            raise FeedError(
                self._unsure or "This run ran out of time before it could check an article's page."
            )
        raise HeldBack(self._held) if self._held else Rejected(self._refused)

    def _seen(self, article: Article, page: Alive) -> Alive | None:
        self._alive += 1
        if not self._sighting.announces:
            self._remember()
        if self._record.page_refusals and self._alive == 1:
            self._sighting.archive.pages.are_welcome()
        if article.held_until:
            self._sighting.archive.pages.let_go(article)
        if over := _over(self._turn, self._sighting, article, page):
            self._pass_over(article, over)
            return None
        self._found += 1
        return page

    def _remember(self) -> None:
        """Hold back what failed; forget it only if the site is sound."""
        while self._missing:
            article, why = self._missing.pop(0)
            until = self._sighting.archive.pages.hold_back(
                article, why, self._turn.now, may_forget=not self._is_the_site
            )
            if until:
                again = f"It is held back, and its page is checked again after {instants.written(until)}."
                self._held = f"“{article.title}” can't be posted: {why}. {again}"

    def _leave_pages_alone(self, until: datetime) -> None:
        """Remember it for all feeds of the blog, and for the accounts that come later in this run."""
        refusals = self._record.page_refusals + 1
        self._sighting.archive.pages.leave_alone(until, refusals, self._record.blog_key)
        views, feed = self._turn.outside.views, self._turn.account.settings.feed
        if seen := views.get(feed):
            record = replace(seen.record, pages_not_before=until, page_refusals=refusals)
            views[feed] = replace(seen, record=record)

    def _pass_over(self, article: Article, why: str) -> None:
        self._refused = why
        self._turn.history.pass_over(self._turn.account.name, article.guid, self._turn.now)


def _over(turn: Turn, sighting: Sighting, article: Article, page: Alive) -> str:
    """Why an article can't go out whose page says that its event is over; "" if it may."""
    if page.ends is None or page.ends > turn.now - timedelta(days=1):
        return ""
    if turn.account.settings.select.evergreen == "ignore" or article.guid in sighting.choice.approved:
        return ""
    return f"“{article.title}” can't be posted: the event it announces ended on {page.ends:%Y-%m-%d}."
