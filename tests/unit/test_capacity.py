"""What an archive bears, and when a faster pace runs dry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.articles import Article
from repost.schedule.activity import Activity
from repost.schedule.slots import posts_per_day as asked_by
from repost.selection.candidates import InMemory
from repost.selection.capacity import Pool, capacity, in_words
from repost.selection.choice import choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Share
from repost.settings.types import Schedule, Select
from repost.settings.values import Age, Duration, Interval, LocalTime, QuietHours

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def advice(ready: int, resting: int = 0, *, asked: float = 4.0, **select: Any) -> str:
    return capacity(Pool(ready, resting), Select(**select), asked, NOW).sentence


def test_nine_articles_with_sixty_days_of_rest_bear_about_one_a_week() -> None:
    assert advice(9, asked=1 / 7) == "9 articles, 60 days' rest: enough for about one post a week."


def test_a_faster_schedule_is_told_when_it_runs_dry() -> None:
    assert advice(8) == (
        "8 articles, 60 days' rest: enough for about one post a week. "
        "The schedule asks for about 4 posts a day, and articles run out around 2026-11-25."
    )


def test_what_rests_comes_back_meanwhile() -> None:
    alone = capacity(Pool(30, 0), Select(), 2.0, NOW)
    returning = capacity(Pool(30, 60), Select(), 2.0, NOW)
    assert alone.dry == NOW + 15 * DAY
    assert returning.dry == NOW + 30 * DAY


def test_an_empty_pool_and_a_single_article_are_told_as_such() -> None:
    assert advice(0) == "No article is left to post."
    assert advice(1, asked=0.01) == "1 article, 60 days' rest: enough for about one post in 60 days."


def test_a_rest_is_named_in_whole_days() -> None:
    for rest, words in (
        (Duration(hours=23), ""),
        (Duration(days=1), ", a day's rest"),
        (Duration(days=2), ", 2 days' rest"),
    ):
        assert advice(1, asked=0.01, rest=rest).startswith(f"1 article{words}: enough for about")


def test_what_is_posted_as_fast_as_it_comes_back_never_runs_dry() -> None:
    even = capacity(Pool(0, 30), Select(rest=Duration(days=30), max_shares=1), 1.0, NOW)
    assert (even.lasting, even.dry) == (0.5, None)


def test_shared_once_lasts_as_new_articles_come_of_age() -> None:
    assert capacity(Pool(30, 0), Select(share_once=True), 1.0, NOW).lasting == pytest.approx(0.5)
    ever = capacity(Pool(30, 0), Select(share_once=True, max_age=Age.unlimited()), 1.0, NOW)
    assert (ever.lasting, ever.dry) == (0.0, NOW + 30 * DAY)


def test_without_rest_any_pace_lasts() -> None:
    assert capacity(Pool(1, 0), Select(rest=Duration()), 100.0, NOW).dry is None


def test_of_a_part_of_the_archive_no_end_is_foretold() -> None:
    told = capacity(Pool(64, 0, is_whole=False), Select(), 24.0, NOW).sentence
    assert told == "At least 64 articles, 60 days' rest: enough for about one post a day."


def test_a_schedule_that_asks_for_just_what_lasts_never_runs_dry() -> None:
    even = capacity(Pool(60, 0), Select(), 1.0, NOW)
    assert (even.lasting, even.dry) == (1.0, None)


def test_no_end_is_foretold_further_than_ten_years_ahead() -> None:
    assert capacity(Pool(10**6, 0), Select(), 10**5, NOW).dry == NOW + 10 * DAY
    unending = Select(share_once=True, max_age=Age.unlimited())
    assert capacity(Pool(10**6, 0), unending, 1.0, NOW).dry == NOW + 3650 * DAY


def test_of_a_part_of_the_archive_the_whole_is_estimated() -> None:
    assert Pool(10, 6, is_whole=False).among(1000, 64) == 250
    assert Pool(10, 6, is_whole=True).among(1000, 64) == 16
    assert Pool(0, 0, is_whole=False).among(1000, 0) == 0


def test_a_choice_from_a_part_of_the_archive_shows_a_part_of_the_pool() -> None:
    blog = [Article(f"g{n}", "Title", "https://e.example/", NOW - 40 * DAY) for n in range(100)]
    for articles, is_whole in ((blog, False), (blog[:10], True)):
        choice = choose(InMemory(articles), Select(), Cycle(), seed=1, now=NOW)
        assert Pool.of(choice).is_whole is is_whole


def test_a_choice_shows_what_is_ready_and_what_rests() -> None:
    blog = [Article(f"g{n}", "Title", "https://e.example/", NOW - 40 * DAY) for n in range(6)]
    past = {f"g{n}": Share("", NOW - 10 * DAY, 1, pending=False) for n in range(2)}
    past["g5"] = Share("", None, 0, pending=False, blocked="no")
    choice = choose(InMemory(blog, past), Select(), Cycle(), seed=1, now=NOW)
    assert Pool.of(choice) == Pool(ready=3, resting=2)


def test_what_has_rested_but_waits_for_the_others_of_its_cycle_is_ready() -> None:
    blog = [Article(f"g{n}", "Title", "https://e.example/", NOW - 80 * DAY) for n in range(3)]
    past = {"g0": Share("", NOW - 65 * DAY, 1, pending=False)}
    choice = choose(InMemory(blog, past), Select(), Cycle(NOW - 70 * DAY), seed=1, now=NOW)
    assert len(choice.ranked) == 2
    assert Pool.of(choice) == Pool(ready=3, resting=0)


@pytest.mark.parametrize(
    ("schedule", "per_day"),
    [
        (Schedule(every=Interval(hours=6)), 4),
        (Schedule(every=Interval(hours=6), max_per_day=2), 2),
        (Schedule(every=Interval(hours=6), max_per_day="auto"), 1),
        (Schedule(every=Interval(hours=6), days=("mon",)), 4 / 7),
        (Schedule(every=Interval(hours=4), quiet_hours=QuietHours(LocalTime(20), LocalTime(8))), 4),
        (Schedule(at=(LocalTime(9), LocalTime(17), LocalTime(9))), 2),
    ],
)
def test_a_schedule_asks_for_so_many_posts_a_day(schedule: Schedule, per_day: float) -> None:
    assert asked_by(schedule, Activity(NOW)) == pytest.approx(per_day)


@pytest.mark.parametrize(
    ("per_day", "words"),
    [
        (4.1, "about 4 posts a day"),
        (1, "about one post a day"),
        (0.5, "about 4 posts a week"),
        (1 / 20, "about 2 posts a month"),
        (0.9, "about one post a day"),
        (0.89, "about 6 posts a week"),
        (0.35, "about 2 posts a week"),
        (0.082, "about 2 posts a month"),
        (0.031, "about one post a month"),
        (0.029, "about one post in 34 days"),
        (0, "no posts"),
        (float("inf"), "any pace"),
    ],
)
def test_a_pace_is_said_as_people_say_it(per_day: float, words: str) -> None:
    assert in_words(per_day) == words


@given(st.integers(1, 40), st.integers(1, 90), st.integers(1, 12))
def test_a_pool_bears_its_lasting_pace_and_not_a_faster_one(size: int, rest: int, faster: int) -> None:
    """Against slots that are filled one by one, for a year and a half, with articles that never leave."""
    select = Select(rest=Duration(days=rest), max_age=Age.unlimited())
    lasting = capacity(Pool(size, 0), select, 1.0, NOW).lasting

    def runs_dry(per_day: float) -> bool:
        free = [0.0] * size
        slots = min(int(per_day * 500), 4000)
        for number in range(slots):
            day = number / per_day
            if free[0] > day + 1e-6:
                return True
            free = sorted([*free[1:], day + rest])
        return False

    assert not runs_dry(lasting)
    fast = lasting * (1 + faster / 4)
    assert capacity(Pool(size, 0), select, fast, NOW).dry is not None
    assert runs_dry(fast)
