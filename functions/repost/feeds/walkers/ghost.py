"""Ghost's Content API, for owners who give its key: https://docs.ghost.org/content-api/posts."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec

from repost.base import instants
from repost.feeds.coverage import BEGINNING
from repost.feeds.parsed import Item, articles_of
from repost.feeds.walkers.protocol import Page, Place
from repost.web.replies import without_halves

if TYPE_CHECKING:
    from repost.feeds.site import Site
    from repost.feeds.visit import Visit

JUMPS = True

_PER_PAGE: Final = 100  # the API's own limit
_FIELDS: Final = "id,title,url,published_at,custom_excerpt,excerpt,feature_image,visibility"
_SECOND: Final = timedelta(seconds=1)
_OK: Final = 200


class _Named(msgspec.Struct):
    name: str | None = None
    visibility: str = "public"


class _Post(msgspec.Struct):
    id: str
    url: str
    published_at: str
    title: str | None = None
    custom_excerpt: str | None = None
    excerpt: str | None = None
    feature_image: str | None = None
    tags: list[_Named] | None = None
    authors: list[_Named] | None = None


class _Posts(msgspec.Struct):
    posts: list[msgspec.Raw]


def fits(site: Site) -> bool:
    """Whether the owner gave a key, and the feed is Ghost's."""
    return bool(site.ghost_key and site.home) and "ghost" in site.generator


def page(site: Site, place: Place, visit: Visit) -> Page | None:
    """The hundred newest posts of the place; see `repost.feeds.walkers.protocol.Walker`."""
    number = int(place.cursor or 1)
    wanted = [f"published_at:<'{_written(place.before + _SECOND)}'"]
    if place.since > BEGINNING:
        wanted.append(f"published_at:>'{_written(place.since - _SECOND)}'")
    query = {
        "key": site.ghost_key,
        "limit": str(_PER_PAGE),
        "page": str(number),
        "order": "published_at desc",
        "filter": "+".join(wanted),
        "fields": _FIELDS,
        "include": "tags,authors",
    }
    url = f"{site.home.rstrip('/')}/ghost/api/content/posts/?{urlencode(query)}"
    reply = visit.ask(url, accept="application/json")
    if reply.status != _OK:
        return None
    try:
        objects = msgspec.json.decode(without_halves(reply.body), type=_Posts).posts
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    items = [item for each in objects for item in _items(each)]
    is_last = len(objects) < _PER_PAGE
    dates = [item.published for item in items if item.published]
    reached = place.since if is_last else min(dates, default=place.before)
    stands = reached >= place.before  # a hundred posts of one second: count on from there
    cursor = str(number + 1) if stands and not is_last else ""
    lists_all = len(items) == len(objects)
    return Page(articles_of(items, site.home), reached, cursor, is_last=is_last, lists_all=lists_all)


def _items(raw: msgspec.Raw) -> list[Item]:
    with suppress(msgspec.DecodeError, RecursionError):
        post = msgspec.json.decode(raw, type=_Post)
        published = instants.foreign(post.published_at)
        if published is None:
            return []
        return [
            Item(
                guid=post.id,
                title=post.title or "",
                link=post.url,
                published=published,
                categories=tuple(tag.name or "" for tag in post.tags or () if tag.visibility == "public"),
                authors=tuple(author.name or "" for author in post.authors or ()),
                excerpt=post.custom_excerpt or post.excerpt or "",
                image=post.feature_image or "",
            )
        ]
    return []


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
