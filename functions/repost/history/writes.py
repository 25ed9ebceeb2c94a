"""The single writes that make up a claim and its outcome: what each sets, and under which condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from repost.aws.items import EXPIRES, Write
from repost.base import instants
from repost.history.account_state import cycle_values
from repost.history.budget import UNLIMITED, Price
from repost.history.dry_runs import as_dry_run
from repost.history.records import (
    LEASE,
    budget_keys,
    said_key,
    share_key,
    slot_key,
    slot_values,
    state_key,
    text_key,
)
from repost.wording.repetition import REMEMBERED_OF_ARTICLE, REMEMBERED_OF_NETWORK, kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from repost.history.account_state import AccountState
    from repost.history.budget import Limits
    from repost.history.records import Claim, SlotState
    from repost.schedule.activity import Activity
    from repost.selection.cycle import Cycle


def state_write(state: AccountState, activity: Activity, cycle: Cycle) -> Write:
    """Move an account's state on; it must be the version that was read.

    A dry run uses up slots, too; what it said counts for dry runs alone.
    """
    moved = {
        "claims": [instants.written(claim) for claim in activity.claims],
        "announced": instants.written(activity.announced) if activity.announced else None,
        **cycle_values(cycle),
    }
    return Write(
        state_key(state.account),
        set={
            "version": state.version + 1,
            "last_slot": instants.written(activity.last_slot) if activity.last_slot else None,
            **(as_dry_run(moved) if state.dry_run else moved),
        },
        condition="#version = :version",
        given={"version": state.version},
    )


def closed_write(
    account: str, slot: datetime, outcome: str, why: str, owner: str, expires: int | None
) -> Write:
    """Close a slot without a claim; it must be free."""
    return Write(
        slot_key(account, slot),
        set={"state": outcome, "error": why or None, "owner": owner, EXPIRES: expires},
        condition="attribute_not_exists(pk)",
    )


def taken_write(claim: Claim, state: Literal["claimed", "dry_run"], now: datetime) -> Write:
    """Write a claim into its slot, which must be free."""
    return Write(
        slot_key(claim.account, claim.slot),
        set={**slot_values(claim, state, now), EXPIRES: claim.expires},
        condition="attribute_not_exists(pk)",
    )


def swapped_write(claim: Claim, successor: Claim, now: datetime) -> Write:
    """Replace a claim in its slot, which must still be its owner's and at the same attempt."""
    return Write(
        slot_key(claim.account, claim.slot),
        set=slot_values(successor, "claimed", now),
        condition="#owner = :owner AND #state IN (:claimed, :sending) AND #attempt = :attempt",
        given={
            "owner": claim.owner,
            "claimed": "claimed",
            "sending": "sending",
            "attempt": claim.attempt,
        },
    )


def taken_over_write(claim: Claim, gone: str, now: datetime) -> Write:
    """Give a claim that was never sent to its new owner, once the lease of the old one is over."""
    return Write(
        slot_key(claim.account, claim.slot),
        set={"owner": claim.owner, "lease": instants.written(now + LEASE)},
        condition="#owner = :gone AND #state = :claimed AND #lease <= :now",
        given={"gone": gone, "claimed": "claimed", "now": instants.written(now)},
    )


def sending_write(claim: Claim, now: datetime, before: Literal["claimed", "sending"]) -> Write:
    """Mark a claim as being sent, with what was prepared for it; its state must be `before`."""
    return Write(
        slot_key(claim.account, claim.slot),
        set={
            "state": "sending",
            "lease": instants.written(now + LEASE),
            "idempotency": dict(claim.post.idempotency),
        },
        condition="#owner = :owner AND #state = :before AND #attempt = :attempt",
        given={"owner": claim.owner, "before": before, "attempt": claim.attempt},
    )


def held_write(claim: Claim, why: str, until: datetime) -> Write:
    """Mark the outcome of a sent claim as unknown; nobody looks for it before an instant.

    Until then such a slot doesn't expire: its article is locked for as long as nobody settles it.
    """
    return Write(
        slot_key(claim.account, claim.slot),
        set={"state": "unknown", "error": why, "lease": instants.written(until)},
        remove=(EXPIRES,),
        condition="#owner = :owner AND #state IN (:sending, :unknown)",
        given={"owner": claim.owner, "sending": "sending", "unknown": "unknown"},
    )


def outcome_write(claim: Claim, values: Mapping[str, Any]) -> Write:
    """Write a claim's outcome into its slot, which must still be its owner's and without one.

    From now on the slot may expire again, if it was held.
    """
    return Write(
        slot_key(claim.account, claim.slot),
        set={**values, EXPIRES: claim.expires},
        condition="#owner = :owner AND #state IN (:claimed, :sending, :unknown)",
        given={
            "owner": claim.owner,
            "claimed": "claimed",
            "sending": "sending",
            "unknown": "unknown",
        },
    )


def settled_write(claim: Claim, outcome: SlotState) -> Write:
    """Remove a slot from an account's unresolved ones, and count its post or forget its text."""
    is_posted = outcome == "posted"
    return Write(
        state_key(claim.account),
        delete={"unresolved": {instants.written(claim.slot)}}
        | ({} if is_posted else unsaid("recent", claim)),
        add={"posted": 1} if is_posted else {},
        remove=("waits",) if is_posted else (),
    )


def unsaid(attribute: str, claim: Claim) -> dict[str, set[str]]:
    """What to delete from the remembered texts when one of them did not go out."""
    return {attribute: {claim.said}} if claim.said else {}


def unsaid_writes(claim: Claim, outcome: SlotState) -> list[Write]:
    """Forget on its network what was not posted there."""
    if outcome == "posted" or not claim.said:
        return []
    return [Write(said_key(claim.network, claim.guid, claim.blog), delete=unsaid("said", claim))]


