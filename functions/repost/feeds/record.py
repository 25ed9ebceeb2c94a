"""What is remembered of a feed as a whole, and how it is stored in the table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.articles import Blog
from repost.base.value import Value
from repost.feeds.coverage import NONE_UNREAD, Covered, Unread
from repost.feeds.fetch import NO_VALIDATORS, Validators
from repost.feeds.site import Site

if TYPE_CHECKING:
    from datetime import datetime

    from repost.aws.items import Item

NO_WALKER: Final = "none"

RECHECK_EVERY: Final = timedelta(days=7)
"""How often the known articles of a window are compared with the blog: for edits and deletions."""

CHOOSE_AGAIN_AFTER: Final = timedelta(days=30)
"""How long a site that no walker can walk isn't tried again."""

_NO_BLOG: Final = Blog("", "", "")
_NO_SITE: Final = Site()
_SITE: Final = tuple(name for name in Site.__struct_fields__ if name != "ghost_key")  # that is a setting
_NOTHING: Final = Covered()


class Walk(Value, frozen=True):
    """How the blog is walked through, and how far the walk has come.

    Attributes
    ----------
    walker : str
        The name of the walker that was chosen; "" before one was, "none" when the site has none.
    cursor : str
        The walker's own note of where its next page is.
    unfit : tuple of str
        Walkers that were tried without success.
    chosen : datetime or None
        When the walker was chosen (UTC).
    checked : datetime or None
        When the known articles were last compared with the blog (UTC).
    recheck : datetime or None
        How far back an unfinished comparison has come (UTC), with `recheck_cursor`.
    unread : Unread
        Where there may be articles that couldn't be read.
    """

    walker: str = ""
    cursor: str = ""
    unfit: tuple[str, ...] = ()
    chosen: datetime | None = None
    checked: datetime | None = None
    recheck: datetime | None = None
    recheck_cursor: str = ""
    unread: Unread = NONE_UNREAD

    @property
    def is_under_way(self) -> bool:
        """Whether there is a walker."""
        return self.walker not in {"", NO_WALKER}

    def has_no_way(self, now: datetime) -> bool:
        """Whether none was found when the site was last tried, not long ago."""
        chosen_lately = self.chosen is not None and now - self.chosen < CHOOSE_AGAIN_AFTER
        return self.walker == NO_WALKER and chosen_lately


_NO_WALK: Final = Walk()


class FeedRecord(Value, frozen=True):
    """What is remembered of a feed: the blog, what makes the next request conditional, and how much is known.

    Attributes
    ----------
    blog_key : str
        Which blog it is a feed of, for other feeds of the same; "" before it was first read.
    body : str
        The digest of the last body that was taken in.
    known : int
        The number of articles that were seen and aren't gone.
    undated : int
        How many of these have no date.
    recognised : str
        In which language its articles are written, by their words; "" if that isn't certain, or the
        feed says it.
    page_language : str
        In which language the page is that an article was last posted from.
    late : tuple of (str, datetime)
        The GUIDs of articles that appeared after their dates lately, and when they were first seen (UTC).
    unread_date : str
        A date of the feed's last body that can't be read, or can be read in two ways; "" if there is none.
    trouble : str
        Why it could not be read when it was last asked; "" if it could.
    refreshed : datetime or None
        When the feed last gave a usable answer other than "not modified" (UTC).
    asked : datetime or None
        When it was last asked (UTC).
    not_before : datetime or None
        Until when its server asks to be left alone (UTC).
    refusals : int
        How often in a row it has refused.
    pages_not_before, page_refusals
        The same of the articles' pages.
    site, covered, walk
        What the site says of itself, which times are known completely, and the walk to the rest.
    """

    blog: Blog = _NO_BLOG
    blog_key: str = ""
    validators: Validators = NO_VALIDATORS
    body: str = ""
    known: int = 0
    undated: int = 0
    unread_date: str = ""
    recognised: str = ""
    page_language: str = ""
    late: tuple[tuple[str, datetime], ...] = ()
    trouble: str = ""
    refreshed: datetime | None = None
    asked: datetime | None = None
    not_before: datetime | None = None
    refusals: int = 0
    pages_not_before: datetime | None = None
    page_refusals: int = 0
    site: Site = _NO_SITE
    covered: Covered = _NOTHING
    walk: Walk = _NO_WALK

    @property
    def language(self) -> str:
        """The language of the blog: as its feed says, else its pages, else the words of its articles."""
        return self.blog.language or self.page_language or self.recognised


