"""The index of a fleet's members by when they are to be looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from repost.history.queue import MemberQueue, Waiting
from repost.history.records import state_key
from tests.world import NOW

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.history.states import AccountStates

HOUR = timedelta(hours=1)


@pytest.fixture
def queue(stack: LocalStack) -> MemberQueue:
    return MemberQueue(stack.table)


def names(queue: MemberQueue) -> list[str]:
    return [each.account for each in queue.until(NOW + 9 * HOUR)]


def test_members_wait_in_the_order_of_their_times_and_other_accounts_do_not(
    queue: MemberQueue, states: AccountStates
) -> None:
    states.begin("solo", NOW)
    states.begin("late", NOW, group="field")
    states.begin("early", NOW - HOUR, group="field")
    assert list(queue.until(NOW - HOUR)) == [Waiting("early", NOW - HOUR, NOW - HOUR)]
    assert names(queue) == ["early", "late"]
    assert [each.account for each in queue.next(1)] == ["early"]
    assert [each.account for each in queue.next(9)] == ["early", "late"]
    assert states.of(["early"])["early"].group == "field"


def test_of_two_who_saw_a_member_one_gets_the_lease_and_it_still_shows_how_long_it_waited(
    queue: MemberQueue, states: AccountStates
) -> None:
    states.begin("ada", NOW, group="field")
    [seen] = queue.until(NOW)
    assert [queue.lease(seen, NOW + HOUR) for _ in range(2)] == [True, False]
    assert list(queue.until(NOW)) == []
    assert list(queue.until(NOW + HOUR)) == [Waiting("ada", NOW + HOUR, NOW)]


def test_a_member_that_has_had_its_turn_waits_for_the_next_one(
    queue: MemberQueue, states: AccountStates
) -> None:
    states.begin("ada", NOW, group="field")
    queue.look_at("ada", NOW + HOUR)
    assert list(queue.until(NOW + HOUR)) == [Waiting("ada", NOW + HOUR, NOW + HOUR)]


def test_who_leaves_is_out_of_the_queue_and_no_turn_brings_them_back(
    queue: MemberQueue, states: AccountStates, stack: LocalStack
) -> None:
    states.begin("ada", NOW, group="field")
    queue.leave("ada")
    queue.look_at("ada", NOW)
    assert names(queue) == []
    assert states.of(["ada"])["ada"].group == ""
    left = stack.table.get(state_key("ada"))
    assert left
    assert left.keys().isdisjoint({"queue", "queue_at", "due_at", "group"})
    queue.leave("nobody")
    queue.join("nobody", "field", NOW)
    assert names(queue) == []
    assert stack.table.get(state_key("nobody")) is None


def test_an_account_with_a_history_keeps_it_when_it_joins(queue: MemberQueue, states: AccountStates) -> None:
    before = states.begin("ada", NOW - HOUR)
    queue.join("ada", "field", NOW)
    assert names(queue) == ["ada"]
    assert states.of(["ada"])["ada"].activity == before.activity


def test_more_members_than_a_page_holds_are_all_found(queue: MemberQueue, stack: LocalStack) -> None:
    long_name = "a" * 1_100
    stack.table.put_all(
        {
            "pk": f"ACCOUNT#{long_name}-{number}",
            "sk": "STATE",
            "queue": "DUE",
            "queue_at": "2026-11-23T09:00:00Z",
        }
        for number in range(1_000)
    )
    assert len(list(queue.until(NOW))) == 1_000
