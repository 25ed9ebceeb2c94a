"""Settles a post whose outcome is unknown, on a person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base import instants
from repost.history.claims import History
from repost.history.records import slot_key
from repost.networks.protocol import Posted
from repost.person.accounts import know
from repost.run.report import Report
from repost.run.turn import as_report

if TYPE_CHECKING:
    from datetime import datetime

    from repost.events.wishes import Settle
    from repost.run.collaborators import Collaborators


def settle(outside: Collaborators, wish: Settle) -> Report:
    """Record what the person found: the held post is out, or it isn't and its article is free again."""
    account, history = wish.account, History(outside.table)
    know(outside, account)
    state = outside.states.of([account]).get(account)
    records = history.unresolved(state) if state else []
    held = {record.claim.slot: record for record in records if record.state == "unknown"}
    record = held.get(wish.slot)
    if record is None:
        return _not_held(outside, wish, list(held))
    if wish.outcome == "posted":
        settled = history.record_posted(record.claim, Posted("", ""), outside.clock())
        decision = "Settled: it was posted."
    else:
        settled = history.record_not_sent(record.claim, "Settled by a person.")
        decision = "Settled: it was not posted, and its article is available again."
    if not settled:  # a run has found out what became of it in the meantime
        return _not_held(outside, wish, [slot for slot in held if slot != wish.slot])
    return Report(account, wish.outcome, decision, **as_report(record.claim))


def _not_held(outside: Collaborators, wish: Settle, held: list[datetime]) -> Report:
    """The answer about a slot without a held post: what is known of it, or which slots have one."""
    item = outside.table.get(slot_key(wish.account, wish.slot)) or {}
    at, state = instants.written(wish.slot), item.get("state", "")
    if state == wish.outcome:
        return Report(wish.account, wish.outcome, "This was already settled.", slot=wish.slot)
    if state in {"posted", "not_sent", "rejected"}:
        known = "it was posted" if state == "posted" else "it was not posted"
        return Report(wish.account, "refused", f"The outcome of {at} is known: {known}.", slot=wish.slot)
    slots = ", ".join(map(instants.written, held)) or "none"
    return Report(wish.account, "refused", f"{wish.account} has no held post at {at}; held slots: {slots}.")
