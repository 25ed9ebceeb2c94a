"""Nothing goes out that has left the blog meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.base.server import Response
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

NAMES = ("a", "b", "c", "d")


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(
        stack, Entry("new", 3), *(Entry(name, 40 + 5 * n) for n, name in enumerate(NAMES)), Entry("old", 95)
    ) as world:
        world.account()
        yield world


def pages_asked(world: World) -> list[str]:
    return [request.path.strip("/") for request in world.blog.requests if request.path != "/feed/"]


def test_the_pick_alone_is_asked_for(world: World) -> None:
    report = world.tick_main()
    assert pages_asked(world) == [report["guid"]]
    assert report["coverage"] == "complete"


def test_an_article_that_is_gone_makes_room_for_the_next_best_and_is_never_asked_for_again(
    world: World,
) -> None:
    world.blog.gone = {"a", "b", "c"}
    assert world.tick_main()["guid"] == "d"
    assert world.later(hours=6).tick_main()["state"] == "empty"
    asked = pages_asked(world)
    assert len(asked) == len(set(asked))
    assert world.later(hours=6).tick_main()["known"] == 6 - len(set(asked) & world.blog.gone)


def test_when_all_are_gone_the_slot_closes_and_says_so(world: World) -> None:
    world.blog.gone = set(NAMES)
    report = world.tick_main()
    assert report["state"] == "empty"
    assert "its page answers with status 404" in report["decision"]
    assert not world.posts


def test_a_page_that_does_not_answer_now_makes_room_and_is_asked_for_again(world: World) -> None:
    world.tick()
    world.later(hours=6)
    world.blog.fail_next(Response(304), Response(500))
    report = world.tick_main()
    assert report["state"] == "posted"
    passed_over = pages_asked(world)[1]
    guids = {world.later(hours=6).tick_main()["guid"] for _ in range(2)}
    assert passed_over in guids


def test_while_no_page_answers_the_slot_stays_open(world: World) -> None:
    world.tick()
    world.later(hours=6)
    world.blog.fail_next(Response(304), *[Response(503)] * 3)
    report = world.tick_main()
    assert report["state"] == "no_feed"
    assert "status 503" in report["decision"]
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_a_dry_run_looks_too(world: World) -> None:
    world.account(settings="dry_run = true")
    world.blog.gone = {"a", "b", "c"}
    assert world.tick_main()["guid"] == "d"


def test_an_empty_window_says_when_the_first_article_is_old_enough(world: World) -> None:
    world.blog.entries = [Entry("young", 20), Entry("younger", 10)]
    report = world.tick_main()
    assert report["state"] == "empty"
    assert report["coverage"] == "only what the feed shows"
    assert "2026-12-03" in report["decision"]


def test_what_announces_an_event_that_is_over_makes_room(world: World) -> None:
    event = '{"@type": "Event", "name": "Article %s", "endDate": "2026-11-20"}'
    events = ",".join(event % name for name in "abc")
    world.blog.head = f'<script type="application/ld+json">[{events}]</script>'
    world.tick()
    for _ in range(3):
        world.later(hours=6).tick()
    assert len(world.posts) == 1
    assert "Article d" in world.posts[0].text


def test_a_person_may_want_an_event_that_is_over_all_the_same(world: World) -> None:
    world.blog.head = (
        '<script type="application/ld+json">'
        '{"@type": "Event", "name": "Article a", "endDate": "2026-11-20"}</script>'
    )
    world.blog.entries = [Entry("a", 40), Entry("b", 50)]
    world.account(settings='[select]\nnever = ["/a/"]')
    assert world.tick_main()["guid"] == "b"
    assert world.wish("unblock", article="a")["state"] == "done"
    world.account()
    assert world.later(hours=6).tick_main()["guid"] == "a"


def test_an_account_that_ignores_what_does_not_last_shares_events_too(world: World) -> None:
    world.account(settings='[select]\nevergreen = "ignore"')
    world.blog.entries = [Entry("a", 40)]
    world.blog.head = (
        '<script type="application/ld+json">'
        '{"@type": "Event", "name": "Article a", "endDate": "2026-11-20"}</script>'
    )
    assert world.tick_main()["state"] == "posted"


@pytest.mark.parametrize(
    ("ended", "goes_out"), [("2026-11-22T21:00:00Z", True), ("2026-11-22T08:59:00Z", False)]
)
def test_an_event_is_over_a_day_after_its_end(world: World, ended: str, *, goes_out: bool) -> None:
    world.blog.entries = [Entry("a", 40)]
    world.blog.head = (
        '<script type="application/ld+json">'
        f'{{"@type": "Event", "name": "Article a", "endDate": "{ended}"}}</script>'
    )
    assert (world.tick_main()["state"] == "posted") is goes_out


def test_a_redirect_to_a_short_address_is_not_one_to_the_home_page(world: World) -> None:
    world.tick()
    world.later(hours=6)
    world.blog.files["/"] = b"<!doctype html><title>The article, by its number</title>"
    world.blog.fail_next(Response(304), Response(301, headers={"Location": "/?p=7"}))
    report = world.tick_main()
    assert report["state"] == "posted"
    assert pages_asked(world)[-1] == ""


def test_the_host_that_a_blog_has_moved_to_may_be_the_true_one(world: World) -> None:
    world.tick()
    world.later(hours=6)
    moved = world.blog.url.replace("127.0.0.1", "localhost")
    world.blog.head = f'<link rel="canonical" href="{moved}/somewhere/">'
    world.blog.fail_next(Response(304), Response(301, headers={"Location": f"{moved}/moved/"}))
    report = world.tick_main()
    assert report["state"] == "posted"
    assert pages_asked(world)[-1] == "moved"
