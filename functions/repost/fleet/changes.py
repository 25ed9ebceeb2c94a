"""What a file of people changes in the roster: who is new, who changes, who returns, and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.base.value import Value
from repost.fleet.groups import row_of
from repost.fleet.people import Mistake
from repost.fleet.roster import Member
from repost.schedule.activity import SKEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from repost.fleet.groups import Groups
    from repost.fleet.people import Consent, PeopleFile, Person

ASKS_ABOVE: Final = 20
"""More than one in so many may leave only if a person says so: 5 %."""


class Plan(Value, frozen=True):
    """What is to be written, and what of it is new, changed, back again, or leaving; or what is wrong."""

    new: tuple[Member, ...] = ()
    changed: tuple[Member, ...] = ()
    returning: tuple[Member, ...] = ()
    leaving: tuple[Member, ...] = ()
    unchanged: int = 0
    there: int = 0
    mistakes: tuple[Mistake, ...] = ()

    @property
    def writes(self) -> tuple[Member, ...]:
        return (*self.new, *self.changed, *self.returning, *self.leaving)

    @property
    def asks_first(self) -> bool:
        """Whether so many leave that it may be a mistake in the file."""
        return len(self.leaving) * ASKS_ABOVE > self.there


def planned(
    file: PeopleFile,
    members: Iterable[Member],
    groups: Groups,
    accounts: Iterable[str],
    now: datetime,
    *,
    is_whole: bool = False,
) -> Plan:
    """What a file changes.

    Parameters
    ----------
    file : PeopleFile
    members : iterable of Member
        Everybody in the roster.
    groups : Groups
        What makes accounts of members.
    accounts : iterable of str
        The names of accounts with settings of their own, which no member can have.
    now : datetime
        UTC.
    is_whole : bool
        Whether whoever isn't in the file leaves.
    """
    known = {member.name.casefold(): member for member in members}
    own = {name.casefold() for name in accounts}
    mistakes = list(file.mistakes)
    new, changed, returning = [], [], []
    unchanged = 0
    present: dict[str, tuple[int, Member]] = {}
    for person in file.people:
        before = known.get(person.account.casefold())
        after = _after(person, before, now)
        present[person.account.casefold()] = (person.line, after)
        mistakes += _wrong_account(person, before, own)
        mistakes += _wrong_consent(person, now)
        if before is None:
            new.append(after)
        elif before.left:
            returning.append(after)
        elif after != before:
            changed.append(after)
        else:
            unchanged += 1
    unread = {mistake.line for mistake in file.mistakes}  # such a row would be refused twice
    mistakes += _refused((row for row in present.values() if row[0] not in unread), groups)
    absent = [(0, member) for name, member in known.items() if name not in present]
    mistakes += _same_handles([*absent, *present.values()])
    there = [member for member in known.values() if not member.left]
    gone = [member for member in there if member.name.casefold() not in present] if is_whole else []
    return Plan(
        tuple(new),
        tuple(changed),
        tuple(returning),
        tuple(departed(member, now) for member in gone),
        unchanged,
        len(there),
        tuple(sorted(mistakes, key=lambda mistake: mistake.line)),
    )


def departed(member: Member, now: datetime) -> Member:
    """A member who has left: nothing is posted any more, and the keys are to be ended."""
    return replace(
        member,
        left=now,
        ending=member.ending or bool(member.connected),
        paused=False,
        on_break=False,
        connected=None,
        reconnect=False,
        invited=None,
        invitation="",
        used_by="",
        page_word="",
    )


def _after(person: Person, before: Member | None, now: datetime) -> Member:
    """A person's row with what the file says; what it has no column for stays as it is."""
    if before is None:
        return _agreed(Member(person.account, **person.says), person.consent, now)
    member = replace(before, **person.says)
    if not before.left:
        return _agreed(member, person.consent, now)
    # Whoever comes back has to agree again, and a plain yes may be an old one.
    is_new = person.consent and person.consent.at and person.consent.at.date() >= before.left.date()
    back = replace(member, left=None, consent=None, consent_text="")
    return _agreed(back, person.consent if is_new else None, now)


def _agreed(member: Member, consent: Consent | None, now: datetime) -> Member:
    if consent is None:
        return member
    if not consent.given:
        return replace(member, consent=None, consent_text="")
    if consent.at is None:
        return member if member.consent else replace(member, consent=now, consent_text="")
    return replace(member, consent=consent.at, consent_text=consent.version)


def _wrong_account(person: Person, before: Member | None, own: Iterable[str]) -> Iterable[Mistake]:
    if before and before.name != person.account:
        problem = f"is {quoted(person.account)}, and {before.name} exists already. Names must differ in more "
        yield Mistake(person.line, "account", f"{problem}than upper and lower case.")
    if before and before.forgotten:
        problem = f"is {quoted(person.account)}, the name of somebody who is just being forgotten."
        yield Mistake(person.line, "account", f"{problem} Choose another name, or wait a week.")
    if person.account.casefold() in own:
        problem = f"is {quoted(person.account)}, an account with settings of its own. Choose another name."
        yield Mistake(person.line, "account", problem)


def _wrong_consent(person: Person, now: datetime) -> Iterable[Mistake]:
    if person.consent and person.consent.at and person.consent.at > now + SKEW:
        yield Mistake(person.line, "consent", f"is of {person.consent.at:%Y-%m-%d}, which is still to come.")


def _refused(rows: Iterable[tuple[int, Member]], groups: Groups) -> Iterable[Mistake]:
    """What the groups refuse; a mistake in a group's own document once."""
    told: set[str] = set()
    for line, member in rows:
        for error in groups.mistakes(member):
            if error.parameter == row_of(member):
                missing = error.problem == SettingsError.MISSING
                problem = "is missing" if missing else error.problem
                yield Mistake(line, error.key, f"{problem}. {error.advice}")
            elif error.sentence not in told:
                told.add(error.sentence)
                yield Mistake(line, "group", error.sentence)


def _same_handles(rows: Sequence[tuple[int, Member]]) -> Iterable[Mistake]:
    """Two members who would post to one and the same place."""
    first: dict[tuple[str, str, str], tuple[int, Member]] = {}
    for line, member in sorted(rows, key=lambda row: row[0]):
        if not member.handle or member.left:
            continue
        place = (member.network, member.server.rstrip("/"), member.handle.casefold().removeprefix("@"))
        other_line, other = first.setdefault(place, (line, member))
        if other is not member:
            whose = f"line {other_line} has, too" if other_line else f"{other.name} has already"
            yield Mistake(line, "handle", f"is {quoted(member.handle)}, which {whose}. Correct one of them.")
