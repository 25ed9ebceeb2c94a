"""Asks for the turns of the members who are due: one look at an index, and a message for each of them.

A member that gets a message is leased: nobody asks for its turn again before the lease is over. If the
message gets lost, a tick after that sends another one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.aws.messages import MOST_DELAY, MOST_IN_A_BATCH, TurnMessage
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from repost.aws.messages import Messages
    from repost.history.queue import MemberQueue

LEASE: Final = timedelta(minutes=30)
"""How long nobody asks for a member's turn again: two ticks at the slowest rate that a fleet may have."""

_A_TURN: Final = 1.0
"""The seconds of a turn, roughly: a page, the answer of a network, and what is written."""


class Dispatched(Value, frozen=True):
    """What a tick did for the members: messages sent, members not reached, the longest that one waits."""

    queued: int = 0
    not_reached: int = 0
    oldest: timedelta = timedelta()

    @property
    def counts(self) -> dict[str, float]:
        """The metrics of it."""
        return {
            **({"Queued": self.queued} if self.queued else {}),
            **({"NotQueued": self.not_reached} if self.not_reached else {}),
            "OldestDue": self.oldest.total_seconds(),
        }


def dispatch(
    queue: MemberQueue,
    messages: Messages,
    clock: Callable[[], datetime],
    *,
    workers: int,
    has_time: Callable[[], bool],
) -> Dispatched:
    """Send a message for each member who is due before the next tick, longest overdue first.

    Parameters
    ----------
    queue, messages
        Who waits, and where the messages go.
    clock : callable
        The time (UTC).
    workers : int
        How many turns are taken at once. No more messages are sent than they can work off before the next
        tick.
    has_time : callable
        Whether this run can afford another batch.
    """
    now = clock()
    waiting = sorted(queue.until(now + MOST_DELAY), key=lambda member: (member.since, member.account))
    most = int(workers * MOST_DELAY.total_seconds() / _A_TURN)
    oldest = max(now - waiting[0].since, timedelta()) if waiting else timedelta()
    queued = reached = 0
    while reached < min(len(waiting), most) and has_time():
        batch = waiting[reached : reached + MOST_IN_A_BATCH]
        now = clock()
        leased = [member for member in batch if queue.lease(member, max(member.at, now) + LEASE)]
        if leased:
            queued += messages.send([(TurnMessage(each.account), each.at - now) for each in leased])
        reached += len(batch)
    return Dispatched(queued, len(waiting) - reached, oldest)
