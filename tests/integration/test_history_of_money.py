"""What claims cost, against DynamoDB over HTTP: counted once, within the limits, and given back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from repost.aws.clients import client
from repost.aws.table import Table
from repost.history.budget import Price, Spent
from repost.history.claims import History
from repost.selection.cycle import Cycle
from tests.claims import (
    GAP,
    NOW,
    TERMS,
    claim_of,
    current,
    priced,
    take,
    token,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.aws.stack import LocalStack
    from repost.aws.items import Write
    from repost.history.account_state import AccountState
    from repost.history.records import Terms
    from repost.history.states import AccountStates


def test_a_claim_counts_its_price_for_the_account_and_for_all(history: History, state: AccountState) -> None:
    assert take(history, state, priced())
    assert history.spent("main", "2026-03") == Spent(200_000, 200_000)
    assert history.spent("other", "2026-03") == Spent(0, 200_000)
    assert history.spent("main", "2026-04") == Spent()


def test_what_costs_nothing_is_not_counted(history: History, state: AccountState) -> None:
    assert take(history, state, claim_of(), terms=within(0, 0))
    assert history.spent("main", "2026-03") == Spent()


@pytest.mark.parametrize("terms", [within(account=399_999), within(stack=399_999)])
def test_what_would_exceed_a_limit_is_not_claimed(
    history: History, state: AccountState, terms: Terms, states: AccountStates
) -> None:
    later = NOW + GAP
    assert take(history, state, priced(), terms=terms)
    assert not take(history, current(states), priced("b", slot=later), later, terms=terms)
    assert "b" not in history.shares("main", "x", ["b"])
    assert history.spent("main", "2026-03") == Spent(200_000, 200_000)


def test_a_price_above_the_whole_limit_is_not_claimed_even_first(
    history: History, state: AccountState
) -> None:
    assert not take(history, state, priced(), terms=within(199_999))
    assert take(history, state, priced(), terms=within(200_000, 200_000))


def test_what_was_not_sent_is_given_back_exactly_once(history: History, state: AccountState) -> None:
    claim = priced()
    assert take(history, state, claim)
    assert history.record_not_sent(claim, "no")
    history.record_not_sent(claim, "no")
    assert not history.record_not_sent(replace(claim, owner=token()), "no")
    assert not history.record_rejected(claim, "no", NOW)
    assert history.spent("main", "2026-03") == Spent(0, 0)


def test_what_was_refused_costs_nothing_and_an_unknown_outcome_counts(
    history: History, state: AccountState, states: AccountStates
) -> None:
    refused, unknown = priced(), priced("b", slot=NOW + GAP)
    assert take(history, state, refused)
    assert history.start_sending(refused, NOW)
    assert history.record_rejected(refused, "no", NOW)
    assert history.spent("main", "2026-03") == Spent()
    assert take(history, current(states), unknown, NOW + GAP)
    assert history.start_sending(unknown, NOW + GAP)
    assert history.hold(unknown, "lost", NOW + GAP)
    assert history.spent("main", "2026-03") == Spent(200_000, 200_000)
    [record] = history.unresolved(current(states))
    assert history.record_not_sent(record.claim, "not there")
    assert history.spent("main", "2026-03") == Spent()


@pytest.mark.parametrize("amount", [200_000, 15_000, 0, 300_000])
def test_a_swap_puts_one_price_in_the_place_of_the_other(
    history: History, state: AccountState, amount: int, states: AccountStates
) -> None:
    first = priced()
    second = replace(
        claim_of("b", first.owner, attempt=2), price=Price(amount, "2026-03") if amount else Price()
    )
    assert take(history, state, first)
    assert history.start_sending(first, NOW)
    assert history.swap(first, second, now=NOW, terms=TERMS) is None
    assert history.spent("main", "2026-03") == Spent(amount, amount)
    [record] = history.unresolved(current(states))
    assert record.claim.price.amount == amount
    assert history.record_not_sent(record.claim, "no")
    assert history.spent("main", "2026-03") == Spent()


def test_of_many_accounts_at_once_no_more_spend_than_the_stack_allows(
    history: History, states: AccountStates
) -> None:
    def spend(name: str) -> bool:
        state = states.begin(name, NOW - timedelta(days=1))
        claim = replace(priced(name), account=name)
        # A transaction that met another one is a lost claim, and the next tick's.
        return any(
            take(history, state, replace(claim, owner=token()), terms=within(stack=600_000)) for _ in "123"
        )

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(spend, [f"account-{number}" for number in range(8)]))
    assert sum(won) <= 3
    assert history.spent("x", "2026-03").stack == sum(won) * 200_000


def test_many_accounts_reserve_from_the_budget_of_all_and_give_back_what_they_lose(
    history: History, state: AccountState, states: AccountStates
) -> None:
    terms = replace(within(stack=600_000), reserves=True)
    asked: dict[str, Any] = {"now": NOW, "cycle": Cycle(), "terms": terms}
    first = priced()
    assert history.claim(state, first, **asked) is None
    assert history.spent("main", "2026-03") == Spent(200_000, 200_000)
    other = states.begin("other", NOW - timedelta(days=1))
    lost = replace(priced(), account="other")
    assert history.claim(other, lost, **asked) == "article"
    assert history.spent("other", "2026-03") == Spent(0, 200_000)
    dear = replace(claim_of("b", first.owner, attempt=2), price=Price(500_000, "2026-03"))
    assert history.start_sending(first, NOW)
    assert history.swap(first, dear, now=NOW, terms=terms) is None
    assert history.spent("main", "2026-03") == Spent(500_000, 500_000)
    assert history.claim(other, replace(priced("c"), account="other"), **asked) == "budget"
    cheap = replace(claim_of("c", first.owner, attempt=3), price=Price(100_000, "2026-03"))
    assert history.start_sending(dear, NOW)
    assert history.swap(dear, cheap, now=NOW, terms=terms) is None
    assert history.spent("main", "2026-03") == Spent(100_000, 100_000)
    assert history.record_not_sent(cheap, "no")
    assert history.spent("main", "2026-03") == Spent()


@pytest.mark.parametrize("reserves", [True, False])
def test_no_claim_of_a_crowd_touches_the_budget_of_all_in_its_transaction(
    stack: LocalStack, state: AccountState, *, reserves: bool
) -> None:
    keys: list[str] = []

    class Watched(Table):
        def lost(self, writes: Sequence[Write], *, proof: Write, gives_way: bool = False) -> list[Write]:
            keys.extend(write.key.pk for write in writes)
            return stack.table.lost(writes, proof=proof, gives_way=gives_way)

        def update(self, write: Write) -> bool:
            return stack.table.update(write)

    watched = History(Watched(client("dynamodb"), stack.table_name))
    assert take(watched, state, priced(), terms=replace(within(stack=600_000), reserves=reserves))
    assert ("STACK" in keys) is not reserves


def test_a_price_that_takes_the_place_of_none_is_counted_in_its_own_month(
    history: History, state: AccountState
) -> None:
    free = claim_of()
    dear = replace(claim_of("b", free.owner, attempt=2), price=Price(200_000, "2026-03"))
    assert take(history, state, free)
    assert history.start_sending(free, NOW)
    assert history.swap(free, dear, now=NOW, terms=TERMS) is None
    assert history.spent("main", "2026-03") == Spent(200_000, 200_000)
