"""Sites that show their archive wrongly or with ill intent: the feed still serves, and nothing hangs."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.base.server import Response, json_response
from local.blogs.every_make import BlogStandIn, PagedFeed, Substack, Wordpress, posts_every
from repost.feeds.archive import Archive
from repost.feeds.coverage import Window
from repost.feeds.refresh import view, walked
from repost.feeds.site import Site
from repost.feeds.walkers import sitemap
from repost.feeds.walkers.protocol import Place
from repost.web.http import Http, Reply
from tests.effort import costing_less_than
from tests.servers import gzip_bomb

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from local.base.server import Request
    from repost.feeds.refresh import View

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WINDOW: Final = Window(NOW - timedelta(days=90), NOW - timedelta(days=30))


def look(stack: LocalStack, blog: BlogStandIn, *, later: float = 0) -> View:
    archive, now = Archive(stack.table, blog.feed), NOW + timedelta(hours=later)
    return walked(archive, view(archive, Http(allow_loopback=True), now), WINDOW, now)


def known(stack: LocalStack, blog: BlogStandIn) -> int:
    return len(list(Archive(stack.table, blog.feed).published_between(None, NOW)))


@pytest.mark.parametrize(
    "answer",
    [
        Response(200, b"<!doctype html><title>Just a moment</title>", {"Content-Type": "text/html"}),
        json_response(200, {"code": "surprise"}),
        Response(200, b"[" * 100_000),
        Response(200, b'[{"id":1},'),
        Response(200, b"\xff\xfe\x00"),
        json_response(403, {"code": "rest_forbidden"}),
        json_response(404, {"code": "rest_no_route"}),
    ],
)
def test_an_api_that_answers_nonsense_gives_way_to_the_pages(stack: LocalStack, answer: Response) -> None:
    class Nonsense(Wordpress):
        def elsewhere(self, request: Request) -> Response:
            return answer if request.path.startswith("/wp-json") else super().elsewhere(request)

    with Nonsense(posts_every(3, 60, NOW)) as blog:
        assert look(stack, blog).coverage == "complete"
        assert any("paged=2" in path for path in blog.asked)


def test_one_broken_post_spoils_no_other(stack: LocalStack) -> None:
    class Broken(Wordpress):
        def _object(self, post: object) -> dict[str, object]:
            good = super()._object(post)  # type: ignore[arg-type]  # whatever the parent takes
            bad: dict[int, dict[str, object]] = {
                100: {"link": None},
                101: {"date_gmt": "0000-00-00T00:00:00"},
                102: {"guid": {"rendered": []}},
                103: {"title": {"rendered": "x" * 1_000_000}},
                104: {"categories": [2**63]},
                105: {"title": None, "excerpt": None, "author": "1"},
                106: {"tags": {"1": 5}, "categories": None},
            }
            return good | bad.get(int(str(good["id"])), {})

    with Broken(posts_every(3, 120, NOW)) as blog:
        assert look(stack, blog).coverage == "complete"
        titles = [
            each.title
            for each in Archive(stack.table, blog.feed).published_between(WINDOW.since, WINDOW.until)
        ]
        assert max(map(len, titles)) <= 1000
        assert 15 < len(titles) < 20


@pytest.mark.parametrize(
    "following",
    ["http://169.254.169.254/latest/", "file:///etc/passwd", "http://10.0.0.1/feed", "gopher://a/"],
)
def test_a_next_page_inside_a_private_network_is_never_asked_for(stack: LocalStack, following: str) -> None:
    class Sly(PagedFeed):
        def feed_page(self, request: Request) -> Response:  # noqa: ARG002 - there is one page
            return self.atom(self.posts[:10], f'<link rel="next" href="{following}"/>')

    with Sly(posts_every(3, 60, NOW)) as blog:
        seen = look(stack, blog)
        assert seen.coverage != "complete"
        assert known(stack, blog) == 10, "what the feed shows is remembered"


def test_sitemaps_whose_names_promise_no_articles_are_read_if_no_other_has_any() -> None:
    asked: list[str] = []

    class Visiting:
        may_ask = True

        def __init__(self) -> None:
            self.pages: dict[str, Any] = {}

        def ask(self, url: str, **_: Any) -> Reply:
            asked.append(url)
            kind, name = ("url", "a") if url.endswith("news.xml") else ("sitemap", "news.xml")
            body = f"<x><{kind}><loc>https://blog.example/{name}</loc></{kind}></x>"
            return Reply(200 if url.endswith(".xml") else 404, {}, body.encode(), url)

    visiting: Any = Visiting()
    place = Place(NOW, WINDOW.since, "", frozenset({"blog.example/a"}))
    assert sitemap.page(Site(home="https://blog.example/"), place, visiting)
    assert asked[-1] == "https://blog.example/news.xml"


def test_a_page_that_breaks_off_leaves_what_came_before_and_is_asked_for_again(stack: LocalStack) -> None:
    class Torn(PagedFeed):
        torn = True

        def feed_page(self, request: Request) -> Response:
            if request.query.get("page") == "3" and self.torn:
                return Response(
                    200, b"<!doctype html><title>Database error</title>", {"Content-Type": "text/html"}
                )
            return super().feed_page(request)

    with Torn(posts_every(3, 60, NOW)) as blog:
        seen = look(stack, blog)
        assert "web page" in str(seen.problem)
        assert known(stack, blog) == 20
        blog.torn = False
        assert look(stack, blog, later=1).coverage == "complete"


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        ("", "2026-09-01", "2026-09-02T08:00:00+02:00"),
        ("ns0:", "2026-09-01", "2026-09-02"),
        ("", "<![CDATA[2026-09-01]]>", "<![CDATA[2026-09-02]]>"),
        ("", "Tue, 01 Sep 2026 08:00:00 GMT", "Wed, 02 Sep 2026 08:00:00 GMT"),
    ],
)
def test_a_sitemap_tells_what_changed_last_however_it_is_written(before: str, old: str, new: str) -> None:
    asked: list[str] = []

    class Visiting:
        may_ask = True

        def __init__(self) -> None:
            self.pages: dict[str, Any] = {}

        def ask(self, url: str, **_: Any) -> Reply:
            asked.append(url)
            is_map = url.endswith(".xml")
            return Reply(200 if is_map else 404, {}, body.encode() if is_map else b"", url)

    entries = "".join(
        f"<{before}url><{before}loc>https://blog.example/{name}</{before}loc>"
        f"<{before}lastmod>{at}</{before}lastmod></{before}url>"
        for name, at in (("known", old), ("old", old), ("new", new))
    )
    body = (
        f'<{before}urlset xmlns:ns0="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{before}urlset>'
    )
    place = Place(NOW, WINDOW.since, "", frozenset({"blog.example/known"}))
    visiting: Any = Visiting()
    sitemap.page(Site(home="https://blog.example/"), place, visiting)
    assert asked[-2:] == ["https://blog.example/new", "https://blog.example/old"]


@pytest.mark.parametrize(
    "body",
    [
        gzip_bomb(11),
        gzip.compress(b"<urlset>" + b"<url>" * 100_000)[:-9],
        b"<url>" * 200_000,
        b"<urlset><url><loc>http://169.254.169.254/</loc></url><url><loc>javascript:1</loc></url></urlset>",
        b'<!DOCTYPE a [<!ENTITY b "cccc">]><urlset><url><loc>&b;</loc></url></urlset>',
        b"\x1f\x8bnot gzip at all",
        b"",
    ],
)
def test_a_sitemap_that_is_none_costs_little_and_leads_nowhere(stack: LocalStack, body: bytes) -> None:
    class Trap(Substack):
        def elsewhere(self, request: Request) -> Response:
            return Response(200, body) if "post-sitemap" in request.path else super().elsewhere(request)

    with costing_less_than(5), Trap(posts_every(3, 60, NOW)) as blog:
        seen = look(stack, blog)
        assert seen.coverage != "complete"
        assert known(stack, blog) == 10
        assert len(blog.requests) <= 6


def test_a_sitemap_of_nothing_but_sitemaps_ends(stack: LocalStack) -> None:
    class Endless(Substack):
        def elsewhere(self, request: Request) -> Response:
            if request.path == "/robots.txt":
                return Response(200, b"\n" * 400_000 + f"Sitemap: {self.url}/sitemap-0.xml".encode())
            number = int(request.path.strip("/").removeprefix("sitemap-").removesuffix(".xml") or 0)
            nested = "".join(
                f"<sitemap><loc>{self.url}/sitemap-{number * 2 + n}.xml</loc></sitemap>" for n in (1, 2)
            )
            return Response(200, f"<sitemapindex>{nested}</sitemapindex>".encode())

    with Endless(posts_every(3, 60, NOW)) as blog:
        look(stack, blog)
        assert len(blog.requests) <= 12
