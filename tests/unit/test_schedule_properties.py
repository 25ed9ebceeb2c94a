"""What holds whatever the settings, their edits, the ticks, the zone and the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.schedule.activity import Activity, Due, Wait
from repost.schedule.local_time import first_instant, next_instant
from repost.schedule.open_hours import OpenHours
from repost.schedule.slots import due, minimum_gap, overdue
from repost.settings.types import DAYS, Schedule
from repost.settings.values import Duration, Interval, LocalTime, QuietHours, zone
from tests.effort import examples

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ZONES = [
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "America/Scoresbysund",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
]

# A few days before clocks change somewhere, spring and autumn, north and south; and before Samoa left out
# a day and Newfoundland changed its clocks a minute after midnight.
BEGINNINGS = [
    datetime(2026, month, day, tzinfo=UTC)
    for month, day in [(3, 5), (3, 26), (4, 2), (10, 1), (10, 22), (10, 29), (7, 1)]
] + [datetime(2011, 12, 27, tzinfo=UTC), datetime(2010, 11, 5, tzinfo=UTC)]

times_of_day = st.builds(LocalTime, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 50]))


@st.composite
def schedules(draw: st.DrawFn, *, labels: bool | None = None) -> Schedule:
    """Settings as the checks let them pass."""
    start, end = draw(times_of_day), draw(times_of_day)
    open_minutes = ((start.hour - end.hour) * 60 + start.minute - end.minute) % (24 * 60)
    quiet = QuietHours(start, end) if draw(st.booleans()) and open_minutes >= 60 else None
    by_label = draw(st.booleans()) if labels is None else labels
    at = draw(st.lists(times_of_day, min_size=1, max_size=4)) if by_label else []
    every = Interval(minutes=draw(st.sampled_from([5, 20, 60, 95, 360, 720, 1440, 2880, 10080])))
    jitter = Duration(minutes=draw(st.integers(0, int(every / MINUTE - 1) // 2)))
    return Schedule(
        every=every,
        at=tuple(label for label in at if not (quiet and quiet.holds(label))),
        days=tuple(sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1)), key=DAYS.index))
        if draw(st.booleans())
        else DAYS,
        jitter=jitter,
        timezone=zone(draw(st.sampled_from(ZONES))),
        quiet_hours=quiet,
        max_per_day=draw(st.none() | st.integers(1, 4)),
        spread=draw(st.booleans()),
    )


@st.composite
def activities(draw: st.DrawFn, now: datetime, *, future: bool = True) -> Activity:
    """Any record, also one that no run of these settings would have left."""
    earliest = 40 * DAY
    latest = 400 * DAY if future else timedelta()
    moments = st.timedeltas(-earliest, latest).map(
        lambda length: (now + length).replace(second=0, microsecond=0)
    )
    claims = draw(st.lists(st.timedeltas(-3 * DAY, min(latest, 3 * DAY)), max_size=6))
    return Activity(
        first_seen=draw(moments),
        last_slot=draw(st.none() | moments),
        claims=tuple(sorted(now + length for length in claims)),
    )


instants = st.builds(
    lambda beginning, length: beginning + length,
    st.sampled_from(BEGINNINGS),
    st.timedeltas(timedelta(), 8 * DAY),
)


def local(instant: datetime, schedule: Schedule) -> datetime:
    return instant.astimezone(schedule.timezone)


def is_ever_closed(schedule: Schedule) -> bool:
    """Whether the settings themselves ask for silence now and then."""
    return bool(schedule.quiet_hours or schedule.max_per_day or schedule.days != DAYS)


def until_a_day_has_its_slot(schedule: Schedule) -> timedelta:
    """How long after closed hours the first slot may come: at most before the day that opens is over."""
    is_by_day = schedule.max_per_day or schedule.days != DAYS or schedule.spread
    return 25 * HOUR if is_by_day else schedule.jitter


# --- Local time, against a clock that is watched minute by minute


def watched(wall: datetime, zone_: ZoneInfo) -> datetime:
    """The first minute at which the clock shows a local time or more, having shown less a minute ago."""
    instant = wall.replace(tzinfo=UTC) - 30 * HOUR
    while instant.astimezone(zone_).replace(tzinfo=None) < wall:
        instant += MINUTE
    return instant


@given(st.sampled_from(ZONES), st.sampled_from(BEGINNINGS), st.integers(0, 8 * 24 * 60))
@examples(60)
def test_a_local_time_is_the_first_instant_at_which_the_clock_shows_it_or_more(
    name: str, beginning: datetime, minutes: int
) -> None:
    wall = beginning.replace(tzinfo=None) + minutes * MINUTE
    found = first_instant(wall, zone(name))
    assert found == watched(wall, zone(name))
    assert next_instant(wall, zone(name), found - SECOND) == found


@given(schedules(), st.data(), instants)
@examples(60)
def test_the_next_open_instant_is_the_first_that_nothing_forbids(
    schedule: Schedule, data: st.DataObject, now: datetime
) -> None:
    activity = data.draw(activities(now))
    hours = OpenHours.of(schedule, activity, minimum_gap(schedule))
    found = hours.next_open(now)
    assert not hours.why_closed(found)
    step = max((found - now) / 400, SECOND)
    watching = now
    while watching < found:
        assert hours.why_closed(watching)
        watching += step
    assert found == now or hours.why_closed(found - SECOND)


# --- One question


def permitted(schedule: Schedule, verdict: Due, activity: Activity, now: datetime) -> None:
    """Check everything that must hold for a slot to be due."""
    here = local(now, schedule)
    assert not (schedule.quiet_hours and schedule.quiet_hours.holds(here.time()))
    if schedule.at:
        assert DAYS[local(verdict.slot, schedule).weekday()] in schedule.days or gap_at_midnight(
            schedule, verdict
        )
        assert timedelta() <= now - verdict.instant <= HOUR
    else:
        assert DAYS[here.weekday()] in schedule.days
    if isinstance(schedule.max_per_day, int):
        on_this_day = [claim for claim in activity.claims if local(claim, schedule).date() == here.date()]
        assert len(on_this_day) < schedule.max_per_day
    assert all(now - claim >= minimum_gap(schedule) for claim in activity.claims if claim <= now)
    assert verdict.slot.second == verdict.slot.microsecond == 0
    assert verdict.instant <= now


def gap_at_midnight(schedule: Schedule, verdict: Due) -> bool:
    """Whether a slot's own date ended early and left it on the first instant of the next."""
    before = local(verdict.slot - SECOND, schedule)
    return local(verdict.slot, schedule).utcoffset() != before.utcoffset()


