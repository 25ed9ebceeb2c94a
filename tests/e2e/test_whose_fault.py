"""A refusal that doesn't say whom it is about: the next article of the slot shows it."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, Final

import pytest

from local.base.server import Fault, Response, json_response
from local.networks.x_answers import REFUSALS as X_REFUSALS
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.settings.networks import NetworkName

# X in words that are in no list of ours.
REFUSED: Final = json_response(
    403,
    {
        "title": "Forbidden",
        "status": 403,
        "detail": "You are not permitted to perform this action.",
        "type": "about:blank",
    },
)
OTHERWISE: Final = json_response(400, {"title": "Invalid Request", "detail": "One of your words is no word."})
WALL: Final = b"<!DOCTYPE html><html><title>Just a moment...</title></html>"
SPEAKING: Final[tuple[NetworkName, ...]] = (
    *("x", "mastodon", "bluesky", "linkedin", "threads", "facebook", "telegram", "discord", "slack"),
)
ARTICLES: Final = 12
OFTEN: Final = '[schedule]\nevery = "30m"\n'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *(Entry(f"p{number}", 40 + number) for number in range(ARTICLES))) as world:
        yield world


def test_an_account_that_is_refused_for_two_days_costs_no_article_its_turn(world: World) -> None:
    world.account()
    world.x.fail_next(*[REFUSED] * 1000)
    states = [world.later(hours=1).tick_main()["state"] for _ in range(48)]
    assert set(states) == {"exhausted", "waiting"}
    assert len(world.x.requests) == 2 * 3  # at once, in the next slot, and a day after that
    world.x.faults.clear()
    report = world.later(days=1).tick_main()
    assert (report["state"], report["eligible"], report["why_not"]) == ("posted", ARTICLES, {})


def test_the_account_says_what_it_waits_for_and_until_when(world: World) -> None:
    world.account(settings=OFTEN)
    world.x.fail_next(REFUSED, REFUSED)
    report = world.tick_main()
    assert report["decision"] == (
        "X refuses this post (“You are not permitted to perform this action.”). Nothing shows that the "
        "article is to blame, so look into the account at x. Nothing is posted before 2026-11-23T10:00:00Z, "
        "when Repost tries again."
    )
    assert report["next"] > report["slot"], "this slot is used"
    assert world.later(minutes=30).tick_main()["decision"] == report["decision"]
    assert world.later(minutes=30).tick_main()["state"] == "posted"


@pytest.mark.parametrize(
    "refusals", [[REFUSED, REFUSED], [X_REFUSALS["credits depleted"]]], ids=["refused", "no credits"]
)
def test_newly_stored_keys_end_the_wait_of_an_account_at_once(world: World, refusals: list[Response]) -> None:
    world.account(settings=OFTEN)
    world.x.fail_next(*refusals)
    assert world.tick_main()["state"] == "exhausted"
    assert world.later(minutes=30).tick_main()["state"] == "exhausted"
    world.stack.put_secret("main", world.x.secret("bob"))
    assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_after_a_post_the_next_wait_is_an_hour_again(world: World) -> None:
    world.account(settings=OFTEN)
    for _ in range(2):
        world.x.fail_next(REFUSED, REFUSED)
        assert world.later(days=1).tick_main()["state"] == "exhausted"
        assert world.later(hours=1).tick_main()["state"] == "posted"


def test_an_article_that_alone_is_refused_rests_once_another_is_out(world: World) -> None:
    world.account()
    world.x.fail_next(REFUSED)
    assert world.tick_main()["state"] == "posted"
    report = world.later(hours=6).tick_main()
    assert (report["state"], report["eligible"]) == ("posted", ARTICLES - 2)


def test_two_articles_refused_in_different_ways_rest_if_a_third_goes_out(world: World) -> None:
    world.account()
    world.x.fail_next(REFUSED, OTHERWISE)
    assert world.tick_main()["state"] == "posted"
    assert world.later(hours=6).tick_main()["eligible"] == ARTICLES - 3


def test_three_articles_refused_in_three_ways_don_t_rest(world: World) -> None:
    world.account()
    other = json_response(400, {"title": "Invalid Request", "detail": "Nor is this."})
    world.x.fail_next(REFUSED, OTHERWISE, other)
    assert world.tick_main()["state"] == "exhausted"
    assert world.later(hours=6).tick_main()["eligible"] == ARTICLES


def test_the_text_of_a_freed_article_is_no_repetition(world: World) -> None:
    only = f'{OFTEN}[select]\ntitle = "Article p1"\nmax_age = "none"'
    world.account(settings=only)
    world.x.fail_next(REFUSED)
    assert world.tick_main()["state"] == "exhausted"
    assert world.later(hours=1).tick_main()["state"] == "posted"


@pytest.mark.parametrize(
    ("network", "status"),
    [
        # Each network and each status once, and all of them with the slow tests.
        pytest.param(network, status, marks=[] if network == "x" or status == 403 else [pytest.mark.slow])
        for network in SPEAKING
        for status in (400, 401, 403, 404, 413, 422)
    ],
)
def test_a_page_in_place_of_an_answer_is_never_about_the_article(
    world: World, network: NetworkName, status: int
) -> None:
    world.account(network=network)
    server = world.network(network)
    wall = Response(status, WALL, {"Content-Type": "text/html; charset=utf-8"})
    before = {"mastodon": 1, "bluesky": 1}.get(network, 0)
    server.fail_next(*[Fault(accepted=True)] * before, *islice(cycle([wall]), 3))
    assert world.tick_main()["state"] in {"not_sent", "stopped"}
    server.faults.clear()
    assert not server.posts
    world.account(network=network)  # whoever was stopped goes on
    report = world.later(hours=6).tick_main()
    assert (report["state"], report["eligible"]) == ("posted", ARTICLES)
