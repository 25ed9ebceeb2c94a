"""Properties that every choice has, whatever the articles, their past and the settings."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.articles import Article
from repost.base.names import name_key
from repost.selection.candidates import InMemory
from repost.selection.choice import Choice, choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Reason, Share
from repost.settings.types import Select
from repost.settings.values import Age, Duration
from tests.effort import examples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)

names = st.sampled_from(["News", "NEWS", "Tips", "R&D", "R&amp;D", "Événements"])
instants = st.integers(-5, 200).map(lambda days: NOW - days * DAY)
articles = st.builds(
    lambda **fields: Article(**fields),  # noqa: PLW0108 - Hypothesis would evaluate the types of an Article
    guid=st.sampled_from([f"guid-{number}" for number in range(12)]),
    title=st.sampled_from(["", "A title", "Another"]),
    link=st.sampled_from(["https://blog.example.com/a", "ftp://example.com", ""]),
    published=st.none() | instants,
    categories=st.lists(names, max_size=3).map(tuple),
    excerpt=st.sampled_from(["", "Words"]),
)
shares = st.builds(
    Share,
    guid=st.just(""),
    last=st.none() | instants,
    count=st.integers(0, 3),
    pending=st.booleans(),
    blocked=st.sampled_from(["", "", "", "refused"]),
)
pasts = st.dictionaries(st.sampled_from([f"guid-{number}" for number in range(12)]), shares)
selects = st.builds(
    Select,
    min_age=st.integers(0, 40).map(lambda days: Duration(days=days)),
    max_age=st.integers(41, 200).map(lambda days: Age(days=days)) | st.just(Age.unlimited()),
    exclude_categories=st.lists(names, max_size=2).map(tuple),
    include_categories=st.lists(names, max_size=2).map(tuple),
    order=st.sampled_from(["random", "oldest-first", "longest-rested"]),
    rest=st.integers(0, 90).map(lambda days: Duration(days=days)),
    share_once=st.booleans(),
)


def chosen(
    blog: Sequence[Article],
    past: Mapping[str, Share],
    select: Select,
    cycle: Cycle | datetime | None,
    *,
    seed: str | int,
    now: datetime,
) -> Choice:
    candidates = InMemory(blog, past, order=select.order)
    cycle = cycle if isinstance(cycle, Cycle) else Cycle(cycle)
    return choose(candidates, select, cycle, seed=seed, now=now)


@given(st.lists(articles, max_size=15), pasts, selects, st.none() | instants, st.text(), st.data())
def test_the_order_of_the_input_decides_nothing(
    candidates: list[Article],
    past: dict[str, Share],
    select: Select,
    start: datetime | None,
    seed: str,
    data: st.DataObject,
) -> None:
    shuffled = data.draw(st.permutations(candidates))
    first = chosen(candidates, past, select, start, seed=seed, now=NOW)
    second = chosen(shuffled, past, select, start, seed=seed, now=NOW)
    assert first == second


@given(st.lists(articles, max_size=15), pasts, selects, st.none() | instants, st.integers())
def test_whatever_is_ranked_may_go_out(
    candidates: list[Article],
    past: dict[str, Share],
    select: Select,
    start: datetime | None,
    seed: int,
) -> None:
    choice = chosen(candidates, past, select, start, seed=seed, now=NOW)
    ranked = [each.guid for each in choice.ranked]
    assert len(set(ranked)) == len(ranked)
    assert set(ranked).isdisjoint(choice.reasons)
    assert set(ranked) | set(choice.reasons) == {each.guid for each in candidates}
    assert sum(choice.counts.values()) == len(choice.reasons)

    excluded = {name_key(name) for name in select.exclude_categories}
    included = {name_key(name) for name in select.include_categories}
    for each in choice.ranked:
        assert each.published is not None
        assert select.min_age <= NOW - each.published
        assert select.max_age.is_unlimited or NOW - each.published <= select.max_age
        filed = {name_key(name) for name in each.categories}
        assert not filed & excluded
        assert not included or filed & included
        assert each.link.startswith("https://")
        assert each.title or each.excerpt
        share = past.get(each.guid)
        if share:
            assert not share.pending
            assert not share.blocked
            assert share.last is None or NOW - share.last >= select.rest
            assert not (select.share_once and share.count)

    held_by_cycle = [guid for guid, reason in choice.reasons.items() if reason is Reason.SHARED_IN_CYCLE]
    if held_by_cycle:
        assert ranked
        assert not choice.new_cycle
    if choice.new_cycle:
        assert choice.cycle.start == NOW
        assert ranked


@given(
    st.integers(1, 8),
    st.integers(0, 20),
    st.sampled_from(["random", "oldest-first", "longest-rested"]),
    st.integers(),
)
@examples(60)
def test_over_time_all_go_out_once_before_one_goes_again(size: int, rest: int, order: str, seed: int) -> None:
    blog = [Article(f"g{n}", "Title", f"https://e.example/{n}", NOW - (n % 3) * DAY) for n in range(size)]
    select = Select(
        min_age=Duration(),
        max_age=Age.unlimited(),
        rest=Duration(days=rest),
        order=order,  # type: ignore[arg-type] # one of the three
    )
    past: dict[str, Share] = {}
    start = Cycle()
    gone_out: list[str] = []
    for day in range(60):
        now = NOW + day * DAY
        choice = chosen(blog, past, select, start, seed=f"{seed} {day}", now=now)
        if not choice.ranked:
            assert choice.cycle.start == start.start
            continue
        guid, start = choice.ranked[0].guid, choice.cycle
        last = past[guid].last if guid in past else None
        assert last is None or now - last >= select.rest
        past[guid] = Share(guid, now, 1, pending=False)
        gone_out.append(guid)
    assert len(gone_out) >= size
    for begin in range(0, len(gone_out) - size + 1, size):
        assert len(set(gone_out[begin : begin + size])) == size


# --- Chance


def chi_square(counts: Sequence[int]) -> float:
    """Pearson's statistic against equal chances."""
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 for count in counts) / expected


