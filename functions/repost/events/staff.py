"""What a person can ask for about a company's people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

STAFF: Final = "the staff"
"""The account in reports about several members; no account's own name has a space in it."""


class _OfSeveral(Value, frozen=True):
    @property
    def account(self) -> str:
        """What its report is about."""
        return STAFF


class StaffImport(_OfSeveral, frozen=True):
    """A file of people: whoever is in it joins the fleet or is changed; a repeat changes nothing.

    `write` is false to see what it would change.
    """

    document: str
    write: bool = True


class StaffSync(_OfSeveral, frozen=True):
    """A file of all people: the same, and whoever isn't in it leaves.

    `leaving` is how many may leave at most; None for one in twenty.
    """

    document: str
    write: bool = True
    leaving: int | None = None


class StaffShow(Value, frozen=True):
    """The members of a fleet as they are: one by the name of its account, a group, or all."""

    account: str = ""
    group: str = ""


class StaffPause(Value, frozen=True):
    """Nothing is posted for a member until this is taken back."""

    account: str


class StaffResume(Value, frozen=True):
    """A paused member posts again."""

    account: str


class StaffLeave(Value, frozen=True):
    """A member leaves: nothing is posted any more, and only a new yes brings the member back."""

    account: str


class StaffForget(Value, frozen=True):
    """A member who has left is forgotten: the history goes on under a name that says nothing."""

    account: str


class GroupCheck(_OfSeveral, frozen=True):
    """What is wrong with a group and its members' rows; `settings` is a document to go by instead, or ""."""

    group: str
    settings: str = ""


class GroupChanged(_OfSeveral, frozen=True):
    """A group has other settings now: its members are looked at within ten minutes, not within a day."""

    group: str


class GroupPast(_OfSeveral, frozen=True):
    """Which posts of its members a group's words, or those in `settings`, would have stopped.

    It goes through the members by name, those after `after`.
    """

    group: str
    days: int = 90
    settings: str = ""
    after: str = ""


class Invite(_OfSeveral, frozen=True):
    """Members get links with which they agree and connect an account, by mail or in the answer.

    `accounts` are those who are meant, by name, or () for everybody who isn't connected yet, in a `group` or
    in all. It goes through them by name, those after `after`. `mail` is false to get all links in the answer.
    """

    group: str = ""
    accounts: tuple[str, ...] = ()
    after: str = ""
    mail: bool = True


OfMember: TypeAlias = StaffPause | StaffResume | StaffLeave | StaffForget
OfGroup: TypeAlias = GroupCheck | GroupChanged | GroupPast
StaffWish: TypeAlias = StaffImport | StaffSync | StaffShow | OfMember | OfGroup | Invite

STAFF_WISHES: Final[Mapping[str, type[StaffWish]]] = {
    "staff_import": StaffImport,
    "staff_sync": StaffSync,
    "staff_show": StaffShow,
    "staff_pause": StaffPause,
    "staff_resume": StaffResume,
    "staff_leave": StaffLeave,
    "staff_forget": StaffForget,
    "group_check": GroupCheck,
    "group_changed": GroupChanged,
    "group_past": GroupPast,
    "invite": Invite,
}
"""Each wish by its key in an event."""