@given(schedules(), st.data(), instants)
@examples(100)
def test_whatever_the_record_says_nothing_forbidden_is_due_and_a_wait_ends_on_time(
    schedule: Schedule, data: st.DataObject, now: datetime
) -> None:
    activity = data.draw(activities(now))
    verdict = due(schedule, "main", activity, now)
    assert verdict == due(schedule, "main", activity, now)
    if isinstance(verdict, Due):
        permitted(schedule, verdict, activity, now)
        after = activity.after_claim(verdict.slot, now)
        again = due(schedule, "main", after, now)
        assert isinstance(again, Wait)
        assert again.until >= now + minimum_gap(schedule)
        closed = due(schedule, "main", activity.after_slot(verdict.slot), now)
        assert isinstance(closed, Wait) or closed.slot != verdict.slot
    else:
        assert verdict.until > now


@given(schedules(), st.data(), instants)
@examples(100)
def test_a_slot_is_due_when_the_wait_is_over_and_not_before(
    schedule: Schedule, data: st.DataObject, now: datetime
) -> None:
    activity = data.draw(activities(now, future=False))
    verdict = due(schedule, "main", activity, now)
    assume(isinstance(verdict, Wait))
    assert isinstance(verdict, Wait)
    fraction = data.draw(st.floats(0, 0.999))
    between = now + (verdict.until - now) * fraction
    waiting = due(schedule, "main", activity, between)
    assert isinstance(waiting, Wait)
    assert waiting.until == verdict.until
    then = due(schedule, "main", activity, verdict.until)
    assert isinstance(then, Due)
    permitted(schedule, then, activity, verdict.until)


