"""A month's budget, through whole runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
