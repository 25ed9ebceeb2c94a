"""Checks a group: its documents, and the rows of its members as they would be read with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.events.staff import STAFF
from repost.fleet.groups import Groups
from repost.fleet.roster import Roster
from repost.person.answer import Answer
from repost.run.report import Report

if TYPE_CHECKING:
    from repost.events.staff import GroupCheck
    from repost.run.collaborators import Collaborators


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
