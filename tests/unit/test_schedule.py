"""When an account on an interval speaks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from repost.schedule.activity import Activity, Due, Wait
from repost.schedule.jitter import after, offset
from repost.schedule.open_hours import OpenHours
from repost.schedule.slots import closed_to_news, due, held_back, minimum_gap, next_free, overdue, why_closed
from repost.schedule.upcoming import may_speak_on, upcoming
from repost.settings.types import Schedule
from repost.settings.values import Duration, Interval, LocalTime, QuietHours, zone

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    """Such as "11-23 09:00", in 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def every(text: str, **more: Any) -> Schedule:
    if "quiet" in more:
        more["quiet_hours"] = QuietHours.parse(more.pop("quiet"))
    if "zone" in more:
        more["timezone"] = zone(more.pop("zone"))
    return Schedule(every=Interval.parse(text), **{"jitter": Duration()} | more)


def since(last_slot: str | datetime, *claims: str) -> Activity:
    nominal = utc(last_slot) if isinstance(last_slot, str) else last_slot
    return Activity(LONG_AGO, nominal, tuple(map(utc, claims)))


def ask(schedule: Schedule, activity: Activity, now: str | datetime) -> Due | Wait:
    return due(schedule, "main", activity, utc(now) if isinstance(now, str) else now)


def at_once(slot: str) -> Due:
    return Due(utc(slot), utc(slot))


# --- The grid


def test_the_next_slot_is_one_interval_after_the_last() -> None:
    activity = since("11-23 09:00", "11-23 09:04")
    assert ask(every("6h"), activity, "11-23 14:59") == Wait(utc("11-23 15:00"), "not yet")
    assert ask(every("6h"), activity, "11-23 15:00") == at_once("11-23 15:00")


def test_a_late_tick_does_not_move_the_grid() -> None:
    late = ask(every("6h"), since("11-23 09:00"), "11-23 15:14")
    assert late == at_once("11-23 15:00")


def test_within_one_interval_of_an_outage_the_slot_is_still_there() -> None:
    assert ask(every("6h"), since("11-23 09:00"), "11-23 21:00") == Due(
        utc("11-23 21:00"), utc("11-23 15:00")
    )
    after_a_night = ask(every("6h", **NIGHT), since("11-23 20:00"), "11-24 13:00")
    assert after_a_night == Due(utc("11-24 08:00"), utc("11-24 07:00"))


def test_after_a_longer_outage_the_grid_starts_anew_at_the_minute() -> None:
    now = utc("11-29 07:21") + 40 * SECOND
    verdict = ask(every("6h"), since("11-23 09:00"), now)
    assert verdict == Due(utc("11-29 07:21"), utc("11-23 15:00"))
    after = since("11-23 09:00").after_claim(utc("11-29 07:21"), now)
    assert ask(every("6h"), after, now + MINUTE) == Wait(utc("11-29 13:21"), "not yet")


def test_two_runs_with_slightly_different_clocks_see_the_same_slot() -> None:
    activity = since("11-23 09:00")
    first, second = (ask(every("6h"), activity, utc("11-23 15:01") + n * SECOND) for n in (1, 4))
    assert first == second
    after_an_outage = [ask(every("6h"), activity, utc("11-29 07:21") + n * SECOND) for n in (1, 4)]
    assert after_an_outage[0] == after_an_outage[1]


def test_the_interval_is_counted_in_real_time_across_a_clock_change() -> None:
    paris = every("24h", zone="Europe/Paris")
    assert ask(paris, since("10-24 22:30"), "10-25 22:30") == at_once("10-25 22:30")


# --- Jitter


def jittered(slot: datetime, account: str = "main", **more: Any) -> datetime:
    verdict = due(
        every("6h", jitter=Duration(minutes=45), **more), account, since(slot - 6 * HOUR), slot - HOUR
    )
    assert isinstance(verdict, Wait)
    return verdict.until


