"""What counts say about articles: the score, the pool of encores, and which count is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.accounts.documents import read_accounts
from repost.base import instants
from repost.history.results import Due, Outing
from repost.networks.registry import authorization
from repost.results.encores import MOST_KEPT, Known, best, is_encore, line_up, pool_size
from repost.results.measures import Baseline, Kind, Measured, Told, measured, since
from repost.results.score import Heard, Usual

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BIT_MORE = 1 + 1e-9  # rounding
counts = st.integers(0, 10**9)
usuals = st.builds(Usual, st.floats(0.01, 10**6), st.integers(0, 10**4))


def heard(*acts: int, usual: Usual | None = None) -> Heard:
    known = Heard(NOW)
    for count in acts:
        known = known.after(count, usual or Usual(2.0, 60), NOW)
    return known


def test_an_article_of_which_nothing_is_known_is_usual() -> None:
    assert Heard(NOW).score == 1.0
    assert Heard(NOW).says_little


def test_a_score_says_how_many_times_the_usual_the_posts_get() -> None:
    assert heard(2, 2, 2).score == 1.0
    assert heard(*[6] * 100).score == pytest.approx(3, rel=0.02)
    assert heard(*[0] * 100).score < 0.02
    assert heard(6).score == pytest.approx(9 / 5), "three acts' worth of doubt"


def test_the_usual_begins_at_one_and_follows_the_posts() -> None:
    usual = Usual()
    for _ in range(200):
        usual = usual.after(30)
    assert usual.acts == pytest.approx(30, rel=0.05)
    for _ in range(300):
        usual = usual.after(3)
    assert usual.acts == pytest.approx(3, rel=0.15)


@given(counts, usuals, st.lists(counts, max_size=5))
def test_one_lucky_post_moves_a_score_by_a_bounded_amount(
    lucky: int, usual: Usual, before: list[int]
) -> None:
    known = heard(*before, usual=usual)
    after = known.after(lucky, usual, NOW)
    assert after.acts - known.acts <= (4 * usual.acts + 2) * BIT_MORE
    assert 0 < after.score < (known.score + 4 + 2 / 3) * BIT_MORE
    assert usual.after(lucky).acts <= (usual.acts + (3 * usual.acts + 2) / 2) * BIT_MORE


@given(counts, usuals)
def test_what_is_known_counts_half_after_a_year(count: int, usual: Usual) -> None:
    known = Heard(NOW).after(count, usual, NOW)
    old = known.faded(NOW + 365 * DAY)
    assert old.acts == pytest.approx(known.acts / 2)
    assert old.expected == pytest.approx(known.expected / 2)
    assert (old.total, old.posts) == (count, 1)
    assert known.faded(NOW - DAY).acts == known.acts, "a clock that was set back brings nothing back"


def known(name: str, *acts: int, ago: int = 30) -> Known:
    return Known(name, heard(*acts), NOW - ago * DAY)


def test_the_pool_has_the_best_that_do_better_than_usual_the_longest_rested_first() -> None:
    all_known = [known("a", 9, ago=20), known("b", 9, 9, ago=40), known("c", 2), known("d", 1), known("e", 4)]
    assert [each.name for each in best(all_known, 9, NOW)] == ["b", "a", "e"]
    assert [each.name for each in line_up(all_known, 2, NOW)] == ["b", "a"]
    assert [each.name for each in line_up(reversed(all_known), 2, NOW)] == ["b", "a"]


@pytest.mark.parametrize(
    ("articles", "rest", "per_day", "one_in", "size"),
    [
        (200, 60, 1, 3, 33),
        (90, 60, 1, 3, 20),
        (10, 60, 1, 3, 20),
        (0, 0, 1, 3, 0),
        (60, 60, 4, 3, 80),
        (100_000, 60, 1, 3, MOST_KEPT),
    ],
)
def test_the_pool_is_a_sixth_and_at_least_as_many_as_one_rest_has_encores(
    articles: int, rest: int, per_day: float, one_in: int, size: int
) -> None:
    assert pool_size(articles, rest * DAY, per_day, one_in) == size


def test_every_third_post_is_an_encore_if_one_in_three_is() -> None:
    assert [is_encore(turns, 3) for turns in range(4)] == [False, False, True, True]
    assert [is_encore(turns, None) for turns in range(4)] == [False] * 4


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (Told(1, 1, 1, 1), "clicks"),
        (Told(None, 1, 1, 1), "link_clicks"),
        (Told(None, None, 1, 1), "visits"),
        (Told(None, None, None, 1), "reactions"),
    ],
)
def test_clicks_of_people_are_the_best_count(told: Told, kind: Kind) -> None:
    assert measured(told, draws_machines=False) == Measured(kind, 1)


def test_what_there_was_no_time_to_read_is_due_the_next_day() -> None:
    first, second, third = (
        Outing(NOW - days * DAY, NOW - days * DAY, f"a{days}", "threads", str(days), "") for days in (9, 8, 7)
    )
    due = Due((first, second, third), {}, "later", NOW + 7 * DAY)
    assert due.only([first.slot, second.slot], NOW) == Due(
        (first, second), {}, instants.written(second.slot), NOW + DAY
    )
    assert due.only([each.slot for each in due.outings], NOW) == due


def test_visits_do_not_count_where_machines_follow_each_link() -> None:
    assert measured(Told(visits=40, reactions=2), draws_machines=True) == Measured("reactions", 2)
    assert measured(Told(visits=40), draws_machines=True) is None


@given(told=st.builds(Told, *[st.none() | st.integers(-(10**30), 10**30)] * 4), draws_machines=st.booleans())
def test_whatever_is_told_a_count_is_sensible_or_unknown(told: Told, *, draws_machines: bool) -> None:
    count = measured(told, draws_machines=draws_machines)
    if told == Told():
        assert count is None
    assert count is None or 0 <= count.acts <= 10**9


LINK = "https://go.example/a"


@pytest.mark.parametrize(
    ("before", "now", "added"),
    [
        (None, Baseline(LINK, 5, 1), 5),
        (None, Baseline(LINK, 50, 4), None),
        (Baseline(LINK, 5, 1), Baseline(LINK, 9, 2), 4),
        (Baseline(LINK, 5, 1), Baseline(LINK, 9, 3), None),
        (Baseline(LINK, 5, 1), Baseline(LINK, 2, 2), None),
        (Baseline("https://old.example/a", 5, 1), Baseline(LINK, 9, 2), None),
    ],
)
def test_a_post_has_what_was_added_since_the_count_before(
    before: Baseline | None, now: Baseline, added: int | None
) -> None:
    assert since(before, now, announced=False) == added


def test_what_an_announcement_brought_is_not_the_first_turns() -> None:
    assert since(None, Baseline(LINK, 50, 1), announced=True) is None


@pytest.mark.parametrize(
    ("network", "own", "scope"),
    [
        ("threads", "", "threads_manage_insights"),
        ("facebook", '[facebook]\npage = "181500000000001"', "read_insights"),
        ("linkedin", '[linkedin]\nauthor = "urn:li:organization:1815"', "rw_organization_admin"),
    ],
)
@pytest.mark.parametrize("wish", ["", "[results]\nread = true", "[select]\nencores = 3"])
def test_connect_asks_for_the_scope_of_results_only_if_somebody_wants_them(
    network: str, own: str, scope: str, wish: str
) -> None:
    document = f'network = "{network}"\nfeed = "https://blog.example/feed/"\n{wish}\n{own}'
    [account] = read_accounts({"/repost/settings/main": document}, "/repost").ready
    assert (scope in getattr(authorization(account.settings), "scopes", ())) == bool(wish)
