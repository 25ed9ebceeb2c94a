"""The claim and what follows it, against DynamoDB over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from repost.aws.items import Write
from repost.base import instants
from repost.history.account_state import AccountState, Stop
from repost.history.claims import History
from repost.history.records import LEASE, share_key, slot_key, state_key
from repost.networks.protocol import Posted
from repost.schedule.activity import Activity
from repost.selection.cycle import Cycle

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.history.states import AccountStates

from tests.claims import GAP, NOW, REST, SLOT, SPACING, TERMS, claim_of, current, priced, take, token, within


def test_an_account_begins_once_and_the_first_sight_counts(states: AccountStates) -> None:
    first = states.begin("main", NOW)
    assert states.begin("main", NOW + timedelta(days=1)) == first
    assert first.activity.first_seen == NOW


def test_states_come_for_those_accounts_that_have_one(state: AccountState, states: AccountStates) -> None:
    assert states.of(["main", "nobody"]) == {"main": state}


def test_a_claim_moves_the_state_locks_the_article_and_keeps_the_final_text(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    cycle = Cycle(NOW, "oldest-first", "2020-01-01T00:00:00Z b", "2019-01-01T00:00:00Z a")
    assert take(history, state, claim, cycle=cycle)
    after = current(states)
    assert (after.version, after.cycle) == (state.version + 1, cycle)
    assert after.activity == state.activity.after_claim(SLOT, NOW)
    assert after.unresolved == (SLOT,)
    assert history.shares("main", "x", ["a"])["a"].pending
    [record] = history.unresolved(after)
    assert (record.state, record.claim, record.lease) == ("claimed", claim, NOW + LEASE)


def test_of_fifty_claims_at_once_one_wins(
    history: History, state: AccountState, states: AccountStates
) -> None:
    with ThreadPoolExecutor(50) as threads:
        claims = [claim_of() for _ in range(50)]
        won = list(threads.map(lambda claim: take(history, state, claim), claims))
    assert sum(won) == 1
    [record] = history.unresolved(current(states))
    assert record.claim.owner == claims[won.index(True)].owner


def test_of_fifty_announcements_at_once_one_wins_in_whatever_minute(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claims = [
        replace(claim_of(slot=NOW + timedelta(seconds=60 * number + 7)), announces=True)
        for number in range(50)
    ]
    with ThreadPoolExecutor(50) as threads:
        won = list(threads.map(lambda claim: take(history, state, claim), claims))
    assert sum(won) == 1
    after = current(states)
    assert after.activity == state.activity.after_announcement(NOW)
    [record] = history.unresolved(after)
    assert record.claim == claims[won.index(True)]


def test_an_announcement_keeps_the_gap_and_lets_its_article_rest_uncounted(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = replace(claim_of(), announces=True)
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.record_posted(claim, Posted("1", ""), NOW)
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.last, share.announced, share.shared, share.count) == (NOW, NOW, None, 0)
    sooner, later = NOW + GAP - timedelta(seconds=1), NOW + REST
    assert not take(history, current(states), claim_of("b", slot=sooner), now=sooner)
    assert not take(history, current(states), claim_of(slot=later), now=later - timedelta(seconds=1))
    again = claim_of(slot=later)
    assert take(history, current(states), again, now=later)
    assert history.start_sending(again, later)
    assert history.record_posted(again, Posted("2", ""), later)
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.last, share.shared, share.count) == (later, later, 1)


def test_a_stale_state_claims_nothing(history: History, state: AccountState) -> None:
    assert take(history, state, claim_of())
    later = NOW + timedelta(days=1)
    assert not take(history, state, claim_of("b", slot=later), now=later)
    assert "b" not in history.shares("main", "x", ["b"])


def test_nothing_is_claimed_within_the_minimum_gap(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert take(history, state, claim_of())
    just_before = NOW + GAP - timedelta(seconds=1)
    assert not take(history, current(states), claim_of("b", slot=just_before), now=just_before)
    assert take(history, current(states), claim_of("b", slot=just_before), now=NOW + GAP)


def test_a_claim_by_a_clock_that_was_ahead_holds_nothing_up(
    history: History, state: AccountState, states: AccountStates
) -> None:
    ahead = NOW + timedelta(days=300)
    assert take(history, state, claim_of(slot=ahead), now=ahead)
    assert take(history, current(states), claim_of("b"), now=NOW)


def test_a_slot_is_claimed_once_whatever_the_state_says(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert take(history, state, claim_of())
    assert not take(history, current(states), claim_of("b"), now=NOW + GAP)


def test_a_locked_article_is_not_claimed_for_another_slot(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert take(history, state, claim_of())
    later = NOW + timedelta(days=100)
    assert not take(history, current(states), claim_of("a", slot=later), now=later)


def test_an_article_is_not_claimed_before_its_rest_is_over(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.record_posted(claim, Posted("1", "https://x.com/i/web/status/1"), NOW)
    for wait, taken in ((REST - timedelta(seconds=1), False), (REST, True)):
        again = claim_of("a", slot=NOW + wait)
        assert take(history, current(states), again, now=NOW + wait) is taken


def test_a_repeat_of_the_same_claim_by_the_sdk_is_no_conflict(history: History, state: AccountState) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert take(history, state, claim)


def test_a_post_that_is_out_unlocks_counts_and_rests_its_article(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.record_posted(claim, Posted("1", "https://x.com/i/web/status/1"), NOW)
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.last, share.count, share.pending) == (NOW, 1, False)
    assert current(states).unresolved == ()


def test_a_rejected_article_rests_without_counting_as_shared(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.record_rejected(claim, "no", NOW)
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.last, share.count, share.pending) == (NOW, 0, False)
    assert current(states).unresolved == ()


def test_an_article_that_was_not_sent_is_as_it_was(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.record_not_sent(claim, "rate limit")
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.last, share.count, share.pending) == (None, 0, False)
    assert current(states).unresolved == ()


def test_an_unknown_outcome_holds_its_article_and_stays_unresolved(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "reply lost", until=NOW + LEASE)
    assert history.shares("main", "x", ["a"])["a"].pending
    [record] = history.unresolved(current(states))
    assert (record.state, record.claim) == ("unknown", claim)


def test_a_refused_article_gives_its_slot_to_another(
    history: History, state: AccountState, states: AccountStates
) -> None:
    first = claim_of()
    second = claim_of("b", first.owner, attempt=2)
    assert take(history, state, first)
    assert history.start_sending(first, NOW)
    assert history.swap(first, second, now=NOW, terms=TERMS) is None
    shares = history.shares("main", "x", ["a", "b"])
    assert (shares["a"].pending, shares["a"].last, shares["a"].count) == (False, NOW, 0)
    assert shares["b"].pending
    [record] = history.unresolved(current(states))
    assert (record.state, record.claim) == ("claimed", second)
    assert not history.start_sending(first, NOW)
    assert history.start_sending(second, NOW)


def test_a_refused_article_that_nothing_blames_is_free_at_once(history: History, state: AccountState) -> None:
    first = claim_of()
    second = claim_of("b", first.owner, attempt=2)
    assert take(history, state, first)
    assert history.swap(first, second, now=NOW, terms=TERMS, blames=False) is None
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.pending, share.last, share.count) == (False, None, 0)


def test_only_its_owner_sends_a_claim_and_only_once(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert not history.start_sending(replace(claim, owner="somebody"), NOW)
    soon = NOW + timedelta(minutes=1)
    assert history.start_sending(claim, soon)
    assert not history.start_sending(claim, soon + timedelta(seconds=1))
    [record] = history.unresolved(current(states))
    assert (record.state, record.lease) == ("sending", soon + LEASE)


def test_only_what_is_being_sent_can_be_prepared_and_sent_again(
    history: History, state: AccountState
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    assert not history.start_sending(claim, NOW, again=True)
    assert history.start_sending(claim, NOW)
    prepared = replace(claim, post=replace(claim.post, idempotency={"key": "second"}))
    assert history.start_sending(prepared, NOW, again=True)


def test_what_a_dry_run_passes_over_rests_for_dry_runs_alone(history: History, stack: LocalStack) -> None:
    dry = History(stack.table, dry_run=True)
    dry.pass_over("main", "a", NOW)
    history.pass_over("main", "b", NOW)
    assert dry.shares("main", "x", ["a"])["a"].last == NOW
    real = history.shares("main", "x", ["a", "b"])
    assert (real["a"].last, real["b"].last) == (None, NOW)
    begun = stack.table.get(share_key("main", "b"))
    assert begun
    assert begun["guid"] == "b"


def test_an_abandoned_claim_changes_hands_once_its_lease_is_over(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    [record] = history.unresolved(current(states))
    after = NOW + LEASE
    assert history.take_over(record, "two", after - timedelta(seconds=1)) is None
    taken = history.take_over(record, "two", after)
    assert taken == replace(claim, owner="two")
    assert history.unresolved(current(states))[0].lease == after + LEASE
    assert history.take_over(record, "three", after) is None
    assert not history.start_sending(claim, after)
    assert history.start_sending(taken, after)


def test_whoever_takes_a_claim_over_to_send_it_counts_the_gap_from_then(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    claimed = current(states)
    [record] = history.unresolved(claimed)
    after = NOW + LEASE + timedelta(seconds=1)
    assert claimed.activity.claims == (NOW,)
    assert history.take_over(record, "two", after, sends_for=claimed)
    assert current(states).activity == replace(claimed.activity, claims=(after,))


def test_a_claim_that_is_being_sent_never_changes_hands(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    [record] = history.unresolved(current(states))
    assert history.start_sending(claim, NOW)
    assert history.take_over(record, "two", NOW + timedelta(days=1)) is None


def test_an_account_that_has_not_begun_comes_from_no_feed_and_has_posted_nowhere() -> None:
    new = AccountState("main", 1, Activity(NOW))
    assert (new.feed, new.destination, new.author, new.group) == ("", "", "", "")


def test_where_an_account_posts_and_until_when_is_remembered(
    state: AccountState, states: AccountStates
) -> None:
    states.posts_to(state.account, "there", NOW + REST)
    after = current(states)
    assert (after.destination, after.token_until) == ("there", NOW + REST)


def test_a_claim_is_read_as_it_was_written(
    history: History, state: AccountState, states: AccountStates
) -> None:
    plain = replace(
        priced(), said="2026-03-02T09:00:00Z a b c d", blog="https://blog.example/", expires=2**32
    )
    claim = replace(plain, announces=True, encore=True, asked=True)
    assert take(history, state, claim)
    [record] = history.unresolved(current(states))
    assert (record.claim, record.since) == (claim, NOW)


def test_an_article_on_which_repost_fails_in_the_same_way_again_is_known(history: History) -> None:
    failures = [history.fails_again("main", "a", how) for how in ("one", "one", "other", "one")]
    assert failures == [False, True, False, False]


def test_a_post_that_is_out_ends_a_row_of_refusals(
    history: History, state: AccountState, states: AccountStates
) -> None:
    states.wait(state, Stop("The network said no.", 1, NOW))
    claim = claim_of()
    assert take(history, current(states), claim)
    assert history.start_sending(claim, NOW)
    assert current(states).waits == 1
    assert history.record_posted(claim, Posted("1", ""), NOW)
    assert (current(states).waits, current(states).posted) == (0, 1)


def test_an_article_that_was_passed_over_may_go_out_once_it_has_rested(
    history: History, state: AccountState, stack: LocalStack
) -> None:
    history.pass_over("main", "a", NOW - REST)
    claim = claim_of()
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.record_posted(claim, Posted("1", ""), NOW)
    share = stack.table.get(share_key("main", "a"))
    assert share
    assert "pending" not in share


def test_an_encore_leaves_its_article_the_turn_that_it_had(
    history: History, state: AccountState, states: AccountStates
) -> None:
    turn, later = claim_of(), NOW + REST
    assert take(history, state, turn)
    assert history.start_sending(turn, NOW)
    assert history.record_posted(turn, Posted("1", ""), NOW)
    encore = replace(claim_of(slot=later), encore=True)
    assert take(history, current(states), encore, now=later)
    assert history.start_sending(encore, later)
    assert history.record_posted(encore, Posted("2", ""), later)
    share = history.shares("main", "x", ["a"])["a"]
    assert (share.turn, share.encored, share.last, share.shared, share.count) == (NOW, later, later, NOW, 2)


def test_a_slot_that_is_closed_says_how_and_why_and_a_skip_is_used_up(
    history: History, state: AccountState, states: AccountStates, stack: LocalStack
) -> None:
    stack.table.update(Write(state_key("main"), set={"skip": instants.written(NOW)}))
    assert history.close(state, SLOT, "empty", owner=token(), why="All rest.")
    assert current(states).skip == NOW
    item = stack.table.get(slot_key("main", SLOT))
    assert item
    assert (item["state"], item["error"]) == ("empty", "All rest.")
    assert history.close(current(states), SLOT + GAP, "skipped", owner=token())
    assert current(states).skip is None
    skipped = stack.table.get(slot_key("main", SLOT + GAP))
    assert skipped
    assert (skipped["state"], "error" in skipped) == ("skipped", False)


def test_an_empty_slot_is_closed_once_and_counts_as_no_claim(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert history.close(state, SLOT, "empty", owner=token())
    after = current(states)
    assert after.activity == state.activity.after_slot(SLOT)
    assert not history.close(after, SLOT, "empty", owner=token())


def test_an_empty_slot_keeps_how_far_the_walk_through_the_articles_came(
    history: History, state: AccountState, states: AccountStates
) -> None:
    walked = Cycle(NOW, "longest-rested", "2026-01-01T00:00:00Z m", "2026-01-01T00:00:00Z a")
    assert history.close(state, SLOT, "empty", owner=token(), cycle=walked)
    assert current(states).cycle == walked


def test_an_article_that_was_blocked_after_it_was_chosen_is_not_claimed(
    stack: LocalStack, history: History, state: AccountState, states: AccountStates
) -> None:
    stack.table.update(Write(share_key("main", "a"), set={"guid": "a", "blocked": "by a person"}))
    assert not take(history, state, claim_of())
    assert current(states) == state
    assert take(history, state, claim_of("b"))


def test_a_refused_article_gives_its_slot_to_no_blocked_one(
    stack: LocalStack, history: History, state: AccountState
) -> None:
    claim = claim_of()
    assert take(history, state, claim)
    stack.table.update(Write(share_key("main", "b"), set={"guid": "b", "blocked": "by a person"}))
    following = replace(claim_of("b", owner=claim.owner), attempt=2)
    assert history.swap(claim, following, now=NOW, terms=TERMS) == "article"


def test_what_one_account_claimed_no_other_of_its_network_claims_within_the_spacing(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert take(history, state, claim_of())
    other = states.begin("other", NOW - timedelta(days=1))
    for wait, taken in ((SPACING - timedelta(seconds=1), False), (SPACING, True)):
        now = NOW + wait
        theirs = replace(claim_of(slot=now), account="other")
        assert history.shares("other", "x", ["a"])["a"].elsewhere == NOW
        assert take(history, other, theirs, now=now) is taken


def test_a_lost_claim_says_what_somebody_else_has(
    stack: LocalStack, history: History, state: AccountState, states: AccountStates
) -> None:
    asked: dict[str, Any] = {"now": NOW, "cycle": Cycle()}
    tight = within(stack=200_000)
    assert history.claim(state, priced(), terms=tight, **asked) is None
    assert history.claim(state, priced("b"), terms=tight, **asked) == "slot"
    other = states.begin("other", NOW - timedelta(days=1))
    theirs = replace(priced(), account="other")
    assert history.claim(other, theirs, terms=tight, **asked) == "article"
    assert history.claim(other, replace(priced("b"), account="other"), terms=tight, **asked) == "budget"
    stack.table.update(Write(share_key("other", "b"), set={"guid": "b", "blocked": "by a person"}))
    free = replace(claim_of("b"), account="other")
    assert history.claim(other, free, terms=TERMS, **asked) == "article"


def test_on_another_network_the_same_article_may_go_out_at_once(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert take(history, state, claim_of())
    other = states.begin("other", NOW - timedelta(days=1))
    assert take(history, other, replace(claim_of(), account="other", network="mastodon"))


def test_a_stop_is_remembered_and_lifted(state: AccountState, states: AccountStates) -> None:
    for stop in (Stop("refused", 3, None), Stop("no credits", 3, NOW), Stop("refused again", 4, None)):
        states.stop("main", stop)
        assert current(states).stop == stop
    states.resume("main")
    assert current(states) == state


KEEP = timedelta(days=1095)


def test_a_slot_may_be_removed_once_it_has_been_kept_long_enough(
    stack: LocalStack, state: AccountState, states: AccountStates
) -> None:
    history = History(stack.table)
    then = int((SLOT + KEEP).timestamp())
    claim = replace(claim_of(), expires=then)
    assert take(history, state, claim)
    slot = slot_key("main", SLOT)
    assert (stack.table.get(slot) or {})["expires"] == then
    assert history.start_sending(claim, NOW)
    assert history.record_posted(claim, Posted("1", ""), NOW)
    assert (stack.table.get(slot) or {})["expires"] == then
    later = SLOT + GAP
    assert history.close(current(states), later, "empty", owner=token(), expires=then + 1)
    assert (stack.table.get(slot_key("main", later)) or {})["expires"] == then + 1


def test_a_slot_may_be_removed_only_once_its_outcome_is_known(
    stack: LocalStack, state: AccountState, states: AccountStates
) -> None:
    history = History(stack.table)
    then = int((SLOT + KEEP).timestamp())
    claim = replace(claim_of(), expires=then)
    assert take(history, state, claim)
    assert history.start_sending(claim, NOW)
    assert history.hold(claim, "No answer.", NOW)
    assert "expires" not in (stack.table.get(slot_key("main", SLOT)) or {})
    [record] = history.unresolved(current(states))
    assert history.record_not_sent(record.claim, "Settled by a person.")
    assert (stack.table.get(slot_key("main", SLOT)) or {})["expires"] == then


def test_without_an_end_slots_are_kept_for_ever(stack: LocalStack, state: AccountState) -> None:
    assert take(History(stack.table), state, claim_of())
    assert "expires" not in (stack.table.get(slot_key("main", SLOT)) or {})
