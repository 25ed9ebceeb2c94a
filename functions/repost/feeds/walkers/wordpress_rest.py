"""WordPress's REST API: https://developer.wordpress.org/rest-api/reference/posts/.

A page of a hundred posts costs one request, and one for each kind of name (category, tag, author)
that it mentions for the first time. Categories and tags come together, as in the feed, so that an
article reads the same whichever way it was found.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from repost.base import instants
from repost.base.html_tags import unescaped
from repost.feeds.coverage import BEGINNING
from repost.feeds.parsed import Item, articles_of
from repost.feeds.walkers.protocol import Page, Place
from repost.web.replies import table_in, text_in, without_halves

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.feeds.site import Site
    from repost.feeds.visit import Visit

JUMPS = True

_PER_PAGE: Final = 100  # the API's own limit
_FIELDS: Final = "id,guid.rendered,link,title.rendered,excerpt,date_gmt,categories,tags,author"
_SECOND: Final = timedelta(seconds=1)
_MOST_BYTES: Final = 5_000_000
_OK: Final = 200


class _Post(msgspec.Struct):
    """A post as received; plugins change its values, and one of the wrong type counts as missing."""

    link: str
    guid: Any = None
    date_gmt: Any = None
    title: Any = None
    excerpt: Any = None
    categories: Any = None
    tags: Any = None
    author: Any = None


class _Named(msgspec.Struct):
    id: int
    name: str = ""


def fits(site: Site) -> bool:
    """Whether there is an API, and the feed is that of all posts, which is what the API lists."""
    return bool(site.api) and site.is_main_feed


def page(site: Site, place: Place, visit: Visit) -> Page | None:
    """The hundred newest posts of the place; see `repost.feeds.walkers.protocol.Walker`."""
    offset = int(place.cursor or 0)
    query = {
        "per_page": str(_PER_PAGE),
        "orderby": "date",
        "order": "desc",
        "before": _iso(place.before + _SECOND),  # both limits leave out their own second
        "_fields": _FIELDS,
    }
    if place.since > BEGINNING:
        query["after"] = _iso(place.since - _SECOND)
    if offset:
        query["offset"] = str(offset)
    objects = _asked(site.api, "posts", query, visit)
    if objects is None:
        return None
    posts = _posts(objects)
    names = {
        kind: _names(site.api, kind, ids, visit)
        for kind, ids in (
            ("categories", {each for post in posts for each in _ids(post.categories)}),
            ("tags", {each for post in posts for each in _ids(post.tags)}),
            ("users", {each for post in posts for each in _ids([post.author])}),
        )
    }
    shared = (post for post in posts if table_in({"": post.excerpt}, "").get("protected") is not True)
    articles = articles_of((_item(post, names) for post in shared), site.home)
    is_last = len(objects) < _PER_PAGE
    dates = [date for date in (instants.foreign(post.date_gmt) for post in posts) if date]
    reached = place.since if is_last else min(dates, default=place.before)
    stands = reached >= place.before  # a hundred posts of one second: count on from there
    return Page(
        articles,
        reached,
        cursor=str(offset + _PER_PAGE) if stands and not is_last else "",
        is_last=is_last,
        lists_all=len(posts) == len(objects),
    )


def _asked(api: str, route: str, query: dict[str, str], visit: Visit) -> list[msgspec.Raw] | None:
    """The objects that a route lists; None if there is no such route."""
    join = "&" if "?" in api else "?"  # "https://blog.example/?rest_route=/" without pretty permalinks
    url = f"{api.rstrip('/')}/wp/v2/{route}{join}{urlencode(query)}"
    reply = visit.ask(url, accept="application/json", max_bytes=_MOST_BYTES)
    if reply.status != _OK:
        return None
    try:
        return msgspec.json.decode(without_halves(reply.body), type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None


def _posts(objects: list[msgspec.Raw]) -> list[_Post]:
    """The posts among the objects; a broken one doesn't spoil the others."""
    posts = []
    for each in objects:
        with suppress(msgspec.DecodeError, RecursionError):
            posts.append(msgspec.json.decode(each, type=_Post))
    return posts


def _ids(value: object) -> list[int]:
    """The ids in a list; PHP makes an object of one from which something was taken out."""
    each = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    texts = (str(number) for number in each if isinstance(number, int | str))
    return [int(text) for text in texts if re.fullmatch(r"[1-9][0-9]{0,17}", text)]


def _rendered(value: object) -> str:
    return value if isinstance(value, str) else text_in(value, "rendered")


def _names(api: str, kind: str, ids: Iterable[int], visit: Visit) -> dict[int, str]:
    """The names behind ids, asked for once in a visit; what the site keeps to itself is ""."""
    memo = visit.names.setdefault(kind, {})
    missing = sorted(set(ids) - memo.keys())
    for start in range(0, len(missing), _PER_PAGE):
        some = missing[start : start + _PER_PAGE]
        query = {"include": ",".join(map(str, some)), "per_page": str(_PER_PAGE), "_fields": "id,name"}
        for each in _asked(api, kind, query, visit) or []:
            with suppress(msgspec.DecodeError, RecursionError):
                named = msgspec.json.decode(each, type=_Named)
                memo[named.id] = named.name
        memo.update({each: "" for each in some if each not in memo})
    return memo


def _item(post: _Post, names: dict[str, dict[int, str]]) -> Item:
    terms = [names["categories"].get(each, "") for each in _ids(post.categories)]
    tags = tuple(names["tags"].get(each, "") for each in _ids(post.tags))
    return Item(
        guid=unescaped(_rendered(post.guid)),
        title=_rendered(post.title),
        link=post.link,
        published=instants.foreign(post.date_gmt),
        categories=(*terms, *tags),
        tags=tuple(tag for tag in tags if tag not in terms),
        authors=tuple(names["users"].get(each, "") for each in _ids([post.author])),
        excerpt=_rendered(post.excerpt),
    )


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
