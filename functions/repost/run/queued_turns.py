"""The turns of a fleet's members: asked for by the tick, and taken message by message.

A message may come twice, late, in any order, or never: it asks to look at a member, and the claim decides who
posts. When a turn is over, the member's state says when to look at it next, so a member is only queued
again if there is something to do. If a run ends before that, the lease brings the member back.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.accounts.documents import is_account_name
from repost.aws.leniency import unless_aws_fails
from repost.aws.messages import TurnMessage
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.fleet.dispatch import LEASE, Dispatched, dispatch
from repost.fleet.leaving import take_out
from repost.fleet.roster import Roster, member_from, member_key
from repost.history.account_state import state_from
from repost.history.queue import MemberQueue
from repost.history.records import state_key
from repost.run.isolation import kept_apart
from repost.run.report import OUT_OF_TIME, Report
from repost.run.tick import LEAST_SECONDS, wants_results, with_results
from repost.schedule.slots import closed_to_news, next_free

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.aws.items import Item
    from repost.fleet.groups import Groups
    from repost.fleet.roster import Member
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators

THE_FLEET: Final = "the fleet"
"""The account in a report about all members; no account's own name has a space in it."""

_FOR_THE_OTHERS: Final = 30.0
"""The seconds that asking for turns leaves to the accounts that are no members."""

SOON: Final = timedelta(minutes=1)
"""When a turn comes back that had no time, or found another run reading the blog for the first time."""

_MOST_RETURNS: Final = 4
"""Nor does it come back more often: after the fifth time it would be a dead letter, which is for faults."""

_PAUSED: Final = timedelta(hours=1)
"""When to look again at a member whose settings say that nothing is posted."""

_NEWS: Final = timedelta(minutes=15)
_UNREAD: Final = timedelta(hours=1)
"""How often to look at a blog for news, and at one that isn't fully read, if no slot is due before."""

_RESULTS: Final = timedelta(hours=1)
"""When to read what readers did with a member's older posts, after a turn that had other things to do."""

_BETWEEN_LESSONS: Final = timedelta(days=7)
"""How often a member gets a mail about declined posts at most."""

_FURTHEST: Final = timedelta(days=1)
"""Every member is looked at once a day: settings may have changed in the meantime."""

_SETTLED: Final = {
    *("waiting", "posted", "dry_run", "empty", "held_back", "skipped", "over_budget", "rejected", "not_sent"),
    *("held", "expired", "unreviewed"),
}
"""The states of reports after which there is nothing to do before the account's next slot."""


def ask_for_turns(outside: Collaborators) -> Dispatched | Report:
    """Send a message for each member who is due before the next tick; a report if that fails."""
    if outside.messages is None:
        return Dispatched()
    return kept_apart(
        THE_FLEET,
        partial(
            dispatch,
            MemberQueue(outside.table),
            outside.messages,
            outside.clock,
            workers=outside.workers,
            has_time=lambda: outside.remaining() > LEAST_SECONDS + _FOR_THE_OTHERS,
        ),
    )


class Handled(Value, frozen=True):
    """What became of a message.

    `comes_back` says that it is to be received again, `after` a time if that is known. `report` is None if
    the message asks for no member's turn; `why` says so then.
    """

    report: Report | None = None
    why: str = ""
    comes_back: bool = False
    after: timedelta | None = None


def handle_message(text: object, receives: int, groups: Groups, outside: Collaborators) -> Handled:
    """Take the turn that a message asks for.

    Parameters
    ----------
    text : object
        The message's body.
    receives : int
        How often it has been received.
    groups : Groups
        The settings of members.
    outside : Collaborators
        Everything else.
    """
    message = TurnMessage.read(text)
    if message is None or not is_account_name(message.account):
        return Handled(why="The message doesn't ask for a member's turn.")
    handled = kept_apart(message.account, partial(_handled, message.account, receives, groups, outside))
    if isinstance(handled, Handled):
        return handled
    return Handled(handled, comes_back=not handled.trace)


def _handled(name: str, receives: int, groups: Groups, outside: Collaborators) -> Handled:
    """What becomes of a message to a member of this name."""
    now, row, stored = outside.clock(), member_key(name), state_key(name)
    items = outside.table.get_many([row, stored])
    member = member_from(items[row]) if row in items else None
    if member is None or stored not in items:
        take_out(outside.table, name, now)
        return Handled(why=f"{name} is not a member.")
    if not member.may_post:
        return Handled(_of_silent(member, groups, outside))
    handled = _turn_for(member, items[stored], receives, groups, outside)
    report = handled.report and _with_replaced(member, handled.report, groups, outside)
    return replace(handled, report=report)


def _turn_for(member: Member, stored: Item, receives: int, groups: Groups, outside: Collaborators) -> Handled:
    """What becomes of a message to this member, who may post and whose state is `stored`."""
    name, queue, now = member.name, MemberQueue(outside.table), outside.clock()
    try:
        account = groups.account(member)
    except SettingsError as error:
        queue.look_at(name, now + LEASE)
        return Handled(Report(account=name, state="invalid", decision=str(error)))
    if account.settings.paused:
        queue.look_at(name, now + _PAUSED)
        return Handled(Report(account=name, state="paused", decision="Paused in its settings."))
    state = state_from(stored, dry_run=account.settings.dry_run)
    report = _turn_of(account, state, outside)
    if report.state == "stopped" and Roster(outside.table).replace(replace(member, reconnect=True)):
        take_out(outside.table, name, now)
        return Handled(report)
    report, again = _telling(account, state, member, report, outside)
    if report.state == "failed" and not report.trace:
        return Handled(report, comes_back=True)
    if report.again and receives < _MOST_RETURNS:
        return Handled(report, comes_back=True, after=SOON)
    with unless_aws_fails(f"The lease brings {name} back"):
        seen = stored.get("queue_at", "")
        at = next_look(account, state, report, now)
        queue.look_at(name, min(at, again or at), seen=seen)
    return Handled(report)


