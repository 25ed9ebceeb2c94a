"""Checks a group, its documents and its members' rows, and looks at its members after a change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.events.staff import STAFF
from repost.fleet.groups import Groups
from repost.fleet.roster import Roster
from repost.history.queue import MemberQueue
from repost.person.answer import Answer
from repost.run.report import Report

if TYPE_CHECKING:
    from repost.events.staff import GroupCheck
    from repost.run.collaborators import Collaborators

_SOON: Final = timedelta(minutes=10)
_STILL_KNOWN: Final = timedelta(minutes=1)
"""How long a worker may go by the settings that it has read before."""
_LEAST_SECONDS: Final = 5.0


def check_group(outside: Collaborators, wish: GroupCheck) -> Answer:
    """Every mistake in a group, as it is stored or with the document of the wish."""
    parameters = outside.parameters
    groups = Groups(parameters.path, parameters.of_group, wish.settings)
    members = [member for member in Roster(outside.table).members(wish.group) if not member.left]
    found = groups.mistakes_of(wish.group)
    mistakes = [*found, *(each for member in members for each in groups.mistakes(member))]
    sentences = list(dict.fromkeys(mistake.sentence for mistake in mistakes))
    broken = sum(1 for member in members if groups.mistakes(member))
    decision = f"{len(members):,} members, {broken:,} of them with a mistake."
    report = Report(account=STAFF, state="refused" if sentences else "done", decision=decision)
    return Answer((report,), {"mistakes": [{"sentence": each} for each in sentences]})


def look_at_group(outside: Collaborators, group: str) -> Answer:
    """Look at the members of a group soon, spread over ten minutes: other settings mean other slots."""
    queue, start = MemberQueue(outside.table), outside.clock() + _STILL_KNOWN
    members = [member for member in Roster(outside.table).members(group) if member.may_post]
    for place, member in enumerate(members):
        if outside.remaining() < _LEAST_SECONDS:
            decision = f"{_members(len(members) - place)} looked at within a day. Ask again to do it sooner."
            return Answer((Report(account=STAFF, state="refused", decision=decision),))
        queue.look_sooner(member.name, start + (_SOON - _STILL_KNOWN) * (place / len(members)))
    decision = f"{_members(len(members))} looked at within ten minutes."
    return Answer((Report(account=STAFF, state="done", decision=decision),))


def _members(number: int) -> str:
    return "1 member will be" if number == 1 else f"{number:,} members will be"
