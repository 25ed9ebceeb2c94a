"""What becomes of a post that waits for a person. Each step is one transaction, and each happens once.

             ┌──► declined                    its article is free again, or blocked
    held ────┼──► expired                     nobody decided in time, or it could not go out in time
     ▲  │    └──► edited | approved ──► claimed ──► sending ──► …
     │  │                 │ ▲──────────────┴───────────┘   it was certainly not sent, and is tried again
     └──┴─────────────────┘                   a new word holds it again, or the decision is taken back

A step's condition is the state and the attempt that were seen: of two people who decide at once one decides,
and the other sees what was decided. Whatever ends a post gives its money back and unlocks its article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from repost.aws.items import Write
from repost.aws.leniency import unless_aws_fails
from repost.base import instants
from repost.history.claims import free_text
from repost.history.holds import hold_values, in_review
from repost.history.lessons import lesson_writes
from repost.history.records import (
    LEASE,
    record_from,
    said_key,
    share_key,
    slot_key,
    slot_values,
    state_key,
    text_key,
)
from repost.history.review_queue import account_of, page_of_queue
from repost.history.writes import (
    freed_write,
    refunds,
    refused_write,
    released_write,
    state_write,
    swapped_budget_writes,
    text_writes,
    unsaid,
    unsaid_writes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from repost.aws.table import Table
    from repost.history.account_state import AccountState
    from repost.history.budget import Limits
    from repost.history.holds import Decided, Hold
    from repost.history.records import Claim, SlotRecord
    from repost.history.review_queue import Place

_OPEN: Final = frozenset({"held", "approved", "edited"})
"""The states of posts that may still go out."""

_OUT_OF_THE_QUEUE: Final = ("queue", "queue_at")
_UNDECIDED: Final = ("decision", "decided_by", "decided_at")
_WORDS: Final = ("text", "facets", "said", "price", "month")
"""What of a slot other words change."""


class Reviews:
    """Reads and writes the posts that wait for people."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, account: str, slot: datetime) -> SlotRecord | None:
        """The post of a slot, if it waits for a person or did."""
        item = self._table.get(slot_key(account, slot)) or {}
        return record_from(account, item) if "decide_by" in item else None

    def records(self, account: str, slots: Iterable[datetime]) -> list[SlotRecord]:
        """The posts of some slots of an account, oldest first."""
        items = self._table.get_many(slot_key(account, slot) for slot in slots)
        found = (record_from(account, item) for item in items.values())
        return sorted(found, key=lambda record: record.claim.slot)

    def waiting(
        self, groups: Iterable[str], now: datetime, most: int, after: Place | None = None
    ) -> tuple[list[SlotRecord], Place | None]:
        """What waits for the reviewers of groups, "" for that of accounts in none: what has least time first.

        What comes with it asks for the rest as `after`; it is None if there is no more.
        """
        keys, rest = page_of_queue(self._table, groups, now, most, after)
        items = self._table.get_many(keys)
        records = [
            record_from(account_of(key), items[key])
            for key in keys
            if key in items and items[key]["state"] == "held"  # the index may be a moment behind
        ]
        return records, rest

    def approve(self, record: SlotRecord, decided: Decided) -> bool:
        """Let a post go out; False if it can't be decided on any more."""
        claim = record.claim
        slot = self._decision(record, decided)
        state = Write(
            state_key(claim.account),
            delete=_leaves_review(record),
            add={"approved": {instants.written(claim.slot)}, "approvals": 1, "approved_ever": 1},
        )
        return self._table.transact([slot, state, *_found_fit(record, decided.at)], proof=slot)

    def edit(
        self, record: SlotRecord, edited: Claim, decided: Decided, *, unlike: timedelta, limits: Limits
    ) -> Literal["", "decided", "text", "budget"]:
        """Let a post go out in other words; what keeps it from that, if anything does.

        That is another decision, another account's text, or the budget. Neither does it make an account
        more trusted, nor less. The new words are remembered in place of the old ones.
        """
        before = record.claim
        edited = replace(edited, attempt=before.attempt + 1)
        values = {name: slot_values(edited, "edited", decided.at)[name] for name in _WORDS}
        slot = self._decision(record, decided, attempt=edited.attempt, **values)
        claimed = text_writes(edited, decided.at, unlike)
        spent = swapped_budget_writes(before.price, edited, limits)
        writes = [slot, *_said_instead(record, edited, decided.at), *claimed, *spent]
        is_other_text = text_key(before.network, before.post) != text_key(edited.network, edited.post)
        freed = [freed_write(before)] if claimed and is_other_text else []
        failed = self._table.lost([*writes, *freed], proof=slot)
        if freed and failed == freed:  # the old words are another's by now
            failed = self._table.lost(writes, proof=slot)
        lost = {write.key.sk.partition("#")[0] for write in failed if write not in freed}
        if "TEXT" in lost and "SLOT" not in lost:
            return "text"
        if lost:
            return "budget" if "BUDGET" in lost and "SLOT" not in lost else "decided"
        if before.said not in {"", edited.said}:
            self._forget_words(before)
        return ""

    def _forget_words(self, before: Claim) -> None:
        """Let an account use words again that an edit has replaced.

        That they don't go out is recorded already. If AWS fails here, they block others like them.
        """
        with unless_aws_fails(f"The words that an edit has replaced for {before.account} stay taken"):
            for write in (
                Write(state_key(before.account), delete=unsaid("recent", before)),
                Write(share_key(before.account, before.guid), delete=unsaid("said", before)),
                *unsaid_writes(before, "declined"),
            ):
                self._table.update(write)

    def decline(self, record: SlotRecord, decided: Decided) -> bool:
        """Let a post not go out, and say why; False if it can't be decided on any more.

        Its words stay remembered, so that the account doesn't put up the same ones again.
        """
        claim = record.claim
        why = f"Declined on {decided.at:%Y-%m-%d}: {decided.reason}."
        slot = self._decision(
            record, decided, reason=decided.reason, note=decided.note, blocks=decided.blocks or None
        )
        share = Write(
            share_key(claim.account, claim.guid),
            set={"blocked": why if decided.blocks else None},
            remove=("pending",),
        )
        state = Write(
            state_key(claim.account),
            set={"declined": instants.written(decided.at)},
            delete=_leaves_review(record),
            add={"declined_ever": 1},
            remove=("approvals",),
        )
        writes = [slot, share, state, *refunds(claim), *lesson_writes(record, decided)]
        return self._ended(record, writes, proof=slot)

    def take_back(self, record: SlotRecord, until: datetime) -> bool:
        """Let an approved post wait again; False if it is being sent already, or was never approved."""
        hold = record.hold
        if hold is None or record.state not in {"approved", "edited"}:
            return False
        counts = dict.fromkeys(("approvals", "approved_ever"), -1) if record.state == "approved" else {}
        return self._held_again(record, replace(hold, until=max(hold.until, until)), counts)

    def hold_again(self, record: SlotRecord, hold: Hold) -> bool:
        """Let an approved post wait again that today's rules would hold; False if somebody was faster."""
        return self._held_again(record, hold, {})

    def unblock(self, record: SlotRecord, now: datetime) -> bool:
        """Let the article of a declined post go out again; the post itself doesn't come back."""
        claim, decided = record.claim, record.decided
        if record.state != "declined" or decided is None:
            return False
        slot = Write(
            slot_key(claim.account, claim.slot),
            set={"taken_back": instants.written(now)},
            remove=("blocks",),
            condition="#owner = :owner AND #state = :declined",
            given={"owner": claim.owner, "declined": "declined"},
        )
        free = Write(share_key(claim.account, claim.guid), remove=("blocked",))
        taken_back = {"taken_back": instants.written(now)}
        gone = [Write(each.key, set=taken_back) for each in lesson_writes(record, decided)]
        return self._table.transact([slot, *([free] if decided.blocks else []), *gone], proof=slot)

    def take_over(self, record: SlotRecord, owner: str, state: AccountState, now: datetime) -> Claim | None:
        """Claim a post that may go out now for this run; None if somebody else was faster.

        The account's gap and its daily cap count from now on; `state` is as this run read it.
        """
        if record.state not in _OPEN:
            return None
        claim = replace(record.claim, owner=owner)
        taken = _step(
            record,
            {
                "state": "claimed",
                "owner": owner,
                "lease": instants.written(now + LEASE),
                "since": instants.written(now),
            },
            remove=_OUT_OF_THE_QUEUE,
        )
        if record.state == "held":  # nobody decides on it any more
            over = {**taken.given, "now": instants.written(now)}
            taken = replace(taken, condition=f"{taken.condition} AND #queue_at <= :now", given=over)
        written = state_write(state, claim.moved(state.activity, record.since, now), state.cycle)
        written = replace(
            written,
            set={**written.set, "last_claim": instants.written(now)},
            delete=_leaves_review(record),
            add={"unresolved": {instants.written(claim.slot)}},
        )
        return claim if self._table.transact([taken, written], proof=taken, gives_way=True) else None

    def put_back(self, record: SlotRecord, claim: Claim, now: datetime) -> bool:
        """Leave a post to a later run; False if it is no longer this one's.

        It was taken over at `now`, and certainly not sent, so that what was decided still counts.
        """
        slot, at = instants.written(claim.slot), instants.written(now)
        back = Write(
            slot_key(claim.account, claim.slot),
            set={"state": record.state, "lease": at, "since": at},
            condition="#owner = :owner AND #state IN (:claimed, :sending) AND #attempt = :attempt",
            given={
                "owner": claim.owner,
                "claimed": "claimed",
                "sending": "sending",
                "attempt": claim.attempt,
            },
        )
        state = Write(state_key(claim.account), delete={"unresolved": {slot}}, add={"approved": {slot}})
        return self._table.transact([back, state], proof=back)

    def end(
        self, record: SlotRecord, outcome: Literal["expired", "not_sent"], why: str, now: datetime
    ) -> bool:
        """Let a post not go out that nobody has declined; False if somebody was faster.

        Its article is free again; one that doesn't last rests, or it would come up again and again.
        """
        if record.state not in _OPEN:
            return False
        claim = record.claim
        ended = {"state": outcome, "error": why, "ended": instants.written(now)}
        slot = _step(record, ended, remove=_OUT_OF_THE_QUEUE)
        is_stale = record.hold is not None and record.hold.stale
        share = refused_write(claim, now) if is_stale else released_write(claim)
        writes = [slot, share, _settled(record), *unsaid_writes(claim, outcome), *refunds(claim)]
        return self._ended(record, writes, proof=slot)

    def _ended(self, record: SlotRecord, writes: Sequence[Write], *, proof: Write) -> bool:
        """Make the writes that end a post, and let other accounts of its network post its text."""
        is_done = self._table.transact(writes, proof=proof)
        if is_done:
            free_text(self._table, record.claim)
        return is_done

    def _decision(self, record: SlotRecord, decided: Decided, **values: Any) -> Write:
        """Write a person's decision, in time, on what that person saw."""
        now = instants.written(decided.at)
        told = {"decision": decided.decision, "decided_by": decided.by, "decided_at": now}
        step = _step(
            record, {"state": decided.decision, "lease": now, **told, **values}, remove=_OUT_OF_THE_QUEUE
        )
        return replace(
            step, condition=f"{step.condition} AND #queue_at > :now", given={**step.given, "now": now}
        )

    def _held_again(self, record: SlotRecord, hold: Hold, counts: Mapping[str, int]) -> bool:
        """Let a post wait again, as something that nobody has seen yet."""
        claim = record.claim
        # DynamoDB makes equal requests once, so that no step may be equal to an earlier one.
        values = {"state": "held", "attempt": claim.attempt + 1, **hold_values(hold)}
        step = _step(record, values, remove=_UNDECIDED)
        state = Write(
            state_key(claim.account),
            delete=_leaves_review(record),
            add={"in_review": {in_review(claim.slot, hold)}, **counts},
        )
        return self._table.transact([step, state], proof=step)


