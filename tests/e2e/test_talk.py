"""A daily cap that goes by the account's own talk, through whole runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world import Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

CAST = tuple(Entry(name, 35 + 2 * place) for place, name in enumerate("abcdefghij"))


def test_an_account_that_says_little_shares_one_old_article_a_day(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account(settings='[schedule]\nevery = "4h"\nmax_per_day = "auto"')
        reports = [world.later(hours=4).tick_main() for _ in range(30)]  # five days
        posted = [report for report in reports if report["state"] == "posted"]
        assert len(posted) == len(world.posts) <= 6
        assert (posted[0]["talk"], posted[-1]["talk"]) == (None, 0.0)  # what X counts is all Repost's own


def test_the_network_is_asked_rarely_and_its_silence_costs_no_post(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account(settings='[schedule]\nevery = "12h"\nmax_per_day = "auto"')
        for _ in range(12):  # six days
            world.tick()
            world.later(hours=12)
        asked = [each for each in world.x.requests if each.path.startswith("/2/users/me")]
        assert len(asked) in {2, 3}
        assert len(world.posts) >= 6
