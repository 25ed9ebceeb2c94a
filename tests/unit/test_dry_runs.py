"""What a dry run remembers beside the real past, and how both are read together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base import instants
from repost.history.account_state import cycle_values, state_from
from repost.history.dry_runs import as_dry_run, with_dry_runs
from repost.history.records import share_from
from repost.selection.cycle import Cycle

if TYPE_CHECKING:
    from repost.aws.items import Item

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
moments = st.integers(0, 10_000).map(lambda minutes: instants.written(NOW - timedelta(minutes=minutes)))
texts = st.sets(st.text("abc", min_size=1), min_size=1)
shares = st.fixed_dictionaries(
    {}, optional={"last": moments, "announced": moments, "count": st.integers(0, 9), "said": texts}
)
states = st.fixed_dictionaries(
    {"account": st.just("main"), "version": st.integers(1, 9), "first_seen": moments},
    optional={"claims": st.lists(moments).map(sorted), "recent": texts, "news_since": moments},
)
beside = st.fixed_dictionaries({}, optional={"claims": st.lists(moments).map(sorted), "recent": texts})


@given(states, beside)
def test_a_real_run_reads_nothing_of_it(real: Item, more: Item) -> None:
    assert state_from(real | as_dry_run(more)) == state_from(real)


@given(states, beside)
def test_in_a_dry_run_all_claims_and_texts_count(real: Item, more: Item) -> None:
    seen = state_from(real | as_dry_run(more), dry_run=True)
    assert set(map(instants.written, seen.activity.claims)) == {
        *real.get("claims", ()),
        *more.get("claims", ()),
    }
    assert list(seen.activity.claims) == sorted(seen.activity.claims)
    assert seen.recent == real.get("recent", set()) | more.get("recent", set())


@given(shares, shares)
def test_an_article_has_gone_out_as_often_as_both_say_and_when_the_later_says(real: Item, more: Item) -> None:
    seen = share_from("guid", with_dry_runs(real | as_dry_run(more)), None)
    assert seen.count == real.get("count", 0) + more.get("count", 0)
    lasts = [each["last"] for each in (real, more) if "last" in each]
    assert (instants.written(seen.last) if seen.last else None) == max(lasts, default=None)


@given(shares)
def test_without_earlier_dry_runs_an_item_reads_the_same(real: Item) -> None:
    assert with_dry_runs(real) == real


@given(moments, moments)
def test_the_newer_of_two_walks_goes_on(one: str, other: str) -> None:
    def walk(start: str, at: str) -> dict[str, Any]:
        return cycle_values(Cycle(datetime.fromisoformat(start), "random", at))

    real = {"account": "main", "version": 1, "first_seen": one, **walk(one, "real")}
    seen = state_from(real | as_dry_run(walk(other, "dry")), dry_run=True)
    assert seen.cycle.at == ("real" if one > other else "dry")
    assert seen.cycle.start is not None
    assert instants.written(seen.cycle.start) == max(one, other)


@given(moments, moments)
def test_who_said_an_article_last_is_the_later_one(real: str, later: str) -> None:
    item = {"account": "ada", "last": real} | as_dry_run({"account": "bob", "last": later})
    assert with_dry_runs(item)["account"] == ("ada" if real > later else "bob")


@pytest.mark.parametrize(
    ("real", "dry", "counts"),
    [
        (None, None, "dry"),
        ("2026-11-23T09:00:00Z", None, "real"),
        (None, "2026-11-23T09:00:00Z", "dry"),
        ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", "dry"),
        ("2026-11-23T09:00:00Z", "2026-11-22T09:00:00Z", "real"),
    ],
)
def test_a_dry_run_walks_on_from_where_the_newer_cycle_is(
    real: str | None, dry: str | None, counts: str
) -> None:
    item: dict[str, Any] = {"walk": {"at": "real"}, "dry_run_walk": {"at": "dry"}}
    item |= {"cycle_start": real} if real else {}
    item |= {"dry_run_cycle_start": dry} if dry else {}
    assert with_dry_runs(item)["walk"] == {"at": counts}
