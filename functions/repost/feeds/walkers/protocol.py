"""What every walker is: a module with two functions and a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import datetime

    from repost.base.articles import Article
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit


class Place(Value, frozen=True):
    """Where the next page begins.

    Attributes
    ----------
    before : datetime
        Articles published later than this (UTC) are known: only walkers that jump care.
    since : datetime
        Nothing older is wanted (UTC).
    cursor : str
        What the walker gave with the last page, or "" for its first.
    known : frozenset of str
        The links that needn't be looked up again, as the keys of `repost.base.names.address_key`.
    """

    before: datetime
    since: datetime
    cursor: str = ""
    known: frozenset[str] = frozenset()


class Page(Value, frozen=True):
    """One page of a walk.

    Attributes
    ----------
    articles : tuple of Article
        Newest first.
    reached : datetime or None
        With this page every article published since then is known (UTC): `BEGINNING` at the end of the
        blog; None if the page can't say.
    cursor : str
        Where to go on; "" if a jumping walker goes on at `reached`.
    is_last : bool
        Whether the walk is over: no older article than `since` or than these is left.
    lists_all : bool
        Whether a known article between `reached` and `before` that isn't here has left the blog.
    unread : tuple of str
        Addresses where there may be articles that couldn't be read.
    """

    articles: tuple[Article, ...]
    reached: datetime | None
    cursor: str = ""
    is_last: bool = False
    lists_all: bool = False
    unread: tuple[str, ...] = ()


class Walker(Protocol):
    """One way back through a blog.

    `JUMPS` says whether it can begin at any date.
    """

    JUMPS: bool

    def fits(self, site: Site) -> bool:
        """Whether it might walk this site, by what the site says of itself."""

    def page(self, site: Site, place: Place, visit: Visit) -> Page | None:
        """The next page; None if it can't walk this site after all.

        Raises
        ------
        FeedError
            If the blog doesn't answer now.
        """
