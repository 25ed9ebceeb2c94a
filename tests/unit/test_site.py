"""What a site says of itself, and which walkers that suits."""

from __future__ import annotations

from typing import Final

import pytest

from repost.feeds.page_head import head_of
from repost.feeds.parse import parse_feed
from repost.feeds.site import Site, site_of
from repost.feeds.walkers.registry import NAMES, walker_named
from tests.servers import SAMPLES

WORDPRESS: Final = SAMPLES / "feeds/wordpress"
URL: Final = "http://127.0.0.1:8091/feed/"
API: Final = "https://blog.example/wp-json/"
LINK: Final = '<http://127.0.0.1:8091/wp-json/>; rel="https://api.w.org/"'


def fitting(site: Site) -> list[str]:
    return [name for name in NAMES if walker_named(name).fits(site)]


def test_a_recorded_wordpress_says_all_that_is_needed_without_a_further_request() -> None:
    parsed = parse_feed((WORDPRESS / "feed-p1.xml").read_bytes(), "application/rss+xml", URL)
    site = site_of(parsed, URL, {"link": LINK})
    assert site.api == "http://127.0.0.1:8091/wp-json/"
    assert site.generator == "https://wordpress.org/?v=6.1.9"
    assert site.is_main_feed
    assert site.folder == "/2026/"
    assert fitting(site)[0] == "wordpress_rest"


def test_a_recorded_home_page_names_the_api() -> None:
    page = (WORDPRESS / "home.html").read_text()
    head = head_of(page, "http://127.0.0.1:8091/")
    assert head.api == "http://127.0.0.1:8091/wp-json/"
    assert "WordPress" in head.say("generator")


@pytest.mark.parametrize(
    "header",
    [
        LINK,
        '<https://else.example/>; rel="next", <http://127.0.0.1:8091/wp-json/>; rel="https://api.w.org/"',
        "</wp-json/>; rel=https://api.w.org/",
    ],
)
def test_the_api_is_found_among_other_links(header: str) -> None:
    head = head_of("", "http://127.0.0.1:8091/", {"link": header})
    assert head.api == "http://127.0.0.1:8091/wp-json/"


@pytest.mark.parametrize(
    "header", ["", '<javascript:alert(1)>; rel="https://api.w.org/"', "<" * 9000, "<a>;" * 3000]
)
def test_links_that_are_none_name_no_api(header: str) -> None:
    assert head_of("", "http://127.0.0.1:8091/", {"link": header}).api == ""


@pytest.mark.parametrize(
    ("feed", "home", "is_main"),
    [
        ("https://blog.example/feed/", "https://blog.example/", True),
        ("https://blog.example/feed", "https://blog.example", True),
        ("https://blog.example/feed/atom/", "https://blog.example/", True),
        ("https://blog.example/?feed=rss2", "https://blog.example/", True),
        ("https://blog.example/wp-rss2.php", "https://blog.example/", True),
        ("https://site.example/blog/feed/", "https://site.example/blog/", True),
        ("https://blog.example/category/news/feed/", "https://blog.example/", False),
        ("https://blog.example/author/ada/feed/", "https://blog.example/", False),
        ("https://blog.example/a-post/feed/", "https://blog.example/", False),
        ("https://blog.example/comments/feed/", "https://blog.example/", False),
        ("https://blog.example/?feed=rss2&cat=3", "https://blog.example/", False),
        ("https://blog.example/feed/?post_type=podcast", "https://blog.example/", False),
        ("https://site.example/feed/", "https://site.example/blog/", False),
    ],
)
def test_only_the_feed_of_all_posts_is_what_the_api_lists(feed: str, home: str, *, is_main: bool) -> None:
    site = Site(feed=feed, home=home, api=f"{home.rstrip('/')}/wp-json/", generator="wordpress")
    assert site.is_main_feed is is_main
    assert ("wordpress_rest" in fitting(site)) is is_main
    assert "wordpress_pages" in fitting(site)


def test_a_feed_that_a_service_passes_on_is_the_blogs_when_wordpress_made_it() -> None:
    passed_on = "https://feeds.example/lison"
    assert Site(feed=passed_on, home="https://blog.example/", api=API, generator="wordpress").is_main_feed
    assert not Site(feed=passed_on, home="https://blog.example/", api=API, generator="anchor").is_main_feed


@pytest.mark.parametrize(
    ("site", "walkers"),
    [
        (Site(), []),
        (Site(home="https://a.example/"), ["sitemap"]),
        (Site(home="https://a.example/", next="https://a.example/2"), ["feed_pages", "sitemap"]),
        (Site(home="https://a.example/", generator="ghost 5.8", ghost_key="0" * 26), ["ghost", "sitemap"]),
        (Site(home="https://a.example/", generator="ghost 5.8"), ["sitemap"]),
        (Site(feed="https://a.example/feeds/posts/default", generator="blogger"), ["blogger"]),
    ],
)
def test_walkers_are_chosen_by_what_the_site_says(site: Site, walkers: list[str]) -> None:
    assert fitting(site) == walkers


def test_the_folder_of_the_articles_is_that_of_all_that_the_feed_shows() -> None:
    def folder(*paths: str) -> str:
        items = "".join(f"<item><link>https://a.example{path}</link></item>" for path in paths)
        feed = f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>"
        return site_of(parse_feed(feed.encode(), "", "https://a.example/f"), "https://a.example/f", {}).folder

    assert folder("/blog/a/", "/blog/b/", "/blog/2026/c") == "/blog/"
    assert folder("/a/", "/b/", "/blog/c/") == "/"
    assert folder("/blog/a", "/blog/b") == "/", "two articles are no rule"
