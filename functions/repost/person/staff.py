"""What a person asks for about members: who they are, a pause, the end of one, the leave of a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.events import staff as wishes
from repost.events.staff import STAFF
from repost.fleet.changes import departed
from repost.fleet.groups import Groups
from repost.fleet.roster import Roster, as_shown
from repost.person.accounts import know_group
from repost.person.answer import Answer
from repost.person.queueing import queue_as_needed
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators


def about_staff(wish: wishes.StaffWish, outside: Collaborators) -> Answer:
    """Do what a person asks for about a company's people."""
    if not outside.has_fleet:
        decision = "This stack has no fleet. Deploy it with the parameter Fleet=yes: docs/fleets.md."
        return Answer((Report(account=wish.account, state="refused", decision=decision),))
    match wish:
        case wishes.StaffImport() | wishes.StaffSync():
            from repost.person.staffing import take_in_people

            return take_in_people(outside, wish)
        case wishes.StaffShow():
            return _show(outside, wish.account, wish.group)
        case wishes.GroupCheck():
            from repost.person.groups import check_group

            return check_group(outside, wish)
        case wishes.GroupChanged():
            from repost.person.groups import look_at_group

            return look_at_group(outside, wish.group)
        case wishes.GroupPast():
            from repost.person.past_words import of_group

            return of_group(outside, wish)
        case wishes.Invite():
            from repost.person.inviting import invite

            return invite(outside, wish)
        case _:
            return _about_member(wish, outside)


def _about_member(wish: wishes.OfMember, outside: Collaborators) -> Answer:
    match wish:
        case wishes.StaffPause():
            return _changed(outside, wish.account, _paused, "Nothing is posted before `staff resume`.")
        case wishes.StaffResume():
            return _changed(outside, wish.account, _resumed, "The pause is over.")
        case wishes.StaffLeave():
            return _leave(outside, wish.account)
        case wishes.StaffForget():
            from repost.person.forgetting import forget

            return forget(outside, wish.account)


def _show(outside: Collaborators, account: str, group: str) -> Answer:
    roster = Roster(outside.table)
    members = list(roster.of([account]).values()) if account else roster.members(group)
    shown = [as_shown(member) for member in members if not member.forgotten]
    if account and not shown:
        return _no_member(account)
    if group and not shown:
        know_group(outside, group)
    number = len(shown)
    decision = f"{number:,} members." if number != 1 else "1 member."
    return Answer((Report(account=account or STAFF, state="done", decision=decision),), {"members": shown})


def _paused(member: Member) -> Member:
    return replace(member, paused=True)


def _resumed(member: Member) -> Member:
    return replace(member, paused=False)


def _leave(outside: Collaborators, account: str) -> Answer:
    """Let a member leave: the row first, so that no turn begins any more, then the queue."""
    now = outside.clock()
    secret = outside.parameters.secret_parameter(account)
    return _changed(
        outside,
        account,
        lambda member: member if member.left else departed(member, now),
        f"Nothing is posted for {account} any more. The next turn revokes the keys, where that is possible, "
        f"and deletes {secret}.",
    )


def _changed(
    outside: Collaborators, account: str, wanted: Callable[[Member], Member], decision: str
) -> Answer:
    """Change the row of a member, if there is one of this name."""
    member = Roster(outside.table).member(account)
    if member is None:
        return _no_member(account)
    note = f"{account} is {change(outside, member, wanted).state} now."
    return Answer((Report(account=account, state="done", decision=decision, notes=(note,)),))


def change(outside: Collaborators, member: Member, wanted: Callable[[Member], Member]) -> Member:
    """Change a member's row, and the queue after it; what somebody else changes at the same time is kept.

    Raises
    ------
    RunFailed
        If others keep changing the row.
    """
    after = Roster(outside.table).change(member, wanted)
    queue_as_needed(outside, [after], Groups(outside.parameters.path, outside.parameters.of_group))
    return after


def _no_member(account: str) -> Answer:
    return Answer((Report(account=account, state="refused", decision=f"{account} is not a member."),))