@given(schedules(labels=False), st.data(), instants, st.booleans())
@examples(100)
def test_no_wait_is_longer_than_twice_the_interval_beside_closed_hours(
    schedule: Schedule,
    data: st.DataObject,
    now: datetime,
    future: bool,  # noqa: FBT001 - drawn
) -> None:
    activity = data.draw(activities(now, future=future))
    # Claims ahead of the clock are their own matter: they count for the cap of their day.
    activity = replace(activity, claims=tuple(claim for claim in activity.claims if claim <= now))
    verdict = due(schedule, "main", activity, now)
    assume(isinstance(verdict, Wait))
    assert isinstance(verdict, Wait)
    latest = now + 2 * schedule.every + MINUTE
    opening = OpenHours.of(schedule, activity, minimum_gap(schedule)).next_open(latest)
    assert verdict.until <= opening + until_a_day_has_its_slot(schedule)


@given(schedules(labels=False), st.data(), instants)
@examples(100)
def test_slots_never_fall_due_out_of_their_order(
    schedule: Schedule, data: st.DataObject, now: datetime
) -> None:
    activity = data.draw(activities(now, future=False))
    asked = [now + n * schedule.every / 7 for n in range(20)]
    slots = [
        each.slot for instant in asked if isinstance(each := due(schedule, "main", activity, instant), Due)
    ]
    assert slots == sorted(slots)


# --- Weeks of ticks, with edits, outages, doubled ticks and clocks that disagree


@dataclass
class Account:
    """One account over time: what it claimed, and under which settings."""

    activity: Activity
    schedule: Schedule
    posts: list[tuple[datetime, Due]] = field(default_factory=list)

    def tick(self, now: datetime) -> Due | Wait:
        verdict = due(self.schedule, "main", self.activity, now)
        if isinstance(verdict, Due):
            permitted(self.schedule, verdict, self.activity, now)
            self.activity = self.activity.after_claim(verdict.slot, now)
            self.posts.append((now, verdict))
        return verdict


@st.composite
def tick_lengths(draw: st.DrawFn) -> list[timedelta]:
    """From one tick to the next: mostly a quarter of an hour, now and then doubled, late or long missing."""
    usual = st.just(TICK)
    unusual = st.one_of(
        st.just(timedelta()),
        st.timedeltas(-30 * SECOND, 30 * SECOND),
        st.timedeltas(timedelta(), HOUR),
        st.timedeltas(timedelta(), 3 * DAY),
    )
    stretches = draw(st.lists(st.tuples(unusual, st.integers(1, 120)), min_size=1, max_size=8))
    return [each for odd, count in stretches for each in (odd, *[draw(usual)] * count)]


@given(st.lists(schedules(), min_size=1, max_size=4), st.sampled_from(BEGINNINGS), tick_lengths(), st.data())
def test_through_edits_outages_and_doubled_ticks_every_promise_holds(
    edits: list[Schedule], beginning: datetime, lengths: list[timedelta], data: st.DataObject
) -> None:
    account = Account(Activity(beginning), edits[0])
    edited = {data.draw(st.integers(0, len(lengths))): edit for edit in edits[1:]}
    now = beginning
    for number, length in enumerate(lengths):
        now += length
        account.schedule = edited.get(number, account.schedule)
        before = account.activity
        verdict = account.tick(now)
        if isinstance(verdict, Due):
            # The same tick once more, here or on a machine with another clock, finds the slot taken.
            for skew in (timedelta(), SECOND, -SECOND):
                assert isinstance(due(account.schedule, "main", account.activity, now + skew), Wait)
                other = due(account.schedule, "main", before, now + skew)
                if isinstance(other, Due) and now - verdict.instant <= account.schedule.every:
                    assert abs(other.slot - verdict.slot) <= account.schedule.every
    slots = [each.slot for _, each in account.posts]
    assert len(set(slots)) == len(slots)


