"""Which posts of an account are read, how far it has come with that, and what is remembered of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from repost.aws.items import Write
from repost.base import instants
from repost.history.records import slot_key, state_key
from repost.history.results import Results, name_of, usual_from
from repost.history.states import AccountStates
from repost.results.encores import Known
from repost.results.measures import Baseline, Measured
from repost.results.score import Heard, Usual

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.aws.table import Table
    from repost.history.account_state import AccountState
    from repost.history.results import Due, Outing

NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Shop:
    """An account with posts, and what is read of them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.states = AccountStates(table)
        self.states.begin("main", NOW - 100 * DAY)
        self.results = Results(table, "main")

    @property
    def state(self) -> AccountState:
        return self.states.of(["main"])["main"]

    def posted(self, *days: float, **more: object) -> None:
        """Posts of so many days ago, which went out a minute after they were due."""
        for each in days:
            slot = NOW - each * DAY
            values = {"state": "posted", "since": instants.written(slot), "guid": f"a{each}", "network": "x"}
            self.table.update(Write(slot_key("main", slot), set=values | {"remote_id": f"n{each}"} | more))

    def due(self, now: datetime = NOW) -> Due:
        return self.results.due(self.state, now)


@pytest.fixture
def shop(stack: LocalStack) -> Shop:
    return Shop(stack.table)


def ids(due: Due) -> list[str]:
    return [each.remote_id for each in due.outings]


def test_a_post_is_read_when_it_is_a_week_old_and_until_x_tells_no_more(shop: Shop) -> None:
    shop.posted(30, 29, 8, 7, 5)
    due = shop.due()
    assert ids(due) == ["n29", "n8", "n7"]
    assert due.next == NOW + 2 * DAY
    assert due.last == {name_of(f"a{days}"): NOW - days * DAY for days in (29, 8, 7, 5)}


def test_only_what_says_something_of_an_article_is_read(shop: Shop) -> None:
    shop.posted(15)
    shop.posted(14, announces=True)
    shop.posted(13, asked=True)
    shop.posted(12, measured=instants.written(NOW - DAY))
    shop.posted(11, state="rejected")
    shop.table.update(Write(slot_key("main", NOW - 10 * DAY), set={"state": "empty"}))
    due = shop.due()
    assert ids(due) == ["n15"]
    assert (due.to, due.next) == (instants.written(NOW - 10 * DAY), NOW + 7 * DAY)


def test_twenty_posts_are_read_at_once_and_the_others_a_day_later(shop: Shop) -> None:
    shop.posted(5, *range(8, 30))
    due = shop.due()
    assert ids(due) == [f"n{days}" for days in range(29, 9, -1)]
    assert (due.to, due.next) == (instants.written(NOW - 10 * DAY), NOW + DAY)
    shop.results.end(due, {}, "", was_read=True)
    assert ids(shop.due(NOW + DAY)) == ["n9", "n8"]
    shop.results.end(shop.due(NOW + DAY), {}, "X gave no answer.", was_read=False)
    assert ids(shop.due(NOW + 2 * DAY)) == ["n9", "n8", "n5"]


def test_of_two_runs_one_reads_and_what_it_could_not_read_is_tried_again_tomorrow(shop: Shop) -> None:
    shop.posted(8)
    before = shop.state
    assert [shop.results.begin(before, NOW) for _ in range(2)] == [True, False]
    shop.results.end(shop.due(), {"clicks": Usual(2.5, 4)}, "X gave no answer.", was_read=False)
    after = shop.state
    assert after.heard["after"] == instants.written(NOW + DAY)
    assert (after.heard["note"], usual_from(after)) == ("X gave no answer.", {"clicks": Usual(2.5, 4)})
    assert ids(shop.due(NOW + DAY)) == ["n8"]


def test_an_account_that_was_reset_while_it_was_read_starts_over(shop: Shop) -> None:
    shop.results.end(shop.due(), {}, "X gave no answer.", was_read=False)
    assert shop.state.heard == {"usual": {}, "note": "X gave no answer."}


def test_reading_begins_no_account(shop: Shop) -> None:
    assert not Results(shop.table, "gone").begin(shop.state, NOW)
    assert shop.table.get(state_key("gone")) is None


def test_a_count_is_remembered_once_and_only_for_a_post_that_is_known(shop: Shop) -> None:
    shop.posted(8, 9)
    nine, eight = shop.due().outings
    heard = Heard(NOW, 3.25, 1.5, 7, 2)

    def record(outing: Outing, now: datetime = NOW) -> bool:
        past = shop.results.pasts([outing])[outing.guid]
        known = type(past)(heard, Baseline("https://blog.example/", 5, 1), past.times, past.announced)
        return shop.results.record(outing, Measured("clicks", 7), known, now)

    assert [record(eight), record(eight, NOW + DAY)] == [True, False]
    gone = type(nine)(NOW - 99 * DAY, nine.at, nine.guid, nine.network, nine.remote_id, nine.link)
    assert not record(gone)
    past = shop.results.pasts([eight, nine])
    assert (past[eight.guid].heard, past[eight.guid].baseline) == (
        heard,
        Baseline("https://blog.example/", 5, 1),
    )
    assert (past[nine.guid].heard, past[nine.guid].baseline, past[nine.guid].times) == (None, None, 0)


def test_the_best_articles_are_remembered_as_they_are(shop: Shop) -> None:
    known = [Known(name_of(f"a{number}"), Heard(NOW, 9.125, 2.5, 18, 3), NOW - DAY) for number in range(2)]
    assert shop.results.best() == []
    shop.results.keep_best(known, NOW, without={known[0].name})
    assert shop.results.best() == known[1:]
