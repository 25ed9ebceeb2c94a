"""When an account with times of day speaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from repost.schedule.activity import Activity, Due, Wait
from repost.schedule.slots import due, overdue
from repost.settings.types import Schedule
from repost.settings.values import Duration, LocalTime, QuietHours, zone

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    """Such as "11-23 09:00", in 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def at(*labels: str, **more: Any) -> Schedule:
    if "quiet" in more:
        more["quiet_hours"] = QuietHours.parse(more.pop("quiet"))
    if "zone" in more:
        more["timezone"] = zone(more.pop("zone"))
    return Schedule(at=tuple(map(LocalTime.parse, labels)), **{"jitter": Duration()} | more)


def since(last_slot: str, *claims: str) -> Activity:
    return Activity(LONG_AGO, utc(last_slot), tuple(map(utc, claims)))


def ask(schedule: Schedule, activity: Activity, now: str) -> Due | Wait:
    return due(schedule, "main", activity, utc(now))


def at_once(slot: str) -> Due:
    return Due(utc(slot), utc(slot))


def instant(schedule: Schedule, before: str, account: str = "main") -> datetime:
    """When the next slot falls due."""
    verdict = due(schedule, account, Activity(LONG_AGO), utc(before))
    assert isinstance(verdict, Wait)
    return verdict.until


TWICE = at("09:00", "17:30")


def test_the_next_time_of_day_is_the_next_slot() -> None:
    assert ask(TWICE, since("11-23 09:00"), "11-23 17:29") == Wait(utc("11-23 17:30"), "not yet")
    assert ask(TWICE, since("11-23 09:00"), "11-23 17:30") == at_once("11-23 17:30")
    assert ask(TWICE, since("11-23 17:30"), "11-23 17:45") == Wait(utc("11-24 09:00"), "not yet")


def test_times_may_be_given_in_any_order() -> None:
    assert ask(at("17:30", "09:00"), since("11-22 17:30"), "11-23 08:00") == Wait(
        utc("11-23 09:00"), "not yet"
    )


def test_a_slot_waits_for_an_hour_and_then_is_gone() -> None:
    assert ask(TWICE, since("11-22 17:30"), "11-23 10:00") == at_once("11-23 09:00")
    assert ask(TWICE, since("11-22 17:30"), "11-23 10:01") == Wait(utc("11-23 17:30"), "not yet")


def test_of_two_times_that_passed_the_later_one_makes_up_for_both() -> None:
    schedule = at("09:00", "09:30")
    assert ask(schedule, since("11-22 09:30"), "11-23 09:45") == at_once("11-23 09:30")
    assert ask(schedule, since("11-23 09:30", "11-23 09:45"), "11-23 09:50") == Wait(
        utc("11-24 09:00"), "not yet"
    )


def test_a_time_before_first_sight_is_not_due() -> None:
    seen = Activity(utc("11-23 09:10"))
    assert ask(TWICE, seen, "11-23 09:10") == Wait(utc("11-23 17:30"), "not yet")
    in_a_minute = Activity(utc("11-23 09:01"))
    assert ask(TWICE, in_a_minute, "11-23 09:00") == Wait(utc("11-23 17:30"), "not yet")
    ahead = Activity(utc("12-24 09:10"))
    assert ask(TWICE, ahead, "11-23 09:10") == at_once("11-23 09:00")


def test_a_time_on_a_day_off_is_no_slot() -> None:
    schedule = at("09:00", days=("mon", "fri"))
    assert ask(schedule, since("11-23 09:00"), "11-23 12:00") == Wait(utc("11-27 09:00"), "not yet")


def test_a_slot_just_before_midnight_may_be_claimed_after_it() -> None:
    schedule = at("23:50", days=("mon",))
    assert ask(schedule, since("11-16 23:50"), "11-24 00:02") == at_once("11-23 23:50")


def test_times_closer_than_the_minimum_gap_wait_for_it() -> None:
    schedule = at("09:00", "09:10")
    assert ask(schedule, since("11-23 09:00", "11-23 09:01"), "11-23 09:15") == Wait(
        utc("11-23 09:31"), "minimum gap"
    )
    assert ask(schedule, since("11-23 09:00", "11-23 09:01"), "11-23 09:31") == at_once("11-23 09:10")
    to_the_last = ask(schedule, since("11-22 09:10", "11-23 09:40"), "11-23 09:45")
    assert to_the_last == Wait(utc("11-23 10:10"), "minimum gap")