def test_jitter_is_the_same_for_everyone_and_spread_around_the_slot() -> None:
    slots = [utc("01-05 12:00") + n * 6 * HOUR for n in range(400)]
    moves = [(jittered(slot) - slot) / MINUTE for slot in slots]
    assert moves == [(jittered(slot) - slot) / MINUTE for slot in slots]
    assert all(-45 < move < 45 for move in moves)
    assert min(moves) < -40
    assert max(moves) > 40
    assert abs(sum(moves) / len(moves)) < 4


def test_jitter_reaches_every_second_within_its_limits_and_neither_limit() -> None:
    slots = [utc("01-05 12:00") + n * HOUR for n in range(200)]
    assert {offset("main", slot, 3 * SECOND) / SECOND for slot in slots} == {-2, -1, 0, 1, 2}
    assert {offset("main", slot, 2 * SECOND) / SECOND for slot in slots} == {-1, 0, 1}
    assert {offset("main", slot, SECOND) for slot in slots} == {timedelta()}
    assert {offset("main", slot, timedelta()) for slot in slots} == {timedelta()}


def test_accounts_do_not_speak_all_at_once() -> None:
    slot = utc("11-23 12:00")
    assert len({jittered(slot, f"account-{n}") for n in range(20)}) > 15


def test_jitter_is_whole_seconds_where_its_limit_is_not() -> None:
    slots = [datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in range(24)]
    assert all(offset("main", slot, 90.5 * SECOND) % SECOND == timedelta() for slot in slots)


def test_after_closed_hours_a_slot_comes_at_any_second_before_the_limit_and_never_at_it() -> None:
    mornings = [utc("01-05 07:00") + n * timedelta(days=1) for n in range(60)]
    for limit, seconds in ((3.5, {0, 1, 2}), (2, {0, 1}), (1, {0}), (0, {0})):
        assert {after("main", morning, limit * SECOND) / SECOND for morning in mornings} == seconds


def test_an_update_moves_no_slot() -> None:
    slots = [datetime(2026, 11, day, 9, tzinfo=UTC) for day in (23, 24, 25)]
    moved = [offset("main", slot, HOUR) / SECOND for slot in slots]
    assert moved == [2184, 2999, -492]


def test_claims_are_remembered_for_two_days_before_and_after_the_clock() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    kept, forgotten = (now - 48 * HOUR, now + 48 * HOUR), (now - 48 * HOUR - SECOND, now + 48 * HOUR + SECOND)
    activity = Activity(now, claims=(forgotten[0], *kept, forgotten[1]))
    assert activity.after_claim(now, now).claims == (kept[0], now, kept[1])


def test_a_claim_that_is_sent_later_counts_once_and_from_then() -> None:
    early, unsent, now = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (6, 7, 9))
    activity = Activity(early, unsent, (early, unsent))
    assert activity.after_moving_claim(unsent, now) == Activity(early, unsent, (early, now))


def test_a_claim_up_to_a_minute_ahead_of_the_clock_is_believed() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    ahead = now + 60 * SECOND
    assert Activity(now, claims=(now, ahead)).last_claim(now) == ahead
    assert Activity(now, claims=(now, ahead + SECOND)).last_claim(now) == now


def test_more_jitter_than_fits_is_as_much_as_fits() -> None:
    eager, instants = every("1h", jitter=Duration(hours=30)), []
    for n in range(50):
        now = utc("11-23 12:00") + n * HOUR
        verdict = ask(eager, since(now), now)
        assert isinstance(verdict, Wait)
        assert abs(verdict.until - now - HOUR) < 30 * MINUTE
        instants.append(verdict.until)
    assert instants == sorted(set(instants))
    moves = [(instant - utc("11-23 13:00")) % HOUR / MINUTE for instant in instants]
    assert any(25 < move < 35 for move in moves), "nearly half an interval, early or late"


# --- First sight


def test_an_account_without_jitter_speaks_at_first_sight() -> None:
    seen = utc("11-23 09:07") + 13 * SECOND
    assert ask(every("6h"), Activity(seen), seen) == at_once("11-23 09:07")


