"""Blogs of every kind that show more than their feed, each with the limits and behaviour of the real one."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final

from local.base.server import Response, StandIn, json_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.base.server import Request

_XML: Final = "application/xml; charset=utf-8"
_CATEGORIES: Final = ("Tech", "R&D", "Life & Work")


@dataclass(frozen=True, slots=True)
class BlogPost:
    """One article of a stand-in blog."""

    number: int
    published: datetime
    title: str
    slug: str
    locked: bool = False

    @property
    def category(self) -> str:
        return _CATEGORIES[self.number % len(_CATEGORIES)]


def posts_every(days: float, count: int, now: datetime) -> list[BlogPost]:
    """Articles at equal intervals, newest first; the highest number is the newest."""
    return [
        BlogPost(
            number=count - age,
            published=(now - timedelta(days=age * days, hours=1)).replace(microsecond=0),
            title=f"Article & number {count - age}",
            slug=f"article-{count - age}",
        )
        for age in range(count)
    ]


class BlogStandIn(StandIn):
    """A blog whose feed shows its newest ten articles; subclasses show the others, each in its own way.

    `posts` are newest first, and may change at any time.
    """

    feed_path = "/feed/"
    generator = ""
    shown = 10

    def __init__(self, posts: Sequence[BlogPost]) -> None:
        super().__init__()
        self.posts = list(posts)

    @property
    def feed(self) -> str:
        return self.url + self.feed_path

    @property
    def asked(self) -> list[str]:
        """The paths and queries that were requested, in order."""
        return [request.url.removeprefix(self.url) for request in self.requests]

    def change(self, number: int, **changes: str) -> None:
        """Edit an article."""
        self.posts = [replace(post, **changes) if post.number == number else post for post in self.posts]  # type: ignore[arg-type]  # texts only

    def remove(self, number: int) -> None:
        """Trash an article."""
        self.posts = [post for post in self.posts if post.number != number]

    def link(self, post: BlogPost) -> str:
        return f"{self.url}/{post.slug}/"

    def guid(self, post: BlogPost) -> str:
        return f"{self.url}/?p={post.number}"

    def answer(self, request: Request) -> Response:
        if request.path == self.feed_path:
            return self.conditional(request, self.feed_page(request))
        if request.path == "/":
            return Response(200, self.home_page().encode(), {"Content-Type": "text/html; charset=utf-8"})
        for post in self.posts:
            if request.path == f"/{post.slug}/":
                return Response(200, self.article_page(post).encode(), {"Content-Type": "text/html"})
        return self.elsewhere(request)

    def elsewhere(self, request: Request) -> Response:  # noqa: ARG002 - for subclasses
        """What there is besides feed, home page and articles."""
        return Response(404, b"<!doctype html><title>Not found</title>", {"Content-Type": "text/html"})

    def feed_page(self, request: Request) -> Response:  # noqa: ARG002 - for subclasses
        return self.rss(self.posts[: self.shown])

    def home_page(self) -> str:
        return "<!doctype html><html><head><title>A blog</title></head><body></body></html>"

    def article_page(self, post: BlogPost) -> str:
        return f"<!doctype html><html><head><title>{escape(post.title)}</title></head><body></body></html>"

    def conditional(self, request: Request, answer: Response) -> Response:
        """304 for what is already known."""
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(304, headers={"ETag": etag})
        return replace(answer, headers={**answer.headers, "ETag": etag})

    def rss(self, posts: Sequence[BlogPost], status: int = 200) -> Response:
        items = "".join(
            f"<item><title>{escape(post.title)}</title><link>{self.link(post)}</link>"
            f'<guid isPermaLink="false">{escape(self.guid(post))}</guid>'
            f"<pubDate>{format_datetime(post.published)}</pubDate><category>{escape(post.category)}</category>"
            "<description>Words.</description></item>"
            for post in posts
        )
        body = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>A blog</title><link>{self.url}/</link>'
            f"<description/><generator>{self.generator}</generator>{items}</channel></rss>"
        )
        return Response(status, body.encode(), {"Content-Type": "application/rss+xml; charset=utf-8"})

    def atom(self, posts: Sequence[BlogPost], links: str = "", extension: str = "") -> Response:
        entries = "".join(
            f"<entry><id>tag:blog.example,2020:{post.number}</id><title>{escape(post.title)}</title>"
            f'<link href="{self.link(post)}"/><published>{post.published.isoformat()}</published>'
            f"<updated>{post.published.isoformat()}</updated>"
            f'<category term="{escape(post.category)}"/></entry>'
            for post in posts
        )
        body = (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:fh="http://purl.org/syndication/history/1.0"><title>A blog</title>'
            f'<link href="{self.url}/"/>{links}{extension}'
            f"<generator>{self.generator}</generator>{entries}</feed>"
        )
        return Response(200, body.encode(), {"Content-Type": "application/atom+xml; charset=utf-8"})


class Wordpress(BlogStandIn):
    """WordPress: its API (`has_api`, named in every reply) and the pages of its feed."""

    generator = "https://wordpress.org/?v=6.1.9"

    def __init__(self, posts: Sequence[BlogPost], *, has_api: bool = True) -> None:
        super().__init__(posts)
        self.has_api = has_api

    def answer(self, request: Request) -> Response:
        link = {"Link": f'<{self.url}/wp-json/>; rel="https://api.w.org/"'} if self.has_api else {}
        answer = super().answer(request)
        return replace(answer, headers={**answer.headers, **link})

    def feed_page(self, request: Request) -> Response:
        page = int(request.query.get("paged", "1"))
        posts = self.posts[(page - 1) * self.shown : page * self.shown]
        return self.rss(posts, 200 if posts else 404)

    def elsewhere(self, request: Request) -> Response:
        route, query = request.path.removeprefix("/wp-json/wp/v2/"), request.query
        if not self.has_api or route == request.path:
            return super().elsewhere(request)
        if int(query.get("per_page", "10")) > 100:  # noqa: PLR2004 - as the API says
            return json_response(400, {"code": "rest_invalid_param"})
        if route == "categories":
            wanted = {int(each) for each in query["include"].split(",")}
            return json_response(
                200, [{"id": n, "name": escape(name)} for n, name in enumerate(_CATEGORIES, 1) if n in wanted]
            )
        if route == "users":
            return json_response(200, [{"id": 1, "name": "Ada"}])
        if route != "posts":
            return json_response(200, [])
        before, after = (_instant(query.get(name, "")) for name in ("before", "after"))
        found = [
            post
            for post in self.posts
            if (not before or post.published < before) and (not after or post.published > after)
        ]
        start = int(query.get("offset", "0"))
        return json_response(
            200, [self._object(post) for post in found[start : start + int(query.get("per_page", "10"))]]
        )

    def _object(self, post: BlogPost) -> dict[str, object]:
        return {
            "id": post.number,
            "guid": {"rendered": self.guid(post)},
            "link": self.link(post),
            "title": {"rendered": escape(post.title)},
            "excerpt": {"rendered": "<p>Words.</p>", "protected": post.locked},
            "date_gmt": post.published.strftime("%Y-%m-%dT%H:%M:%S"),
            "categories": [1 + _CATEGORIES.index(post.category)],
            "tags": [],
            "author": 1,
        }


class PagedFeed(BlogStandIn):
    """A feed with rel=next on every page but the last (RFC 5005, section 3)."""

    def feed_page(self, request: Request) -> Response:
        page = int(request.query.get("page", "1"))
        following = f"{self.feed}?page={page + 1}"
        links = f'<link rel="next" href="{following}"/>' if len(self.posts) > page * self.shown else ""
        return self.atom(self.posts[(page - 1) * self.shown : page * self.shown], links)


class ArchivedFeed(BlogStandIn):
    """A feed with an archive of documents that never change (RFC 5005, section 4)."""

    def feed_page(self, request: Request) -> Response:  # noqa: ARG002 - there is one such page
        return self.atom(self.posts[: self.shown], self._archive(self.shown))

    def elsewhere(self, request: Request) -> Response:
        if not (match := re.fullmatch(r"/archive/(\d+)\.xml", request.path)):
            return super().elsewhere(request)
        start = int(match[1])
        end = start + self.shown
        return self.atom(self.posts[start:end], self._archive(end), "<fh:archive/>")

    def _archive(self, start: int) -> str:
        link = f'<link rel="prev-archive" href="{self.url}/archive/{start}.xml"/>'
        return link if start < len(self.posts) else ""


class JsonFeed(BlogStandIn):
    """A JSON Feed with next_url."""

    def feed_page(self, request: Request) -> Response:
        page = int(request.query.get("page", "1"))
        posts = self.posts[(page - 1) * self.shown : page * self.shown]
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "A blog",
            "home_page_url": f"{self.url}/",
            "items": [
                {
                    "id": self.guid(post),
                    "url": self.link(post),
                    "title": post.title,
                    "date_published": post.published.isoformat(),
                    "tags": [post.category],
                }
                for post in posts
            ],
        }
        if len(self.posts) > page * self.shown:
            feed["next_url"] = f"{self.feed}?page={page + 1}"
        return Response(200, json.dumps(feed).encode(), {"Content-Type": "application/feed+json"})


class Blogger(BlogStandIn):
    """Blogger, which gives fewer entries than it is asked for."""

    feed_path = "/feeds/posts/default"
    generator = "Blogger"
    most = 60

    def feed_page(self, request: Request) -> Response:
        start = int(request.query.get("start-index", "1")) - 1
        end = start + min(int(request.query.get("max-results", "25")), self.most)
        following = f"{self.feed}?start-index={end + 1}&amp;max-results={end - start}"
        links = f'<link rel="next" href="{following}"/>' if end < len(self.posts) else ""
        return self.atom(self.posts[start:end], links)


class Ghost(BlogStandIn):
    """Ghost, whose Content API wants a key."""

    generator = "Ghost 5.80"
    key = "0123456789abcdef0123456789"

    def guid(self, post: BlogPost) -> str:
        return f"{post.number:024x}"

    def elsewhere(self, request: Request) -> Response:
        if request.path != "/ghost/api/content/posts/":
            return super().elsewhere(request)
        query = request.query
        if query.get("key") != self.key:
            return json_response(401, {"errors": [{"type": "UnauthorizedError"}]})
        limits = dict(re.findall(r"published_at:([<>])'([^']+)'", query["filter"]))
        before, after = (_instant(limits.get(sign, "").replace(" ", "T")) for sign in "<>")
        found = [
            post
            for post in self.posts
            if (not before or post.published < before) and (not after or post.published > after)
        ]
        size, page = min(int(query["limit"]), 100), int(query["page"])
        posts = [
            {
                "id": self.guid(post),
                "url": self.link(post),
                "title": post.title,
                "published_at": post.published.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
                "excerpt": "Words.",
                "tags": [{"name": post.category, "visibility": "public"}],
                "authors": [{"name": "Ada"}],
            }
            for post in found[(page - 1) * size : page * size]
        ]
        return json_response(200, {"posts": posts, "meta": {"pagination": {"total": len(found)}}})


class Substack(BlogStandIn):
    """A closed platform: nothing but a feed and a sitemap in gzip, with a page for each article."""

    def elsewhere(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            return Response(200, f"User-agent: *\nSitemap: {self.url}/sitemap.xml\n".encode())
        if request.path == "/sitemap.xml":
            maps = "".join(
                f"<sitemap><loc>{self.url}/{name}-sitemap.xml.gz</loc></sitemap>" for name in ("post", "tag")
            )
            return Response(200, f"<sitemapindex>{maps}</sitemapindex>".encode(), {"Content-Type": _XML})
        if request.path == "/post-sitemap.xml.gz":
            urls = "".join(
                f"<url><loc>{self.link(post)}</loc><lastmod>{post.published.isoformat()}</lastmod></url>"
                for post in self.posts
            )
            about = f"<url><loc>{self.url}/about/</loc></url>"
            return Response(200, gzip.compress(f"<urlset>{urls}{about}</urlset>".encode()))
        if request.path == "/about/":
            return Response(200, b"<!doctype html><title>About</title>", {"Content-Type": "text/html"})
        return super().elsewhere(request)

    def article_page(self, post: BlogPost) -> str:
        facts = {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "BlogPosting",
                    "headline": post.title,
                    "datePublished": post.published.isoformat(),
                    "author": {"@type": "Person", "name": "Ada"},
                    "keywords": [post.category],
                }
            ],
        }
        return (
            f'<!doctype html><html><head><link rel="canonical" href="{self.link(post)}">'
            f'<script type="application/ld+json">{json.dumps(facts)}</script></head><body></body></html>'
        )


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
