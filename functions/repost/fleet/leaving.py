"""Takes members for whom there is nothing to do out of the queue, whatever somebody else does meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.fleet.roster import member_from, member_key
from repost.history.queue import MemberQueue

if TYPE_CHECKING:
    from datetime import datetime

    from repost.aws.table import Table


def take_out(table: Table, name: str, now: datetime) -> None:
    """Take a member out of the queue for whom there is nothing to do, by a row that was read before.

    Whoever lets a member post or leave writes the row first and the queue second. If that came in between,
    the row says so now, and the member goes back into the queue.
    """
    queue = MemberQueue(table)
    queue.leave(name)
    row = table.get(member_key(name))
    member = member_from(row) if row else None
    if member and member.is_looked_at:
        queue.join(name, member.group, now)
