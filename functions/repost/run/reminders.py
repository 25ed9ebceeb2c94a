"""Reminds of an access token that ends: 14, 7 and 1 day before, whether or not something is due.

A report has the note, and a metric whose alarm sends an email to the owner. A member of a fleet gets a link
with which to connect again. When a token ends is remembered with the account, so that no secret is read
before there is something to say.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.run.isolation import kept_apart
from repost.run.report import Report

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from repost.accounts.documents import Account
    from repost.fleet.roster import Member
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators

REMINDED_BEFORE: Final = (timedelta(days=14), timedelta(days=7), timedelta(days=1))


def reminder_of(end: datetime, now: datetime) -> str:
    """Which reminder of a token that ends (both UTC) has its time now; "" if none has yet."""
    due = sum(end - now <= before for before in REMINDED_BEFORE)
    return f"{end:%Y-%m-%d} {due}" if due else ""


def with_reminder(
    account: Account,
    state: AccountState,
    report: Report,
    outside: Collaborators,
    member: Member | None = None,
) -> Report:
    """The report of an account in one run, with a reminder if the time of one has come."""
    now = outside.clock()
    if not state.token_until or reminder_of(state.token_until, now) in {"", state.reminded}:
        return report
    note = kept_apart(account.name, lambda: _reminded(account, state, outside, member, now))
    if not note or isinstance(note, Report):  # what is wrong, the account's own turn reports
        return report
    others = (each for each in report.notes if each != note)
    return replace(report, notes=(note, *others), reminds=True)


def _reminded(
    account: Account, state: AccountState, outside: Collaborators, member: Member | None, now: datetime
) -> str:
    """The note, once it is remembered; "" if another token has been stored in the meantime."""
    from repost.run.credentials import credentials_of, told_in_time
    from repost.run.turn import begin_turn

    turn = begin_turn(account, state, outside)
    credentials = credentials_of(turn)
    reminder = reminder_of(credentials.expires, now) if credentials.expires else ""
    if reminder in {"", state.reminded}:
        return ""
    outside.states.reminded(account.name, reminder)
    if member and credentials.expires:
        return _asked_to_renew(member, credentials.expires, outside, now, account.settings.schedule.timezone)
    return told_in_time(turn, credentials)[0]


def page_of(member: Member, outside: Collaborators, now: datetime) -> tuple[str, datetime]:
    """The link to a member's own page, and until when it works (UTC)."""
    from repost.fleet.invitations import KEY, PageLink, with_page
    from repost.fleet.roster import Roster

    word = outside.token()
    row = Roster(outside.table).change(member, lambda each: with_page(each, word))
    link = PageLink(member.name, row.page_word)
    return link.link(outside.door, outside.parameters.signing_key(KEY, now), now), now + link.lives


def _asked_to_renew(
    member: Member, end: datetime, outside: Collaborators, now: datetime, zone: tzinfo
) -> str:
    """Mail a member a link with which to connect again; what the owner is told of it."""
    from repost.fleet.letters import RENEWAL, letter_to

    name = member.name
    ends = f"The access token of {name} expires on {end:%Y-%m-%d}."
    by_hand = f"`./repost invite {name}` makes a link with which {name} connects again."
    if not (outside.letter and outside.door and member.mail):
        return f"{ends} {by_hand}"
    address, until = page_of(member, outside, now)
    letter = letter_to(member, RENEWAL)
    if problem := outside.letter(member.mail, letter.subject, letter.filled(address, until, zone, end)):
        return f"{ends} No mail could be sent: {problem} {by_hand}"
    return f"{ends} A link with which {name} connects again has been mailed."
