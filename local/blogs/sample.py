"""A blog for the local run and for tests: a real server on loopback, with articles dated from today."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from local.base.picture import png
from local.base.server import Response, StandIn
from local.blogs.carnet import CARNET

if TYPE_CHECKING:
    from local.base.server import Request
    from local.blogs.contents import Contents, Post

_PICTURE: Final = re.compile(r"/pictures/([a-z0-9-]{1,60})\.png")
_HTML: Final = "text/html; charset=UTF-8"
_RSS: Final = "application/rss+xml; charset=UTF-8"


class SampleBlog(StandIn):
    """A feed, the articles in it with a picture each, and a home page.

    Parameters
    ----------
    today : datetime
        The UTC day from which the ages of the articles count: the same day gives the same feed.
    port : int
        Where it listens on 127.0.0.1; 0 for any free port.
    contents : Contents
        Its contents.

    >>> with SampleBlog(datetime(2026, 11, 23, tzinfo=UTC)) as blog:
    ...     print(blog.feed_url)  # doctest: +ELLIPSIS
    http://127.0.0.1:.../feed/
    """

    def __init__(self, today: datetime, port: int = 0, contents: Contents = CARNET) -> None:
        super().__init__(port)
        self.feed_url = f"{self.url}/feed/"
        self.contents = contents
        midnight = today.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._pages = _pages(contents, self.url, midnight)

    def answer(self, request: Request) -> Response:
        """The page, unless the client has it: as with WordPress, every validator sent must match."""
        if picture := _PICTURE.fullmatch(request.path):
            return Response(200, png(picture[1]), {"Content-Type": "image/png"})
        page = self._pages.get(request.path)
        if page is None:
            blog = self.contents
            missing = _document(blog, blog.missing, "", f"<p>{blog.missing_why}</p>")
            return Response(404, missing.encode(), {"Content-Type": _HTML})
        sent = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        validators = {"ETag": page.etag, "Last-Modified": page.last_modified}
        if any(sent) and all(
            theirs in {None, ours} for theirs, ours in zip(sent, validators.values(), strict=True)
        ):
            return Response(304, headers=validators)
        return Response(200, page.body, {"Content-Type": page.content_type, **validators})


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    @property
    def last_modified(self) -> str:
        return format_datetime(self.modified, usegmt=True)


def _pages(blog: Contents, url: str, today: datetime) -> dict[str, _Page]:
    newest = max(_published(post, today) for post in blog.posts)
    pages = {
        "/": _Page(_home(blog, url).encode(), _HTML, newest),
        "/feed/": _Page(_feed(blog, url, today).encode(), _RSS, newest),
    }
    for post in blog.posts:
        published = _published(post, today)
        pages[_path(post, published)] = _Page(_article(blog, post, url, published).encode(), _HTML, published)
    return pages


def _published(post: Post, today: datetime) -> datetime:
    return today - timedelta(days=post.age) + timedelta(hours=7, minutes=30)


def _path(post: Post, published: datetime) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"<[^>]+>|&[a-z]+;", " ", post.title)).encode(
        "ascii", "ignore"
    )
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:60].rstrip("-")
    return f"/{published:%Y/%m}/{slug}/"


def _feed(blog: Contents, url: str, today: datetime) -> str:
    newest = max(_published(post, today) for post in blog.posts)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>{html.escape(blog.title)}</title>
  <link>{url}/</link>
  <atom:link href="{url}/feed/" rel="self" type="application/rss+xml"/>
  <description>{html.escape(blog.description)}</description>
  <language>{blog.language}</language>
  <lastBuildDate>{format_datetime(newest)}</lastBuildDate>
{"".join(_item(blog, number, post, url, today) for number, post in enumerate(blog.posts))}</channel>
</rss>
"""


def _item(blog: Contents, number: int, post: Post, url: str, today: datetime) -> str:
    """One article, in the ways that WordPress writes: GUIDs of its own, entities, CDATA, a trailer."""
    published = _published(post, today)
    link = f"{url}{_path(post, published)}"
    categories = "".join(f"\n    <category><![CDATA[{name}]]></category>" for name in post.categories)
    trailer = blog.trailer.format(
        article=f'<a href="{link}">{html.escape(post.title)}</a>',
        blog=f'<a href="{url}/">{html.escape(blog.title)}</a>',
    )
    return f"""  <item>
    <title>{post.title}</title>
    <link>{link}</link>
    <guid isPermaLink="false">https://{blog.host}/?p={100 + 3 * (len(blog.posts) - number)}</guid>
    <dc:creator><![CDATA[{blog.author}]]></dc:creator>
    <pubDate>{format_datetime(published)}</pubDate>{categories}
    <description><![CDATA[<p>{post.opening} [&#8230;]</p><p>{trailer}</p>]]></description>
    <content:encoded><![CDATA[<p>{post.opening}</p><p>{blog.more}</p>]]></content:encoded>
  </item>
"""


def _home(blog: Contents, url: str) -> str:
    title = html.escape(blog.title)
    feed = f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{url}/feed/">'
    return _document(blog, blog.title, feed, f"<p>{html.escape(blog.description)}</p>")


def _article(blog: Contents, post: Post, url: str, published: datetime) -> str:
    link = f"{url}{_path(post, published)}"
    head = (
        f'<link rel="canonical" href="{link}">\n<meta property="og:type" content="article">\n'
        f'<meta property="og:title" content="{post.title}">\n<meta property="og:url" content="{link}">\n'
        f'<meta property="og:image" content="{url}/pictures/{link.rstrip("/").rpartition("/")[2]}.png">\n'
        f'<meta property="og:image:alt" content="{blog.picture}">\n'
        f'<meta property="og:site_name" content="{html.escape(blog.title)}">\n'
        f'<meta property="og:description" content="{post.opening}">\n'
        f'<meta property="article:published_time" content="{published.isoformat()}">'
    )
    return _document(blog, html.unescape(post.title), head, f"<p>{post.opening}</p>")


def _document(blog: Contents, title: str, head: str, body: str) -> str:
    heading, language = html.escape(title), blog.language[:2]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="UTF-8">\n'
        f"<title>{heading}</title>\n{head}\n</head>\n<body>\n<h1>{heading}</h1>\n{body}\n</body>\n</html>\n"
    )
