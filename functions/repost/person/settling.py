"""Settles a post whose outcome is unknown, as a person says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base import instants
from repost.history.claims import History
from repost.history.records import slot_key
from repost.networks.protocol import Posted
from repost.run.report import Report
from repost.run.turn import as_report

if TYPE_CHECKING:
    from repost.events.wishes import Settle
    from repost.run.collaborators import Collaborators


def settle(outside: Collaborators, wish: Settle) -> Report:
    """Take the word for it: the held post is out, or it is not and its article is free again."""
    account, history = wish.account, History(outside.table)
    state = outside.states.of([account]).get(account)
    records = history.unresolved(state) if state else []
    held = {record.claim.slot: record for record in records if record.state == "unknown"}
    record = held.get(wish.slot)
    if record is None:
        item = outside.table.get(slot_key(account, wish.slot))
        if item and item["state"] == wish.outcome:
            return Report(account, wish.outcome, "This was already settled.", slot=wish.slot)
        slots = ", ".join(map(instants.written, held)) or "none"
        decision = f"{account} has no held post at {instants.written(wish.slot)}; held slots: {slots}."
        return Report(account, "refused", decision)
    if wish.outcome == "posted":
        history.record_posted(record.claim, Posted("", ""), outside.clock())
        decision = "Settled: it was posted."
    else:
        history.record_not_sent(record.claim, "Settled by a person.")
        decision = "Settled: it was not posted, and its article is available again."
    return Report(account, wish.outcome, decision, **as_report(record.claim))