@pytest.mark.parametrize("account", [f"account-{n}" for n in range(20)])
def test_an_account_with_jitter_speaks_within_one_jitter_of_first_sight(account: str) -> None:
    seen = utc("11-23 09:07")
    schedule = every("6h", jitter=Duration(hours=2))
    verdict = due(schedule, account, Activity(seen), seen)
    until = verdict.until if isinstance(verdict, Wait) else seen
    assert seen <= until < seen + 2 * HOUR
    assert due(schedule, account, Activity(seen), until) == Due(seen, until)


def test_an_account_first_seen_by_a_clock_that_was_ahead_speaks_at_once() -> None:
    schedule = every("6h", jitter=Duration(hours=2))
    assert ask(schedule, Activity(utc("12-24 09:00")), "11-23 09:07") == at_once("11-23 09:07")


def test_an_account_first_seen_by_a_clock_that_is_a_minute_ahead_has_just_begun() -> None:
    assert ask(every("6h"), Activity(utc("11-23 09:01")), "11-23 09:00") == Wait(
        utc("11-23 09:01"), "not yet"
    )


# --- Quiet hours


NIGHT = {"quiet": "22:00-07:00"}


def test_a_slot_in_quiet_hours_moves_to_their_end() -> None:
    schedule, activity = every("6h", **NIGHT), since("11-23 20:00")
    assert ask(schedule, activity, "11-24 01:00") == Wait(utc("11-24 07:00"), "not yet")
    assert ask(schedule, activity, "11-24 03:00") == Wait(utc("11-24 07:00"), "quiet hours")
    assert ask(schedule, activity, "11-24 07:00") == Due(utc("11-24 02:00"), utc("11-24 07:00"))


def test_quiet_hours_hold_their_first_instant_and_not_their_last() -> None:
    hours = OpenHours.of(every("6h", **NIGHT), since("11-23 18:00"), timedelta())
    night, before = (utc("11-23 22:00"), utc("11-24 07:00")), (utc("11-22 22:00"), utc("11-23 07:00"))
    assert hours.night_before(utc("11-23 21:59")) == before
    assert hours.night_before(utc("11-23 22:00")) == hours.night_before(utc("11-24 07:00")) == night


def test_a_slot_that_quiet_hours_move_comes_in_the_first_half_of_the_time_before_the_next_one() -> None:
    schedule = every("6h", **NIGHT, jitter=Duration(minutes=179), spread=False)
    of_the_night, next_one, shares = since("11-23 19:00"), since("11-24 01:00"), list[float]()
    for number in range(60):
        one, other = (
            due(schedule, f"account {number}", activity, utc("11-24 03:00"))
            for activity in (of_the_night, next_one)
        )
        assert isinstance(one, Wait)
        assert isinstance(other, Wait)
        shares.append((one.until - utc("11-24 07:00")) / (other.until - utc("11-24 07:00")))
    assert all(0 <= share <= 1 for share in shares)
    assert 0.4 < max(share for share in shares if share < 1) < 0.5, "some fall into the night together"


def test_a_slot_that_quiet_hours_move_comes_no_later_than_one_that_is_due_as_they_end() -> None:
    schedule = every("6h", **NIGHT, jitter=Duration(seconds=3))
    for number in range(60):
        one, other = (
            due(schedule, f"account {number}", since(last), utc("11-24 03:00"))
            for last in ("11-23 19:00", "11-24 01:00")
        )
        assert isinstance(one, Wait)
        assert isinstance(other, Wait)
        assert one.until <= other.until


def test_a_slot_that_quiet_hours_move_comes_twenty_minutes_before_the_next_ones() -> None:
    schedule = every("24h", quiet="08:00-07:00", jitter=Duration(minutes=359), spread=False)
    for number in range(60):
        moved = due(schedule, f"account {number}", since("11-23 01:00"), utc("11-23 14:00"))
        assert isinstance(moved, Wait)
        assert timedelta() <= moved.until - utc("11-24 07:00") < 40 * MINUTE


def test_what_forbids_a_post_at_the_end_of_quiet_hours_is_not_the_quiet_hours() -> None:
    posted_by_hand = since("11-23 20:00", "11-24 06:00")
    assert ask(every("6h", **NIGHT), posted_by_hand, "11-24 07:00") == Wait(utc("11-24 09:00"), "minimum gap")


