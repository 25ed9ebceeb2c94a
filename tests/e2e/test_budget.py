"""A month's budget, through whole runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault
from local.networks.x_answers import REFUSALS
from repost.history.budget import price
from repost.networks.protocol import Image, Post
from repost.settings.types import Budget
from tests.world import Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

CAST = tuple(Entry(name, 40 + place) for place, name in enumerate("abcde"))


def test_what_the_month_does_not_bear_is_not_sent_and_told(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account(settings="[budget]\nper_month = 0.5")
        first, second = world.tick_main(), world.later(hours=6).tick_main()
        assert (first["spent"], second["spent"], second["forecast"]) == (0.2, 0.4, 0.5)
        third = world.later(hours=6).tick_main()
        assert (third["state"], len(world.posts)) == ("over_budget", 2)
        assert third["decision"] == (
            "This account's budget of $0.50 a month doesn't allow another post at $0.20: "
            "$0.40 is already spent."
        )
        assert third["next"] == "2026-11-24T03:00:00Z"
        assert (world.metrics()["OverBudget"], world.metrics()["SpentThisMonth"]) == (1, 0.4)
        world.now = world.now.replace(month=12, day=1)
        assert world.tick_main()["state"] == "posted"


def test_a_budget_for_all_is_shared(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.stack.put_settings("defaults", "[budget]\nstack_per_month = 0.3")
        world.account("main")
        world.account("other", secret=world.keys.document)
        states = sorted(report["state"] for report in world.tick().values())
        assert (states, len(world.posts)) == (["over_budget", "posted"], 1)


@pytest.mark.parametrize("settings", ["[link]\ninclude = false", "[budget]\nprice_with_link = 0.015"])
def test_a_cheaper_post_leaves_more_of_the_month(stack: LocalStack, settings: str) -> None:
    with World(stack, *CAST) as world:
        world.account(settings=settings)
        assert world.tick_main()["spent"] == 0.015


def test_what_is_read_to_settle_a_lost_answer_counts(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account()
        world.x.fail_next(Fault("cut", accepted=True))
        assert world.tick_main()["spent"] == 0.2
        assert world.later(minutes=15).tick_main()["state"] == "posted"
        # The user, and the one post that was read.
        assert world.later(hours=6).tick_main()["spent"] == 0.415


def test_a_deletion_and_a_question_count(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account()
        slot = world.tick_main()["slot"]
        assert world.wish("check")["state"] == "done"
        assert world.wish("undo", slot=slot)["state"] == "done"
        assert world.later(hours=6).tick_main()["spent"] == 0.42


def test_a_refused_question_costs_nothing(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account()
        world.x.fail_next(REFUSALS["too many requests"])
        assert world.wish("check")["state"] == "refused"
        assert world.tick_main()["spent"] == 0.2


def test_where_posts_are_free_so_is_what_is_read(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account(settings="[budget]\nprice_with_link = 0.2\nprice_without_link = 0")
        world.wish("check")
        assert world.tick_main()["spent"] == 0.2


def test_the_description_of_a_picture_is_part_of_the_price() -> None:
    post = Post(
        "Hello", link="https://blog.example/", image=Image("https://blog.example/a.png", "A cat", attach=True)
    )
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert price(Budget(), "x", post, now).amount == 205_000
    assert price(Budget(), "mastodon", post, now).amount == 0
