"""What no setting, edit, tick or clock brings about: too many posts, too soon, too late, or for too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from repost.base.articles import Article
from repost.history.budget import FREE, Limits, Price, Spent, month_of
from repost.schedule.activity import SKEW, Activity, Due
from repost.schedule.slots import due, minimum_gap
from repost.selection.candidates import InMemory
from repost.selection.choice import choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Share
from repost.settings.types import DAYS, Select
from repost.settings.values import Age, Duration
from tests.effort import examples
from tests.unit.test_schedule_properties import schedules

if TYPE_CHECKING:
    from repost.settings.types import Schedule

START = datetime(2026, 10, 22, tzinfo=UTC)  # a few days before clocks change
DAY = timedelta(days=1)
COST = 200_000


class Account:
    """An account in memory, which claims as the table does: in one step, under the same conditions."""

    def __init__(self, size: int, limit: int | None) -> None:
        self.blog = [
            Article(f"g{n}", f"On bread {n}", f"https://e.example/{n}", START - (31 + n) * DAY)
            for n in range(size)
        ]
        self.activity = Activity(START)
        self.cycle = Cycle()
        self.shares: dict[str, Share] = {}
        self.limits = Limits(limit)
        self.spent: dict[str, Spent] = {}
        self.posts: list[tuple[datetime, str, Price]] = []

    def tick(self, schedule: Schedule, select: Select, now: datetime) -> None:
        verdict = due(schedule, "main", self.activity, now)
        if not isinstance(verdict, Due):
            return
        price = Price(COST, month_of(now))
        spent = self.spent.get(price.month, Spent())
        choice = choose(
            InMemory(self.blog, self.shares, order=select.order, account="main"),
            select,
            self.cycle,
            seed=str(verdict.slot),
            now=now,
        )
        if not choice.ranked or spent.why_not(price.amount, self.limits):
            self.activity = self.activity.after_slot(verdict.slot)
            return
        last = self.activity.claims[-1] if self.activity.claims else None
        if last and now - minimum_gap(schedule) < last <= now + SKEW:
            return  # the condition of the claim
        guid = choice.ranked[0].guid
        before = self.shares.get(guid)
        if before and before.last:
            assert now - before.last >= select.rest
        self.check(schedule, now)
        self.activity, self.cycle = self.activity.after_claim(verdict.slot, now), choice.cycle
        self.shares[guid] = Share(guid, now, (before.count if before else 0) + 1, pending=False)
        self.spent[price.month] = Spent(spent.account + COST, spent.stack + COST)
        self.posts.append((now, guid, price))

    def check(self, schedule: Schedule, now: datetime) -> None:
        """What must hold for a post at `now`, after all that went out before."""
        local = now.astimezone(schedule.timezone)
        if isinstance(schedule.max_per_day, int):
            same = [at for at, *_ in self.posts if at.astimezone(schedule.timezone).date() == local.date()]
            assert len(same) < schedule.max_per_day
        earlier = [at for at, *_ in self.posts if at <= now]
        assert not earlier or now - max(earlier) >= minimum_gap(schedule)
        assert not (schedule.quiet_hours and schedule.quiet_hours.holds(local.time()))
        if not schedule.at:
            assert DAYS[local.weekday()] in schedule.days


steps = st.one_of(
    st.integers(1, 60).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 40).map(lambda hours: timedelta(hours=hours)),
    st.just(timedelta()),
    st.integers(-300, -1).map(lambda minutes: timedelta(minutes=minutes)),
)
selects = st.builds(
    Select,
    max_age=st.just(Age.unlimited()),
    order=st.sampled_from(["random", "oldest-first", "longest-rested"]),
    rest=st.integers(0, 20).map(lambda days: Duration(days=days)),
    max_shares=st.none() | st.integers(1, 3),
)


@given(
    st.lists(schedules(), min_size=1, max_size=3),
    selects,
    st.integers(1, 6),
    st.none() | st.integers(0, 8 * COST),
    st.lists(st.tuples(steps, st.integers(0, 2), st.booleans()), max_size=60),
)
@examples(60)
def test_nothing_breaks_cap_gap_quiet_hours_rest_budget_or_pause(
    plans: list[Schedule],
    select: Select,
    size: int,
    limit: int | None,
    ticks: list[tuple[timedelta, int, bool]],
) -> None:
    account, now = Account(size, limit), START
    for step, plan, paused in ticks:
        now += step
        before = len(account.posts)
        if not paused:
            account.tick(plans[plan % len(plans)], select, now)
        assert len(account.posts) - before <= (0 if paused else 1)
    for spent in account.spent.values():
        assert limit is None or spent.account <= limit
    if select.max_shares is not None:
        assert all(share.count <= select.max_shares for share in account.shares.values())
    assert sum(price.amount for *_, price in account.posts if price != FREE) == sum(
        spent.account for spent in account.spent.values()
    )


@given(st.integers(1, 8), st.sampled_from(["random", "oldest-first", "longest-rested"]), st.integers(0, 30))
@examples(40)
def test_over_each_cycle_every_article_goes_out_once_whatever_its_weight(
    size: int, order: str, rest: int
) -> None:
    select = Select(
        max_age=Age.unlimited(),
        rest=Duration(days=rest),
        order=order,  # type: ignore[arg-type] # one of the three
        weight={"g0": 50.0, "g1": 0.02} if order == "random" else {},
    )
    account, out = Account(size, None), list[str]()
    for day in range(90):
        now = START + day * DAY
        choice = choose(
            InMemory(account.blog, account.shares, order=select.order, account="main"),
            select,
            account.cycle,
            seed=day,
            now=now,
        )
        if choice.ranked:
            guid, account.cycle = choice.ranked[0].guid, choice.cycle
            account.shares[guid] = Share(guid, now, 1, pending=False)
            out.append(guid)
    for begin in range(0, len(out) - size + 1, size):
        assert len(set(out[begin : begin + size])) == size
    if order == "oldest-first":
        assert out[:size] == [f"g{n}" for n in reversed(range(size))]
