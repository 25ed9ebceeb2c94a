"""The sample blog is a blog like any other, and has what the local run needs to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from msgspec.structs import replace

from local.blogs.carnet import CARNET
from local.blogs.notebook import NOTEBOOK
from local.blogs.sample import SampleBlog
from repost.base.articles import Article, Blog
from repost.base.errors import FeedError
from repost.feeds.fetch import Fetched, NotModified, Validators, fetch_feed
from repost.feeds.parse import parse_feed
from repost.web.http import Http
from tests.servers import port_of_ones_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.feeds.parsed import ParsedFeed

TODAY: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EXCLUDED: Final = {"Actualités", "Événements"}


@pytest.fixture
def http() -> Http:
    return Http(allow_loopback=True)


@pytest.fixture
def blog() -> Iterator[SampleBlog]:
    with SampleBlog(TODAY) as blog:
        yield blog


def test_each_has_its_language_and_the_same_articles_to_choose_from(http: Http) -> None:
    with SampleBlog(TODAY, contents=NOTEBOOK) as blog:
        feed = read(http, blog)
        pages = [http.get(article.link) for article in feed.articles]
    assert feed.blog.language == "en-gb"
    assert [post.age for post in NOTEBOOK.posts] == [post.age for post in CARNET.posts]
    assert all(page.status == 200 for page in pages)
    assert not any("first appeared" in article.excerpt for article in feed.articles)


def read(http: Http, blog: SampleBlog) -> ParsedFeed:
    got = fetch_feed(http, blog.feed_url)
    assert isinstance(got, Fetched)
    return parse_feed(got.body, got.content_type, got.url)


def test_its_feed_is_a_french_blog_with_all_its_articles(http: Http, blog: SampleBlog) -> None:
    feed = read(http, blog)
    assert feed.blog == Blog("Le Carnet de Lison", f"{blog.url}/", "fr-fr")
    assert len(feed.articles) == len(CARNET.posts) == 24
    assert all(article.title and article.link and article.excerpt for article in feed.articles)
    assert len({article.link for article in feed.articles}) == 24


def test_about_ten_articles_may_go_out_and_some_are_kept_back_by_category(
    http: Http, blog: SampleBlog
) -> None:
    def is_in_window(article: Article) -> bool:
        return article.published is not None and timedelta(days=30) <= TODAY - article.published <= timedelta(
            days=90
        )

    window = [article for article in read(http, blog).articles if is_in_window(article)]
    eligible = [article for article in window if EXCLUDED.isdisjoint(article.categories)]
    assert 9 <= len(eligible) <= 12
    assert len(eligible) < len(window)


def test_it_has_the_titles_that_make_trouble(http: Http, blog: SampleBlog) -> None:
    titles = [article.title for article in read(http, blog).articles]
    assert "La soupe de potimarron qui ne demande qu\u2019une casserole" in titles
    assert "Sel & poivre : deux bocaux, dix idées" in titles
    assert "Les Années d\u2019Annie Ernaux, relues à voix haute" in titles
    assert "Confiture de coings : la recette de tante Odile 🍐" in titles
    assert max(map(len, titles)) > 280


def test_its_excerpts_are_without_the_trailer(http: Http, blog: SampleBlog) -> None:
    assert not any("est apparu" in article.excerpt for article in read(http, blog).articles)


def test_it_answers_a_known_feed_with_304(http: Http, blog: SampleBlog) -> None:
    first = fetch_feed(http, blog.feed_url)
    assert isinstance(first, Fetched)
    assert isinstance(fetch_feed(http, blog.feed_url, first.validators), NotModified)
    assert [request.path for request in blog.requests] == ["/feed/", "/feed/"]
    assert blog.requests[1].headers["if-none-match"] == first.validators.etag
    assert isinstance(fetch_feed(http, blog.feed_url, Validators(etag='"other"')), Fetched)
    assert isinstance(fetch_feed(http, blog.feed_url, replace(first.validators, etag='"other"')), Fetched)


def test_the_same_day_gives_the_same_feed_and_the_next_day_another() -> None:
    http = Http(allow_loopback=True)
    port = port_of_ones_own()
    with SampleBlog(TODAY, port) as blog:
        first = fetch_feed(http, blog.feed_url)
    assert isinstance(first, Fetched)
    with SampleBlog(TODAY + timedelta(hours=11), port) as blog:
        assert isinstance(fetch_feed(http, blog.feed_url, first.validators), NotModified)
    with SampleBlog(TODAY + timedelta(days=1), port) as blog:
        assert isinstance(fetch_feed(http, blog.feed_url, first.validators), Fetched)


def test_every_link_of_the_feed_leads_to_its_article(http: Http, blog: SampleBlog) -> None:
    for article in read(http, blog).articles:
        page = http.get(article.link)
        assert page.status == 200
        assert f'<link rel="canonical" href="{article.link}">' in page.body.decode()
        assert 'property="og:title"' in page.body.decode()


def test_there_is_nothing_elsewhere(http: Http, blog: SampleBlog) -> None:
    assert http.get(f"{blog.url}/nowhere/").status == 404
    with pytest.raises(FeedError, match="does not exist"):
        fetch_feed(http, f"{blog.url}/nowhere/")


def test_its_home_page_names_its_feed(http: Http, blog: SampleBlog) -> None:
    got = fetch_feed(http, blog.url)
    assert isinstance(got, Fetched)
    with pytest.raises(FeedError, match=f"the page names {blog.feed_url} as its feed"):
        parse_feed(got.body, got.content_type, got.url)