def test_a_time_of_a_full_day_is_passed_over() -> None:
    schedule, spoken = at("09:00", "17:30", max_per_day=1), since("11-23 09:00", "11-23 09:00")
    assert ask(schedule, spoken, "11-23 12:00") == Wait(utc("11-24 09:00"), "daily cap")
    assert ask(schedule, spoken, "11-23 17:30") == Wait(utc("11-24 09:00"), "daily cap")
    assert ask(schedule, spoken, "11-24 09:00") == at_once("11-24 09:00")


def test_a_late_slot_of_a_full_day_may_go_after_midnight() -> None:
    schedule, spoken = at("23:30", max_per_day=1), since("11-22 23:30", "11-23 00:10")
    assert ask(schedule, spoken, "11-23 23:30") == Wait(utc("11-24 00:00"), "daily cap")
    assert ask(schedule, spoken, "11-24 00:00") == at_once("11-23 23:30")


def test_without_a_day_there_is_nothing_to_wait_for_but_other_settings() -> None:
    assert ask(at("09:00", days=()), since("11-23 09:00"), "11-23 12:00") == Wait(
        utc("12-15 12:00"), "not yet"
    )


@pytest.mark.parametrize("account", ["ada", "bob", "eve"])
def test_jitter_keeps_the_gap_between_the_last_time_of_a_day_and_the_first_of_the_next(account: str) -> None:
    schedule = at("00:20", "23:50", jitter=Duration(minutes=45))
    verdict = due(schedule, account, since("11-22 23:50"), utc("11-23 00:00"))
    assert verdict == Wait(utc("11-23 00:20"), "not yet")
    verdict = due(schedule, account, since("11-23 00:20"), utc("11-23 12:00"))
    assert verdict == Wait(utc("11-23 23:50"), "not yet")


# --- Clock changes


def test_a_time_in_a_spring_gap_falls_on_the_first_valid_instant() -> None:
    paris = at("02:30", zone="Europe/Paris")
    assert instant(paris, "03-28 12:00") == utc("03-29 01:00")
    assert instant(paris, "03-29 12:00") == utc("03-30 00:30")


def test_two_times_that_a_gap_joins_are_one_slot() -> None:
    paris = at("02:00", "02:30", "03:00", zone="Europe/Paris")
    assert ask(paris, since("03-28 02:00"), "03-29 01:00") == at_once("03-29 01:00")
    assert ask(paris, since("03-29 01:00"), "03-29 01:15") == Wait(utc("03-30 00:00"), "not yet")


def test_a_time_in_an_autumn_fold_falls_on_the_first_of_the_two() -> None:
    paris = at("02:30", zone="Europe/Paris")
    assert ask(paris, since("10-24 00:30"), "10-25 00:30") == at_once("10-25 00:30")
    assert ask(paris, since("10-25 00:30"), "10-25 01:30") == Wait(utc("10-26 01:30"), "not yet")


def test_a_half_hour_change_is_followed() -> None:
    lord_howe = at("02:15", "09:00", zone="Australia/Lord_Howe")
    assert instant(lord_howe, "10-03 12:00") == utc("10-03 15:30")  # 02:00 became 02:30
    assert instant(lord_howe, "10-03 20:00") == utc("10-03 22:00")
    assert instant(lord_howe, "10-02 20:00") == utc("10-02 22:30")


def test_a_gap_at_midnight_keeps_the_last_slot_of_the_day() -> None:
    scoresbysund = at("23:30", zone="America/Scoresbysund")
    assert instant(scoresbysund, "03-28 12:00") == utc("03-29 01:00")


def test_a_date_that_a_zone_left_out_has_no_slots() -> None:
    samoa = at("09:00", zone="Pacific/Apia")
    last = Activity(LONG_AGO, datetime(2011, 12, 29, 19, tzinfo=UTC))
    verdict = due(samoa, "main", last, datetime(2011, 12, 29, 20, tzinfo=UTC))
    assert verdict == Wait(datetime(2011, 12, 30, 19, tzinfo=UTC), "not yet")


