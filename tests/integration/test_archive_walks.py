"""Blogs of every make, seen back through time over real HTTP, and remembered in a real table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from local.base.server import Response, json_response
from local.blogs.every_make import (
    ArchivedFeed,
    Blogger,
    BlogStandIn,
    Ghost,
    JsonFeed,
    PagedFeed,
    Substack,
    Wordpress,
    posts_every,
)
from repost.feeds.archive import Archive
from repost.feeds.coverage import BEGINNING, Window
from repost.feeds.refresh import view, walked
from repost.run.candidates import first_due
from repost.settings.types import Select
from repost.settings.values import Duration
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from local.base.server import Request
    from local.blogs.every_make import BlogPost
    from repost.base.articles import Article
    from repost.feeds.refresh import View

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAKES: Final = (Wordpress, PagedFeed, ArchivedFeed, JsonFeed, Blogger, Ghost, Substack)


class Reader:
    """Looks at one blog as the runs of an account do, each ten minutes and more after the last."""

    def __init__(
        self, stack: LocalStack, blog: BlogStandIn, *, oldest: int | None = 90, youngest: int = 30
    ) -> None:
        self.archive = Archive(stack.table, blog.feed)
        self.blog = blog
        self.oldest, self.youngest = oldest, youngest
        self.now = NOW
        self.http = Http(allow_loopback=True)
        self.seconds_left = lambda: 60.0

    @property
    def window(self) -> Window:
        since = BEGINNING if self.oldest is None else self.now - timedelta(days=self.oldest)
        return Window(since, self.now - timedelta(days=self.youngest))

    def look(self, **later: float) -> View:
        self.now += timedelta(**later)
        seen = view(self.archive, self.http, self.now, seconds_left=self.seconds_left)
        key = Ghost.key if isinstance(self.blog, Ghost) else ""
        return walked(self.archive, seen, self.window, self.now, ghost_key=key)

    def articles(self) -> list[Article]:
        return list(self.archive.published_between(self.window.since, self.window.until))

    @property
    def numbers(self) -> list[int]:
        return sorted(int(article.title.rpartition(" ")[2]) for article in self.articles())

    @property
    def expected(self) -> list[int]:
        return sorted(post.number for post in self.blog.posts if self.in_window(post))

    def in_window(self, post: BlogPost) -> bool:
        return self.window.since <= post.published <= self.window.until and not post.locked


@pytest.fixture(params=MAKES, ids=lambda make: make.__name__)
def any_blog(request: pytest.FixtureRequest) -> Iterator[BlogStandIn]:
    with request.param(posts_every(3, 120, NOW)) as blog:
        yield blog


@pytest.fixture
def wordpress() -> Iterator[Wordpress]:
    with Wordpress(posts_every(3, 120, NOW)) as blog:
        yield blog


def test_a_window_that_the_feed_does_not_show_is_seen_whole(stack: LocalStack, any_blog: BlogStandIn) -> None:
    reader = Reader(stack, any_blog)
    seen = reader.look()
    assert seen.problem is None
    assert seen.coverage == "complete"
    assert reader.numbers == reader.expected
    assert len(reader.numbers) == 20
    assert len(set(any_blog.asked)) == len(any_blog.asked), "nothing is asked for twice"


def test_an_excerpt_that_ghost_cut_within_an_emoji_costs_no_article(stack: LocalStack) -> None:
    class Cut(Ghost):
        def elsewhere(self, request: Request) -> Response:
            answer = super().elsewhere(request)
            body = answer.body.replace(b'"excerpt": "Words.', b'"excerpt": "Words \\ud83d')
            return Response(answer.status, body, answer.headers)

    with Cut(posts_every(3, 120, NOW)) as blog:
        reader = Reader(stack, blog)
        assert reader.look().coverage == "complete"
        assert reader.numbers == reader.expected
        assert any(article.excerpt == "Words" for article in reader.articles())


def test_dates_and_categories_are_those_of_the_blog(stack: LocalStack, any_blog: BlogStandIn) -> None:
    reader = Reader(stack, any_blog)
    reader.look()
    posts = {any_blog.link(post): post for post in any_blog.posts}
    for article in reader.articles():
        post = posts[article.link]
        assert (article.published, article.title) == (post.published, post.title)
        assert article.categories == (post.category,)


class Tagged(Wordpress):
    """A WordPress whose articles have a tag each, and one that is called like their category."""

    def elsewhere(self, request: Request) -> Response:
        if request.path.endswith("/tags"):
            return json_response(200, [{"id": 1, "name": "Linux &amp; co"}, {"id": 2, "name": "Tech"}])
        return super().elsewhere(request)

    def _object(self, post: BlogPost) -> dict[str, object]:
        return super()._object(post) | {"tags": [1, 2]}


def test_wordpress_tells_tags_from_categories(stack: LocalStack) -> None:
    with Tagged(posts_every(3, 120, NOW)) as blog:
        reader = Reader(stack, blog)
        reader.look()
        articles = [article for article in reader.articles() if article.categories[0] == "Tech"]
    assert articles
    assert {article.categories for article in articles} == {("Tech", "Linux & co")}
    assert {article.tags for article in articles} == {("Linux & co",)}


def test_what_was_walked_through_is_not_walked_through_again(
    stack: LocalStack, any_blog: BlogStandIn
) -> None:
    reader = Reader(stack, any_blog)
    reader.look()
    before = len(any_blog.requests)
    for _ in range(3):
        assert reader.look(hours=6).coverage == "complete"
    assert any_blog.asked[before:] == [any_blog.feed_path] * 3


def test_the_whole_blog_is_seen_down_to_its_first_article(stack: LocalStack, any_blog: BlogStandIn) -> None:
    reader = Reader(stack, any_blog, oldest=None, youngest=0)
    coverages = [reader.look(minutes=15).coverage for _ in range(6)]
    assert coverages[-1] == "complete"
    assert reader.numbers == list(range(1, 121))
    assert reader.archive.record().known == 120


def test_a_walk_that_runs_out_of_requests_goes_on_where_it_stopped(stack: LocalStack) -> None:
    with PagedFeed(posts_every(1, 350, NOW)) as blog:
        reader = Reader(stack, blog, oldest=None)
        first = reader.look()
        assert first.coverage == "partial since 2026-01-28"
        assert first.goes_on
        assert len(blog.requests) == 30
        assert reader.numbers, "what the window holds so far may go out"
        assert reader.look(minutes=15).coverage == "complete"
        assert reader.numbers == reader.expected
        assert len(set(blog.asked)) == len(blog.asked) - 1, "the feed alone is asked for twice"


def test_a_walk_that_runs_out_of_time_goes_on_where_it_stopped(stack: LocalStack) -> None:
    with PagedFeed(posts_every(1, 100, NOW)) as blog:
        reader = Reader(stack, blog, oldest=None)
        reader.seconds_left = lambda: 60.0 if len(blog.requests) < 4 else 0.0
        assert reader.look().goes_on
        assert len(blog.requests) == 4
        reader.seconds_left = lambda: 60.0
        assert reader.look(minutes=15).coverage == "complete"
        assert len(set(blog.asked)) == len(blog.asked) - 1, "the feed alone is asked for twice"
        assert reader.numbers == reader.expected


def test_a_feed_too_large_for_one_run_is_taken_in_over_several(stack: LocalStack) -> None:
    class Long(BlogStandIn):
        shown = 250

    with Long(posts_every(0.3, 250, NOW)) as blog:
        reader = Reader(stack, blog)
        reader.seconds_left = lambda: 0.0 if next(reader.archive.published_between(None, NOW), None) else 60.0
        seen = reader.look()
        assert seen.goes_on
        assert seen.record.known == 100
        reader.seconds_left = lambda: 60.0
        assert reader.look(minutes=15).record.known == 250


def test_without_time_nothing_but_the_feed_is_asked_for(stack: LocalStack, wordpress: Wordpress) -> None:
    reader = Reader(stack, wordpress)
    reader.seconds_left = lambda: 0.0
    reader.look()
    assert wordpress.asked == ["/feed/"]


def test_a_far_window_of_a_big_blog_is_known_after_the_first_run(stack: LocalStack) -> None:
    with Wordpress(posts_every(0.25, 2000, NOW)) as blog:
        reader = Reader(stack, blog, oldest=400, youngest=395)
        reader.seconds_left = lambda: 60.0 if len(blog.requests) < 4 else 0.0
        seen = reader.look()
        assert "before=2025-10-24" in blog.asked[1], "the window comes first"
        assert seen.coverage == "complete"
        assert reader.numbers == reader.expected
        reader.seconds_left = lambda: 60.0 if len(blog.requests) < 8 else 0.0
        before = reader.archive.record().covered
        reader.look(minutes=15)
        after = reader.archive.record().covered
        assert before.head
        assert after.head
        assert after.head < before.head, "then comes what is going to come of age"
        assert after.island == before.island


def test_a_hundred_articles_of_one_second_do_not_hold_up_the_walk(stack: LocalStack) -> None:
    posts = posts_every(3, 230, NOW)
    moved = NOW - timedelta(days=50)
    posts = posts[:10] + [type(post)(post.number, moved, post.title, post.slug) for post in posts[10:]]
    with Wordpress(posts) as blog:
        reader = Reader(stack, blog)
        assert reader.look().coverage == "complete"
        assert len(reader.numbers) == 220


def test_wordpress_without_its_api_is_read_by_the_pages_of_its_feed(
    stack: LocalStack, wordpress: Wordpress
) -> None:
    wordpress.has_api = False
    reader = Reader(stack, wordpress)
    assert reader.look().coverage == "complete"
    assert reader.numbers == reader.expected
    assert wordpress.asked == ["/feed/", "/", "/feed/?paged=2", "/feed/?paged=3", "/feed/?paged=4"]


def test_an_api_that_is_named_and_closed_gives_way_to_the_pages(stack: LocalStack) -> None:
    class Closed(Wordpress):
        def elsewhere(self, request: Request) -> Response:
            refused = Response(401, b'{"code":"rest_disabled"}', {"Content-Type": "application/json"})
            return refused if request.path.startswith("/wp-json") else super().elsewhere(request)

    with Closed(posts_every(3, 120, NOW)) as blog:
        reader = Reader(stack, blog)
        assert reader.look().coverage == "complete"
        assert reader.numbers == reader.expected
        assert sum("wp-json" in path for path in blog.asked) == 1
        assert reader.archive.record().walk.unfit == ("wordpress_rest",)


def test_the_feed_of_a_category_is_never_taken_for_the_whole_blog(stack: LocalStack) -> None:
    class Category(Wordpress):
        feed_path = "/category/tech/feed/"

        def feed_page(self, request: Request) -> Response:
            page = int(request.query.get("paged", "1"))
            posts = [post for post in self.posts if post.category == "Tech"]
            posts = posts[(page - 1) * 10 : page * 10]
            return self.rss(posts, 200 if posts else 404)

    with Category(posts_every(3, 120, NOW)) as blog:
        reader = Reader(stack, blog)
        assert reader.look().coverage == "complete"
        assert {article.categories for article in reader.articles()} == {("Tech",)}
        assert not any("wp-json" in path for path in blog.asked)


def test_locked_articles_are_none(stack: LocalStack, wordpress: Wordpress) -> None:
    wordpress.posts = [
        type(post)(post.number, post.published, post.title, post.slug, locked=post.number % 2 == 0)
        for post in wordpress.posts
    ]
    reader = Reader(stack, wordpress)
    reader.look()
    assert reader.numbers == reader.expected
    assert len(reader.numbers) == 10


def test_edits_and_deletions_are_noticed_within_a_week(stack: LocalStack, wordpress: Wordpress) -> None:
    reader = Reader(stack, wordpress)
    reader.look()
    wordpress.change(100, title="Article & number 1000", slug="moved")
    wordpress.remove(101)
    reader.look(days=3)
    assert 101 in reader.numbers
    before = len(wordpress.requests)
    reader.look(days=4, minutes=1)
    assert 101 not in reader.numbers
    assert 100 not in reader.numbers
    assert 1000 in reader.numbers
    assert len(wordpress.requests) - before <= 5
    assert reader.archive.record().known == 29, "what is gone isn't counted"
    before = len(wordpress.requests)
    reader.look(days=3)
    assert len(wordpress.requests) - before == 1


def test_after_a_long_silence_what_came_and_went_unseen_is_walked_through(
    stack: LocalStack, any_blog: BlogStandIn
) -> None:
    reader = Reader(stack, any_blog)
    reader.look()
    reader.now += timedelta(days=60)
    newer = [
        type(post)(
            post.number + 120, post.published, f"Article & number {post.number + 120}", f"new-{post.number}"
        )
        for post in posts_every(3, 20, reader.now)
    ]
    any_blog.posts = newer + any_blog.posts
    for _ in range(3):
        seen = reader.look(minutes=15)
    assert seen.coverage == "complete"
    assert reader.numbers == reader.expected


def test_pages_that_name_each_other_in_a_circle_end(stack: LocalStack) -> None:
    class Circle(PagedFeed):
        def feed_page(self, request: Request) -> Response:
            page = int(request.query.get("page", "1"))
            links = f'<link rel="next" href="{self.feed}?page={1 + page % 3}"/>'
            return self.atom(self.posts[(page - 1) * 10 : page * 10], links)

    with Circle(posts_every(1, 200, NOW)) as blog:
        reader = Reader(stack, blog)
        assert reader.look().coverage == "only what the feed shows"
        assert len(blog.requests) < 20
        before = len(blog.requests)
        reader.look(hours=1)
        assert len(blog.requests) == before + 1


def test_a_sitemap_full_of_other_pages_without_dates_is_read_to_its_end(stack: LocalStack) -> None:
    class Shop(Substack):
        def elsewhere(self, request: Request) -> Response:
            if request.path.startswith("/offer-"):
                return Response(200, b"<!doctype html><title>An offer</title>", {"Content-Type": "text/html"})
            if request.path != "/sitemap.xml":
                return super().elsewhere(request)
            links = [f"{self.url}/offer-{number}/" for number in range(40)] + [
                self.link(each) for each in self.posts
            ]
            urls = "".join(f"<url><loc>{link}</loc></url>" for link in links)
            return Response(200, f"<urlset>{urls}</urlset>".encode())

    with Shop(posts_every(3, 40, NOW)) as blog:
        reader = Reader(stack, blog)
        for _ in range(4):
            seen = reader.look(minutes=15)
        assert seen.coverage == "complete"
        assert reader.numbers == reader.expected
        offers = [path for path in blog.asked if "offer" in path]
        assert len(offers) == len(set(offers)) == 40, "each is looked at once"


def test_a_feed_that_pages_in_vain_is_given_up(stack: LocalStack) -> None:
    class Deaf(BlogStandIn):
        generator = "WordPress, or so it says"

    with Deaf(posts_every(3, 120, NOW)) as blog:
        reader = Reader(stack, blog)
        seen = reader.look()
        assert seen.coverage == "only what the feed shows"
        before = len(blog.requests)
        reader.look(hours=6)
        assert len(blog.requests) == before + 1, "what no walker can walk is tried once a month"


def test_by_accumulation_alone_it_is_said_when_the_first_article_is_old_enough(stack: LocalStack) -> None:
    with BlogStandIn(posts_every(1, 120, NOW)) as blog:
        reader = Reader(stack, blog)
        seen = reader.look()
        assert seen.coverage == "only what the feed shows"
        oldest = blog.posts[9]
        due = first_due(reader.archive, Select(), reader.now)
        assert due == oldest.published + timedelta(days=30) == datetime(2026, 12, 14, 8, tzinfo=UTC)
        apart = Select(exclude_categories=(oldest.category,))
        assert first_due(reader.archive, apart, reader.now) == due + timedelta(days=1), (
            "the next is not excluded"
        )
        assert first_due(reader.archive, Select(min_age=Duration(days=3)), reader.now) == datetime(
            2026, 11, 24, 8, tzinfo=UTC
        )
        assert first_due(reader.archive, Select(include_categories=("none",)), reader.now) is None
        for _ in range(18):
            reader.now += timedelta(days=5)
            first = blog.posts[0].number
            blog.posts = [*_younger(blog.posts, first, reader.now), *blog.posts]
            seen = reader.look()
        assert seen.coverage == "complete"
        assert len(reader.numbers) > 50


def test_a_feed_that_says_it_is_whole_is_believed(stack: LocalStack) -> None:
    class Whole(BlogStandIn):
        def feed_page(self, request: Request) -> Response:  # noqa: ARG002 - there is one page
            return self.atom(self.posts, extension="<fh:complete/>")

    with Whole(posts_every(1, 20, NOW)) as blog:
        reader = Reader(stack, blog, oldest=None)
        assert reader.look().coverage == "complete"
        assert blog.asked == ["/feed/"]


def _younger(posts: list[BlogPost], highest: int, now: datetime) -> list[BlogPost]:
    """Five more articles, a day apart."""
    return [
        type(posts[0])(
            highest + 5 - age,
            now - timedelta(days=age, hours=1),
            f"Article & number {highest + 5 - age}",
            f"n{highest - age}",
        )
        for age in range(5)
    ]


class Guarded(Substack):
    """Refuses the pages of some articles, and gives no date on those of others."""

    refused: frozenset[int] = frozenset()
    undated: frozenset[int] = frozenset()
    walled: frozenset[int] = frozenset()

    def answer(self, request: Request) -> Response:
        refused = {f"/{post.slug}/" for post in self.posts if post.number in self.refused}
        return Response(403, b"Forbidden") if request.path in refused else super().answer(request)

    def article_page(self, post: BlogPost) -> str:
        if post.number in self.walled:
            return "<!doctype html><meta name=robots content=noindex>One moment."
        page = super().article_page(post)
        return page.replace("datePublished", "when") if post.number in self.undated else page


@pytest.mark.parametrize("how", ["refused", "undated", "walled"])
def test_pages_that_cant_be_read_are_named_and_not_taken_for_none(stack: LocalStack, how: str) -> None:
    with Guarded(posts_every(3, 14, NOW)) as blog:
        numbers = sorted(post.number for post in blog.posts)
        setattr(blog, how, frozenset(numbers[:2]))
        reader = Reader(stack, blog, oldest=None, youngest=0)
        for _ in range(3):
            seen = reader.look(minutes=15)
        assert seen.coverage.startswith("partial, since 2 pages can't be read or give no date (http://")
        assert reader.numbers == numbers[2:]
        assert not seen.is_unfinished
        asked = len(blog.requests)
        reader.look(hours=1)
        assert len(blog.requests) == asked + 1, "what can't be read isn't asked for again and again"
        reader.look(days=1)
        reader.look(days=6)
        assert len(blog.requests) == asked + 1 + (1 + 2) + 1, "but a day later, and then a week"
        setattr(blog, how, frozenset())
        assert reader.look(days=1).coverage == "complete"
        assert reader.numbers == numbers


def test_many_pages_that_cant_be_read_are_asked_for_a_few_a_day_until_the_walk_starts_over(
    stack: LocalStack,
) -> None:
    with Guarded(posts_every(1, 40, NOW)) as blog:
        numbers = sorted(post.number for post in blog.posts)
        blog.refused = frozenset(numbers[:30])
        reader = Reader(stack, blog, oldest=None, youngest=0)
        while (seen := reader.look(minutes=15)).is_unfinished:
            pass
        assert seen.coverage.startswith("partial, since 30 pages")
        blog.refused = frozenset()
        for _ in range(3):
            asked = len(blog.requests)
            reader.look(days=1)
            assert len(blog.requests) <= asked + 1 + 5
        for _ in range(5):
            seen = reader.look(days=1)
        assert seen.coverage == "complete"
        assert reader.numbers == numbers


def test_a_sitemap_that_was_refused_is_read_once_it_can_be(stack: LocalStack) -> None:
    class Closed(Substack):
        is_closed = True

        def elsewhere(self, request: Request) -> Response:
            oldest = min(self.posts, key=lambda post: post.published)
            if request.path == "/robots.txt":
                return Response(200, f"Sitemap: {self.url}/new.xml\nSitemap: {self.url}/old.xml\n".encode())
            if request.path == "/old.xml" and self.is_closed:
                return Response(403, b"Forbidden")
            if request.path in {"/new.xml", "/old.xml"}:
                listed = [post for post in self.posts if (post is oldest) == (request.path == "/old.xml")]
                urls = "".join(f"<url><loc>{self.link(post)}</loc></url>" for post in listed)
                return Response(200, f"<urlset>{urls}</urlset>".encode())
            return super().elsewhere(request)

    with Closed(posts_every(3, 14, NOW)) as blog:
        reader = Reader(stack, blog, oldest=None, youngest=0)
        for _ in range(3):
            seen = reader.look(minutes=15)
        assert seen.coverage.startswith("partial, since 1 page")
        blog.is_closed = False
        for _ in range(3):
            seen = reader.look(days=1)
        assert seen.coverage == "complete"
        assert reader.numbers == reader.expected


def test_where_no_article_page_gives_a_date_all_of_them_are_named(stack: LocalStack) -> None:
    class Plain(Substack):
        def article_page(self, post: BlogPost) -> str:
            return f"<!doctype html><title>{post.title}</title>"

    with Plain(posts_every(3, 14, NOW)) as blog:
        reader = Reader(stack, blog, oldest=None, youngest=0)
        for _ in range(3):
            seen = reader.look(minutes=15)
        assert seen.coverage.startswith("partial, since 5 pages")
        assert "such as" in seen.coverage