def test_what_the_gap_held_back_over_the_night_is_still_told_so_in_the_morning() -> None:
    schedule = every("6h", jitter=Duration(minutes=45), **NIGHT)
    posted_by_hand = since("11-23 14:00", "11-23 19:00")
    evening, morning = (ask(schedule, posted_by_hand, when) for when in ("11-23 21:00", "11-24 07:00"))
    assert isinstance(evening, Wait)
    assert (evening.why, morning) == ("minimum gap", evening)
    early = ask(schedule, posted_by_hand, "11-23 19:00")
    assert isinstance(early, Wait)
    assert early.why == "not yet"


def test_quiet_hours_and_days_off_close_an_account_and_earlier_posts_do_not() -> None:
    schedule = every("6h", days=WORKDAYS, **NIGHT)
    found = [why_closed(schedule, utc(when)) for when in ("11-23 12:00", "11-23 23:00", "11-22 12:00")]
    assert found == [None, "quiet hours", "day off"]


def test_slots_that_quiet_hours_moved_together_make_one_post() -> None:
    schedule, activity = every("1h", **NIGHT), since("11-23 21:30")
    assert ask(schedule, activity, "11-24 07:00") == Due(utc("11-24 06:30"), utc("11-24 07:00"))


def test_a_day_long_interval_lives_with_quiet_hours() -> None:
    schedule, activity = every("24h", **NIGHT), since("11-22 23:00", "11-23 07:03")
    assert ask(schedule, activity, "11-24 06:45") == Wait(utc("11-24 07:00"), "quiet hours")
    assert ask(schedule, activity, "11-24 07:00") == Due(utc("11-23 23:00"), utc("11-24 07:00"))


def test_quiet_hours_do_not_count_as_an_outage() -> None:
    schedule, activity = every("2h", **NIGHT), since("11-23 21:00")
    assert ask(schedule, activity, "11-24 08:59") == Due(utc("11-24 07:00"), utc("11-24 07:00"))
    assert ask(schedule, activity, "11-24 09:01") == Due(utc("11-24 09:01"), utc("11-24 07:00"))


def test_a_tick_too_late_for_the_evening_waits_for_the_morning() -> None:
    verdict = ask(every("6h", **NIGHT), since("11-23 15:50"), "11-23 22:00")
    assert verdict == Wait(utc("11-24 07:00"), "quiet hours")


def test_quiet_hours_follow_the_local_clock() -> None:
    paris = every("6h", zone="Europe/Paris", **NIGHT)
    assert ask(paris, since("03-28 20:00"), "03-29 04:00") == Wait(utc("03-29 05:00"), "quiet hours")
    assert ask(paris, since("03-27 20:00"), "03-28 04:00") == Wait(utc("03-28 06:00"), "quiet hours")


def test_quiet_hours_that_end_in_a_spring_gap_end_with_it() -> None:
    paris = every("6h", zone="Europe/Paris", quiet="22:00-02:30")
    assert ask(paris, since("03-28 18:30"), "03-29 00:40") == Wait(utc("03-29 01:00"), "quiet hours")


def test_quiet_hours_that_an_autumn_fold_repeats_are_quiet_twice() -> None:
    paris = every("6h", zone="Europe/Paris", quiet="22:00-02:30")
    # 02:30 comes at 00:30 UTC, and after the clock is set back at 01:00 UTC again at 01:30 UTC.
    assert ask(paris, since("10-24 18:10"), "10-25 00:15") == Wait(utc("10-25 00:30"), "quiet hours")
    assert ask(paris, since("10-24 18:10"), "10-25 00:45") == Due(utc("10-25 00:10"), utc("10-25 00:30"))
    assert ask(paris, since("10-24 18:10"), "10-25 01:15") == Wait(utc("10-25 01:30"), "quiet hours")


# --- Days


WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def test_a_weekend_ends_in_one_post_at_the_usual_hour() -> None:
    schedule, friday = every("24h", days=WORKDAYS), since("11-20 15:00", "11-20 15:02")
    assert ask(schedule, friday, "11-22 09:00") == Wait(utc("11-23 15:00"), "day off")
    assert ask(schedule, friday, "11-23 00:15") == Wait(utc("11-23 15:00"), "day off")
    assert ask(schedule, friday, "11-23 15:00") == at_once("11-23 15:00")


def test_a_slot_on_a_day_off_goes_out_as_the_next_day_opens_if_that_has_none() -> None:
    schedule = every("7d", days=WORKDAYS, **NIGHT)
    saturday = since("11-14 15:00")
    assert ask(schedule, saturday, "11-22 12:00") == Wait(utc("11-23 07:00"), "day off")
    assert ask(schedule, saturday, "11-23 07:00") == Due(utc("11-21 15:00"), utc("11-23 07:00"))


def test_a_slot_of_the_night_before_opens_the_day() -> None:
    schedule = every("16h", days=WORKDAYS, **NIGHT)
    # Saturday 15:00, Sunday 07:00 and 23:00: the last moves to Monday 07:00 and takes the others along.
    assert ask(schedule, since("11-20 23:00"), "11-22 12:00") == Wait(utc("11-23 07:00"), "day off")
    assert ask(schedule, since("11-20 23:00"), "11-23 07:00") == Due(utc("11-22 23:00"), utc("11-23 07:00"))


def test_days_are_days_of_the_zone() -> None:
    schedule = every("1h", days=("mon",), zone="Asia/Kathmandu")
    assert ask(schedule, since("11-22 17:00"), "11-22 18:14") == Wait(utc("11-22 19:00"), "day off")
    assert ask(schedule, since("11-22 17:00"), "11-22 19:00") == at_once("11-22 19:00")


def test_a_day_that_a_zone_left_out_is_no_day() -> None:
    samoa = every("24h", zone="Pacific/Apia", days=("fri", "sat"))
    last = Activity(LONG_AGO, datetime(2011, 12, 29, 10, tzinfo=UTC))  # Thursday 29th, 00:00
    # Friday 30 December 2011 never came: Saturday began at 10:00 UTC.
    verdict = due(samoa, "main", last, datetime(2011, 12, 30, 9, 59, tzinfo=UTC))
    assert verdict == Wait(datetime(2011, 12, 30, 10, tzinfo=UTC), "not yet")


# --- The daily cap and the minimum gap


def test_when_the_cap_of_a_day_is_used_up_the_grid_goes_on_the_next_day() -> None:
    schedule = every("6h", max_per_day=2)
    activity = since("11-23 09:00", "11-23 03:00", "11-23 09:00")
    assert ask(schedule, activity, "11-23 15:00") == Wait(utc("11-24 03:00"), "daily cap")
    assert ask(schedule, activity, "11-24 00:00") == Wait(utc("11-24 03:00"), "daily cap")
    assert ask(schedule, activity, "11-24 03:00") == at_once("11-24 03:00")


def test_the_cap_counts_the_days_of_the_zone_as_it_is_set_now() -> None:
    activity = since("11-23 20:00", "11-23 20:00")
    assert ask(every("1h", max_per_day=1), activity, "11-23 23:30") == Wait(utc("11-24 00:00"), "daily cap")
    # In Kathmandu 20:00 UTC was already the 24th.
    kathmandu = every("1h", max_per_day=1, zone="Asia/Kathmandu")
    assert ask(kathmandu, activity, "11-24 18:14") == Wait(utc("11-24 19:00"), "daily cap")


def test_claims_are_remembered_for_two_days() -> None:
    activity = since("11-20 09:00", "11-20 09:00", "11-21 12:00", "11-23 09:00")
    after = activity.after_claim(utc("11-23 11:00"), utc("11-23 12:00"))
    assert after.claims == (utc("11-21 12:00"), utc("11-23 09:00"), utc("11-23 12:00"))
    assert after.last_slot == utc("11-23 11:00")


def test_a_closed_slot_is_no_claim() -> None:
    activity = since("11-23 09:00", "11-23 09:00").after_slot(utc("11-23 15:00"))
    assert activity == since("11-23 15:00", "11-23 09:00")