def text_writes(claim: Claim, now: datetime, unlike: timedelta) -> list[Write]:
    """Keep the network's other accounts from posting the text of a claim; none of them may have lately."""
    if not unlike:
        return []
    return [
        Write(
            text_key(claim.network, claim.post),
            set={
                "account": claim.account,
                "slot": instants.written(claim.slot),
                "last": instants.written(now),
                EXPIRES: _seconds(now + unlike),
            },
            condition="attribute_not_exists(#last) OR #last <= :unlike OR #account = :account",
            given={"unlike": instants.written(now - unlike), "account": claim.account},
        )
    ]


def freed_write(claim: Claim) -> Write:
    """Let others post a claim's text, which must still be this claim's: it was not posted."""
    slot = instants.written(claim.slot)
    return Write(
        text_key(claim.network, claim.post),
        set={EXPIRES: _seconds(claim.slot)},
        remove=("account", "slot", "last"),
        condition="#account = :account AND #slot = :slot",
        given={"account": claim.account, "slot": slot},
    )


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def remembered(claim: Claim) -> list[Write]:
    """Remember the text of a claim that took another's place: the state was written with that other's."""
    return [Write(state_key(claim.account), add={"recent": {claim.said}})] if claim.said else []


def lock_write(claim: Claim, now: datetime, rest: timedelta, said: frozenset[str]) -> Write:
    """Lock an article for a claim's slot; it must be free, and rested."""
    return Write(
        share_key(claim.account, claim.guid),
        set={
            "guid": claim.guid,
            "pending": instants.written(claim.slot),
            "said": kept(said, claim.said, REMEMBERED_OF_ARTICLE) if claim.said else None,
        },
        condition="attribute_not_exists(#pending) AND attribute_not_exists(#blocked)"
        " AND (attribute_not_exists(#last) OR #last <= :rested)",
        given={"rested": instants.written(now - rest)},
    )


def said_write(claim: Claim, now: datetime, spacing: timedelta, said: frozenset[str]) -> Write:
    """Tell the network's other accounts who posts an article; none of them may have posted it lately."""
    return Write(
        said_key(claim.network, claim.guid, claim.blog),
        set={
            "account": claim.account,
            "last": instants.written(now),
            "said": kept(said, claim.said, REMEMBERED_OF_NETWORK) if claim.said else None,
        },
        condition="attribute_not_exists(#last) OR #last <= :spaced OR #account = :account",
        given={"spaced": instants.written(now - spacing), "account": claim.account},
    )


def dry_run_writes(claim: Claim, now: datetime, said: frozenset[str]) -> list[Write]:
    """Remember an article, its text and its price, which were not sent, for later dry runs."""
    text = {"last": instants.written(now), "said": kept(said, claim.said, REMEMBERED_OF_ARTICLE)}
    when = {_kind(claim): instants.written(now)}
    return [
        Write(
            share_key(claim.account, claim.guid),
            set={"guid": claim.guid, **as_dry_run(text | when)},
            add={} if claim.announces else as_dry_run({"count": 1}),
        ),
        Write(
            said_key(claim.network, claim.guid, claim.blog), set=as_dry_run(text | {"account": claim.account})
        ),
        *(
            Write(key, add=as_dry_run({"spent": claim.price.amount}))
            for key in budget_keys(claim.account, claim.price.month)
            if claim.price.amount
        ),
    ]


def shared_write(claim: Claim, now: datetime) -> Write:
    """Let an article rest whose post is out, and count it; an announcement isn't counted.

    An encore leaves the article its turn.
    """
    return Write(
        share_key(claim.account, claim.guid),
        set={"last": instants.written(now), _kind(claim): instants.written(now)},
        add={} if claim.announces else {"count": 1},
        remove=("pending",),
    )


def _kind(claim: Claim) -> str:
    """Where the instant of a post belongs, besides that of the article's last."""
    return "announced" if claim.announces else "encored" if claim.encore else "turn"


def released_write(claim: Claim) -> Write:
    """Let an article go in a later slot that did not go out through no fault of its own."""
    return Write(share_key(claim.account, claim.guid), remove=("pending",), delete=unsaid("said", claim))


def refused_write(claim: Claim, now: datetime) -> Write:
    """Let an article rest that the network refused, and forget the text of it."""
    return Write(
        share_key(claim.account, claim.guid),
        set=dict.fromkeys(("last", "turn"), instants.written(now)),
        remove=("pending",),
        delete=unsaid("said", claim),
    )


def budget_writes(claim: Claim, amount: int, limits: Limits) -> list[Write]:
    """Count an amount, if there is one, and see that it stays within the limits of the claim's month."""
    if not amount:
        return []
    writes = []
    for key, limit in zip(
        budget_keys(claim.account, claim.price.month), (limits.account, limits.stack), strict=True
    ):
        write = Write(key, add={"spent": amount})
        if limit is not None and amount > 0:
            room = limit - amount
            # An amount that is more than the limit itself fits into no month, spent in or not.
            unspent = "attribute_not_exists(#spent) OR " if room >= 0 else ""
            write = replace(write, condition=f"{unspent}#spent <= :room", given={"room": room})
        writes.append(write)
    return writes


def swapped_budget_writes(before: Price, successor: Claim, limits: Limits) -> list[Write]:
    """Replace the price that was counted with another, in the month it counts against."""
    month = before.month or successor.price.month
    return budget_writes(
        replace(successor, price=Price(successor.price.amount, month)),
        successor.price.amount - before.amount,
        limits,
    )


def refunds(claim: Claim) -> list[Write]:
    """Give back what was counted for a claim: nothing went out."""
    return budget_writes(claim, -claim.price.amount, UNLIMITED)
