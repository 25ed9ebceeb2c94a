"""Forgets a member who has left: the history goes on under a name that says nothing.

The function deletes nothing: what is left under the old name expires, and DynamoDB removes it within days.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.aws.items import EXPIRES, Key, Write
from repost.base.errors import SettingsError
from repost.fleet.places import free
from repost.fleet.roster import Member, Roster, replacing
from repost.person.answer import Answer
from repost.person.renaming import items_of, move, pass_on_words
from repost.run.report import Report

if TYPE_CHECKING:
    from datetime import datetime

    from repost.run.collaborators import Collaborators

RESERVED: Final = timedelta(days=7)
"""How long nobody else can have the name: until everything under it is surely gone."""

_LEAST_SECONDS: Final = 10.0
_OF_THE_POST: Final = {"remote_id", "remote_url"}


def forget(outside: Collaborators, account: str) -> Answer:
    """Move the history to another name, and let the rest expire; a repeat goes on where it was cut off."""
    roster, now = Roster(outside.table), outside.clock()
    member = roster.member(account)
    if member is None:
        return _answer(account, f"{account} is not a member.", is_done=False)
    if member.forgotten:
        return _answer(account, f"{account} is forgotten already.")
    if not member.left:
        return _answer(account, f"{account} hasn't left. Only who has left can be forgotten.", is_done=False)
    if member.ending and _has_keys(outside, account):
        decision = f"The keys of {account} are just being ended. Ask again in a quarter of an hour."
        return _answer(account, decision, is_done=False)
    if not member.alias:
        member = replace(member, alias=f"former-{outside.token()[:8]}")
        if not roster.replace(member):
            return _answer(account, "Somebody else changes this row. Ask again.", is_done=False)
        member = replace(member, version=member.version + 1)
    roster.replace(Member(member.alias, member.group, left=member.left))
    if not (_moved(outside, member) and _expired(outside, account, now)):
        decision = "There was only time to forget some of it. Ask again to go on."
        return _answer(account, decision, is_done=False, left=1)
    free(outside.table, member.place, account, now)
    bare = replacing(Member(account, member.group, left=member.left, forgotten=now, version=member.version))
    outside.table.update(replace(bare, set={**bare.set, EXPIRES: _seconds(now + RESERVED)}))
    return _answer(
        account,
        f"{account} is forgotten, and the history goes on as {member.alias}. What is left under the old name "
        "is removed within a few days.",
    )


def _has_keys(outside: Collaborators, account: str) -> bool:
    with suppress(SettingsError):
        return bool(outside.parameters.secret(account))
    return False


def _moved(outside: Collaborators, member: Member) -> bool:
    """Copy every slot without what leads to its post, which names who wrote it; False if time is up."""
    for item in items_of(outside, member.name, ("SLOT#",)):
        if outside.remaining() < _LEAST_SECONDS:
            return False
        kept = {name: value for name, value in item.items() if name not in _OF_THE_POST}
        move(outside, kept, member.alias)
    return pass_on_words(outside, member.name, member.alias, member.group)


def _expired(outside: Collaborators, account: str, now: datetime) -> bool:
    """Let everything under the old name expire; False if time is up."""
    for item in items_of(outside, account):
        if outside.remaining() < _LEAST_SECONDS:
            return False
        outside.table.update(Write(Key(item["pk"], item["sk"]), set={EXPIRES: _seconds(now)}))
    return True


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _answer(account: str, decision: str, *, is_done: bool = True, left: int = 0) -> Answer:
    report = Report(account=account, state="done" if is_done else "refused", decision=decision)
    return Answer((report,), {"left": left})
