"""How posts are spread over the day: after the night for one account, and over the open hours for a crowd."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.schedule.activity import Activity, Due, Wait
from repost.schedule.intervals import EPOCH
from repost.schedule.jitter import phase
from repost.schedule.slots import due, minimum_gap, overdue
from repost.schedule.upcoming import upcoming
from repost.settings.types import Schedule
from repost.settings.values import Duration, Interval, LocalTime, QuietHours, zone
from tests.effort import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
NIGHT = QuietHours.parse("22:00-07:00")
JITTER = Duration(minutes=45)


def schedule(every: str = "6h", jitter: Duration = JITTER, **more: object) -> Schedule:
    wanted: dict[str, object] = {"quiet_hours": NIGHT} | more
    return Schedule(every=Interval.parse(every), jitter=jitter, **wanted)  # type: ignore[arg-type]


def posts(
    wish: Schedule,
    account: str,
    days: float,
    begin: datetime = BEGIN,
    first: int = 3,
    last_slot: datetime | None = None,
) -> list[datetime]:
    """When an account posts within some days, having begun some days before them."""
    now, found = begin - first * DAY, list[datetime]()
    activity = Activity(now, last_slot)
    while now < begin + days * DAY:
        verdict = due(wish, account, activity, now)
        if isinstance(verdict, Due):
            activity = activity.after_claim(verdict.slot, now)
            found.append(now)
        else:
            now = verdict.until
    return [each for each in found if begin <= each < begin + days * DAY]


# --- One account


def test_what_falls_into_the_night_comes_within_one_jitter_after_it() -> None:
    moments = [each - BEGIN for each in posts(schedule("24h"), "main", 60, first=0)]
    late = [moment % DAY - 7 * HOUR for moment in moments]
    assert all(timedelta() <= each < JITTER for each in late)
    assert len(set(late)) > 50
    assert len(moments) == 60


def test_without_jitter_it_comes_as_the_day_opens() -> None:
    moments = posts(schedule("24h", Duration()), "main", 10, first=0)
    assert {moment.strftime("%H:%M:%S") for moment in moments} == {"07:00:00"}


def test_after_days_off_the_post_comes_within_one_jitter_of_the_opening() -> None:
    mondays = schedule("7d", days=("mon",))
    activity = Activity(BEGIN, BEGIN - 9 * DAY + 12 * HOUR)  # a Saturday: the next is one, too
    verdict = due(mondays, "main", activity, BEGIN - 1 * HOUR)
    assert isinstance(verdict, Wait)
    assert timedelta() < verdict.until - (BEGIN + 7 * HOUR) < JITTER


def test_without_quiet_hours_it_comes_within_one_jitter_of_midnight() -> None:
    mondays = schedule("7d", days=("mon",), quiet_hours=None)
    verdict = due(mondays, "main", Activity(BEGIN, BEGIN - 9 * DAY + 12 * HOUR), BEGIN - 1 * HOUR)
    assert isinstance(verdict, Wait)
    assert timedelta() < verdict.until - BEGIN < JITTER


def test_what_was_missed_before_days_off_comes_at_one_time_whenever_it_is_asked_for() -> None:
    mondays = schedule("6h", days=("mon",), quiet_hours=QuietHours.parse("02:00-07:00"))
    activity = Activity(BEGIN - 4 * DAY, BEGIN - 10 * HOUR)
    verdicts = [due(mondays, "main", activity, BEGIN + DAY + n * 5 * HOUR) for n in range(30)]
    [until] = {each.until for each in verdicts if isinstance(each, Wait)}
    assert timedelta() < until - (BEGIN + 7 * DAY) < JITTER


def test_what_the_gap_holds_back_until_the_night_comes_with_jitter_too() -> None:
    late = Activity(BEGIN - DAY, BEGIN + 12 * HOUR, (BEGIN + 20.5 * HOUR,))
    verdict = due(schedule(), "main", late, BEGIN + 21 * HOUR)
    assert isinstance(verdict, Wait)
    assert timedelta() < verdict.until - (BEGIN + 31 * HOUR) < JITTER
    assert isinstance(due(schedule(), "main", late, verdict.until - MINUTE), Wait)
    assert not overdue(schedule(), "main", late, verdict.until + 29 * MINUTE), "a tick may still come"
    assert overdue(schedule(), "main", late, verdict.until + 31 * MINUTE)


def test_several_slots_of_one_night_make_one_post_with_jitter_too() -> None:
    moments = posts(schedule("2h", Duration(minutes=20)), "main", 20)
    assert set(Counter(each.date() for each in moments).values()) <= {8, 9}
    first = {each.date(): each.time() for each in reversed(moments)}
    assert len(set(first.values())) > 10


def test_two_runs_agree_on_the_slot_whenever_they_ask_after_the_night() -> None:
    wish, activity = schedule(), Activity(BEGIN - 9 * DAY, BEGIN - 4 * HOUR, (BEGIN - 4 * HOUR,))
    verdict = due(wish, "main", activity, BEGIN)
    assert isinstance(verdict, Wait)
    asked = [due(wish, "main", activity, verdict.until + n * MINUTE) for n in range(15)]
    assert len(set(map(str, asked))) == 1


# --- A crowd


def test_members_have_grids_of_their_own_from_the_first_sight_on() -> None:
    crowd = schedule(jitter=Duration(), quiet_hours=None, spread=True)
    first = [posts(crowd, f"member-{n}", 1, first=0)[0] - BEGIN for n in range(200)]
    assert all(each < 6 * HOUR for each in first)
    hours = Counter(each // HOUR for each in first)
    assert len(hours) == 6
    assert max(hours.values()) < 60


def test_a_member_that_comes_just_when_it_has_a_slot_posts_at_once() -> None:
    crowd = schedule(jitter=Duration(), quiet_hours=None, spread=True)
    slot = EPOCH + phase("ada", crowd.every)
    assert due(crowd, "ada", Activity(slot), slot) == Due(slot, slot)


def test_what_days_off_displace_is_spread_over_the_day_that_follows() -> None:
    mondays = schedule("7d", days=("mon",), spread=True)
    hours = {posts(mondays, f"member-{number}", 8, first=6)[0].hour for number in range(60)}
    assert hours <= set(range(7, 22))
    assert len(hours) > 10


def test_members_keep_their_grids_through_an_outage_and_an_edit() -> None:
    crowd = schedule(jitter=Duration(), quiet_hours=None, spread=True)
    before = posts(crowd, "ada", 1)[0]
    old = Activity(BEGIN - 60 * DAY, BEGIN - 30 * DAY)
    late = due(crowd, "ada", old, BEGIN + 10 * HOUR)
    assert isinstance(late, Due)
    assert (late.slot - before) % (6 * HOUR) == timedelta()
    edited = replace(crowd, every=Interval.parse("12h"))
    assert posts(edited, "ada", 2) == posts(edited, "ada", 2, first=7)


def test_all_open_hours_get_the_same_share_of_a_crowd() -> None:
    office = QuietHours.parse("18:00-09:00")  # closed for longer than it is open
    for every, members, night in (
        ("6h", 150, NIGHT),
        ("24h", 400, NIGHT),
        ("24h", 400, office),
        ("12h", 150, office),
    ):
        crowd = schedule(every, quiet_hours=night, spread=True)
        hours = Counter(each.hour for n in range(members) for each in posts(crowd, f"member-{n}", 1, first=1))
        assert set(hours) == set(range(night.end.hour, night.start.hour))
        mean = sum(hours.values()) / len(hours)
        assert all(0.4 < count / mean < 1.7 for count in hours.values())


quiet = st.sampled_from([None, NIGHT, QuietHours.parse("20:00-09:00"), QuietHours.parse("12:00-14:00")])
zones = st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Tokyo", "America/St_Johns", "UTC"])
groups = st.builds(
    lambda every, jitter, hours, where: schedule(
        every, Duration(minutes=jitter), quiet_hours=hours, timezone=zone(where), spread=True
    ),
    st.sampled_from(["3h", "6h", "8h", "24h"]),
    st.sampled_from([0, 10, 45]),
    quiet,
    zones,
)


@given(
    st.lists(groups, min_size=1, max_size=5),
    st.sampled_from([BEGIN, datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]),
)
@examples(8)
def test_no_quarter_of_an_hour_gets_more_than_three_times_its_share(
    crowd: Sequence[Schedule], begin: datetime
) -> None:
    quarters = Counter(
        (each - begin) // (15 * MINUTE)
        for n in range(200)
        for each in posts(crowd[n % len(crowd)], f"member-{n}", 1, begin, first=1)
    )
    mean = sum(quarters.values()) / 96
    by_chance = 5 * (3 * mean) ** 0.5
    assert max(quarters.values()) <= 3 * mean + by_chance


@given(groups, st.integers(0, 10_000), st.sampled_from([BEGIN, datetime(2026, 10, 20, tzinfo=UTC)]))
@examples(15)
def test_spreading_changes_how_often_an_account_posts_by_one_a_day_at_most_and_never_its_gap(
    wish: Schedule, number: int, begin: datetime
) -> None:
    name = f"member-{number}"
    spread = posts(wish, name, 7, begin)
    grid = EPOCH + phase(name, wish.every)
    slot = grid + (begin - 3 * DAY - grid) // wish.every * wish.every
    plain = posts(replace(wish, spread=False), name, 7, begin, last_slot=slot)
    # At the edge of the night jitter decides whether a slot comes before it or joins the next morning's.
    assert abs(len(spread) - len(plain)) <= 7
    assert all(later - earlier >= minimum_gap(wish) for earlier, later in pairwise(spread))
    hours = wish.quiet_hours
    assert not any(hours and hours.holds(each.astimezone(wish.timezone).time()) for each in spread)


@pytest.mark.parametrize("number", range(15))
def test_no_jitter_moves_a_post_of_a_member_into_its_gap_or_the_night(number: int) -> None:
    wish, member = schedule("6h", Duration(minutes=179), spread=True), f"member-{number}"
    activity, now = Activity(BEGIN), BEGIN
    for _ in range(30):
        verdict = due(wish, member, activity, now)
        if isinstance(verdict, Due):
            assert verdict.instant == now, "neither the gap nor the night holds it back"
            activity = activity.after_claim(verdict.slot, now)
        else:
            now = verdict.until


def test_no_member_is_moved_into_the_last_twenty_minutes_before_the_night() -> None:
    late = 21 * HOUR + 40 * MINUTE
    for number in range(80):
        for each in upcoming(schedule(spread=True), f"member-{number}", Activity(BEGIN), BEGIN, 8):
            time, nominal = ((instant - BEGIN) % DAY for instant in (each.instant, each.slot))
            assert time <= late or time < nominal, "a later one was there, and moved away"


def test_if_a_day_is_open_for_twenty_minutes_a_slot_within_them_stays_where_it_is() -> None:
    short = schedule("24h", Duration(), quiet_hours=QuietHours.parse("07:20-07:00"), spread=True)
    at = {f"member-{n}": phase(f"member-{n}", DAY) for n in range(400)}
    inside = {name: time for name, time in at.items() if 7 * HOUR < time < 7 * HOUR + 20 * MINUTE}
    assert inside
    for name, time in inside.items():
        assert [each - BEGIN for each in posts(short, name, 1)] == [time]


def test_members_whose_day_is_short_have_their_jitter_too() -> None:
    office = QuietHours.parse("18:00-09:00")
    exact, moved = (
        [each.instant for each in upcoming(wish, "ada", Activity(BEGIN), BEGIN, 8)]
        for wish in (
            schedule("20h", jitter, quiet_hours=office, spread=True) for jitter in (Duration(), JITTER)
        )
    )
    assert sum(one != other for one, other in zip(exact, moved, strict=True)) > 4


@pytest.mark.parametrize(
    ("every", "night", "most"),
    [
        ("6h", NIGHT, 37.8),  # slots are 256 minutes apart by day, and 180 is the gap
        ("12h", NIGHT, 43.2),  # 446, and 360
        ("20h", QuietHours.parse("18:00-09:00"), 160),  # 920 from one day to the next, and 600
    ],
)
def test_members_have_as_much_jitter_as_their_gap_allows(every: str, night: QuietHours, most: float) -> None:
    exact, moved = (
        [due(wish, f"member-{number}", Activity(BEGIN, BEGIN), BEGIN) for number in range(80)]
        for wish in (
            schedule(every, jitter, quiet_hours=night, spread=True)
            for jitter in (Duration(), Duration(days=1))
        )
    )
    instants = [
        (one.until, other.until)
        for one, other in zip(exact, moved, strict=True)
        if isinstance(one, Wait) and isinstance(other, Wait)
    ]
    moves = [(other - one) / MINUTE for one, other in instants]
    assert -most < min(moves) < -0.8 * most
    assert 0.8 * most < max(moves) < most
    assert not any(one.microsecond or other.microsecond for one, other in instants)


def test_what_is_coming_up_is_what_comes() -> None:
    crowd = schedule(spread=True)
    told = [each.instant for each in upcoming(crowd, "ada", Activity(BEGIN), BEGIN, 12)]
    assert told == posts(crowd, "ada", 30, first=0)[:12]


@pytest.mark.parametrize("spread", [False, True])
def test_times_of_day_are_not_spread(*, spread: bool) -> None:
    wish = Schedule(at=(LocalTime(9), LocalTime(17, 30)), jitter=Duration(), quiet_hours=NIGHT, spread=spread)
    assert [(each.hour, each.minute) for each in posts(wish, "ada", 2)] == [(9, 0), (17, 30)] * 2
