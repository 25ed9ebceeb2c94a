"""Sends members links to the door: to agree and connect an account, or to the page of those who have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.events.staff import STAFF
from repost.fleet.invitations import KEY, Invitation, PageLink, invited, waits, with_page
from repost.fleet.letters import INVITATION, PAGE, letter_to
from repost.fleet.roster import Roster
from repost.person.accounts import know_group
from repost.person.answer import Answer
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.events.staff import Invite
    from repost.fleet.letters import Letter
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators

_LEAST_SECONDS: Final = 10.0
_NAMED: Final = 5


def invite(outside: Collaborators, wish: Invite) -> Answer:
    """Invite those who are meant; an earlier invitation of theirs is no longer of use.

    Whoever has agreed and is connected gets a link to their own page instead.

    A request that ends early says after whom; the same with `after` goes on.
    """
    roster = Roster(outside.table)
    members = roster.members(wish.group)
    if wish.group and not members:
        know_group(outside, wish.group)
    if unknown := sorted(set(wish.accounts) - {each.name for each in members if not each.left}):
        where = f" of {wish.group}" if wish.group else ""
        decision = f"Nobody is invited: {_some(unknown)} isn't a member{where}, or has left."
        return _answer("refused", decision)
    meant = [each for each in members if (each.name in wish.accounts if wish.accounts else waits(each))]
    to_do = [each for each in meant if each.name > wish.after]
    key = outside.parameters.signing_key(KEY, outside.clock())
    invitations: list[dict[str, Any]] = []
    for member in to_do:
        if outside.remaining() < _LEAST_SECONDS:
            decision = (
                f"{_members(len(invitations))} invited; there was no time for the others. Ask again to go on."
            )
            after = invitations[-1]["account"] if invitations else wish.after
            return _answer("refused", decision, invitations, after=after)
        now, word = outside.clock(), outside.token()
        if waits(member):
            row = roster.change(member, partial(invited, word=word, now=now))
            link, letters = Invitation(row.name, word), INVITATION
        else:
            row = roster.change(member, partial(with_page, word=word, is_new=True))
            link, letters = PageLink(row.name, word), PAGE
        told = {"account": row.name, "mail": row.mail, "until": instants.written(now + link.lives)}
        address = link.link(outside.door, key, now)
        invitations.append(told | _sent(outside, row, address, now + link.lives, letters, by_mail=wish.mail))
    mailed = sum(1 for each in invitations if "link" not in each)
    how = f", {mailed:,} of them by mail" if mailed else ""
    return _answer("done", f"{_members(len(invitations))} invited{how}.", invitations)


def _sent(
    outside: Collaborators,
    member: Member,
    address: str,
    until: datetime,
    letters: Mapping[str, Letter],
    *,
    by_mail: bool,
) -> dict[str, str]:
    """What the answer has of a link: nothing if it went out by mail."""
    if not (by_mail and outside.letter and member.mail):
        return {"link": address}
    letter = letter_to(member, letters)
    problem = outside.letter(member.mail, letter.subject, letter.filled(address, until, member.zone))
    return {"link": address, "problem": problem} if problem else {}


def _answer(state: Any, decision: str, invitations: Iterable[dict[str, Any]] = (), after: str = "") -> Answer:
    more: dict[str, Any] = {"invitations": list(invitations)} | ({"after": after} if after else {})
    return Answer((Report(account=STAFF, state=state, decision=decision),), more)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else shown


def _members(number: int) -> str:
    return "1 member is" if number == 1 else f"{number:,} members are"
