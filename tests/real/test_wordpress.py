"""A real WordPress, from its plain feed's address alone: what an account sees of it, and what that costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from local.real.wordpress import RealWordpress
from repost.feeds.archive import Archive
from repost.web.http import Http
from tests.world import World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.aws.stack import LocalStack
    from repost.base.articles import Article

pytestmark = pytest.mark.real

SETTINGS = (
    '[link]\nshortener = "is.gd"\n[select]\nrest = "1h"'  # X counts an address without a domain in full
)


@pytest.fixture(scope="module")
def wordpress() -> Iterator[RealWordpress]:
    with RealWordpress() as running:
        yield running


@pytest.fixture
def world(stack: LocalStack, wordpress: RealWordpress) -> Iterator[World]:
    wordpress.rest(on=True)
    with World(stack) as world:
        world.now = datetime.now(UTC).replace(microsecond=0)
        account(world, wordpress.feed, SETTINGS)
        yield world


def account(world: World, feed: str, settings: str) -> None:
    document = f'network = "x"\nfeed = "{feed}"\n{settings}'
    world.stack.put_settings("main", four_a_day(document))
    world.stack.put_secret("main", world.keys.document)


def asked(wordpress: RealWordpress, world: World) -> tuple[dict[str, Any], list[str]]:
    """The report of a tick, and what it asked WordPress for."""
    before = len(wordpress.requests)
    report = world.tick_main()
    return report, wordpress.requests[before:]


def in_window(world: World, feed: str) -> list[Article]:
    now = world.now
    archive = Archive(world.stack.table, feed)
    return list(archive.published_between(now - timedelta(days=90), now - timedelta(days=30)))


def numbers(articles: list[Article]) -> list[int]:
    return sorted(int(article.title.removeprefix("Article & number ")) for article in articles)


def expected(world: World, wordpress: RealWordpress) -> list[int]:
    """The numbers of the articles in the window, as the database knows them."""
    code = """
    foreach (get_posts(['numberposts' => -1, 'has_password' => false]) as $post)
      echo get_the_title($post), "\\t", get_post_time('U', true, $post), "\\n";
    """
    first, last = world.now - timedelta(days=90), world.now - timedelta(days=30)
    found = []
    for line in wordpress.php(code).splitlines():
        title, time = line.split("\t")
        if first.timestamp() <= int(time) <= last.timestamp():
            found.append(int(title.rpartition(" ")[2]))
    return sorted(found)


def test_the_window_is_seen_whole_in_six_requests_and_then_in_two(
    world: World, wordpress: RealWordpress, record_property: Callable[[str, object], None]
) -> None:
    report, requests = asked(wordpress, world)
    assert (report["state"], report["coverage"]) == ("posted", "complete")
    assert numbers(in_window(world, wordpress.feed)) == expected(world, wordpress)
    assert len(expected(world, wordpress)) == 10
    assert len(requests) <= 6, requests
    at_first = len(requests)
    world.later(hours=6)
    report, requests = asked(wordpress, world)
    told = f"WordPress by its API: {at_first} requests the first time, then {len(requests)} with the pick"
    record_property("told", told)
    assert report["state"] == "posted"
    assert len(requests) == 2
    assert requests[0] == "/feed/"


def test_an_article_reads_the_same_whichever_way_it_was_found(world: World, wordpress: RealWordpress) -> None:
    world.tick()
    by_rest = in_window(world, wordpress.feed)
    wordpress.rest(on=False)
    other = f"{wordpress.feed}?by=pages"
    account(world, other, SETTINGS)
    report, requests = asked(wordpress, world.later(hours=6))
    assert report["coverage"] == "complete"
    assert any("paged=2" in request for request in requests)
    # Which of the names are tags is told by the API alone.
    by_pages = {article.guid: replace(article, tags=None) for article in in_window(world, other)}
    for article in by_rest[1:]:  # six hours later the first one may be too old
        assert by_pages[article.guid] == replace(article, tags=None)


def test_without_the_api_the_pages_of_the_feed_show_the_same(world: World, wordpress: RealWordpress) -> None:
    wordpress.rest(on=False)
    report, requests = asked(wordpress, world)
    assert (report["state"], report["coverage"]) == ("posted", "complete")
    assert numbers(in_window(world, wordpress.feed)) == expected(world, wordpress)
    assert len(requests) <= 6, requests
    _, requests = asked(wordpress, world.later(hours=6))
    assert len(requests) == 2


def test_without_pretty_permalinks_the_api_is_found_too(world: World, wordpress: RealWordpress) -> None:
    wordpress.php("update_option('permalink_structure', ''); flush_rewrite_rules();")
    try:
        feed = f"{wordpress.url}/?feed=rss2"
        account(world, feed, SETTINGS)
        report, requests = asked(wordpress, world)
        assert report["coverage"] == "complete"
        assert any("rest_route" in request for request in requests)
        assert numbers(in_window(world, feed)) == expected(world, wordpress)
    finally:
        wordpress.php(
            "update_option('permalink_structure', '/%year%/%monthnum%/%postname%/'); flush_rewrite_rules();"
        )


def test_the_feed_of_a_category_shows_that_category_alone(world: World, wordpress: RealWordpress) -> None:
    feed = f"{wordpress.url}/category/travel/feed/"
    account(world, feed, SETTINGS)
    report, _ = asked(wordpress, world)
    assert report["coverage"] == "complete"
    assert all("Travel" in article.categories for article in in_window(world, feed))
    assert in_window(world, feed)


def test_everything_is_seen_when_there_is_no_limit(world: World, wordpress: RealWordpress) -> None:
    account(world, wordpress.feed, f'{SETTINGS}\nmin_age = "0m"\nmax_age = "none"')
    report, requests = asked(wordpress, world)
    assert (report["known"], report["coverage"]) == (120, "complete")
    assert len(requests) <= 12


def test_trashed_private_locked_and_noindexed_articles_do_not_go_out(
    world: World, wordpress: RealWordpress
) -> None:
    world.tick()
    window = in_window(world, wordpress.feed)
    trashed, private, locked, hidden = (article.title.rpartition(" ")[2] for article in window[:4])
    wordpress.php(
        f"wp_trash_post(article({trashed}));"
        f"wp_update_post(['ID' => article({private}), 'post_status' => 'private']);"
        f"wp_update_post(['ID' => article({locked}), 'post_password' => 'secret']);"
        f"update_post_meta(article({hidden}), 'noindex', 1);"
    )
    try:
        said = set()
        for _ in range(10):
            report = world.later(hours=6).tick_main()
            said.add(report["title"])
        bad = {f"Article & number {each}" for each in (trashed, private, locked, hidden)}
        assert not said & bad
        assert len(said) > 4
        world.later(days=8).tick()
        known = {article.title for article in in_window(world, wordpress.feed)}
        bad.remove(f"Article & number {hidden}")  # still listed: it is looked at again when it is picked
        assert not known & bad, "a week later at the latest they are known to be gone"
    finally:
        wordpress.php(
            f"wp_untrash_post(article({trashed})); delete_post_meta(article({hidden}), 'noindex');"
            f"foreach ([{trashed}, {private}, {locked}] as $number)"
            "  wp_update_post(['ID' => article($number), 'post_status' => 'publish', 'post_password' => '']);"
        )


def test_an_article_that_has_moved_goes_out_by_the_address_that_leads_to_it(
    world: World, wordpress: RealWordpress
) -> None:
    account(world, wordpress.feed, f'{SETTINGS}\norder = "oldest-first"')  # the feed itself shows the newest
    world.tick()
    moved = [article.title.rpartition(" ")[2] for article in in_window(world, wordpress.feed)]
    wordpress.php(
        f"foreach ([{', '.join(moved)}] as $n)"
        "  wp_update_post(['ID' => article($n), 'post_name' => 'moved-' . $n]);"
    )
    try:
        report, requests = asked(wordpress, world.later(hours=6))
        assert report["state"] == "posted"
        assert len(requests) == 3, "the feed, the old address, and the one it leads to"
        assert "/moved-" in requests[2]
    finally:
        wordpress.php(
            f"foreach ([{', '.join(moved)}] as $n)"
            "  wp_update_post(['ID' => article($n), 'post_name' => 'article-number-' . $n]);"
        )


def test_an_edited_article_is_known_by_its_new_title_and_is_not_doubled(
    world: World, wordpress: RealWordpress
) -> None:
    world.tick()
    article = in_window(world, wordpress.feed)[5]
    number = article.title.rpartition(" ")[2]
    wordpress.php(
        f"wp_update_post(['ID' => article({number}), 'post_title' => 'New', 'post_name' => 'new']);"
    )
    try:
        world.later(days=8).tick()
        archive = Archive(world.stack.table, wordpress.feed)
        known = list(archive.published_between(article.published, world.now))
        [same] = [each for each in known if each.guid == article.guid]
        assert same.title == "New"
        assert same.link.endswith("/new/")
        assert len({each.link for each in known}) == len(known)
    finally:
        wordpress.php(
            f"wp_update_post(['ID' => article({number}), 'post_title' => 'Article & number {number}', "
            f"'post_name' => 'article-number-{number}']);"
        )


def test_its_own_short_address_leads_to_the_article_and_keeps_the_campaign(
    world: World, wordpress: RealWordpress
) -> None:
    account(world, wordpress.feed, '[link]\nshortener = "wordpress"\n[select]\nrest = "1h"')
    report, requests = asked(wordpress, world)
    campaign = "utm_source=x&utm_medium=social&utm_campaign=repost"
    assert re.fullmatch(rf"{re.escape(wordpress.url)}/\?p=\d+&{campaign}", report["link"])
    assert not [each for each in requests if "?p=" in each], "it cost no request"
    [article] = [each for each in in_window(world, wordpress.feed) if each.guid == report["guid"]]
    assert Http(allow_loopback=True).get(report["link"]).url == f"{article.link}?{campaign}"
