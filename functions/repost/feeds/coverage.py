"""How far back a blog is known: pure bookkeeping of the times from which every article has been seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.value import Value
from repost.web.addresses import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.base.articles import Article

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before the first article of any blog."""

_MOST_NAMED: Final = 3
_MOST_KEPT: Final = 20
_SOON: Final = timedelta(days=1)
_LATER: Final = timedelta(days=7)
_WORTH_A_JUMP: Final = timedelta(days=90)

COMPLETE: Final = "complete"

_IN_ORDER: Final = 0.8  # the part of a page that has to be sorted for its last dates to mean something


class Window(Value, frozen=True):
    """When the articles were published that an account may post now; both instants (UTC) included."""

    since: datetime
    until: datetime

    @property
    def is_open(self) -> bool:
        """Whether it reaches back to the first article."""
        return self.since <= BEGINNING


class Unread(Value, frozen=True):
    """How many addresses that may have articles couldn't be read, and the first of them.

    `again` is when a few of these are asked for once more (UTC).
    """

    count: int = 0
    first: tuple[str, ...] = ()
    again: datetime | None = None

    def and_(self, addresses: Sequence[str], now: datetime) -> Unread:
        """These and further ones."""
        first = (*self.first, *addresses)[:_MOST_KEPT]
        again = self.again or (now + _SOON if first else None)
        return Unread(self.count + len(addresses), first, again)

    def is_due(self, now: datetime) -> bool:
        """Whether to ask for a few of them once more."""
        return self.again is not None and self.again <= now

    def after_another_look(self, unread: Sequence[str], now: datetime) -> Unread:
        """What is left when only these of the `first` still can't be read: if it is all, a week passes."""
        read = len(self.first) - len(unread)
        return Unread(self.count - read, tuple(unread), now + (_SOON if read else _LATER))

    def __str__(self) -> str:
        """Them, as a clause."""
        pages = (
            "1 page can't be read or gives"
            if self.count == 1
            else f"{self.count} pages can't be read or give"
        )
        named = self.first[:_MOST_NAMED]
        such = "such as " if self.count > len(named) else ""
        return f"{pages} no date ({such}{', '.join(map(shown, named))})"


NONE_UNREAD: Final = Unread()


class Stretch(Value, frozen=True):
    """A time to walk through, from `before` (UTC) back to `since`."""

    since: datetime
    before: datetime


class Covered(Value, frozen=True):
    """The times (UTC) that are known completely: from `head` until now, and perhaps an island before that.

    `head` is None if nothing is. `newest` is the date of the newest article ever seen.
    """

    head: datetime | None = None
    newest: datetime | None = None
    island: tuple[datetime, datetime] | None = None

    def holds(self, window: Window) -> bool:
        """Whether every article of the window has been seen."""
        if self.head is not None and self.head <= window.since:
            return True
        return self.island is not None and (self.island[0] <= window.since and window.until <= self.island[1])

    def next_stretch(self, window: Window, now: datetime, *, jumps: bool) -> Stretch | None:
        """What to walk through next: what may go out now comes before what only comes of age later.

        `jumps` says whether a walker can begin anywhere, or only where the known times end.
        """
        head, island = self.head or now, self.island
        if head <= window.since:
            return None
        if jumps and head > window.until:
            far = min(window.until - window.since, _WORTH_A_JUMP)  # a short walk is shorter than two walks
            if island is None and head - window.until > far:
                return Stretch(window.since, window.until)
            if island is not None and island[0] > window.since:
                return Stretch(window.since, island[0])
        return Stretch(max(window.since, island[1]) if island else window.since, head)

    def with_walked(self, stretch: Stretch, reached: datetime, now: datetime) -> Covered:
        """What is known after a walk through a stretch has reached back to an instant."""
        head, island = self.head or now, self.island
        if stretch.before == head:
            head = min(head, reached)
        elif island and stretch.before == island[0]:
            island = (min(island[0], reached), island[1])
        else:
            island = (reached, stretch.before)
        if island and head <= island[1]:
            head, island = min(head, island[0]), None
        return replace(self, head=head, island=island)

    def with_feed(self, articles: Sequence[Article], now: datetime, *, whole: bool) -> Covered:
        """What is known after the feed was read.

        If its oldest article is newer than the newest that was known, others may have come and
        gone unseen: what was known becomes an island.

        Parameters
        ----------
        articles : sequence of Article
            What it shows, in its own order.
        whole : bool
            Whether it says that it contains every article of the blog.
        """
        reached, seen = BEGINNING if whole else reach(articles), self.with_seen(articles, now)
        if reached is None:
            return seen
        if self.head is None or self.newest is None:
            return replace(seen, head=reached)
        if reached <= self.newest:
            return replace(seen, head=min(self.head, reached))
        return Covered(reached, seen.newest, (self.head, self.newest))

    def with_seen(self, articles: Sequence[Article], now: datetime) -> Covered:
        """The same, with the date of the newest article moved on; future dates don't count."""
        dates = [each.published for each in articles if each.published and each.published <= now]
        return replace(self, newest=max([*dates, *([self.newest] if self.newest else [])], default=None))


def reach(articles: Sequence[Article]) -> datetime | None:
    """How far back a page of articles is complete; None if it isn't sorted by date, newest first.

    If some are out of order, the later of the last two dates counts: one old article put there proves
    nothing.
    """
    dates = [article.published for article in articles if article.published]
    if not dates:
        return None
    in_order, latest = 0, dates[-1]
    for date in reversed(dates):
        if date >= latest:
            in_order, latest = in_order + 1, date
    if in_order == len(dates):
        return dates[-1]
    return max(dates[-2:]) if in_order >= _IN_ORDER * len(dates) else None


def described(covered: Covered, window: Window, *, walked: bool, unread: Unread = NONE_UNREAD) -> str:
    """How much of a window is known.

    It is "complete", "partial since 2026-10-01", "partial, since 2 pages …" or "only what the feed shows".
    `walked` says whether there is more than the feed to see the blog by.
    """
    if covered.holds(window):
        return f"partial, since {unread}" if unread.count else COMPLETE
    since = covered.island[0] if covered.island else covered.head
    if since is None or not (walked or since <= window.until):
        return "only what the feed shows"
    return f"partial since {since:%Y-%m-%d}"
