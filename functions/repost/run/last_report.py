"""The last report of each account, kept for the pages that people look at: a write after a turn, no read.

What a report doesn't say stays as an earlier one said it. In a fleet, accounts in trouble are in an index of
their own, so that nobody has to look at all members to find them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.aws.items import Key, Write, account_partition
from repost.aws.leniency import unless_aws_fails
from repost.base import instants

if TYPE_CHECKING:
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report

TROUBLE: Final = "TROUBLE"
"""The queue of members whose last turn went wrong."""

TROUBLED: Final = frozenset(
    {"stopped", "exhausted", "invalid", "failed", "rejected", "unknown", "no_feed", "not_sent"}
)
"""The states of reports that somebody should look at."""

_LONGEST: Final = 300


def last_key(account: str) -> Key:
    return Key(account_partition(account), "LAST")


def remembered(report: Report, state: AccountState, outside: Collaborators) -> Report:
    """The report of a turn, once it is kept; if AWS fails here, the turn counts all the same."""
    if outside.reads_results:  # not in a simulation
        with unless_aws_fails(f"The last report of {report.account} is not kept"):
            outside.table.update(_write(report, state.group, instants.written(outside.clock())))
    return report


def _write(report: Report, group: str, now: str) -> Write:
    known: dict[str, Any] = {
        "account": report.account,
        "known": report.known,
        "eligible": report.eligible,
        "coverage": report.coverage,
        "capacity": report.capacity,
        "for_review": None if report.known is None else len(report.for_review),
    }
    gone: tuple[str, ...] = ()
    if report.state != "waiting":  # then it is about a slot
        known |= {
            "state": report.state,
            "decision": report.decision[:_LONGEST],
            "at": now,
            "title": (report.title or "")[:_LONGEST],
            "remote_url": report.remote_url or "",
        }
        if group and report.state in TROUBLED:
            known |= {"queue": TROUBLE, "queue_at": now}
        elif group:
            gone = ("queue", "queue_at")
    return Write(last_key(report.account), set=known, remove=gone)
