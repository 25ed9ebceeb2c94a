"""The handler over blogs whose feed shows ten articles of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.blogs import BlogStandIn, PagedFeed, Wordpress, posts_every
from tests.world import NOW, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack) as world:
        yield world


def account(world: World, blog: BlogStandIn, name: str = "main", settings: str = "") -> None:
    world.stack.put_settings(name, f'network = "x"\nfeed = "{blog.feed}"\n{settings}')
    world.stack.put_secret(name, world.keys.document)


def test_an_article_that_the_feed_never_showed_goes_out_in_the_first_run(world: World) -> None:
    with Wordpress(posts_every(2, 100, NOW)) as blog:
        account(world, blog)
        report = world.tick_main()
        assert report["state"] == "posted"
        assert report["coverage"] == "complete"
        assert report["eligible"] == 30
        assert report["link"].startswith(f"{blog.url}/article-")
        assert len(blog.requests) == 5
        assert world.later(hours=6).tick_main()["state"] == "posted"
        assert len(blog.requests) == 7, "a 304 and the pick"


def test_accounts_that_share_a_blog_share_one_visit_whatever_their_windows(world: World) -> None:
    with PagedFeed(posts_every(2, 100, NOW)) as blog:
        account(world, blog)
        account(world, blog, "wide", '[select]\nmax_age = "none"')
        reports = world.tick()
        assert [reports[name]["coverage"] for name in ("main", "wide")] == ["complete", "complete"]
        assert (reports["main"]["eligible"], reports["wide"]["eligible"]) == (30, 64)
        assert reports["main"]["why_not"] == {"outside the age window": 70}
        assert reports["wide"]["why_not"] == {"not looked at": 36}
        pages = [path for path in blog.asked if path.startswith("/feed/")]
        assert len(pages) == len(set(pages)) == 10


def test_while_a_walk_goes_on_its_slot_stays_open(world: World) -> None:
    with PagedFeed(posts_every(0.1, 400, NOW)) as blog:
        account(world, blog)
        report = world.tick_main()
        assert report["state"] == "not_reached"
        assert report["coverage"] == "partial since 2026-10-24"
        assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_the_log_tells_how_a_walk_gets_on(world: World) -> None:
    with PagedFeed(posts_every(5, 30, NOW)) as blog:
        account(world, blog)
        world.tick()
        said = [line["message"] for line in world.lines if "message" in line]
        assert "Read 10 articles back to 2026-08-20." in said
