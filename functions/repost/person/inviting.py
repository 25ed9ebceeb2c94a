"""Invites members: each gets a link to agree and to connect an account, by mail or through whoever asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.value import Value
from repost.events.staff import STAFF
from repost.fleet.invitations import KEY, LIVES, Invitation, invited, waits
from repost.fleet.roster import Roster
from repost.person.answer import Answer
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from repost.events.staff import Invite
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators

_LEAST_SECONDS: Final = 10.0
_NAMED: Final = 5


class Letter(Value, frozen=True):
    """The mail in one language; {link} and {until} are filled in."""

    subject: str
    text: str


_ENGLISH: Final = Letter(
    "Share our articles from your own account",
    """Hello,

you are invited to share our articles from an account of yours. This page says what would be posted in your
name and by which rules. You decide, and you can stop at any time:

{link}

The link is yours alone: please don't pass it on. It works until {until}.
""",
)
_FRENCH: Final = Letter(
    "Partager nos articles depuis votre compte",
    """Bonjour,

vous êtes invité(e) à partager nos articles depuis un de vos comptes. Cette page dit ce qui serait publié en
votre nom, et selon quelles règles. C'est vous qui décidez, et vous pouvez arrêter à tout moment :

{link}

Ce lien est personnel : merci de ne pas le transmettre. Il est valable jusqu'au {until}.
""",
)


def invite(outside: Collaborators, wish: Invite) -> Answer:
    """Invite those who are meant; an earlier invitation of theirs is no longer of use.

    A request that ends early says after whom; the same with `after` goes on.
    """
    members = Roster(outside.table).members(wish.group)
    if unknown := sorted(set(wish.accounts) - {each.name for each in members if not each.left}):
        where = f" of {wish.group}" if wish.group else ""
        decision = f"Nobody is invited: {_some(unknown)} isn't a member{where}, or has left."
        return _answer("refused", decision)
    meant = [each for each in members if (each.name in wish.accounts if wish.accounts else waits(each))]
    to_do = [each for each in meant if each.name > wish.after]
    key = outside.parameters.signing_key(KEY)
    invitations: list[dict[str, Any]] = []
    for member in to_do:
        if outside.remaining() < _LEAST_SECONDS:
            decision = (
                f"{_members(len(invitations))} invited; there was no time for the others. Ask again to go on."
            )
            after = invitations[-1]["account"] if invitations else wish.after
            return _answer("refused", decision, invitations, after=after)
        now, word = outside.clock(), outside.token()
        row = Roster(outside.table).change(member, partial(invited, word=word, now=now))
        link = Invitation(row.name, word).link(outside.door, key, now)
        invitations.append(_sent(outside, row, link, now, by_mail=wish.mail))
    mailed = sum(1 for each in invitations if "link" not in each)
    how = f", {mailed:,} of them by mail" if mailed else ""
    return _answer("done", f"{_members(len(invitations))} invited{how}.", invitations)


def _sent(
    outside: Collaborators, member: Member, link: str, now: datetime, *, by_mail: bool
) -> dict[str, Any]:
    """One invitation as the answer has it; the link is in it unless it went out by mail."""
    until = now + LIVES
    told = {"account": member.name, "mail": member.mail, "until": instants.written(until)}
    if not (by_mail and outside.letter and member.mail):
        return told | {"link": link}
    letter = _FRENCH if member.language.casefold().partition("-")[0] == "fr" else _ENGLISH
    text = letter.text.format(link=link, until=f"{until:%Y-%m-%d %H:%M} UTC")
    problem = outside.letter(member.mail, letter.subject, text)
    return told | ({"link": link, "problem": problem} if problem else {})


def _answer(state: Any, decision: str, invitations: Iterable[dict[str, Any]] = (), after: str = "") -> Answer:
    more: dict[str, Any] = {"invitations": list(invitations)} | ({"after": after} if after else {})
    return Answer((Report(account=STAFF, state=state, decision=decision),), more)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else shown


def _members(number: int) -> str:
    return "1 member is" if number == 1 else f"{number:,} members are"
