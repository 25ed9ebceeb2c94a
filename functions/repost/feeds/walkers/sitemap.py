"""The sitemap (https://www.sitemaps.org/protocol.html), and those of its pages that a window needs.

A sitemap knows when a page last changed, and an article is never younger than that: taken in the
order of their changes, pages are looked at until they are older than the window.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from repost.base.html_tags import unescaped
from repost.base.names import address_key, host_key
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.feeds.coverage import BEGINNING
from repost.feeds.dates import date_in
from repost.feeds.decoding import text_of, unzipped
from repost.feeds.parsed import Item, articles_of, web_link
from repost.feeds.walkers.page_facts import facts_of
from repost.feeds.walkers.protocol import Page, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from repost.base.articles import Article
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit
    from repost.web.http import Reply

JUMPS = False

_PAGES_AT_ONCE: Final = 5
_MOST_FILES: Final = 8  # of one sitemap in one run
_MOST_BYTES: Final = 10_000_000
_MOST_PAGE_BYTES: Final = 3_000_000
_GIVES_DATES: Final = "whether the pages of articles give dates"
_MOST_ENTRIES: Final = 50_000  # the protocol's own limit for a file
_OK, _NOT_THERE = 200, frozenset({404, 410})
# What isn't closed reaches to the end: so no text is searched twice, however hostile.
_ENTRY: Final = pattern(r"<(url|sitemap)\b[^<>]*>(.*?)(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LOC: Final = pattern(r"<loc[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<>\]]{1,2000})", re.IGNORECASE)
_CHANGED: Final = pattern(r"<lastmod[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<>\]]{4,60})", re.IGNORECASE)
_PREFIX: Final = pattern(r"</?([\w-]+:)(?:urlset|sitemapindex)[\s>]")
_NO_ARTICLES: Final = pattern(
    r"(page|category|categories|tag|author|user|taxonom|product|image|video|news|archive)s?[-_.\d]",
    re.IGNORECASE,
)


class _Entry(Value, frozen=True, order=True):
    """A page; the order is that in which pages are looked at, reversed."""

    changed: datetime
    link: str


class _Found(Value, frozen=True):
    """The pages of a site, last changed first; whether older ones were left out, or time was too short.

    `unread` are sitemaps that the server refuses.
    """

    entries: list[_Entry]
    leaves_out: bool
    breaks_off: bool
    unread: tuple[str, ...] = ()


class _Look(Value, frozen=True):
    """What was found at an address.

    `item` is the article there. `is_unread` says that there may be one which can't be read, `is_undated` that
    what is there has no date.
    """

    link: str
    item: Item | None = None
    is_unread: bool = False
    is_undated: bool = False


def fits(site: Site) -> bool:
    """Whether there may be one: every site may have one."""
    return bool(site.home)


def page(site: Site, place: Place, visit: Visit) -> Page | None:
    """The articles on the next few pages; see `repost.feeds.walkers.protocol.Walker`."""
    found = _found(site, place.since, visit)
    if not any(address_key(entry.link) in place.known for entry in found.entries):
        return None  # a sitemap without a single article of the feed is that of something else
    at = _entry_from(place.cursor) if place.cursor else None
    looks: list[_Look] = []

    def looked(reached: datetime | None, end: _Entry | None, *, is_last: bool = False) -> Page:
        unread = [] if place.cursor else list(found.unread)
        if undated := [look.link for look in looks if look.is_undated]:
            unread += [] if _gives_dates(found, place, visit) else undated
        unread += [look.link for look in looks if look.is_unread]
        items = [look.item for look in looks if look.item]
        return Page(
            articles_of(items, site.home), reached, _written(end), is_last=is_last, unread=tuple(unread)
        )

    for entry in found.entries:
        if at is not None and entry >= at:
            continue
        if len(looks) == _PAGES_AT_ONCE or not visit.may_ask:
            return looked(_reached(at), at)
        at = entry
        if address_key(entry.link) in place.known:
            continue
        if BEGINNING < entry.changed < place.since:
            return looked(entry.changed, entry)
        looks.append(_look(entry.link, visit))
    if found.breaks_off:
        return looked(_reached(at), at)
    return looked(place.since if found.leaves_out else BEGINNING, at, is_last=True)


def look_again(
    site: Site, links: Sequence[str], visit: Visit
) -> tuple[tuple[Article, ...], tuple[str, ...], bool]:
    """The articles at a few of the addresses that couldn't be read, and which still can't.

    Also whether a sitemap was among them that can be read now. The next look begins with what had no turn.
    """
    items: list[Item] = []
    still: list[str] = []
    is_sitemap, asked = False, 0
    for link in links:
        if asked == _PAGES_AT_ONCE or not visit.may_ask:
            break
        asked += 1
        reply = visit.ask(link, accept="text/html,application/xml", max_bytes=_MOST_BYTES)
        look = _look_at(link, reply)
        if next(iter(_read(_text(reply), site.home)), None):
            is_sitemap = True
        elif look.item:
            items.append(look.item)
        elif look.is_unread or look.is_undated:
            still.append(link)
    return articles_of(items, site.home), (*links[asked:], *still), is_sitemap


def _found(site: Site, since: datetime, visit: Visit) -> _Found:
    """What the sitemap holds, read once in a visit."""
    key = f"{site.home} {since.isoformat()}"
    if key not in visit.pages:
        visit.pages[key] = _read_all(site, since, visit)
    found: _Found = visit.pages[key]
    return found


def _read_all(site: Site, since: datetime, visit: Visit) -> _Found:
    """The pages of the site that may be articles, each once, as its sitemaps list them.

    Sitemaps whose names promise no articles are read only if no other has any.
    """
    found: dict[str, _Entry] = {}
    queue, files, leaves_out = _sitemaps(site, visit), 0, False
    unread: list[str] = []
    last: list[str] = []
    while (queue or (last and not found)) and files < _MOST_FILES and visit.may_ask:
        queue, last = (queue, last) if queue else (last, [])
        link, files = queue.pop(0), files + 1
        reply = visit.ask(link, accept="application/xml,text/xml", max_bytes=_MOST_BYTES)
        if reply.status not in {_OK, *_NOT_THERE}:
            unread.append(link)
        text = _text(reply)
        for kind, link, changed in _read(text, site.home):
            if kind == "sitemap":
                is_old = BEGINNING < changed < since
                leaves_out = leaves_out or is_old
                if not is_old:
                    promises_none = _NO_ARTICLES.search(urlsplit(link).path.rsplit("/", 1)[-1])
                    (last if promises_none else queue).append(link)
            elif _is_of(site, link):
                found.setdefault(address_key(link), _Entry(changed, link))
    return _Found(sorted(found.values(), reverse=True), leaves_out, bool(queue), tuple(unread))


def _sitemaps(site: Site, visit: Visit) -> list[str]:
    """Where robots.txt says that the sitemaps are (RFC 9309, section 2.2.4), or where one usually is."""
    usual = urljoin(site.home, "/wp-sitemap.xml" if site.is_wordpress else "/sitemap.xml")
    reply = visit.ask(urljoin(site.home, "/robots.txt"), accept="text/plain", max_bytes=500_000)
    if reply.status != _OK:
        return [usual]
    robots = reply.body.decode("utf-8", "replace")
    named = re.findall(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", robots, re.IGNORECASE | re.MULTILINE)
    links = [web_link(link, site.home) for link in named[:_MOST_FILES]]
    return [link for link in dict.fromkeys(links) if link] or [usual]


def _text(reply: Reply) -> str:
    """The text of a sitemap; many servers store them as gzip."""
    if reply.status != _OK:
        return ""
    return text_of(unzipped(reply.body, _MOST_BYTES), reply.headers.get("content-type", ""))


def _read(text: str, home: str) -> Iterable[tuple[str, str, datetime]]:
    if prefixed := _PREFIX.search(text):  # some makers name their namespace: <ns0:url>
        text = text.replace(f"<{prefixed[1]}", "<").replace(f"</{prefixed[1]}", "</")
    for count, entry in enumerate(_ENTRY.finditer(text)):
        if count == _MOST_ENTRIES:
            return
        loc, changed = _LOC.search(entry[2]), _CHANGED.search(entry[2])
        link = web_link(unescaped(loc[1]), home) if loc else ""
        if link:  # what doesn't say when it changed did so at the beginning of time
            yield entry[1].lower(), link, (date_in(changed[1]) if changed else None) or BEGINNING


def _is_of(site: Site, link: str) -> bool:
    home, parts = urlsplit(site.home), urlsplit(link)
    same_host = host_key(home.hostname or "") == host_key(parts.hostname or "")
    return (
        same_host and parts.path.startswith(site.folder) and parts.path.rstrip("/") != home.path.rstrip("/")
    )


def _look(link: str, visit: Visit) -> _Look:
    return _look_at(link, visit.ask(link, accept="text/html", max_bytes=_MOST_PAGE_BYTES))


def _look_at(link: str, reply: Reply) -> _Look:
    if reply.status != _OK:
        return _Look(link, is_unread=reply.status not in _NOT_THERE)
    facts = facts_of(reply)
    if facts.is_hidden:  # a bot wall asks not to be found, too, and describes no article
        return _Look(link, is_unread=not facts.is_article)
    is_undated = facts.item is None
    return _Look(
        link,
        facts.item,
        is_unread=is_undated and facts.is_article,
        is_undated=is_undated and not facts.is_article,
    )


def _gives_dates(found: _Found, place: Place, visit: Visit) -> bool:
    """Whether the site's articles give dates on their pages, so that a page without one is no article.

    The page of an article that is known from the feed tells, looked at once in a visit.
    """
    if _GIVES_DATES not in visit.pages and visit.may_ask:
        known = next(entry for entry in found.entries if address_key(entry.link) in place.known)
        visit.pages[_GIVES_DATES] = _look(known.link, visit).item is not None
    return bool(visit.pages.get(_GIVES_DATES, True))


def _reached(entry: _Entry | None) -> datetime | None:
    return entry.changed if entry and entry.changed > BEGINNING else None


def _written(entry: _Entry | None) -> str:
    return f"{entry.changed.isoformat()} {entry.link}" if entry else ""


def _entry_from(cursor: str) -> _Entry:
    changed, _, link = cursor.partition(" ")
    return _Entry(datetime.fromisoformat(changed), link)
