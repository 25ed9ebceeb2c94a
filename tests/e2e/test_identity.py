"""An article is what people take for one, whatever its feed does with GUIDs, addresses and itself."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Request
from repost.history.claims import History
from tests.world import Blog, Entry, World, four_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40, title="How bread rises")) as world:
        world.account(settings="[link]\nshortener = 'is.gd'")
        yield world


def changed(world: World, **to: Any) -> None:
    world.blog.entries = [dataclasses.replace(each, **to) for each in world.blog.entries]


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "another-guid"},
        {"path": "the-corrected-slug/"},
        {"guid": "another-guid", "path": "a/?utm_source=feed&ref=rss"},
        {"guid": "another-guid", "path": "a"},
        {"guid": "another-guid", "path": "moved/how-bread-rises/"},
        {"guid": "another-guid", "path": "moved/how-bread-rises/", "age": 40.3},  # the same day
    ],
    ids=" and ".join,
)
def test_an_article_rests_whatever_changes_of_its_names(world: World, change: dict[str, str]) -> None:
    assert world.tick_main()["state"] == "posted"
    changed(world, **change)
    for _ in range(8):
        assert world.later(hours=12).tick_main()["state"] == "empty"
    assert len(world.posts) == 1
    assert History(world.stack.table).shares("main", "x", ["a"])["a"].count == 1


def test_a_feed_with_fresh_guids_at_every_reading_posts_each_article_once(world: World) -> None:
    numbers = itertools.count()
    for _ in range(12):
        changed(world, guid=f"fresh-{next(numbers)}")
        report = world.tick_main()
        world.later(hours=12)
    assert len(world.posts) == 1
    assert report["known"] == 1


def test_a_block_and_a_short_link_stay_with_an_article_that_gets_another_guid(world: World) -> None:
    world.tick_main()
    assert len(world.shortener.requests) == 1
    changed(world, guid="another-guid")
    world.later(hours=6).tick()
    assert world.wish("block", article=f"{world.blog.url}/a/")["guid"] == "a"
    changed(world, guid="a-third-guid", path="the-corrected-slug/")
    world.later(hours=6).tick()
    assert History(world.stack.table).shares("main", "x", ["a"])["a"].blocked


def test_an_article_listed_twice_under_two_guids_is_one(world: World) -> None:
    world.blog.entries = [
        Entry("a", 40, title="How bread rises", guid="1"),
        Entry("a", 40, title="How bread rises", guid="2"),
        Entry("b", 50, title="How bread falls"),
    ]
    assert world.tick_main()["known"] == 2


@pytest.mark.parametrize(
    "entries",
    [
        [Entry(name, 40 + n, title=f"Title {name}", path="notes/") for n, name in enumerate("abc")],
        [Entry(name, 40, title=f"Title {name}", path=f"notes/#{name}") for name in "abc"],
        [Entry(name, 40, title=f"Title {name}", guid="same") for name in "abc"],
        [Entry(name, 40, title=f"Title {name}", guid="same", path="notes/") for name in "abc"],
        [Entry(name, 40, title="The same title", path=f"{name}/") for name in "abc"],
    ],
    ids=["one link for all", "links by fragment", "one GUID for all", "both", "one title and date"],
)
def test_what_several_articles_share_tells_none_of_them_from_another(
    world: World, entries: list[Entry]
) -> None:
    world.blog.entries = entries
    reports = [world.later(hours=12).tick_main() for _ in range(len(entries) + 2)]
    assert reports[0]["known"] == len(entries)
    assert len(world.posts) == len(entries)


def test_an_edited_feed_that_names_the_same_articles_posts_none_of_them_again(world: World) -> None:
    world.tick()
    world.blog.entries = [Entry("a", 40, title="How bread rises", guid="tag:atom,2026:1")]
    world.blog.files["/atom/"] = _feed_of(world.blog)
    world.stack.put_settings("main", four_a_day(f'network = "x"\nfeed = "{world.blog.url}/atom/"'))
    for _ in range(8):
        assert world.later(hours=12).tick_main()["state"] == "empty"
    assert len(world.posts) == 1


def test_a_blog_that_moves_to_another_domain_with_its_feed_posts_nothing_again(world: World) -> None:
    world.tick()
    with Blog(Entry("a", 40, title="How bread rises", guid="new-guid", path="new-place/")) as moved:
        world.stack.put_settings("main", four_a_day(f'network = "x"\nfeed = "{moved.feed}"'))
        for _ in range(8):
            assert world.later(hours=12).tick_main()["state"] == "empty"
        assert len(world.posts) == 1


def test_two_feeds_of_one_blog_name_an_article_alike_whichever_is_read_first(world: World) -> None:
    world.stack.put_settings("second", four_a_day(f'network = "x"\nfeed = "{world.blog.url}/atom/"'))
    world.stack.put_secret("second", world.x.secret("bob"))
    listed, world.blog.entries = world.blog.entries, [Entry("a", 40, title="How bread rises", guid="tag:1")]
    world.blog.files["/atom/"] = _feed_of(world.blog)
    world.blog.entries = listed
    reports = world.tick()
    assert sorted(report["state"] for report in reports.values()) == ["empty", "posted"]  # spaced by a day
    world.stack.put_settings("main", four_a_day(f'network = "x"\nfeed = "{world.blog.url}/atom/"'))
    for _ in range(8):
        world.later(hours=12).tick()
    assert sorted(post.username for post in world.posts) == ["ada", "bob"]


@pytest.mark.parametrize("is_read", [True, False], ids=["read before", "never read"])
def test_what_rests_or_is_blocked_stays_so_in_a_feed_that_another_account_reads(
    world: World, *, is_read: bool
) -> None:
    world.blog.entries.append(Entry("b", 50, title="How bread falls"))
    with Blog(
        Entry("a", 40, title="How bread rises", guid="new-a", path="new/rises/"),
        Entry("b", 50, title="How bread falls", guid="new-b", path="new/falls/"),
        Entry("c", 60, title="How bread burns", guid="a"),
    ) as moved:
        new_feed = moved.feed.replace("127.0.0.1", "localhost")
        mastodon = world.network("mastodon")
        if is_read:
            document = four_a_day(f'network = "mastodon"\nfeed = "{new_feed}"\n')
            world.stack.put_settings("second", document + mastodon.settings)
            world.stack.put_secret("second", mastodon.secret("bob"))
        assert world.tick_main()["state"] == "posted"
        [posted] = world.posts
        other = "b" if "rises" in posted.text else "a"
        world.wish("block", article=other)
        world.stack.put_settings("main", four_a_day(f'network = "x"\nfeed = "{new_feed}"'))
        reports = [world.later(hours=12).tick_main() for _ in range(4)]
        assert [report["title"] for report in reports if report["state"] == "posted"] == ["How bread burns"]


def test_another_blog_whose_guids_are_the_same_is_another_blog(world: World) -> None:
    world.tick()
    with Blog(Entry("a", 41, title="Something else altogether", path="elsewhere/")) as other:
        world.stack.put_settings("main", four_a_day(f'network = "x"\nfeed = "{other.feed}"'))
        report = world.later(hours=12).tick_main()
        assert (report["state"], report["title"]) == ("posted", "Something else altogether")
        assert world.later(hours=12).tick_main()["state"] == "empty"


def test_two_blogs_on_one_stack_with_equal_guids_do_not_space_each_other(world: World) -> None:
    with Blog(Entry("a", 41, title="Something else altogether")) as other:
        other_feed = other.feed.replace("127.0.0.1", "localhost")
        world.stack.put_settings("second", four_a_day(f'network = "x"\nfeed = "{other_feed}"'))
        world.stack.put_secret("second", world.x.secret("bob"))
        reports = world.tick()
        assert {report["state"] for report in reports.values()} == {"posted"}


def _feed_of(blog: Blog) -> bytes:
    return blog.answer(Request("GET", blog.feed, {}, b"")).body
