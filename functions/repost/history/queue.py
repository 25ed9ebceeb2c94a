"""The queue of a fleet's members: when each is to be looked at next, and who has waited how long.

A member's state is in the table's index `by_queue`, sorted by `queue_at`, as long as it belongs to a group.
`due_at` is when it fell due; a lease moves `queue_at` alone, so that a message that gets lost comes back
and still shows how long its member has waited. States of other accounts have none of this.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.aws.items import Write, account_partition
from repost.base import instants
from repost.base.value import Value
from repost.history.records import state_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from repost.aws.items import Item
    from repost.aws.table import Table

DUE: Final = "DUE"
"""The queue of members whose turn has come or will come."""


class Waiting(Value, frozen=True):
    """A member in the queue: when to look at it (`at`), and since when it has been due. Both are UTC."""

    account: str
    at: datetime
    since: datetime


class MemberQueue:
    """Reads and writes when members are to be looked at."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def until(self, instant: datetime) -> Iterator[Waiting]:
        """The members to be looked at by an instant (UTC), the earliest first."""
        return map(_waiting, self._table.waiting(DUE, instants.written(instant)))

    def next(self, most: int) -> Iterator[Waiting]:
        """The members to be looked at first, at most so many."""
        return map(_waiting, islice(self._table.waiting(DUE, "~", most=most), most))

    def lease(self, member: Waiting, until: datetime) -> bool:
        """Keep others from looking at a member before an instant (UTC); False if somebody was faster."""
        return self._table.update(
            Write(
                state_key(member.account),
                set={"queue_at": instants.written(until)},
                condition="#queue_at = :seen",
                given={"seen": instants.written(member.at)},
            )
        )

    def look_at(self, account: str, at: datetime, *, seen: str = "") -> None:
        """Look at a member again at an instant (UTC); one that has left stays away.

        If something was `seen` as the time to look, others may have asked in the meantime to look sooner, and
        that stays as it is.
        """
        when = instants.written(at)
        self._table.update(
            Write(
                state_key(account),
                set={"queue_at": when, "due_at": when},
                condition="#queue_at = :seen" if seen else "attribute_exists(#queue_at)",
                given={"seen": seen} if seen else {},
            )
        )

    def look_sooner(self, account: str, at: datetime) -> None:
        """Look at a member at an instant (UTC), unless that is to happen before it anyway."""
        when = instants.written(at)
        self._table.update(
            Write(
                state_key(account),
                set={"queue_at": when},
                condition="#queue_at > :at",
                given={"at": when},
            )
        )

    def join(self, account: str, group: str, at: datetime) -> None:
        """Put an account, whose state exists, into a group and the queue, from an instant (UTC) on."""
        self._table.update(
            Write(state_key(account), set=queued(group, at), condition="attribute_exists(#version)")
        )

    def leave(self, account: str) -> None:
        """Take an account out of the queue and its group."""
        self._table.update(
            Write(
                state_key(account),
                remove=("queue", "queue_at", "due_at", "group"),
                condition="attribute_exists(pk)",
            )
        )


def _waiting(item: Item) -> Waiting:
    at = instants.read(item["queue_at"])
    return Waiting(
        account=item["pk"].removeprefix(account_partition("")),
        at=at,
        since=instants.read(item["due_at"]) if "due_at" in item else at,
    )


def queued(group: str, at: datetime) -> dict[str, Any]:
    """The attributes that put the state of a group's member into the queue, from an instant (UTC) on."""
    when = instants.written(at)
    return {"group": group, "queue": DUE, "queue_at": when, "due_at": when}
