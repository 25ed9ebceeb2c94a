"""Skips an account's next slot, takes that back, or restarts its schedule and rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.aws.table import Write
from repost.base import instants
from repost.events.wishes import Skip, Unskip
from repost.history.dry_runs import dry_run_name
from repost.history.queue import MemberQueue
from repost.history.records import state_key
from repost.person.accounts import Asked
from repost.person.timely import untimely
from repost.schedule.upcoming import upcoming

if TYPE_CHECKING:
    from datetime import datetime

    from repost.events.wishes import Reset
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report


def fulfil(outside: Collaborators, wish: Skip | Unskip | Reset) -> Report:
    """Do one of them; a skip or reset that comes late or twice does nothing."""
    asked = Asked.of(outside, wish.account)
    if isinstance(wish, Unskip):
        return _unskip(asked)
    return untimely(asked, wish.asked) or (_skip if isinstance(wish, Skip) else _reset)(asked, wish.asked)


def _skip(asked: Asked, when: datetime) -> Report:
    """Let the next slot pass unused. It is marked, and closed when it falls due."""
    outside, state, at = asked.outside, asked.begun(), instants.written(when)
    marked = outside.table.update(
        Write(
            state_key(state.account),
            set={"skip": at, "skip_asked": at},
            condition="attribute_not_exists(#skip_asked) OR #skip_asked < :at",
            given={"at": at},
        )
    )
    if not marked:
        return asked.done("You already asked for this: one slot will be skipped.")
    slots = upcoming(asked.account.settings.schedule, state.account, state.activity, outside.clock(), most=2)
    if len(slots) < 2:  # noqa: PLR2004 - the one that passes and the one after it
        return asked.done("The next slot will be skipped.")
    passes, after = slots
    decision = f"The slot of {instants.written(passes.instant)} will be skipped; the next post is due at"
    return asked.done(f"{decision} {instants.written(after.instant)}.", slot=passes.slot, next=after.instant)


def _unskip(asked: Asked) -> Report:
    """Fill the next slot after all."""
    if asked.state is None or asked.state.skip is None:
        return asked.done("No slot is going to be skipped.")
    asked.outside.table.update(Write(state_key(asked.account.name), remove=("skip",)))
    schedule, activity = asked.account.settings.schedule, asked.state.activity
    slots = upcoming(schedule, asked.account.name, activity, asked.outside.clock(), most=1)
    return asked.done("The next slot will not be skipped.", next=slots[0].instant if slots else None)


def _reset(asked: Asked, when: datetime) -> Report:
    """Start over: a new grid, a new cycle, no stop and no slot to skip.

    What was posted stays on record, so rest, gap and cap still apply; what is held stays held.
    """
    outside, state, at = asked.outside, asked.begun(), instants.written(when)
    done = outside.table.update(
        Write(
            state_key(state.account),
            set={"version": state.version + 1, "first_seen": at, "cycle_start": at, "reset_asked": at},
            remove=(
                "last_slot",
                "walk",
                dry_run_name("walk"),
                "skip",
                "stop_why",
                "stop_secret",
                "stop_until",
            ),
            condition="#version = :version AND (attribute_not_exists(#reset_asked) OR #reset_asked < :at)",
            given={"version": state.version, "at": at},
        )
    )
    if not done:
        return asked.done("Nothing was changed: this was already done, or a run is in progress.")
    if asked.member:  # who waits for the time of the old schedule
        MemberQueue(outside.table).look_at(state.account, outside.clock())
    activity = replace(state.activity, first_seen=when.replace(microsecond=0), last_slot=None)
    slots = upcoming(asked.account.settings.schedule, state.account, activity, outside.clock(), most=1)
    return asked.done(
        "The account was restarted; what it has posted still rests.", next=slots[0].instant if slots else None
    )
