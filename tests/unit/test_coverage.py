"""The bookkeeping of which times of a blog are known whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from repost.base.articles import Article
from repost.feeds.coverage import BEGINNING, Covered, Stretch, Unread, Window, described, reach

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def page(*ages: float) -> list[Article]:
    return [Article(str(age), "", "", ago(age)) for age in ages]


WINDOW: Final = Window(ago(90), ago(30))
DAYS: Final = st.integers(0, 400)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    youngest = draw(DAYS)
    return Window(ago(youngest + draw(st.integers(1, 400))), ago(youngest))


@given(windows(), st.integers(1, 30), st.booleans(), st.none() | DAYS)
def test_a_walk_ends_knows_its_window_and_sees_nothing_twice(
    window: Window,
    step: int,
    jumps: bool,  # noqa: FBT001 - drawn
    feed: int | None,
) -> None:
    covered = Covered() if feed is None else Covered().with_feed(page(0, feed), NOW, whole=False)
    everything = Window(window.since, NOW)
    walked: list[tuple[datetime, datetime]] = []
    while stretch := covered.next_stretch(everything if not jumps else window, NOW, jumps=jumps):
        assert stretch.since < stretch.before
        reached = max(stretch.before - timedelta(days=step), stretch.since)
        assert not any(first < stretch.before and reached < last for first, last in walked)
        walked.append((reached, stretch.before))
        covered = covered.with_walked(stretch, reached, NOW)
    assert covered.holds(window)
    assert covered.holds(everything)
    assert covered.island is None


@given(windows(), DAYS)
def test_a_walker_that_jumps_begins_with_what_may_go_out_now(window: Window, feed: int) -> None:
    covered = Covered().with_feed(page(0, feed), NOW, whole=False)
    assume(ago(feed) - window.until > min(window.until - window.since, timedelta(days=90)))
    assert covered.next_stretch(window, NOW, jumps=True) == Stretch(window.since, window.until)
    assert covered.next_stretch(window, NOW, jumps=False) == Stretch(window.since, ago(feed))


def test_a_short_way_to_the_window_is_walked_together_with_it() -> None:
    covered = Covered().with_feed(page(0, 18), NOW, whole=False)
    assert covered.next_stretch(WINDOW, NOW, jumps=True) == Stretch(ago(90), ago(18))


def test_a_feed_that_no_longer_reaches_what_was_known_leaves_an_island() -> None:
    covered = Covered().with_feed(page(60, 70, 80), NOW, whole=False)
    covered = covered.with_feed(page(1, 2, 3), NOW, whole=False)
    assert covered == Covered(ago(3), ago(1), (ago(80), ago(60)))
    stretch = covered.next_stretch(WINDOW, NOW, jumps=False)
    assert stretch == Stretch(ago(60), ago(3)), "what is known isn't walked through again"
    assert covered.with_walked(stretch, ago(60), NOW) == Covered(ago(80), ago(1))


def test_a_feed_that_reaches_what_was_known_carries_on() -> None:
    covered = Covered().with_feed(page(60, 70, 80), NOW, whole=False)
    assert covered.with_feed(page(1, 30, 60), NOW, whole=False) == Covered(ago(80), ago(1))


def test_dates_to_come_are_no_news() -> None:
    covered = Covered().with_feed(page(-400, 60, 70), NOW, whole=False)
    assert covered.newest == ago(60)


def test_a_feed_that_holds_everything_reaches_to_the_beginning() -> None:
    assert Covered().with_feed(page(1), NOW, whole=True).head == BEGINNING
    assert Covered().with_feed([], NOW, whole=True).holds(Window(BEGINNING, NOW))


@pytest.mark.parametrize(
    ("ages", "reached"),
    [
        ((1, 2, 3), 3),
        ((1,), 1),
        ((1, 1, 1), 1),
        ((500, 1, 2, 3, 4, 5), 4),  # an old one that is kept on top
        ((1, 3, 2, 4, 5, 6), 5),
        ((1, 2, 3, 5, 4, 500), 4),  # and one at the end of a page that isn't quite in order
        ((3, 2, 1), None),
        ((5, 1, 9, 2, 8), None),
        ((), None),
    ],
)
def test_how_far_back_a_page_shows_all_there_is(ages: tuple[int, ...], reached: int | None) -> None:
    assert reach(page(*ages)) == (None if reached is None else ago(reached))


def test_articles_without_a_date_say_nothing() -> None:
    assert reach([Article("a", "", "", None), *page(1, 2)]) == ago(2)
    assert reach([Article("a", "", "", None)]) is None


@pytest.mark.parametrize(
    ("covered", "walked", "phrase"),
    [
        (Covered(ago(91)), False, "complete"),
        (Covered(ago(90)), True, "complete"),
        (Covered(ago(10), ago(1), (ago(90), ago(30))), True, "complete"),
        (Covered(ago(10), ago(1), (ago(60), ago(30))), True, "partial since 2026-09-24"),
        (Covered(ago(60)), True, "partial since 2026-09-24"),
        (Covered(ago(60)), False, "partial since 2026-09-24"),
        (Covered(ago(20)), True, "partial since 2026-11-03"),
        (Covered(ago(20)), False, "only what the feed shows"),
        (Covered(), True, "only what the feed shows"),
    ],
)
def test_coverage_in_words(covered: Covered, walked: Any, phrase: str) -> None:
    assert described(covered, WINDOW, walked=walked) == phrase


def test_pages_that_cant_be_read_keep_coverage_partial_and_are_named() -> None:
    unread = Unread().and_(["https://a.example/1"], NOW)
    known = Covered(ago(91))
    one = "partial, since 1 page can't be read or gives no date (https://a.example/1)"
    assert described(known, WINDOW, walked=True, unread=unread) == one
    several = unread.and_([f"https://a.example/{n}" for n in range(2, 8)], NOW)
    named = "https://a.example/1, https://a.example/2, https://a.example/3"
    phrase = f"partial, since 7 pages can't be read or give no date (such as {named})"
    assert described(known, WINDOW, walked=True, unread=several) == phrase
    assert described(Covered(ago(60)), WINDOW, walked=True, unread=several) == "partial since 2026-09-24"
