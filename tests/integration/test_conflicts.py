"""What other writers and lost answers do to a claim and its outcome, as real DynamoDB has them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace

from local.aws.proxy import LOST, AwsProxy, conflict, conflict_of_one
from repost.aws.clients import client
from repost.aws.table import Table
from repost.history.claims import History
from repost.history.holds import Decided, Hold
from repost.history.records import LEASE
from repost.history.reviews import Reviews
from repost.history.states import AccountStates
from repost.networks.protocol import Posted
from repost.selection.cycle import Cycle
from tests.claims import GAP, NOW, TERMS, claim_of, current, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.aws.emulator import LocalAws
    from local.aws.stack import LocalStack
    from repost.history.records import Claim

PLENTY = 9


@pytest.fixture
def proxy(aws: LocalAws) -> Iterator[AwsProxy]:
    with AwsProxy(f"http://127.0.0.1:{aws.port}") as proxy:
        yield proxy


class Shop:
    """A history that reaches its table through the proxy, and the pauses that it made."""

    def __init__(self, stack: LocalStack, proxy: AwsProxy, patch: pytest.MonkeyPatch) -> None:
        patch.setenv("AWS_ENDPOINT_URL", proxy.url)
        self.pauses: list[int] = []
        self.table = Table(client("dynamodb"), stack.table_name, self.pauses.append)
        self.history = History(self.table)
        self.states = AccountStates(stack.table)
        self.state = self.states.begin("main", NOW - timedelta(days=1))


@pytest.fixture
def shop(stack: LocalStack, proxy: AwsProxy, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(stack, proxy, monkeypatch)


def claimed(shop: Shop, *, unlike: timedelta = timedelta()) -> Claim:
    claim = claim_of()
    assert take(shop.history, shop.state, claim, terms=replace(TERMS, unlike=unlike))
    return claim


def test_a_claim_that_meets_other_transactions_is_tried_again_after_growing_pauses(
    shop: Shop, proxy: AwsProxy
) -> None:
    proxy.fail("TransactWriteItems", *[conflict(4)] * 3)
    claim = claimed(shop)
    assert shop.pauses == [0, 1, 2]
    assert current(shop.states).unresolved == (claim.slot,)


def test_a_claim_gives_way_to_writers_that_are_always_there(shop: Shop, proxy: AwsProxy) -> None:
    proxy.fail("TransactWriteItems", *[conflict(4)] * PLENTY)
    assert not take(shop.history, shop.state, claim_of())
    assert len(shop.pauses) == PLENTY - 1
    assert current(shop.states) == shop.state


def test_what_another_run_can_do_as_well_gives_way_to_writers_that_are_always_there(
    shop: Shop, proxy: AwsProxy
) -> None:
    claimed(shop)
    state, soon = current(shop.states), NOW + LEASE
    [record] = shop.history.unresolved(state)
    other = claim_of("b", slot=soon)
    steps: list[tuple[int, Callable[[], object]]] = [
        (2, lambda: shop.history.close(state, soon, "empty", owner="one")),
        (4, lambda: shop.history.record_dry_run(state, other, now=soon, cycle=Cycle())),
        (2, lambda: shop.history.take_over(record, "two", soon, sends_for=state)),
    ]
    for writes, step in steps:
        proxy.fail("TransactWriteItems", *[conflict(writes)] * PLENTY)
        assert not step()
    assert current(shop.states) == state


def test_an_approved_post_gives_way_to_writers_that_are_always_there(shop: Shop, proxy: AwsProxy) -> None:
    claim, reviews, soon = claim_of(), Reviews(shop.table), NOW + GAP
    hold = Hold(("Every post of this account is reviewed.",), soon)
    assert take(shop.history, shop.state, claim, hold=hold)
    held = reviews.record("main", claim.slot)
    assert held
    assert reviews.approve(held, Decided("approved", "ada", NOW))
    approved = reviews.record("main", claim.slot)
    assert approved
    proxy.fail("TransactWriteItems", *[conflict(2)] * PLENTY)
    assert reviews.take_over(approved, "two", current(shop.states), soon) is None
    assert reviews.take_over(approved, "two", current(shop.states), soon)


def test_an_outcome_never_gives_way_without_an_error(shop: Shop, proxy: AwsProxy) -> None:
    claim = claimed(shop)
    assert shop.history.start_sending(claim, NOW)
    proxy.fail("TransactWriteItems", *[conflict(3)] * PLENTY)
    with pytest.raises(ClientError, match="TransactionCanceled"):
        shop.history.record_posted(claim, Posted("1", "https://x.example/1"), NOW)
    assert shop.history.record_posted(claim, Posted("1", "https://x.example/1"), NOW)


def test_an_outcome_that_meets_other_transactions_is_recorded(shop: Shop, proxy: AwsProxy) -> None:
    claim = claimed(shop)
    proxy.fail("UpdateItem", conflict_of_one())
    assert shop.history.start_sending(claim, NOW)
    proxy.fail("TransactWriteItems", conflict(3), conflict(3))
    assert shop.history.record_posted(claim, Posted("1", "https://x.example/1"), NOW)
    assert shop.history.shares("main", "x", ["a"])["a"].count == 1


def test_a_new_account_begins_although_a_transaction_is_under_way(
    stack: LocalStack, shop: Shop, proxy: AwsProxy
) -> None:
    proxy.fail("PutItem", conflict_of_one())
    AccountStates(shop.table).begin("other", NOW)
    assert AccountStates(stack.table).of(["other"])


def test_the_lost_answer_to_a_claim_is_not_another_run(shop: Shop, proxy: AwsProxy) -> None:
    proxy.fail("TransactWriteItems", LOST)
    claimed(shop)
    assert proxy.asked("TransactWriteItems") == 2


def test_the_lost_answer_to_the_start_of_sending_is_not_another_run(shop: Shop, proxy: AwsProxy) -> None:
    claim = claimed(shop)
    proxy.fail("UpdateItem", LOST)
    assert shop.history.start_sending(claim, NOW)
    assert proxy.asked("UpdateItem") == 2
    assert not shop.history.start_sending(replace(claim, owner="somebody else"), NOW)


def test_the_lost_answer_to_an_outcome_counts_it_once_however_late_it_is_repeated(shop: Shop) -> None:
    claim, posted = claimed(shop), Posted("1", "https://x.example/1")
    assert shop.history.start_sending(claim, NOW)
    assert shop.history.record_posted(claim, posted, NOW)
    # Equal but for its time, so not the request that DynamoDB remembers.
    assert shop.history.record_posted(claim, posted, NOW + timedelta(seconds=1))
    assert not shop.history.record_posted(claim, Posted("2", "https://x.example/2"), NOW)
    assert not shop.history.record_not_sent(claim, "The network refused it.")
    assert shop.history.shares("main", "x", ["a"])["a"].count == 1


def test_an_outcome_is_known_even_if_its_text_could_not_be_freed(shop: Shop, proxy: AwsProxy) -> None:
    claim = claimed(shop, unlike=timedelta(days=30))
    proxy.fail("UpdateItem", *[conflict_of_one()] * PLENTY)
    assert shop.history.record_not_sent(claim, "The network asks for patience.")
    assert current(shop.states).unresolved == ()
    assert shop.history.has_text("other", claim.post, "x", NOW - timedelta(days=1))


def test_an_outcome_with_other_words_is_another_request(shop: Shop, stack: LocalStack) -> None:
    claim = claimed(shop)
    assert shop.history.record_not_sent(claim, "The time of this run was up.")
    assert not shop.history.record_not_sent(claim, "The network asks for patience.")
    assert not History(stack.table).record_rejected(claim, "The network refused it.", NOW)


def test_the_lost_answer_of_taking_over_is_not_another_run(shop: Shop, proxy: AwsProxy) -> None:
    claimed(shop)
    [record] = shop.history.unresolved(current(shop.states))
    proxy.fail("TransactWriteItems", LOST)
    later = NOW + LEASE + timedelta(seconds=1)
    assert shop.history.take_over(record, "a second owner", later)
    assert not shop.history.take_over(record, "a third owner", later)
