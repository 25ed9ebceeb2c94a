"""How often an account speaks for itself, and how many old articles that bears."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import e

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.schedule.activity import Activity, Due, Wait
from repost.schedule.slots import due
from repost.schedule.talk import SILENT, Sample, Talk
from repost.settings.types import Schedule
from repost.settings.values import Interval

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def listened(own: float, ours: float = 0.0, *, days: int = 60, every: int = 3, talk: Talk = SILENT) -> Talk:
    """The talk of an account after a time in which it and Repost posted so often a day."""
    for day in range(0, days + 1, every):
        at = START + day * DAY
        talk = talk.heard(Sample(at, round(100 + day * (own + ours)), round(day * ours)))
    return talk


@pytest.mark.parametrize(
    ("own", "cap"), [(0, 1), (0.3, 1), (1, 1), (4.5, 1), (6, 2), (9.5, 2), (12, 3), (200, 3)]
)
def test_the_cap_follows_what_the_account_says_of_its_own(own: float, cap: int) -> None:
    assert listened(own).cap == cap


@pytest.mark.parametrize(("own", "cap"), [(5.0, 1), (5.1, 2), (10.0, 2), (10.1, 3)])
def test_up_to_five_posts_of_its_own_a_day_bear_one_and_up_to_ten_bear_two(own: float, cap: int) -> None:
    assert Talk(own).cap == cap


@pytest.mark.parametrize("ours", [1, 3])
def test_what_repost_says_does_not_count(ours: int) -> None:
    assert listened(6, ours).per_day == pytest.approx(6, abs=0.2)
    assert listened(0, ours).per_day == pytest.approx(0, abs=0.2)


def test_as_long_as_nothing_is_known_it_is_one_a_day() -> None:
    assert SILENT.cap == 1
    assert SILENT.heard(Sample(START, 5000, 0)).cap == 1


def test_one_busy_day_changes_little_and_a_busy_month_does() -> None:
    calm = listened(1)
    assert calm.sample is not None
    busy = calm.heard(Sample(calm.sample.at + 3 * DAY, calm.sample.posts + 60, 0))
    assert calm.cap == 1
    assert busy.per_day is not None
    assert busy.per_day < 6
    assert listened(20, talk=Talk(1.0), days=30).cap == 3


def test_a_network_is_asked_every_few_days_and_a_wrong_clocks_word_is_not_believed() -> None:
    talk = SILENT.heard(Sample(START, 10, 0))
    assert SILENT.wants_sample(START)
    assert not talk.wants_sample(START)
    assert not talk.wants_sample(START + 3 * DAY - timedelta(seconds=1))
    assert talk.wants_sample(START + 3 * DAY)
    assert talk.wants_sample(START - DAY)


def test_a_day_is_enough_to_count_and_less_is_not() -> None:
    talk = SILENT.heard(Sample(START, 10, 0))
    assert talk.heard(Sample(START + DAY, 17, 0)).per_day == 7
    for soon in (timedelta(), DAY - timedelta(seconds=1)):
        assert talk.heard(Sample(START + soon, 17, 0)) == talk


def test_what_was_heard_two_weeks_ago_weighs_e_times_less() -> None:
    talk = Talk(10.0, Sample(START, 100, 0)).heard(Sample(START + 14 * DAY, 100, 0))
    assert talk.per_day == pytest.approx(10 / e)
    assert talk.sample == Sample(START + 14 * DAY, 100, 0)


def test_three_silent_days_count_as_silent() -> None:
    talk = listened(8)
    assert talk.sample is not None
    assert talk.per_day is not None
    silent = talk.heard(Sample(talk.sample.at + 3 * DAY, talk.sample.posts, talk.sample.ours))
    assert silent.per_day is not None
    assert silent.per_day < talk.per_day


def test_deleted_posts_begin_the_count_anew() -> None:
    talk = listened(8)
    assert talk.sample is not None
    purged = talk.heard(Sample(talk.sample.at + 3 * DAY, 0, 0))
    assert (purged.per_day, purged.sample) == (talk.per_day, Sample(talk.sample.at + 3 * DAY, 0, 0))


@given(
    st.lists(
        st.tuples(st.integers(-100_000, 1_000_000), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12
    )
)
def test_whatever_is_counted_the_cap_is_one_two_or_three(samples: list[tuple[int, int, int]]) -> None:
    talk, at = SILENT, START
    for seconds, posts, ours in samples:
        at += timedelta(seconds=seconds)
        talk = talk.heard(Sample(at, posts, ours))
        assert talk.per_day is None or talk.per_day >= 0
        assert talk.cap in {1, 2, 3}


@pytest.mark.parametrize(("talk", "most"), [(SILENT, 1), (Talk(0.2), 1), (Talk(7.0), 2), (Talk(30.0), 3)])
def test_no_local_day_has_more_posts_than_the_talk_bears(talk: Talk, most: int) -> None:
    schedule = Schedule(every=Interval(hours=1), max_per_day="auto")
    activity, posts = Activity(START, talk=talk), list[datetime]()
    for quarter in range(4 * 24 * 4):
        now = START + quarter * timedelta(minutes=15)
        verdict = due(schedule, "main", activity, now)
        if isinstance(verdict, Due):
            posts.append(now)
            activity = activity.after_claim(verdict.slot, now)
        else:
            assert isinstance(verdict, Wait)
    assert [sum(at.day == day for at in posts) for day in range(1, 5)] == [most] * 4
