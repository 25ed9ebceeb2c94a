"""Files of people: what they change in the fleet is checked as a whole, and then written."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.documents import DEFAULTS
from repost.events.staff import STAFF, StaffSync
from repost.fleet.changes import planned
from repost.fleet.groups import Groups
from repost.fleet.people import read_people
from repost.fleet.roster import Roster, replacing
from repost.person.answer import Answer
from repost.person.queueing import queue_as_needed
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.events.staff import StaffImport
    from repost.fleet.changes import Plan
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators
    from repost.run.report import State

_AT_ONCE: Final = 100  # TransactWriteItems' own limit
_MOST_TRIES: Final = 3
_LEAST_SECONDS: Final = 10.0
_NAMED: Final = 5
_WORDS: Final = {"new": "new", "changed": "changed", "returning": "back again", "leaving": "leaving"}


def take_in_people(outside: Collaborators, wish: StaffImport | StaffSync) -> Answer:
    """Write what a file of people says, unless anything in it is wrong: then nothing is written.

    Every row is checked before any is written. A request that ends early says so; the same request again
    goes on, since what is written already is no change any more.
    """
    file = read_people(wish.document)
    groups = Groups(outside.parameters.path, outside.parameters.of_group)
    own = _own_accounts(outside)
    roster = Roster(outside.table)
    for _ in range(_MOST_TRIES):
        members = roster.members()
        is_whole = isinstance(wish, StaffSync)
        plan = planned(file, members, groups, own, outside.clock(), is_whole=is_whole)
        notes = _notes(file.ignored, plan)
        if plan.mistakes:
            rows = len({mistake.line for mistake in plan.mistakes})
            decision = f"Nothing is written: {_lines(rows, 'has a mistake', 'have mistakes')}."
            return _answer("refused", decision, notes, plan)
        if isinstance(wish, StaffSync) and (too_many := _too_many(plan, wish.leaving)):
            return _answer("refused", too_many, notes, plan)
        if not wish.write:
            return _answer("preview", f"It would be: {_counts(plan)}.", notes, plan)
        missing = _write(outside, plan.writes)
        if missing is None:
            continue  # somebody else has changed one of these rows
        if missing:
            decision = (
                f"There was only time to write some of it; {missing:,} rows are left. Ask again to go on."
            )
            return _answer("refused", decision, notes, plan, left=missing)
        after = {member.name: member for member in (*members, *plan.writes)}
        if queue_as_needed(outside, after.values(), groups):
            return _answer("done", f"{_counts(plan)}.", notes, plan)
        decision = "Everything is written, and there was no time to make all members due. Ask again to go on."
        return _answer("refused", decision, notes, plan, left=1)
    decision = "Somebody else changes the same rows at this moment. Ask again to go on."
    return _answer("refused", decision, (), plan, left=len(plan.writes))


def _own_accounts(outside: Collaborators) -> set[str]:
    """The names of accounts with settings of their own."""
    root = f"{outside.parameters.path}/settings/"
    return {name.removeprefix(root).split("/")[0] for name in outside.parameters.documents()} - {DEFAULTS}


def _too_many(plan: Plan, allowed: int | None) -> str:
    """Why so many can't leave, in a sentence, or ""."""
    leaving = len(plan.leaving)
    if not (plan.asks_first if allowed is None else leaving > allowed):
        return ""
    most = "more than one in twenty" if allowed is None else f"more than {allowed:,}"
    return (
        f"Nothing is written: {leaving:,} of {plan.there:,} members aren't in the file and would leave, "
        f"which is {most}. If the file is complete, say so."
    )


def _write(outside: Collaborators, members: Sequence[Member]) -> int | None:
    """Write rows, a hundred in each transaction; how many there was no time for.

    None if somebody else has changed one of them since they were read.
    """
    remaining = iter(members)
    written = 0
    while batch := list(islice(remaining, _AT_ONCE)):
        if outside.remaining() < _LEAST_SECONDS:
            return len(members) - written
        writes = [replacing(member) for member in batch]
        if not outside.table.transact(writes, proof=writes[0], gives_way=True):
            return None
        written += len(batch)
    return 0


def _answer(state: State, decision: str, notes: tuple[str, ...], plan: Plan, left: int = 0) -> Answer:
    more: dict[str, Any] = {
        "mistakes": [
            {"line": each.line, "column": each.column, "sentence": each.sentence} for each in plan.mistakes
        ],
        "people": {name: [each.name for each in getattr(plan, name)] for name in _WORDS},
        "unchanged": plan.unchanged,
        "there": plan.there,
        "left": left,
    }
    return Answer((Report(account=STAFF, state=state, decision=decision, notes=notes),), more)


def _notes(ignored: Sequence[str], plan: Plan) -> tuple[str, ...]:
    """What isn't wrong, and worth knowing before anything is written."""
    notes = []
    if ignored:
        notes.append(f"These columns mean nothing to Repost and are ignored: {', '.join(ignored)}.")
    silent = [member for member in (*plan.new, *plan.returning) if not member.consent]
    if silent:
        notes.append(f"Nothing is posted for {_some(silent)} before a yes is recorded (column consent).")
    if plan.leaving:
        notes.append(f"Leaving: {_some(plan.leaving)}.")
    return tuple(notes)


def _some(members: Sequence[Member]) -> str:
    names = ", ".join(member.name for member in members[:_NAMED])
    return f"{names} and {len(members) - _NAMED:,} more" if len(members) > _NAMED else names


def _counts(plan: Plan) -> str:
    counts = [(len(getattr(plan, name)), word) for name, word in _WORDS.items()]
    return ", ".join(
        [*(f"{count:,} {word}" for count, word in counts if count), f"{plan.unchanged:,} unchanged"]
    )


def _lines(number: int, one: str, many: str) -> str:
    return f"1 line {one}" if number == 1 else f"{number:,} lines {many}"