def test_the_minimum_gap_holds_when_the_interval_is_shortened() -> None:
    activity = since("11-23 09:00", "11-23 14:50")
    assert ask(every("3h"), activity, "11-23 15:00") == Wait(utc("11-23 16:20"), "minimum gap")
    assert ask(every("3h"), activity, "11-23 16:20") == Due(utc("11-23 16:20"), utc("11-23 12:00"))


def test_the_minimum_gap_is_half_the_interval_or_half_an_hour() -> None:
    assert minimum_gap(every("6h")) == 3 * HOUR
    assert minimum_gap(Schedule(at=(LocalTime(9),))) == 30 * MINUTE


# --- A clock that was wrong


def test_a_slot_claimed_far_in_the_future_does_not_silence_the_account() -> None:
    activity = Activity(LONG_AGO, utc("12-30 09:00"), (utc("11-23 08:00"), utc("12-30 09:00")))
    assert ask(every("6h"), activity, "11-23 09:00") == Wait(utc("11-23 14:00"), "not yet")
    assert ask(every("6h"), activity, "11-23 14:00") == at_once("11-23 14:00")


def test_a_slot_a_minute_ahead_of_this_clock_is_believed() -> None:
    assert ask(every("6h"), since("11-23 09:01"), "11-23 09:00") == Wait(utc("11-23 15:01"), "not yet")


def test_with_no_claim_before_a_wrong_clock_the_account_speaks_at_once() -> None:
    activity = Activity(LONG_AGO, utc("12-30 09:00"), (utc("12-30 09:00"),))
    assert ask(every("6h"), activity, "11-23 09:00") == at_once("11-23 09:00")


def test_a_claim_a_moment_ahead_of_this_clock_keeps_its_gap() -> None:
    activity = Activity(LONG_AGO, None, (utc("11-23 09:00") + SECOND,))
    assert ask(every("6h"), activity, "11-23 09:00") == Wait(utc("11-23 12:00") + SECOND, "minimum gap")


def test_claims_of_a_wrong_clock_count_for_the_cap_of_their_day() -> None:
    activity = Activity(LONG_AGO, utc("11-23 18:00"), (utc("11-23 18:00"),))
    assert ask(every("1h", max_per_day=1), activity, "11-23 09:00") == Wait(utc("11-24 00:00"), "daily cap")


# --- Overdue


def test_an_account_is_overdue_when_a_slot_waited_for_more_than_an_interval() -> None:
    activity = since("11-23 03:00")
    assert not overdue(every("6h"), "main", activity, utc("11-23 15:00"))
    assert overdue(every("6h"), "main", activity, utc("11-23 15:01"))


def test_a_short_interval_has_an_hour_and_a_long_one_a_day() -> None:
    assert not overdue(every("5m"), "main", since("11-23 09:00"), utc("11-23 10:05"))
    assert overdue(every("5m"), "main", since("11-23 09:00"), utc("11-23 10:06"))
    assert not overdue(every("30d"), "main", since("10-24 09:00"), utc("11-24 09:00"))
    assert overdue(every("30d"), "main", since("10-24 09:00"), utc("11-24 09:01"))


def test_nobody_is_overdue_in_closed_hours_or_just_after_them() -> None:
    schedule, activity = every("1h", **NIGHT), since("11-23 19:00")
    assert overdue(schedule, "main", activity, utc("11-23 21:59"))
    assert not overdue(schedule, "main", activity, utc("11-23 22:00"))
    assert not overdue(schedule, "main", activity, utc("11-24 07:29"))
    assert overdue(schedule, "main", activity, utc("11-24 07:30"))


def test_nobody_is_overdue_on_a_day_off_or_just_after_it() -> None:
    schedule, activity = every("6h", days=WORKDAYS), since("11-20 09:00")
    assert overdue(schedule, "main", activity, utc("11-20 21:01"))
    assert not overdue(schedule, "main", activity, utc("11-21 12:00"))
    assert not overdue(schedule, "main", activity, utc("11-23 00:29"))
    assert overdue(schedule, "main", activity, utc("11-23 00:30"))