def _telling(
    account: Account, state: AccountState, member: Member, report: Report, outside: Collaborators
) -> tuple[Report, datetime | None]:
    """A report with what people were told after a turn, and when to look whether to tell the team more."""
    again = None
    if account.settings.review.notify:
        from repost.run.team_notice import Told, tell_team

        told = kept_apart(account.name, partial(tell_team, account, state, report, outside))
        note = told.note if isinstance(told, Told) else told.decision
        report = replace(report, notes=(*report.notes, note)) if note else report
        again = told.again if isinstance(told, Told) else None
    if outside.letter and outside.door and member.mail and has_lessons(state, outside.clock()):
        from repost.run.lessons import mail_lessons

        mailed = kept_apart(account.name, partial(mail_lessons, account, state, member, outside))
        note = mailed.decision if isinstance(mailed, Report) else mailed
        report = replace(report, notes=(*report.notes, note)) if note else report
    if state.token_until:
        from repost.run.reminders import with_reminder

        report = with_reminder(account, state, report, outside, member)
    return report, again


def _with_replaced(member: Member, report: Report, groups: Groups, outside: Collaborators) -> Report:
    """The report of a turn, with what became of replaced credentials.

    They are ended when the turn is over, so that a slow network delays no post.
    """
    if not member.replaced:
        return report
    ended = kept_apart(member.name, partial(_end_replaced, member, groups, outside))
    notes = (ended.decision,) if isinstance(ended, Report) else ended
    return replace(report, notes=(*report.notes, *notes))


def _end_replaced(member: Member, groups: Groups, outside: Collaborators) -> tuple[str, ...]:
    """What became of replaced credentials; without time for them, the member is looked at again soon."""
    if outside.remaining() < LEAST_SECONDS:
        MemberQueue(outside.table).look_sooner(member.name, outside.clock() + SOON)
        return ()
    from repost.run.leaving import end_replaced

    return end_replaced(member, groups, outside)


def _of_silent(member: Member, groups: Groups, outside: Collaborators) -> Report:
    """What there is to do for a member who may not post."""
    notes: tuple[str, ...] = ()
    if member.replaced:  # before the row of whoever has left forgets them
        from repost.run.leaving import end_replaced

        notes = end_replaced(member, groups, outside)
    if member.ending:
        from repost.run.leaving import end_credentials

        return replace(end_credentials(member, groups, outside), notes=notes)
    # Whoever lets them post puts them into the queue again.
    take_out(outside.table, member.name, outside.clock())
    return Report(account=member.name, state="paused", decision=member.why_silent, notes=notes)


def _turn_of(account: Account, state: AccountState, outside: Collaborators) -> Report:
    """An account's turn, or its report if there is no time for it."""
    if outside.remaining() < LEAST_SECONDS:
        return Report(account=account.name, state="not_reached", decision=OUT_OF_TIME, again=True)
    if state.news_since and not account.settings.announce:
        outside.states.no_news(account.name)

    from repost.run.account_turn import take_turn
    from repost.run.last_report import remembered

    report = kept_apart(account.name, partial(take_turn, account, state, outside))
    remembered(report, state, outside)
    if outside.reads_results and wants_results(account, state, outside.clock()):
        return with_results(account, state, report, outside)
    return report


def has_lessons(state: AccountState, now: datetime) -> bool:
    """Whether posts were declined since a member's last mail about that, and that was a week ago or more."""
    before = state.digested
    return state.declined is not None and (
        before is None or (before <= state.declined and before + _BETWEEN_LESSONS <= now)
    )


def _when_sent(account: Account, state: AccountState, report: Report, now: datetime) -> datetime:
    """When an approved post can be sent: in open hours, or after a lease if it isn't they that keep it."""
    activity = state.activity
    if report.state == "posted" and report.slot:
        activity = activity.after_claim(report.slot, now)
    free = next_free(account.settings.schedule, activity, now)
    return free if free > now and report.state != "not_sent" else now + LEASE


def next_look(account: Account, state: AccountState, report: Report, now: datetime) -> datetime:
    """When to look at a member again after a turn (UTC).

    Parameters
    ----------
    account : Account
        The member's.
    state : AccountState
        As read before the turn.
    report : Report
        Of the turn.
    now : datetime
        The time.
    """
    settings = account.settings
    following = report.next or now
    looks = [now + _FURTHEST, following]
    done = () if report.state == "not_sent" else (report.slot,)  # what was approved is tried again
    to_send, to_end = set(state.approved).difference(done), set(state.overdue_reviews(now)).difference(done)
    if settings.review.unreviewed == "send":
        to_send, to_end = to_send | to_end, set()
    is_open = report.state not in _SETTLED or bool(report.held or to_end)
    if is_open or to_send:
        soon = now + LEASE if is_open else _when_sent(account, state, report, now)
        looks = [now + _FURTHEST, soon, *([following] if following > now else [])]
    looks += [until for _, until in state.in_review if until > now]
    if report.decide_by:
        looks.append(report.decide_by)
    if settings.announce:
        closed = closed_to_news(settings.schedule, state.activity, now)
        looks.append(max(now + _NEWS, closed.until if closed else now))
    if state.reads_on:
        looks.append(now + _UNREAD)
    if state.posted and report.state != "waiting" and wants_results(account, state, now):
        looks.append(now + _RESULTS)
    return max(min(looks), now)