def test_a_weekly_slot_skips_the_week_whose_day_a_zone_left_out() -> None:
    samoa = at("09:00", zone="Pacific/Apia", days=("fri",))
    last = Activity(LONG_AGO, datetime(2011, 12, 23, 19, tzinfo=UTC))
    verdict = due(samoa, "main", last, datetime(2011, 12, 24, 20, tzinfo=UTC))
    assert verdict == Wait(datetime(2012, 1, 5, 19, tzinfo=UTC), "not yet")


# --- Jitter and quiet hours


def walk(schedule: Schedule, account: str, begin: str, days: int = 1) -> list[Due]:
    """Every slot of some days, each closed at its instant."""
    now, activity, slots = utc(begin), Activity(utc(begin)), []
    while True:
        verdict = due(schedule, account, activity, now)
        if isinstance(verdict, Due):
            slots.append(verdict)
            activity = activity.after_slot(verdict.slot)
        elif verdict.until < utc(begin) + days * DAY:
            now = verdict.until
        else:
            return slots


ACCOUNTS = [f"account-{n}" for n in range(40)]


@pytest.mark.parametrize("jitter", [Duration(minutes=20), Duration(hours=3), Duration(hours=600)])
def test_jitter_keeps_neighbours_apart_and_in_their_order(jitter: Duration) -> None:
    schedule = at("00:10", "09:00", "10:00", "10:20", "15:00", jitter=jitter)
    moves, at_nine = list[timedelta](), list[timedelta]()
    for account in ACCOUNTS:
        slots = walk(schedule, account, "11-23 00:00", days=3)
        assert [each.slot for each in slots] == [
            utc(f"11-{day} {label}")
            for day in (23, 24, 25)
            for label in ("00:10", "09:00", "10:00", "10:20", "15:00")
        ]
        for one, other in pairwise(slots):
            close = timedelta() if one.slot.hour == 10 else 30 * MINUTE
            assert other.instant - one.instant >= close
        moves += [each.instant - each.slot for each in slots]
        at_nine += [abs(each.instant - each.slot) for each in slots if each.slot.hour == 9]
    assert all(abs(move) < jitter for move in moves)
    assert min(moves) < timedelta() < max(moves)
    assert 13 * MINUTE < max(at_nine) < 15 * MINUTE, "half of what an hour leaves beside the gap"


def test_jitter_stays_on_the_day_of_its_slot() -> None:
    schedule = at("01:00", days=("mon",), jitter=Duration(hours=8))
    instants = [walk(schedule, account, "11-22 12:00")[0].instant for account in ACCOUNTS]
    assert {each.date() for each in instants} == {utc("11-23 00:00").date()}
    assert len(set(instants)) > 30


def test_jitter_moves_nothing_into_quiet_hours() -> None:
    schedule = at("07:00", "21:30", jitter=Duration(hours=2), quiet="22:00-07:00")
    for account in ACCOUNTS:
        morning, evening = walk(schedule, account, "11-23 00:00")
        assert utc("11-23 07:00") <= morning.instant < utc("11-23 09:00")
        assert utc("11-23 19:30") < evening.instant <= utc("11-23 21:40")


def test_a_time_just_before_quiet_hours_comes_early_enough_for_a_tick() -> None:
    schedule = at("21:55", quiet="22:00-07:00")
    assert ask(schedule, since("11-22 21:55"), "11-23 21:00") == Wait(utc("11-23 21:40"), "not yet")
    assert ask(schedule, since("11-22 21:55"), "11-23 21:45") == Due(utc("11-23 21:55"), utc("11-23 21:40"))
    assert ask(schedule, since("11-22 21:55"), "11-23 22:00") == Wait(utc("11-24 21:40"), "quiet hours")


def test_a_time_between_two_quiet_hours_with_no_room_for_a_tick_stays() -> None:
    schedule = at("21:55", quiet="22:00-21:50")
    assert instant(schedule, "11-23 12:00") == utc("11-23 21:55")


def test_a_time_that_a_gap_moves_into_quiet_hours_waits_for_their_end() -> None:
    paris = at("02:30", zone="Europe/Paris", quiet="03:00-07:00")
    assert instant(paris, "03-28 12:00") == utc("03-29 05:00")


# --- Edits and wrong clocks


def test_from_an_interval_to_times_of_day() -> None:
    ahead = since("11-23 09:20", "11-23 08:50")
    assert ask(TWICE, ahead, "11-23 09:00") == Wait(utc("11-23 17:30"), "not yet")