def test_nobody_is_overdue_while_the_minimum_gap_keeps_them() -> None:
    schedule, activity = every("2h"), since("11-23 03:00", "11-23 09:00")
    assert not overdue(schedule, "main", activity, utc("11-23 10:29"))
    assert overdue(schedule, "main", activity, utc("11-23 10:30"))


def test_a_new_account_and_one_that_has_just_spoken_are_not_overdue() -> None:
    assert not overdue(every("6h"), "main", Activity(utc("11-23 09:00")), utc("11-23 09:00"))
    assert not overdue(every("6h"), "main", since("11-23 09:00"), utc("11-23 09:00"))
    assert not overdue(every("6h"), "main", Activity(utc("12-23 09:00")), utc("11-23 09:00"))


def test_a_person_is_held_back_by_the_gap_and_the_cap_and_not_by_the_night_or_a_day_off() -> None:
    schedule = every("6h", **NIGHT, max_per_day=1)
    posted = since("11-23 21:00", "11-23 21:03")
    assert held_back(schedule, posted, utc("11-24 00:01")) == Wait(utc("11-24 00:03"), "minimum gap")
    assert held_back(schedule, posted, utc("11-24 04:00")) is None
    on_tuesday = every("6h", days=("mon",))
    assert held_back(on_tuesday, since("11-23 21:00"), utc("11-24 12:00")) is None
    again = since("11-24 01:00", "11-24 01:03")
    assert held_back(schedule, again, utc("11-24 12:00")) == Wait(utc("11-25 00:00"), "daily cap")


def test_news_waits_for_the_night_a_day_off_and_the_gap_and_never_for_the_cap() -> None:
    schedule, posted = every("6h", **NIGHT, max_per_day=1, days=WORKDAYS), since("11-23 08:00", "11-23 08:00")
    assert closed_to_news(schedule, posted, utc("11-23 17:00")) is None
    for now, wait in (
        ("11-23 10:00", Wait(utc("11-23 11:00"), "minimum gap")),
        ("11-23 22:30", Wait(utc("11-24 07:00"), "quiet hours")),
        ("11-28 12:00", Wait(utc("11-30 07:00"), "day off")),
    ):
        assert closed_to_news(schedule, posted, utc(now)) == wait
    at_nine = Schedule(at=(LocalTime(9),), days=schedule.days)
    assert closed_to_news(at_nine, posted, utc("11-28 12:00")) == Wait(utc("11-30 00:00"), "day off")


def test_a_post_that_needs_no_slot_may_go_out_once_nothing_forbids_it() -> None:
    schedule, once, twice = (
        every("6h", **NIGHT, max_per_day=2),
        ("11-23 08:00",),
        ("11-23 08:00", "11-23 13:00"),
    )
    for claims, now, free in (
        (once, "11-23 12:00", "11-23 12:00"),
        (once, "11-23 10:00", "11-23 11:00"),
        (once, "11-23 22:00", "11-24 07:00"),
        (twice, "11-23 17:00", "11-24 07:00"),
    ):
        assert next_free(schedule, since("11-23 07:00", *claims), utc(now)) == utc(free)


def test_the_coming_slots_are_those_that_are_claimed_as_they_fall_due() -> None:
    found = upcoming(every("6h"), "main", since("11-23 05:00"), utc("11-23 05:30"), 4)
    assert found == list(map(at_once, ("11-23 11:00", "11-23 17:00", "11-23 23:00", "11-24 05:00")))


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (Schedule(at=(LocalTime(9),), days=("mon", "wed"), jitter=Duration()), [23, 25]),
        (every("12h", days=("mon",)), [23]),
        (every("6h", quiet="22:00-07:00"), [23, 24, 25, 26]),
    ],
)
def test_an_account_can_post_only_on_days_on_which_a_slot_falls(schedule: Schedule, days: list[int]) -> None:
    week = [day for day in range(23, 27) if may_speak_on(schedule, "main", date(2026, 11, day))]
    assert week == days
