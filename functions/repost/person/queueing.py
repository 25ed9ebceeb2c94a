"""Keeps the queue of who is due in step with the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.errors import SettingsError
from repost.fleet.leaving import take_out
from repost.history.queue import MemberQueue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.fleet.groups import Groups
    from repost.fleet.roster import Member
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators

_LEAST_SECONDS: Final = 5.0


def queue_as_needed(outside: Collaborators, members: Iterable[Member], groups: Groups) -> bool:
    """Make those due for whom there is something to do, and take the others out; False if time is up.

    What is as it should be costs one read of a state.
    """
    members = list(members)
    states = outside.states.of(member.name for member in members)
    for member in members:
        if outside.remaining() < _LEAST_SECONDS:
            return False
        _queue(outside, member, states.get(member.name), groups)
    return True


def _queue(outside: Collaborators, member: Member, state: AccountState | None, groups: Groups) -> None:
    queue, now = MemberQueue(outside.table), outside.clock()
    if not member.is_looked_at:
        if state and state.group:
            take_out(outside.table, member.name, now)
    elif state is None:
        try:
            settings = groups.account(member).settings
        except SettingsError:
            outside.states.begin(member.name, now, group=member.group)
        else:
            outside.states.begin(
                member.name, now, dry_run=settings.dry_run, feed=settings.feed, group=member.group
            )
    elif state.group != member.group:
        queue.join(member.name, member.group, now)
    elif member.ending or member.replaced:
        queue.look_sooner(member.name, now)
