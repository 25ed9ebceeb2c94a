"""What becomes of a held post, against DynamoDB over HTTP: each step once, whoever takes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from local.aws.proxy import AwsProxy, conflict
from repost.aws.clients import client
from repost.aws.items import EXPIRES, Write
from repost.aws.table import Table
from repost.base import instants
from repost.history.budget import Limits, Price
from repost.history.claims import History
from repost.history.holds import Decided, Hold
from repost.history.lessons import lessons
from repost.history.records import LEASE, Terms, share_key, slot_key, text_key
from repost.history.review_queue import Place
from repost.history.reviews import Reviews
from repost.history.states import AccountStates
from repost.networks.protocol import Posted
from tests.claims import GAP, NOW, REST, SLOT, SPACING, claim_of, current, take, token

if TYPE_CHECKING:
    from local.aws.emulator import LocalAws
    from local.aws.stack import LocalStack
    from repost.history.records import Claim, SlotRecord

UNTIL = NOW + timedelta(hours=24)
HOLD = Hold(("It says “merger”.",), UNTIL, "field", ("It says “merger”.",))
SOON = NOW + timedelta(minutes=10)
PAID = Terms(GAP, REST, SPACING, Limits(1_000_000, 1_000_000), unlike=timedelta(days=30))


class Desk:
    """A table with one account, and a post of it that waits."""

    def __init__(self, table: Table, hold: Hold = HOLD) -> None:
        self.table = table
        self.history, self.states, self.reviews = History(table), AccountStates(table), Reviews(table)
        state = self.states.begin("main", NOW - timedelta(days=1))
        self.claim = replace(claim_of(), price=Price(200_000, "2026-03"), said="2026-03-02T09:00:00Z a b c d")
        assert take(self.history, state, self.claim, terms=PAID, hold=hold)

    @property
    def record(self) -> SlotRecord:
        record = self.reviews.record("main", SLOT)
        assert record
        return record

    @property
    def share(self) -> Any:
        return self.history.shares("main", "x", ["a"])["a"]

    @property
    def spent(self) -> int:
        return self.history.spent("main", "2026-03").stack

    def sends(self) -> Claim | None:
        return self.reviews.take_over(self.record, token(), current(self.states), SOON)


@pytest.fixture
def desk(stack: LocalStack) -> Desk:
    return Desk(stack.table)


def decided(what: Literal["approved", "edited", "declined"], by: str = "ada", **more: Any) -> Decided:
    return Decided(what, by, SOON, **more)


def test_a_held_post_uses_its_slot_and_locks_its_article_and_its_money_but_counts_as_no_post(
    desk: Desk,
) -> None:
    state = current(desk.states)
    assert (state.in_review, state.unresolved) == (((SLOT, UNTIL),), ())
    assert (state.activity.last_slot, state.activity.claims) == (SLOT, ())
    assert desk.share.pending
    assert desk.spent == 200_000
    assert desk.record.state == "held"
    assert desk.record.hold == HOLD
    assert not desk.history.start_sending(desk.claim, SOON)


def test_a_post_of_an_account_in_no_group_waits_for_nothing_but_its_reason(stack: LocalStack) -> None:
    desk = Desk(stack.table, Hold(("Each post of it waits.",), UNTIL))
    assert desk.record.hold == Hold(("Each post of it waits.",), UNTIL, group="", flags=())


def test_an_approved_post_is_claimed_once_and_counts_from_then_on(desk: Desk) -> None:
    assert desk.sends() is None
    assert desk.reviews.approve(desk.record, decided("approved"))
    state = current(desk.states)
    assert (state.in_review, state.approved, state.approvals) == ((), (SLOT,), 1)
    approved = desk.record
    assert approved.decided == decided("approved", reason="", note="", blocks=False)
    claim = desk.sends()
    assert claim
    assert desk.reviews.take_over(approved, token(), current(desk.states), SOON) is None
    assert current(desk.states).activity.claims == (SOON,)
    assert (desk.record.state, desk.record.lease) == ("claimed", SOON + LEASE)
    assert current(desk.states).unresolved == (SLOT,)
    assert desk.history.start_sending(claim, SOON)
    assert desk.history.record_posted(claim, Posted("1", ""), SOON)
    state = current(desk.states)
    assert (state.unresolved, state.approved, state.in_review) == ((), (), ())
    assert (state.approved_ever, state.declined_ever) == (1, 0)
    assert desk.share.count == 1


def test_a_declined_post_gives_everything_back_and_its_words_stay_remembered(desk: Desk) -> None:
    assert desk.reviews.decline(desk.record, decided("declined", reason="tone", note="Too loud."))
    state = current(desk.states)
    assert (state.in_review, state.approved, state.unresolved) == ((), (), ())
    assert (state.approved_ever, state.declined_ever) == (0, 1)
    assert not desk.share.pending
    assert not desk.share.blocked
    assert desk.spent == 0
    assert state.recent == {desk.claim.said}
    assert not desk.history.has_text("other", desk.claim.post, "x", NOW - timedelta(days=1))
    assert desk.sends() is None
    assert not desk.reviews.end(desk.record, "expired", "Too late.", UNTIL)
    for of in ({"account": "main"}, {"group": "field"}):
        [lesson] = lessons(desk.table, **of, since=NOW, most=9)
        assert (lesson["reason"], lesson["note"], lesson["by"]) == ("tone", "Too loud.", "ada")
        assert (lesson["account"], lesson["slot"]) == ("main", instants.written(SLOT))
        post = desk.claim.post
        assert (lesson["title"], lesson["text"]) == (post.title, post.text)
        assert lesson[EXPIRES] == int(SOON.timestamp()) + 400 * 86_400


def test_a_decline_starts_trust_again_and_can_block_the_article_until_it_is_taken_back(desk: Desk) -> None:
    assert desk.reviews.decline(desk.record, decided("declined", reason="legal", blocks=True))
    assert current(desk.states).approvals == 0
    assert desk.share.blocked.startswith("Declined on 2026-03-02: legal")
    assert desk.reviews.unblock(desk.record, SOON)
    assert not desk.share.blocked
    assert lessons(desk.table, account="main", since=NOW, most=9) == []
    assert desk.record.state == "declined"
    desk.table.update(Write(share_key("main", "a"), set={"blocked": "A person said so."}))
    assert desk.reviews.unblock(desk.record, SOON + timedelta(minutes=1))
    assert desk.share.blocked, "this is no longer the block of that decline"


def test_an_edited_post_locks_its_new_text_and_frees_the_old_one(desk: Desk) -> None:
    old, new = desk.claim.post, replace(desk.claim.post, text="Other words", facets=())
    edited = replace(desk.claim, post=new, price=Price(15_000, "2026-03"))
    asked: dict[str, Any] = {"unlike": PAID.unlike, "limits": PAID.limits}
    assert desk.reviews.edit(desk.record, edited, decided("edited"), **asked) == ""
    assert desk.record.state == "edited"
    assert (desk.record.claim.post.text, desk.record.claim.attempt) == ("Other words", 2)
    assert desk.spent == 15_000
    before = NOW - timedelta(days=1)
    assert desk.history.has_text("other", new, "x", before)
    assert not desk.history.has_text("other", old, "x", before)
    assert current(desk.states).approvals == 0
    claim = desk.sends()
    assert claim
    assert desk.history.start_sending(claim, SOON)


def test_an_edit_is_remembered_in_its_own_words_whatever_a_turn_does_meanwhile(desk: Desk) -> None:
    before, said = current(desk.states), "2026-03-02T09:10:00Z e b c d"
    assert before.recent == {desk.claim.said}
    edited = replace(desk.claim, post=replace(desk.claim.post, text="Other words", facets=()), said=said)
    asked: dict[str, Any] = {"unlike": PAID.unlike, "limits": PAID.limits}
    assert desk.reviews.edit(desk.record, edited, decided("edited"), **asked) == ""
    assert current(desk.states).recent == {said}
    assert desk.history.said_of("other", "x", "a") == desk.history.said_of("main", "x", "a") == {said}
    assert desk.record.claim.said == said
    following = replace(claim_of("b"), slot=SLOT + timedelta(hours=6))
    assert not take(desk.history, before, following), "it would have forgotten the edit"
    assert take(desk.history, current(desk.states), following)


def test_an_edit_leaves_the_old_words_to_who_has_them_by_now(desk: Desk) -> None:
    old, key = desk.claim.post, text_key("x", desk.claim.post)
    assert desk.table.update(Write(key, set={"account": "other"}))
    edited = replace(desk.claim, post=replace(old, text="Other words", facets=()))
    asked: dict[str, Any] = {"unlike": PAID.unlike, "limits": PAID.limits}
    assert desk.reviews.edit(desk.record, edited, decided("edited"), **asked) == ""
    assert desk.history.has_text("main", old, "x", NOW - timedelta(days=1))
    assert desk.history.has_text("other", edited.post, "x", NOW - timedelta(days=1))


def test_an_edit_in_the_words_of_another_account_or_beyond_the_budget_is_none(desk: Desk) -> None:
    other = replace(claim_of("b"), account="other", post=replace(desk.claim.post, text="Taken", facets=()))
    state = desk.states.begin("other", NOW - timedelta(days=1))
    assert take(desk.history, state, other, terms=PAID)
    asked: dict[str, Any] = {"unlike": PAID.unlike, "limits": PAID.limits}
    taken = replace(desk.claim, post=other.post)
    assert desk.reviews.edit(desk.record, taken, decided("edited"), **asked) == "text"
    dear = replace(desk.claim, post=replace(other.post, text="Dear"), price=Price(2_000_000, "2026-03"))
    assert desk.reviews.edit(desk.record, dear, decided("edited"), **asked) == "budget"
    assert desk.record.state == "held"
    assert desk.spent == 200_000


@pytest.mark.parametrize("is_stale", [False, True])
def test_a_post_that_nobody_decided_on_frees_its_article_unless_it_may_be_over(
    stack: LocalStack, *, is_stale: bool
) -> None:
    desk = Desk(stack.table, replace(HOLD, stale=is_stale))
    assert desk.reviews.end(desk.record, "expired", "Nobody decided.", UNTIL)
    assert (desk.share.pending, desk.share.last) == (False, UNTIL if is_stale else None)
    article, slot = desk.table.get(share_key("main", "a")), desk.table.get(slot_key("main", SLOT))
    assert (article or {}).get("turn") == (instants.written(UNTIL) if is_stale else None)
    assert (slot or {})["error"] == "Nobody decided."
    assert current(desk.states).in_review == ()
    assert current(desk.states).recent == frozenset()
    assert desk.spent == 0


def test_approving_what_may_be_over_remembers_that_the_article_is_fine(stack: LocalStack) -> None:
    desk = Desk(stack.table, replace(HOLD, stale=True))
    assert desk.reviews.approve(desk.record, decided("approved"))
    assert desk.share.approved


def test_nobody_decides_after_the_time_is_over_or_on_what_has_changed(desk: Desk) -> None:
    late = replace(decided("approved"), at=UNTIL)
    assert not desk.reviews.approve(desk.record, late)
    seen = desk.record
    assert desk.reviews.approve(desk.record, decided("approved"))
    again = replace(HOLD, until=UNTIL + timedelta(hours=1), why=("A new word.",))
    assert desk.reviews.hold_again(desk.record, again)
    later = SOON + timedelta(minutes=1)
    assert not desk.reviews.approve(seen, replace(decided("approved"), at=later))
    asked: dict[str, Any] = {"unlike": PAID.unlike, "limits": PAID.limits}
    edited = replace(desk.claim, price=Price(9_000_000, "2026-03"))
    assert desk.reviews.edit(seen, edited, replace(decided("edited"), at=later), **asked) == "decided"
    assert desk.record.hold == again
    assert desk.record.decided is None
    assert current(desk.states).in_review == ((SLOT, again.until),)
    assert desk.reviews.approve(desk.record, decided("approved"))


def test_an_approval_can_be_taken_back_until_the_post_is_claimed(desk: Desk) -> None:
    assert not desk.reviews.take_back(desk.record, SOON)
    assert desk.reviews.approve(desk.record, decided("approved"))
    assert desk.reviews.take_back(desk.record, SOON)
    waits = desk.table.get(slot_key("main", SLOT)) or {}
    assert waits.keys().isdisjoint({"decision", "decided_by", "decided_at"})
    state = current(desk.states)
    assert (state.in_review, state.approved, state.approvals) == (((SLOT, UNTIL),), (), 0)
    assert desk.reviews.approve(desk.record, decided("approved"))
    approved = desk.record
    assert desk.sends()
    assert not desk.reviews.take_back(approved, SOON)
    assert not desk.reviews.end(approved, "expired", "Too late.", UNTIL)


def test_the_queue_shows_in_pages_what_has_least_time_first_and_not_what_is_decided(
    stack: LocalStack,
) -> None:
    history, states, reviews = History(stack.table), AccountStates(stack.table), Reviews(stack.table)
    for number in range(5):
        name = f"account-{number}"
        claim = replace(claim_of(f"guid-{number}"), account=name)
        until = UNTIL - timedelta(minutes=number)
        state = states.begin(name, NOW - timedelta(days=1))
        assert take(history, state, claim, hold=replace(HOLD, until=until))
    first, rest = reviews.waiting(("field",), NOW, 3)
    assert [each.claim.account for each in first] == ["account-4", "account-3", "account-2"]
    assert rest
    assert reviews.approve(first[0], decided("approved"))
    second, rest = reviews.waiting(("field",), NOW, 3, rest)
    assert [each.claim.account for each in second] == ["account-1", "account-0"]
    assert rest is None
    assert len(reviews.waiting(("field",), NOW, 9)[0]) == 4
    assert reviews.waiting(("",), NOW, 9) == ([], None)
    assert reviews.waiting(("field",), UNTIL, 9) == ([], None)


def test_pages_over_several_groups_show_each_post_once_although_many_end_at_one_instant(
    stack: LocalStack,
) -> None:
    history, states, reviews = History(stack.table), AccountStates(stack.table), Reviews(stack.table)
    groups = ("", "field", "sales")
    for number in range(9):
        claim = replace(claim_of(f"guid-{number}"), account=f"account-{number}")
        until = UNTIL - timedelta(minutes=number // 6)
        state = states.begin(claim.account, NOW - timedelta(days=1))
        assert take(history, state, claim, hold=replace(HOLD, until=until, group=groups[number % 3]))
    seen: list[SlotRecord] = []
    place: Place | None = None
    for _ in range(9):
        page, place = reviews.waiting(groups, NOW, 2, place)
        assert len(page) <= 2
        seen += page
        if place is None:
            break
        assert place == Place.read(place.written)
        assert reviews.approve(page[0], decided("approved"))
    assert {each.claim.account for each in seen} == {f"account-{number}" for number in range(9)}
    assert len(seen) == 9
    ends = [each.hold.until for each in seen if each.hold]
    assert ends == sorted(ends)


def test_a_page_is_the_first_one_once_the_time_of_all_before_it_is_over(stack: LocalStack) -> None:
    history, states, reviews = History(stack.table), AccountStates(stack.table), Reviews(stack.table)
    claim = claim_of("guid")
    assert take(history, states.begin(claim.account, NOW - timedelta(days=1)), claim, hold=HOLD)
    place = Place(NOW, "field", "ada", NOW)
    assert len(reviews.waiting(("field",), NOW, 2, place)[0]) == 1


@given(st.text() | st.sampled_from([Place(NOW, "field", "ada", NOW).written, "2026-11-24T09:00:00Z a/b/c"]))
def test_a_place_is_only_what_a_page_wrote(text: str) -> None:
    place = Place.read(text)
    assert place is None or place.written == text


@pytest.mark.parametrize("some_decline", [False, True])
def test_of_sixteen_reviewers_and_turns_on_one_post_one_decides_and_one_sends(
    aws: LocalAws, stack: LocalStack, monkeypatch: pytest.MonkeyPatch, *, some_decline: bool
) -> None:
    with AwsProxy(f"http://127.0.0.1:{aws.port}") as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        table = Table(client("dynamodb"), stack.table_name, lambda _: None)
        desk = Desk(table)
        proxy.fail("TransactWriteItems", *[conflict(3)] * 8)
        seen = desk.record

        def decides(number: int) -> bool:
            by = f"reviewer-{number}"
            if some_decline and number % 2:
                return desk.reviews.decline(seen, decided("declined", by, reason="tone"))
            return desk.reviews.approve(seen, decided("approved", by))

        def sends(_: int) -> bool:
            claim = desk.reviews.take_over(record, token(), state, SOON)
            return bool(
                claim
                and desk.history.start_sending(claim, SOON)
                and desk.history.record_posted(claim, Posted("1", ""), SOON)
            )

        with ThreadPoolExecutor(16) as pool:
            assert sum(pool.map(decides, range(16))) == 1
            record, state = desk.record, current(desk.states)
            assert record.decided
            is_approved = record.state == "approved"
            assert is_approved or some_decline
            assert desk.share.pending is is_approved
            assert len(lessons(desk.table, group="field", since=NOW, most=9)) == (not is_approved)
            assert sum(pool.map(sends, range(16))) == is_approved
        assert (desk.share.count, desk.spent) == ((1, 200_000) if is_approved else (0, 0))


WRITTEN = "2026-11-24T09:00:00Z field/ada/2026-11-23T09:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:00:00Z field//2026-11-23T09:00:00Z",
        f"{WRITTEN}/more",
        WRITTEN.replace("Z", "+00:00"),
        WRITTEN.replace(":00Z", "Z"),
    ],
)
def test_only_a_place_that_a_page_named_is_read(text: str) -> None:
    place = Place.read(WRITTEN)
    assert place
    assert (place.written, place.account, place.group) == (WRITTEN, "ada", "field")
    assert Place.read(text) is None