CRITICAL = {9: 27.88, 23: 49.73}
"""The values that chance alone passes once in a thousand times, by degrees of freedom."""


@pytest.mark.parametrize("prefix", ["account main, slot ", ""])
def test_every_article_has_the_same_chance_whatever_is_excluded(prefix: str) -> None:
    blog = [
        Article(
            f"https://e.example/?p={n}",
            "Title",
            "https://e.example/",
            NOW - 40 * DAY,
            ("News",) if n % 3 == 0 else (),
        )
        for n in range(15)
    ]
    select = Select(exclude_categories=("news",), evergreen="ignore")
    first = Counter(
        chosen(blog, {}, select, None, seed=f"{prefix}{seed}", now=NOW).ranked[0].guid for seed in range(5000)
    )
    assert len(first) == 10
    assert chi_square(list(first.values())) < CRITICAL[9]


def test_every_order_of_four_articles_has_the_same_chance() -> None:
    blog = [Article(f"g{n}", "Title", "https://e.example/", NOW - 40 * DAY) for n in range(4)]
    orders = Counter(
        tuple(
            each.guid
            for each in chosen(blog, {}, Select(evergreen="ignore"), None, seed=seed, now=NOW).ranked
        )
        for seed in range(6000)
    )
    assert len(orders) == 24
    assert chi_square(list(orders.values())) < CRITICAL[23]


def test_what_is_missing_does_not_change_the_order_of_the_rest() -> None:
    blog = [Article(f"g{n}", "Title", "https://e.example/", NOW - 40 * DAY) for n in range(30)]
    everything = chosen(blog, {}, Select(), None, seed=7, now=NOW).ranked
    without = chosen(blog[5:], {}, Select(), None, seed=7, now=NOW).ranked
    assert list(without) == [each for each in everything if each in without]