@given(schedules(), st.sampled_from(BEGINNINGS), st.integers(1, 60), st.data())
def test_after_an_outage_one_post_makes_up_for_all(
    schedule: Schedule, beginning: datetime, days: int, data: st.DataObject
) -> None:
    begin = beginning - data.draw(st.integers(1, 3)) * DAY
    now = begin + days * DAY
    account = Account(Activity(begin, begin, (begin,)), schedule)
    while not isinstance(verdict := account.tick(now), Due):
        now = verdict.until
    following = account.tick(now)
    assert isinstance(following, Wait)
    starts_over = not schedule.at and not schedule.spread and verdict.slot != begin
    if starts_over and now - verdict.instant > schedule.every:
        assert following.until >= now + schedule.every - schedule.jitter - MINUTE
    assert following.until >= now + minimum_gap(schedule)


@given(schedules(labels=False), st.sampled_from(BEGINNINGS), st.integers(0, 14))
@examples(30)
def test_regular_ticks_are_never_silent_for_longer_than_asked(
    schedule: Schedule, beginning: datetime, offset: int
) -> None:
    account = Account(Activity(beginning), schedule)
    quiet_since = beginning
    for number in range(14 * 96):
        now = beginning + number * TICK + offset * MINUTE
        if isinstance(account.tick(now), Due):
            quiet_since = now
        hours = OpenHours.of(schedule, account.activity, minimum_gap(schedule))
        asked = hours.next_open(quiet_since + schedule.every + 2 * schedule.jitter)
        assert now <= hours.next_open(asked + until_a_day_has_its_slot(schedule) + TICK)
        assert not overdue(schedule, "main", account.activity, now)


@given(schedules(labels=True), st.sampled_from(BEGINNINGS), st.integers(0, 14))
@examples(25)
def test_regular_ticks_use_every_time_of_day_exactly_once(
    schedule: Schedule, beginning: datetime, offset: int
) -> None:
    assume(schedule.at)
    apart = [
        abs(one.hour * 60 + one.minute - other.hour * 60 - other.minute)
        for one, other in pairwise(sorted(schedule.at))
    ]
    assume(all(minutes >= 120 for minutes in apart))
    assume(not schedule.max_per_day)
    account = Account(Activity(beginning), schedule)
    for number in range(8 * 96):
        now = beginning + number * TICK + offset * MINUTE
        account.tick(now)
        if number % 16 == 0:
            assert not overdue(schedule, "main", account.activity, now)
    posted = Counter(local(each.slot, schedule).date() for _, each in account.posts)
    for number in range(2, 7):
        day = local(beginning, schedule).date() + number * DAY
        if day == date(2011, 12, 30) and schedule.timezone.key == "Pacific/Apia":
            continue
        wanted = len(set(schedule.at)) if DAYS[day.weekday()] in schedule.days else 0
        assert posted[day] == wanted


@given(schedules(), st.sampled_from(BEGINNINGS), st.timedeltas(-400 * DAY, 400 * DAY), st.integers(1, 96))
@examples(60)
def test_a_clock_that_was_wrong_and_is_set_right_leaves_no_lasting_silence(
    schedule: Schedule, beginning: datetime, error: timedelta, ticks: int
) -> None:
    assume(not schedule.max_per_day)  # what a wrong clock claimed counts on the days it claimed it for
    account = Account(Activity(beginning + error), schedule)
    for number in range(ticks):
        account.tick(beginning + error + number * TICK)
    wrong = len(account.posts)
    begin = now = beginning + 2 * DAY
    while len(account.posts) == wrong:
        verdict = account.tick(now)
        if isinstance(verdict, Wait):
            assert now < verdict.until
            now = min(verdict.until, now + HOUR)
    asked = 2 * schedule.every + 3 * schedule.jitter + minimum_gap(schedule) + MINUTE
    if schedule.at:
        asked = 2 * DAY + HOUR
    if is_ever_closed(schedule):
        asked += 7 * DAY + (8 * DAY if schedule.at else schedule.every)
    assert now - begin <= asked
