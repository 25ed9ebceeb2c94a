"""Which new articles are announced, and what announcements and old articles leave each other."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from repost.base.articles import Article
from repost.run.claiming import slot_beside
from repost.schedule.activity import Activity, Due
from repost.schedule.slots import closed_to_news, due, minimum_gap
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Share
from repost.selection.news import choose_news
from repost.settings.types import DAYS, Schedule, Select
from repost.settings.values import Age, Duration, Interval, LocalTime, QuietHours, zone
from tests.effort import examples

if TYPE_CHECKING:
    from repost.selection.choice import Choice

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = datetime(2026, 10, 22, tzinfo=UTC)  # a few days before clocks change
HOUR = timedelta(hours=1)

names = st.sampled_from(["News", "Tips"])
articles = st.lists(
    st.builds(
        lambda number, title, categories: Article(
            f"g{number}", title, f"https://e.example/{number}", NOW - number * HOUR, categories
        ),
        st.integers(0, 60),
        st.sampled_from(["", "Fresh bread", "Win a loaf, only today!"]),
        st.lists(names, max_size=2).map(tuple),
    ),
    max_size=8,
    unique_by=lambda article: article.guid,
)
shares = st.builds(
    Share,
    guid=st.just(""),
    last=st.none() | st.just(NOW - HOUR),
    count=st.integers(0, 1),
    pending=st.booleans(),
    blocked=st.sampled_from(["", "", "blocked"]),
    elsewhere=st.none() | st.just(NOW - HOUR) | st.just(NOW - 30 * HOUR),
)


def chosen(*blog: Article, past: dict[str, Share] | None = None, select: Select | None = None) -> Choice:
    return choose_news(blog, past or {}, select or Select(), Cycle(), NOW)


def test_an_announcement_is_no_part_of_the_cycle_and_says_nothing_of_the_archive() -> None:
    article = Article("g1", "Fresh bread", "https://e.example/1", NOW - HOUR)
    choice = chosen(article)
    assert (choice.cycle, choice.new_cycle, choice.is_whole) == (Cycle(), False, False)
    assert choice.why(article) == "The blog published it on 2026-11-23, and new articles are announced."


@given(blog=articles, past=st.dictionaries(st.sampled_from([f"g{n}" for n in range(61)]), shares), no=names)
def test_what_is_announced_never_went_out_and_nothing_holds_it(
    blog: list[Article], past: dict[str, Share], no: str
) -> None:
    choice = chosen(*blog, past=past, select=Select(exclude_categories=(no,)))
    assert [each for each in blog if each in choice.ranked] == list(choice.ranked)
    for article in blog:
        share = past.get(article.guid, Share(article.guid, None, 0, pending=False))
        is_known = bool(share.last or share.count)
        held = share.pending or share.blocked or share.elsewhere == NOW - HOUR
        assert (article in choice.ranked) is not bool(
            is_known or held or no in article.categories or not article.title
        )
        assert (article.guid in choice.reasons) is (article not in choice.ranked and not is_known)


def test_an_article_is_announced_whatever_its_age_and_its_promises() -> None:
    sale = Article("1", "Win a loaf, only today!", "https://e.example/1", NOW - HOUR)
    assert chosen(sale).ranked == (sale,)
    assert chosen(sale, select=Select(max_age=Age(minutes=59))).ranked == (sale,)
    assert chosen(sale, select=Select(never=("title:win*",))).ranked == ()


def test_what_was_announced_is_shared_in_no_cycle_until_it_goes_out_again() -> None:
    assert Share("g", NOW, 0, pending=False, announced=NOW).shared is None
    assert Share("g", NOW, 1, pending=False, announced=NOW - HOUR).shared == NOW
    assert Share("g", NOW, 1, pending=False).shared == NOW


@given(guid=st.text(max_size=20), at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
def test_the_slot_of_an_announcement_is_none_of_the_schedule(guid: str, at: datetime) -> None:
    now = at.replace(tzinfo=UTC)
    article = Article(guid, "Fresh bread", "https://e.example/", now)
    slot = slot_beside(article, now)
    assert slot.second > 0
    assert slot.replace(second=0) == now.replace(second=0, microsecond=0)
    assert slot_beside(article, now.replace(second=59)) == slot


schedules = st.builds(
    Schedule,
    every=st.sampled_from([1, 2, 5, 24, 40]).map(lambda hours: Interval(hours=hours)),
    at=st.sampled_from([(), (LocalTime(9), LocalTime(17, 30))]),
    days=st.sampled_from([DAYS, ("mon", "wed"), ("sat",)]),
    timezone=st.sampled_from(["UTC", "Europe/Paris", "America/New_York"]).map(zone),
    quiet_hours=st.none() | st.just(QuietHours(LocalTime(22), LocalTime(7))),
    max_per_day=st.none() | st.integers(1, 3),
    jitter=st.sampled_from([0, 20]).map(lambda minutes: Duration(minutes=minutes)),
)


@examples(25)
@given(schedule=schedules, published=st.sets(st.integers(0, 4 * 24), max_size=12))
def test_with_announcements_gap_cap_and_closed_hours_hold(schedule: Schedule, published: set[int]) -> None:
    activity, waiting = Activity(START), 0
    old, new = list[datetime](), list[datetime]()
    for number in range(6 * 24):
        now = START + number * HOUR
        local = now.astimezone(schedule.timezone)
        waiting += number in published
        if waiting and not closed_to_news(schedule, activity, now):
            waiting -= 1
            new.append(now)
            activity = activity.after_announcement(now)
            assert DAYS[local.weekday()] in schedule.days
        elif isinstance(verdict := due(schedule, "main", activity, now), Due):
            old.append(now)
            activity = activity.after_claim(verdict.slot, now)
        else:
            continue
        assert not (schedule.quiet_hours and schedule.quiet_hours.holds(local.time()))
    assert all(later - earlier >= minimum_gap(schedule) for earlier, later in pairwise(sorted(old + new)))
    days = Counter(each.astimezone(schedule.timezone).date() for each in old)
    assert schedule.max_per_day != "auto"
    assert all(count <= (schedule.max_per_day or count) for count in days.values())
