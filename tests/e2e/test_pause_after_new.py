"""What the blog has just published has the stage to itself for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

NEW = Entry("new", 2 / 24, title="Fresh bread")  # two hours before NOW
OLD = (Entry("a", 40), Entry("b", 50), Entry("c", 60))


def test_a_slot_of_an_interval_waits_until_the_pause_is_over(stack: LocalStack) -> None:
    with World(stack, NEW, *OLD) as world:
        world.account(settings='[schedule]\nevery = "6h"\npause_after_new = "12h"')
        report = world.tick_main()
        assert (report["state"], report["next"]) == ("waiting", "2026-11-23T19:00:00Z")
        assert report["decision"] == (
            "The blog has just published “Fresh bread”: no old article is posted before 2026-11-23T19:00:00Z."
        )
        for hours in (3, 6, 9.75):
            world.now = NOW
            assert world.later(hours=hours).tick_main()["state"] == "waiting"
            assert world.metrics()["Overdue"] == 0
        assert not world.posts
        assert world.later(minutes=15).tick_main()["state"] == "posted"


def test_a_time_of_day_passes(stack: LocalStack) -> None:
    with World(stack, NEW, *OLD) as world:
        world.account(settings='[schedule]\nat = ["09:00", "18:00", "20:00"]\npause_after_new = "12h"')
        assert world.tick_main()["state"] == "skipped"
        assert world.later(hours=9).tick_main()["state"] == "skipped"
        assert world.later(hours=2).tick_main()["state"] == "posted"


def test_what_is_published_while_an_account_waits_begins_a_pause(stack: LocalStack) -> None:
    with World(stack, *OLD) as world:
        world.account(settings='[schedule]\nevery = "6h"\npause_after_new = "3h"')
        assert world.tick_main()["state"] == "posted"
        world.blog.entries.append(Entry("late", -5 / 24))  # five hours after NOW
        assert world.later(hours=6).tick_main()["state"] == "waiting"
        assert world.later(hours=2).tick_main()["state"] == "posted"
