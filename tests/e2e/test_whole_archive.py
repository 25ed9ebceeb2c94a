"""The handler over blogs whose feed shows ten articles of many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.server import Response
from local.blogs.every_make import BlogStandIn, PagedFeed, Wordpress, posts_every
from tests.world import NOW, World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack) as world:
        yield world


def account(world: World, blog: BlogStandIn, name: str = "main", settings: str = "") -> None:
    document = f'network = "x"\nfeed = "{blog.feed}"\n{settings}'
    world.stack.put_settings(name, four_a_day(document))
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
        assert reports["main"]["why_not"] == {"outside the age window": 20}
        assert reports["wide"]["why_not"]["not checked"] >= 35, "what the other said may be among the rest"
        assert sum(reports["wide"]["why_not"].values()) == 36
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
        said = "Read 10 articles back to 2026-08-20."
        [line] = [line for line in world.lines if line.get("message") == said]
        assert line["walk"] == {"articles": 10, "known": 20, "back_to": "2026-08-20", "part": 1.0}


def test_a_large_blog_is_taken_in_by_ticks_in_which_nothing_is_due_and_they_end_with_it(world: World) -> None:
    with PagedFeed(posts_every(1, 350, NOW)) as blog:
        account(world, blog, settings='[select]\nmax_age = "none"')
        first = world.tick_main()
        assert (first["state"], first["coverage"]) == ("posted", "partial since 2026-01-28")
        seen = [world.later(minutes=15).tick_main() for _ in range(2)]
        assert [report["state"] for report in seen] == ["waiting"] * 2
        assert [report["known"] for report in seen] == [350, None]
        assert seen[0]["coverage"] == "complete"
        assert len(world.posts) == 1
        assert len(blog.requests) <= 2 * 31, "thirty in each run, and the page of the pick"


def test_what_is_due_comes_before_a_blog_that_is_only_read(world: World) -> None:
    with PagedFeed(posts_every(1, 320, NOW)) as large:
        account(world, large, "a", '[schedule]\nevery = "24h"\n[select]\nmax_age = "none"')
        assert world.tick()["a"]["state"] == "posted"
        with Wordpress(posts_every(2, 100, NOW)) as blog:
            account(world, blog, "b")
            reports = world.later(hours=6).tick()
    assert list(reports) == ["b", "a"]
    assert [report["state"] for report in reports.values()] == ["posted", "waiting"]


def test_without_time_an_account_that_only_reads_is_not_late(world: World) -> None:
    with PagedFeed(posts_every(1, 320, NOW)) as blog:
        account(world, blog, settings='[select]\nmax_age = "none"')
        world.tick()
        before = len(blog.requests)
        report = world.later(minutes=15).tick(remaining_seconds=30)["main"]
        assert (report["state"], report["known"]) == ("waiting", None)
        assert len(blog.requests) == before


def test_a_blog_that_fails_while_nothing_is_due_is_read_on_later(world: World) -> None:
    with PagedFeed(posts_every(1, 320, NOW)) as blog:
        account(world, blog, settings='[select]\nmax_age = "none"')
        world.tick()
        blog.fail_next(Response(500))
        report = world.later(minutes=15).tick_main()
        assert report["state"] == "waiting"
        assert "status 500" in report["notes"][0]
        assert world.later(minutes=15).tick_main()["coverage"] == "complete"


def test_where_nothing_may_go_out_it_is_said_when_the_next_article_is_old_enough(world: World) -> None:
    with BlogStandIn(posts_every(1, 8, NOW)) as blog:
        account(world, blog)
        report = world.tick_main()
    assert report["state"] == "empty"
    assert report["decision"] == (
        "No article can be posted now (8 outside the age window). "
        "The feed shows no older articles; the next one is old enough on 2026-12-16."
    )


@pytest.mark.slow
@pytest.mark.parametrize("order", ["random", "oldest-first", "longest-rested"])
def test_every_article_of_a_large_blog_goes_out_before_one_goes_again(world: World, order: str) -> None:
    with Wordpress(posts_every(1, 100, NOW - timedelta(days=31))) as blog:
        select = f'[select]\norder = "{order}"\nmax_age = "none"\nrest = "1d"'
        account(world, blog, settings=f'[schedule]\nevery = "2h"\n{select}')
        said = [world.tick_main()["title"]]
        while len(said) < 200:
            report = world.later(hours=2).tick_main()
            assert report["state"] == "posted", report
            said.append(report["title"])
    assert len(set(said[:100])) == len(set(said[100:])) == 100
