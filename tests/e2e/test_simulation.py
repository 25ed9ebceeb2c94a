"""A simulation: the very posts that the ticks to come will make."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.memory import MemoryStack
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

DAYS = 60
TICK = timedelta(minutes=15)
CAST = tuple(
    Entry(f"p{number}", 5 + 7.3 * number, category=("Tech", "News", "Life")[number % 3])
    for number in range(40)
)
Pick = tuple[str, str, str, str]

schedules = st.one_of(
    st.builds(
        '[schedule]\nevery = "{}h"\njitter = "{}m"\n{}'.format,
        st.sampled_from([20, 24, 47, 96]),
        st.sampled_from([0, 30, 250]),
        st.sampled_from(["", 'quiet_hours = "21:30-08:10"\n', 'days = ["mon", "thu", "sat"]\n']),
    ),
    st.just(
        '[schedule]\nat = ["09:10", "17:40"]\ntimezone = "Europe/Paris"\njitter = "20m"\nmax_per_day = 1\n'
    ),
)
STEERING = (
    "",
    'exclude_categories = ["news"]\n',
    "share_once = true\n",
    "max_shares = 2\n",
    'never = ["category:News"]\nstop_after = { "title:*Article p1*" = "200d" }\n',
    'pins = { "2026-12-01" = "p3", "2026-12-24" = "p39" }\n',
)
WEIGHTS = 'weight = { "category:Tech" = 4 }\n'  # which only a random order has use for
selections = st.builds(
    '[select]\n{}rest = "{}d"\nmax_age = "{}"\n'.format,
    st.one_of(
        st.sampled_from(['order = "oldest-first"\n', 'order = "longest-rested"\n']).flatmap(
            lambda order: st.sampled_from(STEERING).map(order.__add__)
        ),
        st.sampled_from([*STEERING, WEIGHTS]),
    ),
    st.sampled_from([1, 13, 60]),
    st.sampled_from(["90d", "none"]),
)


def live(world: World, days: int) -> Iterator[Pick]:
    """What really happens in so many days, tick by tick; those that find nothing due are passed over."""
    until = world.now + timedelta(days=days)
    while world.now <= until:
        report = world.tick_main()
        if report["slot"]:
            yield pick(report)
        following = datetime.fromisoformat(report["next"])
        while world.now < following or world.now.minute % 15:
            world.now += max((following - world.now) // TICK, 1) * TICK
    world.now = until


def pick(report: dict[str, Any]) -> Pick:
    return (report["slot"], report["state"], report["guid"], report["text"])


def told(world: World, days: int) -> list[Pick]:
    return [pick(post) for post in world.ask("simulate", days=days)["posts"]]


@pytest.mark.parametrize(
    ("schedule", "selection"),
    [
        (
            '[schedule]\nevery = "47h"\njitter = "3h"\nquiet_hours = "22:00-07:00"',
            '[select]\nrest = "9d"\nweight = { "category:Tech" = 4 }\npins = { "2026-12-01" = "p2" }',
        ),
        (
            '[schedule]\nat = ["08:50"]\ndays = ["mon", "wed"]',
            '[select]\nmax_age = "none"\norder = "longest-rested"',
        ),
    ],
)
def test_sixty_days_go_as_they_were_foretold(stack: LocalStack, schedule: str, selection: str) -> None:
    with World(stack, *CAST) as world:
        world.account(settings=f"{schedule}\n{selection}")
        world.tick()
        foretold = told(world, DAYS)
        assert len(foretold) > 10
        assert foretold == list(live(world, DAYS))


@pytest.mark.slow
def test_any_sixty_days_go_as_they_were_foretold(stack: LocalStack) -> None:
    numbers = iter(range(10_000))

    @given(
        schedule=schedules,
        selection=selections,
        dry_run=st.booleans(),
        budget=st.sampled_from(["", "[budget]\nper_month = 2.5\n"]),
    )
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    def foretold(schedule: str, selection: str, dry_run: bool, budget: str) -> None:  # noqa: FBT001 - hypothesis names them
        with World(MemoryStack(f"{stack.name}-{next(numbers)}"), *CAST) as world:
            world.account(settings=f"dry_run = {str(dry_run).lower()}\n{schedule}\n{selection}\n{budget}")
            world.tick()
            assert told(world, DAYS) == list(live(world, DAYS))

    foretold()


def test_nothing_is_asked_written_or_sent(stack: LocalStack) -> None:
    with World(stack, *CAST) as world:
        world.account()
        world.tick()
        requests = len(world.blog.requests), len(world.x.requests)
        first = told(world, 3)
        assert first == told(world, 3)
        assert (len(world.blog.requests), len(world.x.requests)) == requests


def test_accounts_that_share_a_network_keep_their_distance_as_they_will(stack: LocalStack) -> None:
    with World(stack, Entry("a", 40), Entry("b", 41), Entry("c", 42)) as world:
        spaced = '[schedule]\nevery = "24h"\n[select]\nspacing = "2d"'
        world.account("main", settings=spaced)
        world.account("other", settings=spaced)
        world.tick()
        foretold = [post["guid"] for post in world.ask("simulate", days=4)["posts"]]
        lived = [world.later(days=1).tick_main()["guid"] for _ in range(4)]
        assert foretold == lived


def test_how_often_each_article_goes_out_is_told(stack: LocalStack) -> None:
    with World(stack, Entry("only", 40)) as world:
        world.account(settings='[select]\nmax_age = "none"\nrest = "10d"\n[schedule]\nevery = "24h"')
        world.tick()
        answer = world.ask("simulate", days=30)
        assert answer["articles"] == [{"guid": "only", "title": "Article only", "times": 3}]
        assert answer["reports"][0]["decision"].startswith("3 posts of 1 article in 30 days")
