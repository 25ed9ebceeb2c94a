"""Reminds an owner of an access token that ends: 14, 7 and 1 day before, whether or not something is due.

A report has the note, and a metric whose alarm sends an email. When a token ends is remembered with the
account, so that no secret is read before there is something to say.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.run.isolation import kept_apart
from repost.run.report import Report

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.history.records import AccountState
    from repost.run.collaborators import Collaborators

REMINDED_BEFORE: Final = (timedelta(days=14), timedelta(days=7), timedelta(days=1))


def reminder_of(end: datetime, now: datetime) -> str:
    """Which reminder of a token that ends (both UTC) has its time now; "" if none has yet."""
    due = sum(end - now <= before for before in REMINDED_BEFORE)
    return f"{end:%Y-%m-%d} {due}" if due else ""


def with_reminder(account: Account, state: AccountState, report: Report, outside: Collaborators) -> Report:
    """The report of an account in one run, with a reminder if the time of one has come."""
    now = outside.clock()
    if not state.token_until or reminder_of(state.token_until, now) in {"", state.reminded}:
        return report
    note = kept_apart(account.name, lambda: _reminded(account, state, outside, now))
    if not note or isinstance(note, Report):  # what is wrong, the account's own turn reports
        return report
    others = (each for each in report.notes if each != note)
    return replace(report, notes=(note, *others), reminds=True)


def _reminded(account: Account, state: AccountState, outside: Collaborators, now: datetime) -> str:
    """The note, once it is remembered; "" if the owner has stored another token in the meantime."""
    from repost.run.credentials import credentials_of, told_in_time
    from repost.run.turn import begin_turn

    turn = begin_turn(account, state, outside)
    credentials = credentials_of(turn)
    reminder = reminder_of(credentials.expires, now) if credentials.expires else ""
    if reminder in {"", state.reminded}:
        return ""
    outside.states.reminded(account.name, reminder)
    return told_in_time(turn, credentials)[0]
