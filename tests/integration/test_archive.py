"""What is remembered of articles: each once, its newest words, and that it is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import pytest
from msgspec.structs import replace

from local.base.server import Response
from local.blogs.every_make import BlogStandIn, Wordpress, posts_every
from repost.base.articles import Article
from repost.feeds.archive import Archive
from repost.feeds.coverage import Window
from repost.feeds.refresh import view, walked
from repost.web.http import Http
from tests.processes import environment_in_aws, python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.feeds.refresh import View

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OLD: Final = NOW - timedelta(days=50)
ARTICLE: Final = Article(
    guid="https://blog.example/?p=7",
    title="A title",
    link="https://blog.example/a-title/",
    published=OLD,
    categories=("Tech",),
    authors=("Ada",),
    excerpt="Words.",
)


@pytest.fixture
def archive(stack: LocalStack) -> Archive:
    return Archive(stack.table, "https://blog.example/feed/")


@pytest.fixture
def blog() -> Iterator[BlogStandIn]:
    with BlogStandIn(posts_every(10, 20, NOW)) as blog:
        yield blog


def everything(archive: Archive) -> list[Article]:
    return list(archive.published_between(None, NOW))


def look(stack: LocalStack, blog: BlogStandIn, now: datetime = NOW, oldest: int = 90) -> View:
    archive = Archive(stack.table, blog.feed)
    seen = view(archive, Http(allow_loopback=True), now)
    return walked(archive, seen, Window(now - timedelta(days=oldest), now - timedelta(days=30)), now)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"link": "https://blog.example/moved/"},
        {"published": OLD - timedelta(days=3)},
        {"categories": ("News",)},
    ],
)
def test_an_article_that_changes_is_the_same_one(archive: Archive, change: dict[str, Any]) -> None:
    assert archive.remember([ARTICLE], NOW) == (1, True)
    changed = replace(ARTICLE, **change)
    assert archive.remember([changed], NOW) == (0, True)
    assert everything(archive) == [changed]


def test_which_names_are_tags_is_not_forgotten_where_the_feed_does_not_tell(archive: Archive) -> None:
    told = replace(ARTICLE, categories=("Tech", "Linux"), tags=("Linux",))
    archive.remember([told], NOW, via="wordpress-rest")
    archive.remember([replace(told, tags=None, title="Another")], NOW)
    assert everything(archive) == [replace(told, title="Another")]
    archive.remember([replace(told, tags=())], NOW, via="wordpress-rest")
    assert everything(archive)[0].tags == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://blog.example/a/", "https://www.blog.example/a"),
        ("https://blog.example/a", "https://Blog.example/a/#more"),
        ("https://blog.example/a/", "https://blog.example/a/?utm_source=rss"),
        ("http://blog.example/?p=7", "https://blog.example/?p=7"),
    ],
)
def test_a_permalink_written_in_another_way_is_the_same_article(
    archive: Archive, first: str, second: str
) -> None:
    archive.remember([replace(ARTICLE, guid=first, link=first)], NOW)
    archive.remember([replace(ARTICLE, guid=second, link=second)], NOW)
    [article] = everything(archive)
    assert (article.guid, article.link) == (first, second), "its past goes on under its first name"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://blog.example/a/", "https://blog.example/b/"),
        ("https://blog.example/?p=7", "https://blog.example/?p=77"),
        ("https://blog.example/a/", "https://other.example/a/"),
        ("tag:blog.example,2020:1", "tag:blog.example,2020:11"),
    ],
)
def test_other_articles_are_others(archive: Archive, first: str, second: str) -> None:
    archive.remember([replace(ARTICLE, guid=guid, link=guid) for guid in (first, second)], NOW)
    assert len(everything(archive)) == 2


def test_an_article_found_by_its_link_is_the_one_that_the_feed_shows_later(archive: Archive) -> None:
    found = replace(ARTICLE, guid=ARTICLE.link)
    assert archive.remember([found], NOW, via="sitemap") == (1, True)
    assert archive.remember([ARTICLE], NOW) == (0, True)
    assert archive.remember([ARTICLE], NOW) == (0, True)
    assert [article.guid for article in everything(archive)] == [found.guid]


def test_a_walker_does_not_replace_the_words_of_the_feed_by_its_own(archive: Archive) -> None:
    archive.remember([ARTICLE], NOW)
    archive.remember([replace(ARTICLE, title="New", excerpt="Shorter", authors=(), image="i")], NOW, via="w")
    assert everything(archive) == [replace(ARTICLE, title="New", image="i")]


def test_what_is_gone_is_no_longer_there_and_is_not_believed_to_be_back_at_once(archive: Archive) -> None:
    archive.remember([ARTICLE], NOW)
    archive.pages.forget(ARTICLE, "its page answers with status 404", NOW)
    archive.pages.forget(ARTICLE, "twice", NOW)
    assert everything(archive) == []
    assert archive.record().known == 0
    archive.remember([ARTICLE], NOW + timedelta(days=6))
    assert everything(archive) == []
    archive.remember([ARTICLE], NOW + timedelta(days=7))
    assert everything(archive) == [ARTICLE]
    assert archive.record().known == 1


def test_what_is_gone_and_has_a_new_address_is_back(archive: Archive) -> None:
    archive.remember([ARTICLE], NOW)
    archive.pages.forget(ARTICLE, "gone", NOW)
    moved = replace(ARTICLE, link="https://blog.example/moved/")
    archive.remember([moved], NOW)
    assert everything(archive) == [moved]


def test_what_was_never_known_can_not_be_gone(archive: Archive) -> None:
    archive.pages.forget(ARTICLE, "gone", NOW)
    archive.pages.forget_all([ARTICLE.guid], "gone", NOW)
    assert everything(archive) == []
    assert archive.record().known == 0


def test_an_article_that_loses_its_date_is_never_due(archive: Archive) -> None:
    archive.remember([ARTICLE], NOW)
    archive.remember([replace(ARTICLE, published=None)], NOW)
    assert everything(archive) == []


def test_a_large_feed_is_taken_in_over_several_runs(archive: Archive) -> None:
    articles = [replace(ARTICLE, guid=f"g{n}", link=f"https://blog.example/{n}") for n in range(250)]
    assert archive.remember(articles, NOW, may_go_on=lambda: False) == (100, False)
    assert archive.record().known == 100
    assert archive.remember(articles, NOW) == (150, True)
    assert archive.record().known == 250


@pytest.mark.usefixtures("own_clients")
def test_a_refresh_in_which_nothing_changed_writes_one_item(stack: LocalStack, blog: BlogStandIn) -> None:
    look(stack, blog)
    writes: list[str] = []

    def note(model: Any, **_: object) -> None:
        writes.append(model.name)

    stack.dynamodb.meta.events.register("before-call.dynamodb", note)
    look(stack, blog, NOW + timedelta(hours=6))
    assert [name for name in writes if not name.startswith(("Get", "BatchGet", "Query"))] == ["UpdateItem"]


def test_a_feed_is_left_alone_for_ten_minutes_whoever_wants_it(stack: LocalStack, blog: BlogStandIn) -> None:
    look(stack, blog)
    before = len(blog.requests)
    for minutes in (0, 5, 9.9):
        seen = look(stack, blog, NOW + timedelta(minutes=minutes))
        assert seen.problem is None
        assert seen.visit is None
    assert len(blog.requests) == before
    assert look(stack, blog, NOW + timedelta(minutes=10)).visit
    assert len(blog.requests) == before + 1


def test_of_many_who_come_at_once_one_asks(stack: LocalStack, blog: BlogStandIn) -> None:
    views: list[View] = []
    record = Archive(stack.table, blog.feed)

    def come() -> None:
        views.append(view(record, Http(allow_loopback=True), NOW))

    threads = [Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blog.asked == ["/feed/"]
    assert sum(seen.visit is not None for seen in views) == 1
    assert all(seen.visit or seen.is_being_read or seen.record.refreshed for seen in views)


def test_a_wrong_clock_locks_nobody_out(stack: LocalStack, blog: BlogStandIn) -> None:
    look(stack, blog, NOW + timedelta(days=400))
    assert look(stack, blog).visit


@pytest.mark.parametrize(
    ("wait", "minutes"),
    [("3600", 60), ("Mon, 23 Nov 2026 10:00:00 GMT", 60), ("soon", 0), ("99999999", 24 * 60)],
)
def test_a_blog_that_asks_to_be_left_alone_is(
    stack: LocalStack, blog: BlogStandIn, wait: str, minutes: int
) -> None:
    blog.fail_next(Response(429, headers={"Retry-After": wait}))
    assert "429" in str(look(stack, blog).problem)
    if minutes:
        seen = look(stack, blog, NOW + timedelta(minutes=minutes - 1))
        assert "asks Repost to wait until" in str(seen.problem)
        assert len(blog.requests) == 1
    assert look(stack, blog, NOW + timedelta(minutes=max(minutes, 10))).problem is None
    assert look(stack, blog, NOW + timedelta(minutes=max(minutes, 10) + 10)).problem is None


def test_a_walk_that_is_asked_to_stop_stops_and_what_it_brought_stays(stack: LocalStack) -> None:
    class Tired(Wordpress):
        def feed_page(self, request: Any) -> Response:
            if request.query.get("paged") == "3":
                return Response(503, headers={"Retry-After": "1800"})
            return super().feed_page(request)

    with Tired(posts_every(3, 120, NOW), has_api=False) as blog:
        seen = look(stack, blog)
        assert "503" in str(seen.problem)
        assert seen.coverage == "partial since 2026-09-27"
        assert "asks Repost to wait" in str(look(stack, blog, NOW + timedelta(minutes=20)).problem)
        assert blog.asked[-1] == "/feed/?paged=3"


def test_who_asks_says_where_to_be_found(stack: LocalStack, blog: BlogStandIn) -> None:
    archive = Archive(stack.table, blog.feed)
    view(archive, Http(allow_loopback=True), NOW, contact="https://ada.example/")
    view(archive, Http(allow_loopback=True), NOW + timedelta(hours=1))
    named = [request.headers["user-agent"] for request in blog.requests]
    assert named[0] == "Mozilla/5.0 (compatible; Repost; +https://ada.example/)"
    assert named[1] == f"Mozilla/5.0 (compatible; Repost; +{blog.url}/)"


@pytest.mark.parametrize(("every", "coverage"), [(10, "complete"), (1, "only what the feed shows")])
def test_a_feed_that_is_known_costs_no_parser_and_no_walker(
    stack: LocalStack, blog: BlogStandIn, every: int, coverage: str
) -> None:
    blog.posts = posts_every(every, 20, NOW)
    look(stack, blog)
    before = len(blog.requests)
    code = f"""
import sys
from datetime import datetime, timedelta
from local.aws.stack import LocalStack
from repost.feeds.archive import Archive
from repost.feeds.coverage import Window
from repost.feeds.refresh import view, walked
from repost.web.http import Http
now = datetime.fromisoformat({NOW.isoformat()!r}) + timedelta(hours=6)
archive = Archive(LocalStack({stack.name!r}).table, {blog.feed!r})
seen = view(archive, Http(allow_loopback=True), now)
window = Window(now - timedelta(days=90), now - timedelta(days=30))
seen = walked(archive, seen, window, now)
assert seen.visit and seen.coverage == {coverage!r}, seen
heavy = {{"feedparser", "regex", "repost.feeds.parse", "repost.feeds.walk", "repost.feeds.walkers"}}
print(sorted(heavy & sys.modules.keys()))
"""
    done = python("-c", code, env=environment_in_aws())
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    assert blog.asked[before:] == ["/feed/"]
