"""What a site says of itself: who made its feed, and where the articles are that the feed doesn't show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.digests import digest
from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.base.articles import Article
    from repost.feeds.parsed import ParsedFeed
    from repost.feeds.visit import Visit

_LONGEST_GENERATOR: Final = 100
_MAIN_FEED: Final = pattern(r"/?(feed(/(rss2?|atom|rdf|feed))?|wp-(rss2?|atom|rdf)\.php|index\.php)?/?")


class Site(Value, frozen=True):
    """The facts by which a walker is chosen; "" for those that aren't given.

    Attributes
    ----------
    feed : str
        Where the feed was found, after redirects.
    home : str
        The blog's home page.
    api : str
        The root of WordPress's REST API.
    generator : str
        What made the feed or the page, in lower case.
    next : str
        Where the feed says that its older articles are.
    shown : str
        A digest of the articles that the feed shows: a site that doesn't page shows them again.
    folder : str
        The folder that has all articles of the feed, such as "/blog/".
    date_order : str
        In which order the feed writes day, month and year, and in which language its months; see
        `repost.feeds.dates`.
    ghost_key : str
        The owner's key to Ghost's Content API.
    home_read : bool
        Whether the home page has been asked, too.
    """

    feed: str = ""
    home: str = ""
    api: str = ""
    generator: str = ""
    next: str = ""
    shown: str = ""
    folder: str = "/"
    date_order: str = ""
    ghost_key: str = ""
    home_read: bool = False

    @property
    def is_wordpress(self) -> bool:
        return bool(self.api) or "wordpress" in self.generator

    @property
    def is_main_feed(self) -> bool:
        """Whether the feed is a WordPress's feed of all posts, and not that of a category or an author.

        A feed on another host than its blog is taken for one: only services that pass feeds on do that.
        """
        feed, home = urlsplit(self.feed), urlsplit(self.api or self.home)
        if feed.hostname != home.hostname:
            return "wordpress" in self.generator
        folder = urlsplit(self.home).path.rstrip("/")
        if not feed.path.startswith(folder):
            return False
        known = {"feed", "paged"}
        names = {part.partition("=")[0] for part in feed.query.split("&") if part}
        return names <= known and bool(_MAIN_FEED.fullmatch(feed.path[len(folder) :]))


def site_of(feed: ParsedFeed, url: str, headers: Mapping[str, str]) -> Site:
    """What a feed that was just read says, without any further request."""
    from repost.feeds.page_head import head_of

    return Site(
        feed=url,
        home=feed.blog.link,
        api=head_of("", url, headers).api,
        generator=feed.generator.lower(),
        next=feed.next_url,
        shown=shown_in(feed.articles),
        folder=_folder([article.link for article in feed.articles]),
        date_order=feed.date_order,
    )


def shown_in(articles: Iterable[Article]) -> str:
    """A digest of which articles a page shows, in any order."""
    return digest("\n".join(sorted(article.guid for article in articles)))


def with_home_page(site: Site, visit: Visit) -> Site:
    """The site after one look at its home page; if it can't be read, it adds nothing."""
    from msgspec.structs import replace

    from repost.base.errors import FeedError
    from repost.feeds.decoding import text_of
    from repost.feeds.page_head import LONGEST_HEAD, head_of

    asked = replace(site, home_read=True)
    if not site.home:
        return asked
    try:
        reply = visit.ask(site.home, accept="text/html", max_bytes=3_000_000)
    except FeedError:
        return asked
    if reply.status != 200:  # noqa: PLR2004 - OK
        return asked
    page = text_of(reply.body[:LONGEST_HEAD], reply.headers.get("content-type", ""))
    head = head_of(page, reply.url, reply.headers)
    generator = head.say("generator").lower()[:_LONGEST_GENERATOR]
    return replace(asked, api=site.api or head.api, generator=site.generator or generator)


def _folder(links: list[str]) -> str:
    """The deepest folder that all of these addresses are in."""
    folders = [urlsplit(link).path.rstrip("/").split("/")[:-1] for link in links if link]
    if len(folders) < 3:  # noqa: PLR2004 - too few to tell a folder from a coincidence
        return "/"
    common: list[str] = []
    for names in zip(*folders, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return "/".join(common).rstrip("/") + "/"
