"""A `dry_run` shows what would be posted, day after day; none of it counts once posts are sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.stack import LocalStack
from repost.history.claims import History
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

CAST = tuple(
    Entry(f"p{number}", 35 + 3 * number, title=f"Number {number}, at length") for number in range(12)
)
WORDS = '[message]\nbefore = ["First:", "Second:", "Third:"]\n'
ONLY = '[select]\nmax_age = "none"\nrest = "20d"\n'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *CAST) as world:
        yield world


def days(world: World, count: int, *, hours: int = 3) -> list[dict[str, Any]]:
    """The reports on the slots of so many days."""
    reports = [world.later(hours=hours).tick_main() for _ in range(count * 24 // hours)]
    return [report for report in reports if report["slot"]]


def said(reports: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [
        (
            report["slot"],
            report["state"].replace("dry_run", "posted"),
            report["guid"],
            re.sub(r"https?://\S+", "…", report["text"] or ""),
        )
        for report in reports
    ]


@pytest.mark.parametrize(
    "settings",
    [
        f'[schedule]\nevery = "6h"\nmax_per_day = 2\n[select]\nrest = "2d"\n{WORDS}',
        f'[schedule]\nevery = "9h"\n[select]\norder = "oldest-first"\nshare_once = true\n{WORDS}',
        f'[schedule]\nat = ["08:50", "15:00"]\n[budget]\nper_month = 1.3\n{WORDS}',
        '[schedule]\nevery = "5h"\n[select]\norder = "longest-rested"\nrest = "1d"\nmax_shares = 2\n',
    ],
)
def test_what_it_shows_is_what_would_have_been_said(stack: LocalStack, settings: str) -> None:
    with World(stack, *CAST) as live:
        live.account(settings=settings)
        expected = said(days(live, 6))
    with World(LocalStack(f"{stack.name}-again"), *CAST) as world:
        world.account(settings=f"dry_run = true\n{settings}")
        assert said(days(world, 6)) == expected
        assert not world.posts
    assert len({text for _, state, _, text in expected if state == "posted"}) > 4


def test_the_first_real_post_begins_with_nothing_behind_it(world: World) -> None:
    world.blog.entries = [Entry("only", 40)]
    world.account(settings=f"dry_run = true\n{ONLY}{WORDS}")
    assert world.tick_main()["state"] == "dry_run"
    assert world.later(hours=6).tick_main()["state"] == "empty", "in the dry run it rests"
    world.account(settings=f"{ONLY}{WORDS}")
    report = world.later(minutes=1).wish("post_now", asked=world.now.isoformat())
    assert (report["guid"], report["state"]) == ("only", "posted")
    assert report["text"].startswith("First:")
    share = History(world.stack.table).shares("main", "x", ["only"])["only"]
    assert (share.count, share.last) == (1, world.now)


def test_what_was_really_posted_rests_in_a_dry_run_too(world: World) -> None:
    world.blog.entries = [Entry("only", 40)]
    world.account(settings=ONLY)
    assert world.tick_main()["state"] == "posted"
    world.account(settings=f"dry_run = true\n{ONLY}")
    assert world.later(hours=6).tick_main()["state"] == "empty"


def test_a_page_that_is_down_closes_the_slot_of_a_dry_run_too(world: World) -> None:
    world.blog.entries = [Entry("a", 40), Entry("b", 50)]
    world.account(settings=f"dry_run = true\n{ONLY}")
    [last] = {"a", "b"} - {world.tick_main()["guid"]}
    world.blog.gone = {last}
    report = world.later(hours=6).tick_main()
    assert (report["state"], report["known"]) == ("held_back", 2)
    world.blog.gone.clear()
    assert world.later(minutes=15).tick_main()["state"] == "waiting"


def test_what_a_person_blocks_meanwhile_stays_blocked(world: World) -> None:
    world.account(settings="dry_run = true")
    blocked = world.tick_main()["guid"]
    world.wish("block", article=blocked)
    world.account(settings='[schedule]\nevery = "1h"\n[select]\nmax_age = "none"')
    assert blocked not in [report["guid"] for report in days(world, 1, hours=1)]


def test_accounts_of_one_network_keep_their_distance_in_it(stack: LocalStack) -> None:
    spaced = 'dry_run = true\n[schedule]\nevery = "24h"\n[select]\nspacing = "30d"'
    with World(stack, *CAST[:6]) as world:
        shown = []
        for name in ("ada", "bob"):
            world.account(name, settings=spaced)
        for _ in range(3):
            shown += [report["guid"] for report in world.tick().values()]
            world.later(days=1)
    assert len(set(shown)) == len(shown) == 6


def test_its_report_names_the_next_slot_and_its_history_which_article_in_which_words(world: World) -> None:
    world.account(settings="dry_run = true")
    report = world.tick_main()
    assert report["next"] == "2026-11-23T15:00:00Z"
    [row] = world.ask("export", format="csv")["export"].splitlines()[1:]
    assert f",dry_run,{NOW:%Y-%m-%dT%H:%M:%SZ},x,{report['guid']}," in row
    assert report["text"] in row


def test_begun_anew_it_walks_anew(world: World) -> None:
    oldest = f'dry_run = true\n[select]\norder = "oldest-first"\nrest = "1d"\n{WORDS}'
    world.account(settings=oldest)
    first = world.tick_main()["guid"]
    assert world.later(hours=6).tick_main()["guid"] != first
    world.later(days=2)
    world.wish("reset", asked=world.now.isoformat())
    assert world.later(hours=6).tick_main()["guid"] == first


def test_a_simulation_says_that_nothing_of_it_is_sent(world: World) -> None:
    world.account(settings="dry_run = true")
    world.tick()
    [report] = world.ask("simulate", days=3)["reports"]
    assert report["notes"] == ["dry_run is on: none of this is sent until it is off."]
    world.account(settings="paused = true")
    [report] = world.ask("simulate", days=3)["reports"]
    assert report["notes"] == ["The account is paused in its settings, so nothing is posted."]
