"""What the history keeps of texts, against DynamoDB over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from repost.aws.items import EXPIRES, marshal
from repost.history.claims import History
from repost.history.records import share_key, text_key
from repost.history.writes import unsaid
from repost.networks.protocol import Posted
from repost.selection.cycle import Cycle
from repost.wording.repetition import REMEMBERED, REMEMBERED_OF_NETWORK, Fingerprint, Said
from tests.claims import NOW, REST, TERMS, claim_of, current, take

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.history.account_state import AccountState
    from repost.history.records import Claim, Terms
    from repost.history.states import AccountStates


def saying(guid: str, days: int = 0, attempt: int = 1) -> Claim:
    at = NOW + timedelta(days=days)
    said = Said(at, Fingerprint.of(f"A title of some length about {guid}, number {days}", "Again:", "abcd"))
    return replace(claim_of(guid, slot=at, attempt=attempt), said=str(said))


def test_a_claim_remembers_its_text_with_the_account_and_with_the_article(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = saying("a")
    assert take(history, state, claim)
    assert current(states).recent == {claim.said}
    assert history.said_of("main", "x", "a") == {claim.said}
    assert history.said_of("main", "x", "b") == frozenset()
    assert history.unresolved(current(states))[0].claim == claim


def test_a_claim_that_is_lost_remembers_nothing(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = saying("a")
    assert take(history, state, claim)
    assert not take(history, state, saying("b", days=1))
    assert current(states).recent == {claim.said}
    assert history.said_of("main", "x", "b") == frozenset()


def test_an_article_that_takes_anothers_place_is_remembered_too(
    history: History, state: AccountState, states: AccountStates
) -> None:
    first, second = saying("a"), replace(saying("b", attempt=2), slot=NOW)
    assert take(history, state, first)
    assert history.start_sending(first, NOW)
    second = replace(second, owner=first.owner)
    assert history.swap(first, second, now=NOW, terms=TERMS) is None
    assert second.said in current(states).recent
    assert history.said_of("main", "x", "b") == {second.said}


def test_what_was_not_sent_is_forgotten(history: History, state: AccountState, states: AccountStates) -> None:
    claim = saying("a")
    assert take(history, state, claim)
    assert history.record_not_sent(claim, "rate limit")
    assert current(states).recent == frozenset()
    assert history.said_of("main", "x", "a") == frozenset()


def test_the_text_of_a_claim_that_lost_its_slot_may_be_said_again(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = saying("a")
    assert take(history, state, claim)
    history.unsay(replace(claim, said=""))
    assert current(states).recent == {claim.said}
    history.unsay(claim)
    assert current(states).recent == frozenset()


def test_what_the_network_refused_is_forgotten(
    history: History, state: AccountState, states: AccountStates
) -> None:
    claim = saying("a")
    assert take(history, state, claim)
    assert history.record_rejected(claim, "not permitted", NOW)
    assert current(states).recent == frozenset()
    assert history.said_of("main", "x", "a") == frozenset()


@pytest.mark.usefixtures("state")
def test_the_memory_of_texts_is_small_however_many_there_were(
    history: History, states: AccountStates
) -> None:
    for number in range(REMEMBERED_OF_NETWORK + 1):
        claim = saying("a", days=number * REST.days)
        heard = history.said_of("main", "x", "a")
        assert take(history, current(states), claim, now=NOW + number * REST, said=heard)
        history.record_posted(claim, Posted(str(number), ""), NOW + number * REST)
    recent = current(states).recent
    assert len(recent) == REMEMBERED
    assert max(recent) == claim.said
    assert len(history.said_of("main", "x", "a")) == REMEMBERED_OF_NETWORK
    assert len(str(marshal({"recent": recent}))) < 1500


def test_a_state_of_before_there_was_a_memory_is_read(
    history: History, state: AccountState, states: AccountStates
) -> None:
    assert take(history, state, claim_of("a"))
    assert current(states).recent == frozenset()
    assert history.said_of("main", "x", "a") == frozenset()


@pytest.mark.parametrize("blog", ["", "https://blog.example/"])
def test_the_network_remembers_what_is_out_and_forgets_what_is_not(
    stack: LocalStack, state: AccountState, states: AccountStates, blog: str
) -> None:
    history = History(stack.table, blog=blog)
    out, refused = replace(saying("a"), blog=blog), replace(saying("b", days=1), blog=blog)
    assert take(history, state, out)
    assert history.start_sending(out, NOW)
    assert history.record_posted(out, Posted("1", ""), NOW)
    assert take(history, current(states), refused, now=refused.slot)
    assert history.record_not_sent(refused, "rate limit")
    assert history.said_of("another", "x", "a") == {out.said}
    assert history.said_of("another", "x", "b") == frozenset()


def test_nothing_is_forgotten_for_a_claim_without_a_fingerprint() -> None:
    assert unsaid("said", saying("a")) == {"said": {saying("a").said}}
    assert unsaid("said", claim_of("a")) == {}  # DynamoDB has no empty texts in its sets


def test_a_dry_run_moves_the_slot_on_and_leaves_claims_texts_and_walk_as_they_were(
    history: History, states: AccountStates, stack: LocalStack
) -> None:
    state = states.begin("main", NOW - timedelta(days=1), dry_run=True)
    claim = saying("a")
    walked = Cycle(NOW, "oldest-first", "2020-01-01T00:00:00Z b", "2019-01-01T00:00:00Z a")
    assert history.record_dry_run(state, claim, now=NOW, cycle=walked)
    real, dry = current(states), states.of(["main"], in_dry_run=["main"])["main"]
    assert (real.activity, real.cycle, real.recent) == (
        state.activity.after_slot(claim.slot),
        Cycle(),
        frozenset(),
    )
    assert (dry.activity, dry.cycle, dry.recent) == (
        state.activity.after_claim(claim.slot, NOW),
        walked,
        frozenset({claim.said}),
    )
    again = states.begin("main", NOW, dry_run=True)
    assert again == dry, "another run began the account, and dry runs have gone on since"
    assert (stack.table.get(share_key("main", "a")) or {}).get("guid") == "a"


# --- Whose text it is


ONCE_A_MONTH = replace(TERMS, unlike=timedelta(days=30))
LONG_AGO = NOW - timedelta(days=365)


def test_a_text_counts_for_less_than_the_time_that_the_settings_name(
    history: History, states: AccountStates
) -> None:
    post(history, states, same_words("other", "a"))
    text = same_words("main", "b").post
    assert history.has_text("main", text, "x", NOW - timedelta(seconds=1))
    assert not history.has_text("main", text, "x", NOW)


def same_words(account: str, guid: str, days: int = 0) -> Claim:
    """A claim of an account of its own article, in the words that all claims of these tests have."""
    claim = saying(guid, days)
    return replace(claim, account=account, post=replace(claim.post, text="Roses", facets=()))


def post(history: History, states: AccountStates, claim: Claim, terms: Terms = ONCE_A_MONTH) -> None:
    state = states.begin(claim.account, LONG_AGO)
    assert take(history, state, claim, now=claim.slot, terms=terms)
    assert history.start_sending(claim, claim.slot)
    assert history.record_posted(claim, Posted("1", ""), claim.slot)


def is_taken(history: History, claim: Claim) -> bool:
    return history.has_text("somebody else", claim.post, "x", LONG_AGO)


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("unlike", [timedelta(), timedelta(days=30)])
def test_a_text_that_was_not_posted_is_freed_if_it_was_claimed_and_only_then(
    history: History, states: AccountStates, stack: LocalStack, unlike: timedelta
) -> None:
    terms, claim = replace(TERMS, unlike=unlike), same_words("main", "b", days=1)
    post(history, states, same_words("other", "a"))
    later = claim if unlike == timedelta() else replace(claim, slot=NOW + timedelta(days=40))
    assert take(history, current(states), later, now=later.slot, terms=terms)
    assert history.record_not_sent(later, "rate limit")
    assert is_taken(history, claim) is not bool(unlike)
    if unlike:
        item = stack.table.get(text_key("x", later.post))
        assert item
        assert item[EXPIRES] == int(later.slot.timestamp()), "nobody needs it any more"


@pytest.mark.usefixtures("state")
def test_a_late_settling_frees_no_text_that_somebody_else_has_posted_since(
    history: History, states: AccountStates
) -> None:
    late = same_words("main", "a")
    assert take(history, current(states), late, terms=ONCE_A_MONTH)
    assert history.start_sending(late, NOW)
    assert history.hold(late, "No answer.", NOW)
    post(history, states, same_words("other", "b", days=31))
    assert history.record_not_sent(late, "Settled by a person.")
    assert is_taken(history, late)


@pytest.mark.usefixtures("state")
def test_a_late_settling_frees_no_text_that_the_account_itself_has_posted_since(
    history: History, states: AccountStates
) -> None:
    late = same_words("main", "a")
    assert take(history, current(states), late, terms=ONCE_A_MONTH)
    assert history.start_sending(late, NOW)
    assert history.hold(late, "No answer.", NOW)
    again = same_words("main", "b", days=2)
    assert take(history, current(states), again, now=again.slot, terms=ONCE_A_MONTH)
    assert history.start_sending(again, again.slot)
    assert history.record_posted(again, Posted("2", ""), again.slot)
    assert history.record_not_sent(late, "Settled by a person.")
    assert is_taken(history, late)


@pytest.mark.usefixtures("state")
def test_an_article_that_takes_anothers_place_frees_the_text_that_was_refused(
    history: History, states: AccountStates, stack: LocalStack
) -> None:
    first = same_words("main", "a", days=1)
    second = replace(saying("b", days=1, attempt=2), owner=first.owner)
    assert take(history, current(states), first, now=first.slot, terms=ONCE_A_MONTH)
    assert history.start_sending(first, first.slot)
    assert is_taken(history, first)
    assert history.swap(first, second, now=first.slot, terms=ONCE_A_MONTH) is None
    assert not is_taken(history, first)
    assert is_taken(history, second)
    freed = stack.table.get(text_key("x", first.post)) or {}
    assert freed.keys().isdisjoint({"account", "slot", "last"})


@pytest.mark.usefixtures("state")
def test_an_article_that_takes_anothers_place_frees_only_a_text_of_its_own_account(
    history: History, states: AccountStates
) -> None:
    post(history, states, same_words("other", "a"))
    first = same_words("main", "b", days=1)
    second = replace(saying("c", days=1, attempt=2), owner=first.owner)
    assert take(history, current(states), first, now=first.slot)  # its settings allow any text
    assert history.start_sending(first, first.slot)
    assert history.swap(first, second, now=first.slot, terms=TERMS) is None
    assert is_taken(history, first)
