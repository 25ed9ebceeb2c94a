"""What is remembered of an account between two ticks, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from repost.aws.items import Write
from repost.base import instants
from repost.history.account_state import AccountState, Stop
from repost.history.records import state_key
from repost.schedule.activity import Activity
from repost.schedule.talk import Sample, Talk

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.history.states import AccountStates

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TALK = Talk(2.5, Sample(NOW, 10, 3))


def change_all(states: AccountStates, account: str) -> None:
    states.reads(account, "https://blog.example/feed/")
    states.posts_to(account, "a place", NOW + DAY)
    states.posts_as(account, "a user")
    states.reminded(account, "the first")
    states.stop(account, Stop("The network said no.", 7, NOW + DAY))
    states.read_on(account, wanted=True)
    states.news_from(account, NOW)
    states.listen(account, TALK)


def test_what_is_remembered_is_known_at_the_next_tick(states: AccountStates) -> None:
    states.begin("main", NOW)
    change_all(states, "main")
    state = states.of(["main"])["main"]
    assert (state.feed, state.destination, state.author) == (
        "https://blog.example/feed/",
        "a place",
        "a user",
    )
    assert (state.token_until, state.reminded, state.reads_on) == (NOW + DAY, "the first", True)
    assert (state.stop, state.news_since) == (Stop("The network said no.", 7, NOW + DAY), NOW)
    assert (state.activity.talk, state.activity.first_seen, state.version) == (TALK, NOW, 1)


def test_a_new_account_has_done_nothing_yet(states: AccountStates) -> None:
    assert states.begin("main", NOW) == AccountState("main", 1, Activity(NOW))
    assert states.of(["main"]) == {"main": AccountState("main", 1, Activity(NOW))}
    seen = states.of(["main"], in_dry_run=["main"])["main"]
    assert seen == AccountState("main", 1, Activity(NOW), dry_run=True)


def test_what_is_over_is_forgotten(states: AccountStates) -> None:
    began = states.begin("main", NOW)
    states.posts_to("main", "a place", NOW + DAY)
    states.posts_as("main", "a user")
    states.posts_to("main", "another", NOW + DAY)
    assert states.of(["main"])["main"].author == "", "it may be another's"
    states.posts_as("main", "a user")
    states.posts_to("main", "another", None)
    states.stop("main", Stop("Once more.", 7, NOW + DAY))
    states.stop("main", Stop("For good.", 8, None))
    stopped = states.of(["main"])["main"]
    assert (stopped.stop, stopped.token_until) == (Stop("For good.", 8, None), None)
    states.resume("main")
    states.read_on("main", wanted=True)
    states.read_on("main", wanted=False)
    states.news_from("main", NOW)
    states.no_news("main")
    after = states.of(["main"])["main"]
    assert (after.stop, after.reads_on, after.news_since, after.author) == (None, False, None, "")
    assert after.activity == began.activity


def test_nothing_but_its_first_tick_begins_an_account(states: AccountStates, stack: LocalStack) -> None:
    change_all(states, "nobody")
    states.resume("nobody")
    states.no_news("nobody")
    states.read_on("nobody", wanted=False)
    states.forget_claim("nobody", NOW)
    assert not states.digests("nobody", None, NOW)
    assert stack.table.get(state_key("nobody")) is None


def test_a_deleted_post_counts_towards_nothing_any_more(states: AccountStates, stack: LocalStack) -> None:
    states.begin("main", NOW - DAY)
    times = {"claims": [instants.written(NOW)], "last_claim": instants.written(NOW)}
    stack.table.update(Write(state_key("main"), set=times | {"announced": instants.written(NOW)}))
    earlier = NOW - timedelta(hours=1)
    both = {"claims": [instants.written(earlier), instants.written(NOW)]}
    stack.table.update(Write(state_key("main"), set=both))
    states.forget_claim("main", NOW)
    activity = states.of(["main"])["main"].activity
    assert (activity.claims, activity.announced) == ((earlier,), None)
    assert (stack.table.get(state_key("main")) or {})["last_claim"] == instants.written(earlier)
    states.forget_claim("main", earlier)
    assert states.of(["main"])["main"].activity == Activity(NOW - DAY)
    item = stack.table.get(state_key("main"))
    assert item
    assert item["claims"] == []
    assert item.keys().isdisjoint({"last_claim", "announced"})


def test_each_refusal_in_a_row_is_counted(states: AccountStates) -> None:
    state = states.begin("main", NOW)
    for number in (1, 2):
        states.wait(state, Stop("The network said no.", 7, NOW + DAY))
        state = states.of(["main"])["main"]
        assert (state.waits, state.stop is not None) == (number, True)


def test_of_two_runs_that_send_a_digest_one_does(states: AccountStates) -> None:
    states.begin("main", NOW)
    assert [states.digests("main", None, NOW) for _ in range(2)] == [True, False]
    assert states.of(["main"])["main"].digested == NOW
    assert [states.digests("main", NOW, NOW + DAY) for _ in range(2)] == [True, False]