def record_from(item: Item) -> FeedRecord:
    """The record that an item holds."""
    return FeedRecord(
        blog=Blog(item.get("title", ""), item.get("home", ""), item.get("language", "")),
        blog_key=item.get("blog", ""),
        validators=Validators(item.get("etag", ""), item.get("last_modified", "")),
        body=item.get("body", ""),
        known=item.get("known", 0),
        undated=item.get("undated", 0),
        unread_date=item.get("unread_date", ""),
        recognised=item.get("recognised", ""),
        page_language=item.get("page_language", ""),
        late=tuple((guid, instants.read(at)) for guid, at in item.get("late", {}).items()),
        trouble=item.get("trouble", ""),
        refreshed=_moment(item.get("refreshed")),
        asked=_moment(item.get("asked")),
        not_before=_moment(item.get("not_before")),
        refusals=item.get("refusals", 0),
        pages_not_before=_moment(item.get("pages_not_before")),
        page_refusals=item.get("page_refusals", 0),
        site=_site_from(item.get("site", {})),
        covered=_covered_from(item.get("covered", {})),
        walk=_walk_from(item.get("walk", {})),
    )


def feed_values(record: FeedRecord) -> dict[str, Any]:
    """The attributes that a refresh writes."""
    return {
        "title": record.blog.title,
        "home": record.blog.link,
        "language": record.blog.language,
        "etag": record.validators.etag,
        "last_modified": record.validators.last_modified,
        "body": record.body,
        "unread_date": record.unread_date,
        "recognised": record.recognised,
        "late": {guid: instants.written(at) for guid, at in record.late},
        "refreshed": _instant(record.refreshed),
        **walk_values(record),
    }


def walk_values(record: FeedRecord) -> dict[str, Any]:
    """The attributes that a walk writes."""
    walk, covered, site = record.walk, record.covered, record.site
    island = [instants.written(each) for each in covered.island] if covered.island else None
    return {
        "site": _filled({name: getattr(site, name) for name in _SITE}),
        "covered": _filled(
            {"head": _instant(covered.head), "newest": _instant(covered.newest), "island": island}
        ),
        "walk": _filled(
            {
                "walker": walk.walker,
                "cursor": walk.cursor,
                "unfit": list(walk.unfit),
                "chosen": _instant(walk.chosen),
                "checked": _instant(walk.checked),
                "recheck": _instant(walk.recheck),
                "recheck_cursor": walk.recheck_cursor,
                "unread": list(walk.unread.first),
                "unread_count": walk.unread.count,
                "unread_again": _instant(walk.unread.again),
            }
        ),
    }


def _site_from(item: Item) -> Site:
    return Site(**{name: item[name] for name in _SITE if name in item})


def _covered_from(item: Item) -> Covered:
    island = item.get("island")
    return Covered(
        head=_moment(item.get("head")),
        newest=_moment(item.get("newest")),
        island=(instants.read(island[0]), instants.read(island[1])) if island else None,
    )


def _walk_from(item: Item) -> Walk:
    return Walk(
        walker=item.get("walker", ""),
        cursor=item.get("cursor", ""),
        unfit=tuple(item.get("unfit", ())),
        chosen=_moment(item.get("chosen")),
        checked=_moment(item.get("checked")),
        recheck=_moment(item.get("recheck")),
        recheck_cursor=item.get("recheck_cursor", ""),
        unread=Unread(
            item.get("unread_count", 0), tuple(item.get("unread", ())), _moment(item.get("unread_again"))
        ),
    )


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _instant(time: datetime | None) -> str | None:
    return instants.written(time) if time else None


def _moment(text: str | None) -> datetime | None:
    return instants.read(text) if text else None
