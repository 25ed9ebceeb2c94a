"""What encores never do, whatever the counts: break a rest, cost an article its turn, or go by chance."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.encores import START, Account, blog
from benchmarks.encores import settings as select_with
from repost.results.score import MOST_ACTS
from repost.selection.cycle import Cycle
from tests.effort import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)
DAYS = 160
counts = st.none() | st.integers(0, 5) | st.sampled_from([0, 10**4, MOST_ACTS])


def lived(said: Sequence[int | None], *, articles: int, rest: int, encores: int | None) -> Account:
    """An account after some days, whose posts got these counts, over and over."""
    account = Account(blog(articles), select_with(encores, rest), lambda day, _: said[day % len(said)])
    for day in range(DAYS):
        account.a_day(day)
    return account


@given(st.lists(counts, min_size=1, max_size=7), st.integers(1, 90), st.integers(0, 30), st.integers(2, 5))
@examples(12)
def test_whatever_the_counts_each_article_goes_out_once_a_cycle_and_rests(
    said: list[int | None], articles: int, rest: int, encores: int
) -> None:
    account = lived(said, articles=articles, rest=rest, encores=encores)
    last: dict[str, int] = {}
    for day, guid, _, _ in account.outings:
        assert day - last.get(guid, -999) >= rest
        last[guid] = day
    turns: dict[datetime | None, list[str]] = {}
    for _, guid, is_encore, cycle in account.outings:
        if not is_encore:
            turns.setdefault(cycle, []).append(guid)
    for of_one in turns.values():
        assert len(of_one) == len(set(of_one)), "no article has two turns in a cycle"
    starts = [cycle for cycle in turns if cycle]
    ends = [None, *starts]
    for start, end in pairwise(ends):
        since = ((start or START) - START) // DAY - rest
        until = (end - START) // DAY if end else DAYS
        out = {guid for day, guid, *_ in account.outings if since <= day <= until}
        assert out == {article.guid for article in account.blog}, "each goes out in the time of each cycle"
    encored = [number for number, (_, _, is_encore, _) in enumerate(account.outings) if is_encore]
    assert all(later - earlier >= encores for earlier, later in pairwise(encored))


@given(st.lists(counts, min_size=1, max_size=7), st.integers(1, 40))
@examples(3)
def test_the_same_past_makes_the_same_choice(said: list[int | None], articles: int) -> None:
    one, other = (lived(said, articles=articles, rest=20, encores=3) for _ in range(2))
    assert one.outings == other.outings


def test_without_results_there_is_no_encore() -> None:
    silent = lived([None], articles=40, rest=10, encores=3)
    assert not [each for each in silent.outings if each[2]]
    assert silent.outings == lived([None], articles=40, rest=10, encores=None).outings


def test_an_article_that_readers_like_goes_out_more_often() -> None:
    archive = blog(60)
    account = Account(archive, select_with(3, 20), lambda _, guid: 9 if guid == "g7" else 2)
    for day in range(DAYS):
        account.a_day(day)
    times = {each.guid: sum(guid == each.guid for _, guid, *_ in account.outings) for each in archive}
    assert times["g7"] == max(times.values()) > 2 * sorted(times.values())[len(times) // 2]


def test_turns_are_counted_since_the_last_encore() -> None:
    cycle = Cycle(turns=5)
    assert cycle.after_post(encore=False).turns == 6
    assert Cycle().after_post(encore=False).turns == 1
    assert cycle.after_post(encore=True).turns == 0
