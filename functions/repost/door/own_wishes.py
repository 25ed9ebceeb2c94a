"""What members may ask for on their own page. Each is done for the member of the session, and nobody else.

Each gives the key of a notice. A repeat changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.base import instants
from repost.door.sessions import Session
from repost.events.staff import StaffLeave
from repost.events.wishes import Skip, Unskip
from repost.fleet.invitations import Invitation, invited
from repost.fleet.roster import Roster
from repost.person.skip_and_reset import fulfil
from repost.person.staff import about_staff, change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from repost.door.joining import Visit


def pause(visit: Visit) -> str:
    change(visit.outside, visit.member, lambda row: replace(row, on_break=not row.left))
    return "paused"


def resume(visit: Visit) -> str:
    """End the member's own break; a pause that the company set stays."""
    change(visit.outside, visit.member, lambda row: replace(row, on_break=False))
    return "resumed"


def leave(visit: Visit) -> None:
    """Leave: nothing is posted from now on, and the next turn ends the keys, which the door can't read."""
    about_staff(StaffLeave(visit.member.name), visit.outside)
    visit.forget()


def say(visit: Visit, templates: Sequence[str]) -> str:
    """Use these words from now on; none for the group's."""
    voice = tuple(dict.fromkeys(filter(None, templates)))
    change(visit.outside, visit.member, lambda row: row if row.left else replace(row, voice=voice))
    return "said"


def skip(visit: Visit, slot: str) -> str:
    """Let the next slot pass, if it is still the one that was shown."""
    at = _slot(slot)
    return (
        "form" if at is None else _done(visit, Skip(visit.member.name, visit.outside.clock(), at), "skipped")
    )


def unskip(visit: Visit, slot: str) -> str:
    at = _slot(slot)
    return "form" if at is None else _done(visit, Unskip(visit.member.name, at), "unskipped")


def _slot(text: str) -> datetime | None:
    at = instants.foreign(text)
    return at if at and instants.written(at) == text else None


def _done(visit: Visit, wish: Skip | Unskip, said: str) -> str:
    return said if fulfil(visit.outside, wish).state == "done" else "passed"


def connect_again(visit: Visit) -> Session:
    """The visit of an invitation of the member's own, with which an account is connected once more."""
    now, word = visit.outside.clock(), visit.outside.token()
    row = Roster(visit.outside.table).change(visit.member, partial(invited, word=word, now=now))
    return Session(Invitation(row.name, row.invitation), visit.outside.token())
