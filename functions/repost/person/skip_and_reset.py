"""Skips an account's next slot, takes that back, or restarts its schedule and rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.aws.items import Write
from repost.base import instants
from repost.events.wishes import Skip, Unskip
from repost.history.dry_runs import dry_run_name
from repost.history.queue import MemberQueue
from repost.history.records import state_key
from repost.person.accounts import AccountNow
from repost.person.timely import untimely
from repost.schedule.upcoming import upcoming

if TYPE_CHECKING:
    from datetime import datetime

    from repost.events.wishes import Reset
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report
    from repost.schedule.activity import Due


def fulfil(outside: Collaborators, wish: Skip | Unskip | Reset) -> Report:
    """Do one of them; a skip or reset that comes late or twice does nothing."""
    asked = AccountNow.of(outside, wish.account)
    if isinstance(wish, Unskip):
        return _another_is_next(asked, wish) or _unskip(asked)
    if late := untimely(asked, wish.asked):
        return late
    if isinstance(wish, Skip):
        return _another_is_next(asked, wish) or _skip(asked, wish.asked)
    return _reset(asked, wish.asked)


def _another_is_next(asked: AccountNow, wish: Skip | Unskip) -> Report | None:
    """The refusal of a wish that means one slot, if another one is next by now."""
    if wish.slot is None or (asked.state and [wish.slot] == [each.slot for each in _coming(asked, 1)]):
        return None
    passed = f"The slot of {instants.written(wish.slot)} is no longer the next one: nothing was changed."
    return asked.refused(passed)


def _coming(asked: AccountNow, most: int) -> list[Due]:
    schedule, activity = asked.account.settings.schedule, asked.begun().activity
    return upcoming(schedule, asked.account.name, activity, asked.outside.clock(), most)


def _skip(asked: AccountNow, when: datetime) -> Report:
    """Let the next slot pass unused. It is marked, and closed when it falls due.

    A mark that is there already stays. If a run has moved on since the account was read, nothing is marked:
    another slot is next.
    """
    outside, state, at = asked.outside, asked.begun(), instants.written(when)
    marked = outside.table.update(
        Write(
            state_key(state.account),
            set={"skip": at, "skip_asked": at},
            condition="#version = :version AND attribute_not_exists(#skip)"
            " AND (attribute_not_exists(#skip_asked) OR #skip_asked < :at)",
            given={"at": at, "version": state.version},
        )
    )
    if not marked:
        now = outside.states.of([state.account]).get(state.account)
        if now and now.version != state.version:
            return asked.refused("A run is in progress: nothing was changed. Ask again.")
        return asked.done("You already asked for this: one slot will be skipped.")
    slots = _coming(asked, 2)
    if len(slots) < 2:  # noqa: PLR2004 - the one that passes and the one after it
        return asked.done("The next slot will be skipped.")
    passes, after = slots
    decision = f"The slot of {instants.written(passes.instant)} will be skipped; the next post is due on"
    return asked.done(f"{decision} {instants.written(after.instant)}.", slot=passes.slot, next=after.instant)


def _unskip(asked: AccountNow) -> Report:
    """Fill the next slot after all."""
    if asked.state is None or asked.state.skip is None:
        return asked.done("No slot is going to be skipped.")
    asked.outside.table.update(Write(state_key(asked.account.name), remove=("skip",)))
    slots = _coming(asked, 1)
    return asked.done("The next slot will not be skipped.", next=slots[0].instant if slots else None)


def _reset(asked: AccountNow, when: datetime) -> Report:
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