def _step(record: SlotRecord, values: dict[str, Any], *, remove: tuple[str, ...]) -> Write:
    """Write the next step of a post, which must be as it was seen."""
    claim = record.claim
    return Write(
        slot_key(claim.account, claim.slot),
        set=values,
        remove=remove,
        condition="#owner = :owner AND #state = :before AND #attempt = :attempt",
        given={"owner": claim.owner, "before": record.state, "attempt": claim.attempt},
    )


def _leaves_review(record: SlotRecord) -> dict[str, set[str]]:
    """What a state forgets of a post whose next step is made."""
    slot = record.claim.slot
    if record.state == "held" and record.hold:
        return {"in_review": {in_review(slot, record.hold)}}
    return {"approved": {instants.written(slot)}}


def _settled(record: SlotRecord) -> Write:
    """Remove a post that doesn't go out from what an account has before it, and forget its text."""
    return Write(
        state_key(record.claim.account), delete=_leaves_review(record) | unsaid("recent", record.claim)
    )


def _said_instead(record: SlotRecord, edited: Claim, now: datetime) -> list[Write]:
    """Let a state, an article and its network know an edited post's words, and the state that it may go out.

    A turn that has read the state before that must not write over what it remembers: the version moves on.
    """
    claim, said = record.claim, {edited.said}
    [share] = _found_fit(record, now) or [Write(share_key(claim.account, claim.guid))]
    return [
        Write(
            state_key(claim.account),
            delete=_leaves_review(record),
            add={"approved": {instants.written(claim.slot)}, "recent": said, "version": 1},
        ),
        replace(share, add={"said": said}),
        Write(said_key(claim.network, claim.guid, claim.blog), add={"said": said}),
    ]


def _found_fit(record: SlotRecord, now: datetime) -> list[Write]:
    """Remember that a person wants an article to go out although it looks like something that is over."""
    if record.hold is None or not record.hold.stale:
        return []
    claim = record.claim
    return [Write(share_key(claim.account, claim.guid), set={"approved": instants.written(now)})]
