"""What a person asks for about members: who they are, a pause, the end of one, the leave of a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from repost.base import instants
from repost.events import staff as wishes
from repost.events.staff import STAFF
from repost.fleet.changes import departed
from repost.fleet.groups import Groups
from repost.fleet.roster import Roster
from repost.person.answer import Answer
from repost.person.queueing import queue_as_needed
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators

_MOST_TRIES: Final = 5


def about_staff(wish: wishes.StaffWish, outside: Collaborators) -> Answer:
    """Do what a person asks for about a company's people."""
    match wish:
        case wishes.StaffImport() | wishes.StaffSync():
            from repost.person.staffing import take_in_people

            return take_in_people(outside, wish)
        case wishes.StaffShow():
            return _show(outside, wish.account, wish.group)
        case wishes.StaffPause():
            return _changed(outside, wish.account, _paused, "Nothing is posted before `staff resume`.")
        case wishes.StaffResume():
            return _changed(outside, wish.account, _resumed, "The pause is over.")
        case wishes.StaffLeave():
            return _leave(outside, wish.account)
        case wishes.GroupCheck():
            from repost.person.group_check import check_group

            return check_group(outside, wish)


def _show(outside: Collaborators, account: str, group: str) -> Answer:
    roster = Roster(outside.table)
    members = list(roster.of([account]).values()) if account else roster.members(group)
    if account and not members:
        return _no_member(account)
    shown = [as_shown(member) for member in members]
    number = len(shown)
    decision = f"{number:,} members." if number != 1 else "1 member."
    return Answer((Report(account=account or STAFF, state="done", decision=decision),), {"members": shown})


def as_shown(member: Member) -> dict[str, Any]:
    """A member as JSON can hold it, with the state; what nobody has said is left out."""
    told: dict[str, Any] = {"account": member.name, "state": member.state}
    for name in member.__struct_fields__:
        value = getattr(member, name)
        if value and name not in {"name", "version"}:
            told[name] = instants.written(value) if hasattr(value, "tzinfo") else value
    return told


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
        f"Nothing is posted for {account} any more. `./repost staff leave` also deletes {secret}.",
    )


def _changed(
    outside: Collaborators, account: str, change: Callable[[Member], Member], decision: str
) -> Answer:
    """Change a member's row, and the queue after it; somebody else's change at the same time is kept."""
    roster = Roster(outside.table)
    for _ in range(_MOST_TRIES):
        before = roster.member(account)
        if before is None:
            return _no_member(account)
        after = change(before)
        if after == before or roster.replace(after):
            queue_as_needed(outside, [after], Groups(outside.parameters.path, outside.parameters.of_group))
            note = f"{account} is {after.state} now."
            return Answer((Report(account=account, state="done", decision=decision, notes=(note,)),))
    return Answer((Report(account=account, state="refused", decision="The row keeps changing. Ask again."),))


def _no_member(account: str) -> Answer:
    return Answer((Report(account=account, state="refused", decision=f"{account} is not a member."),))