def test_a_slot_claimed_far_in_the_future_does_not_silence_the_account() -> None:
    activity = Activity(LONG_AGO, utc("12-30 09:00"), (utc("11-22 17:30"), utc("12-30 09:00")))
    assert ask(TWICE, activity, "11-23 09:00") == at_once("11-23 09:00")
    just_spoken = Activity(LONG_AGO, utc("12-30 09:00"), (utc("11-23 09:00"), utc("12-30 09:00")))
    assert ask(TWICE, just_spoken, "11-23 09:40") == Wait(utc("11-23 17:30"), "not yet")
    assert ask(TWICE, Activity(LONG_AGO, utc("12-30 09:00")), "11-23 09:40") == at_once("11-23 09:00")


# --- Overdue


def test_an_account_is_overdue_when_it_missed_a_time_after_a_day_of_silence() -> None:
    daily, spoken = at("09:00"), since("11-22 09:00", "11-22 09:00")
    assert not overdue(daily, "main", spoken, utc("11-23 10:00"))
    assert overdue(daily, "main", spoken, utc("11-23 10:01"))
    assert not overdue(daily, "main", since("11-23 09:00"), utc("11-23 12:00"))


def test_one_of_several_times_may_be_missed_once() -> None:
    spoken = since("11-22 17:30")
    assert not overdue(TWICE, "main", spoken, utc("11-23 16:00"))
    assert overdue(TWICE, "main", spoken, utc("11-23 18:31"))


def test_a_new_time_earlier_today_is_no_silence() -> None:
    assert not overdue(at("09:00", "10:00"), "main", since("11-23 09:00"), utc("11-23 12:00"))


def test_days_off_and_full_days_are_no_silence() -> None:
    workdays = at("09:00", days=("mon", "tue", "wed", "thu", "fri"))
    friday = since("11-20 09:00")
    assert not overdue(workdays, "main", friday, utc("11-23 09:30"))
    assert overdue(workdays, "main", friday, utc("11-23 10:01"))
    weekly = at("09:00", days=("mon",))
    assert overdue(weekly, "main", since("11-16 09:00"), utc("11-30 08:00")), "since Monday a week ago"
    full = at("09:00", "17:30", max_per_day=1)
    assert not overdue(full, "main", since("11-22 00:00", "11-23 00:10"), utc("11-23 20:00"))


def test_a_new_account_is_not_overdue_before_its_first_time_is_gone() -> None:
    seen = Activity(utc("11-23 12:00"))
    assert not overdue(at("09:00"), "main", seen, utc("11-24 10:00"))
    assert overdue(at("09:00"), "main", seen, utc("11-24 10:01"))
    assert overdue(at("12:00"), "main", seen, utc("11-23 13:01"))


def test_a_new_account_did_not_miss_a_time_that_jitter_moved_to_before_it_came() -> None:
    moved, seen = at("12:00", jitter=Duration(hours=6)), Activity(utc("11-23 11:00"))
    names = [f"account-{number}" for number in range(20)]
    begins = Activity(utc("11-23 00:00"))
    moments = [due(moved, name, begins, begins.first_seen) for name in names]
    assert any(isinstance(each, Wait) and each.until < utc("11-23 10:00") for each in moments)
    assert not any(overdue(moved, name, seen, seen.first_seen) for name in names)


def test_a_slot_closed_more_than_half_a_day_ahead_was_closed_by_a_clock_that_was_wrong() -> None:
    morning, furthest = at("09:00"), utc("11-24 21:01")
    believed, wrong = Activity(LONG_AGO, furthest), Activity(LONG_AGO, furthest + timedelta(seconds=1))
    assert isinstance(ask(morning, believed, "11-24 09:00"), Wait)
    assert ask(morning, wrong, "11-24 09:00") == at_once("11-24 09:00")


def test_a_day_that_a_clock_change_makes_two_hours_shorter_is_missed_like_any_other() -> None:
    morning = at("09:00", zone="Antarctica/Troll")  # from +00:00 to +02:00 on 29 March
    activity = since("03-28 09:00")
    assert not overdue(morning, "main", activity, utc("03-29 08:00"))
    assert overdue(morning, "main", activity, utc("03-29 08:01"))
