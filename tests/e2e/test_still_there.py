"""Nothing goes out that has left the blog meanwhile."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from local.base.server import Request, Response
from tests.servers import SAMPLES
from tests.world import Entry, World, four_a_day

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
    return [request.path.strip("/") for request in world.blog.requests if not request.path.endswith("/feed/")]


def test_the_pick_alone_is_asked_for(world: World) -> None:
    report = world.tick_main()
    assert pages_asked(world) == [report["guid"]]
    assert report["coverage"] == "complete"


def test_an_article_that_is_gone_makes_room_for_the_next_best_and_is_never_asked_for_again(
    world: World,
) -> None:
    world.blog.gone = {"a", "b", "c"}
    assert world.tick_main()["guid"] == "d"
    asked = pages_asked(world)
    assert len(asked) == len(set(asked))
    later = world.later(hours=6).tick_main()
    assert set(pages_asked(world)[len(asked) :]).isdisjoint(asked)
    assert later["known"] == 6


def test_when_all_are_gone_it_is_the_site_and_nothing_is_forgotten(world: World) -> None:
    world.blog.gone = set(NAMES)
    report = world.tick_main()
    assert report["state"] == "no_feed"
    assert "its page answers with status 404. That is the site" in report["decision"]
    assert "blog.check_page" in report["decision"]
    asked = len(pages_asked(world))
    assert world.later(minutes=15).tick_main()["why_not"]["held back since its page failed"] == 4
    assert len(pages_asked(world)) == asked
    assert not world.posts
    world.blog.gone.clear()
    assert world.later(hours=6).tick_main()["state"] == "posted"


def test_the_last_article_of_a_cycle_is_held_back_while_its_page_is_down_and_posted_afterwards(
    world: World,
) -> None:
    [last] = set(NAMES) - {world.later(hours=6).tick_main()["guid"] for _ in NAMES[:3]}
    world.blog.gone = {last}
    report = world.later(hours=6).tick_main()
    assert report["state"] == "held_back"
    again = (world.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert report["decision"] == (
        f"“Article {last}” can't be posted: its page answers with status 404. It is held back, and its page "
        f"is checked again after {again}."
    )
    world.blog.gone.clear()
    assert world.later(hours=6).tick_main()["why_not"]["held back since its page failed"] == 1
    later = [world.later(hours=6).tick_main() for _ in range(4)]
    assert [report["guid"] for report in later if report["state"] == "posted"] == [last]


def test_a_bot_wall_in_place_of_every_page_holds_back_for_one_slot_alone(world: World) -> None:
    wall = (SAMPLES / "cases/07-challenge.html").read_bytes()
    world.blog.files = {f"/{name}/": wall for name in NAMES}
    assert world.tick_main()["state"] == "no_feed"
    world.blog.files.clear()
    world.later(hours=6)
    assert {world.later(hours=6).tick_main()["guid"] for _ in NAMES} == set(NAMES)


def days_with_a_missing(world: World, days: int) -> list[int]:
    """The days on which the page of "a" was asked for, with pages beside it that answer."""
    world.account(settings='[select]\nrest = "1h"\nmax_age = "none"\n[schedule]\nevery = "12h"\n')
    world.blog.gone = {"a"}
    found: list[int] = []
    for day in range(days):
        before = len(pages_asked(world))
        for _ in range(2):
            assert world.later(hours=12).tick_main()["guid"] != "a"
        found += [day] * pages_asked(world)[before:].count("a")
    return found


def test_an_article_is_forgotten_after_three_sightings_days_apart(world: World) -> None:
    days = days_with_a_missing(world, 14)
    assert len(days) == len(set(days)) >= 3
    assert all(later - earlier >= 3 for earlier, later in pairwise(days[1:]))
    assert world.later(hours=12).tick_main()["known"] == 5


def test_a_person_brings_back_what_was_forgotten_or_is_held_back(world: World) -> None:
    days_with_a_missing(world, 14)
    world.blog.gone.clear()
    done = world.wish("unblock", article="a")
    assert "was held back or forgotten (its page answers with status 404)" in done["decision"]
    assert world.later(hours=12).tick_main()["known"] == 6
    assert "was held back" not in world.wish("unblock", article="a")["decision"]


def test_a_person_posts_what_was_forgotten(world: World) -> None:
    days_with_a_missing(world, 14)
    world.blog.gone.clear()
    world.later(hours=7)
    report = world.wish("post_now", article="a", asked=world.now.isoformat())
    assert report["state"] == "posted", report["decision"]


def test_the_feeds_word_is_taken_where_the_settings_say_so(world: World) -> None:
    world.account(settings="[blog]\ncheck_page = false")
    world.blog.gone = set(NAMES)
    assert world.tick_main()["state"] == "posted"
    assert pages_asked(world) == []


def test_repost_gives_the_name_that_the_settings_say(world: World) -> None:
    world.account(settings='[blog]\nuser_agent = "Friend of the house/1.0"')
    assert world.tick_main()["state"] == "posted"
    assert {request.headers["user-agent"] for request in world.blog.requests} == {"Friend of the house/1.0"}


def test_pages_that_ask_for_peace_get_it_longer_each_time(world: World) -> None:
    world.tick()
    world.later(hours=6)
    asked: list[int] = []
    for minutes in range(0, 24 * 60, 15):
        before = len(pages_asked(world))
        world.blog.fail_next(Response(304), Response(429))
        world.tick()
        asked += [minutes] * (len(pages_asked(world)) - before)
        world.blog.faults.clear()
        world.later(minutes=15)
    assert len(asked) <= 10


def test_a_feed_that_forbids_itself_is_asked_less_and_less(world: World) -> None:
    world.account(settings='[schedule]\nevery = "1h"')
    world.tick()
    before = len(world.blog.requests)
    for _ in range(24 * 4):
        world.blog.fail_next(Response(403))
        world.later(minutes=15).tick()
        world.blog.faults.clear()
    feeds = [request for request in world.blog.requests[before:] if request.path == "/feed/"]
    assert 5 <= len(feeds) <= 8


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
    world.blog.fail_next(Response(304), Response(503))
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


@pytest.mark.parametrize("path", ["/feed/", "/tech/feed/"])
def test_pages_that_were_refused_rest_for_every_account_and_feed_of_the_blog(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = world.blog.answer
    world.blog.files[path] = original(Request("GET", "/feed/", {}, b"")).body
    document = f'network = "x"\nfeed = "{world.blog.url}{path}"\n'
    world.stack.put_settings("other", four_a_day(document + '[select]\nspacing = "0m"'))
    world.stack.put_secret("other", world.x.secret(world.keys.username))
    assert {report["state"] for report in world.tick().values()} == {"posted"}

    def busy(request: Request) -> Response:
        is_feed = request.path.endswith("/feed/")
        return original(request) if is_feed else Response(429, b"", {"Retry-After": "7200"})

    monkeypatch.setattr(world.blog, "answer", busy)
    before = len(pages_asked(world))
    refused = world.later(hours=6).tick()
    assert {report["state"] for report in refused.values()} == {"no_feed"}
    world.later(hours=1).tick()
    assert len(pages_asked(world)) == before + 1
    monkeypatch.undo()
    assert {report["state"] for report in world.later(hours=1).tick().values()} == {"posted"}
