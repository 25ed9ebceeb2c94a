"""The steps of one account's turn: finish what an earlier run left, see what is due, choose, and post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.errors import NetworkError
from repost.run.billing import billed
from repost.run.credentials import credentials_of
from repost.run.filling import fill, why_not_now
from repost.run.holding import holds_everything, is_full, why_full
from repost.run.sighting import age_window, blog_seen, look
from repost.run.turn import LOOK_RESERVE_SECONDS, begin_turn
from repost.run.unfinished import finish
from repost.schedule.activity import Wait
from repost.schedule.slots import due
from repost.schedule.talk import Sample

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn

CHECK_SECONDS: Final = 20.0
"""The longest that a network's `check` takes."""


def take_turn(account: Account, state: AccountState, outside: Collaborators) -> Report:
    """Take one account's turn: at most one post goes out.

    Parameters
    ----------
    account : Account
        Its settings.
    state : AccountState
        As read at the beginning of this run.
    outside : Collaborators
        Everything else.

    Raises
    ------
    SettingsError
        If the secret can't be used; nothing was claimed then.
    """
    settings = account.settings
    turn = begin_turn(account, state, outside)
    if finished := finish(turn):
        return finished
    if not settings.announce:
        return _share(turn)
    from repost.run.announcing import announce

    told = announce(turn)
    if not isinstance(told, str):
        return told
    report = _share(turn)
    return replace(report, notes=(*report.notes, told)) if told else report


def _share(turn: Turn) -> Report:
    """Share an old article, if a slot is due."""
    state, settings = turn.state, turn.account.settings
    verdict = due(settings.schedule, turn.account.name, state.activity, turn.now)
    if isinstance(verdict, Wait):
        what = "No old article" if settings.announce else "Nothing"
        why = f"{what} is posted before {instants.written(verdict.until)} ({verdict.why})."
        return _read_on(turn, why) if state.reads_on and not state.stop else turn.report("waiting", why)
    if state.skip:
        return turn.close(verdict.slot, "skipped", "You asked to skip this slot.")
    if not_now := why_not_now(turn, verdict.slot):
        return _passed_over(turn, not_now) if not_now.state == "over_budget" else not_now
    if is_full(turn) and holds_everything(turn):
        return why_full(turn, verdict.slot)
    listen(turn)
    sighting = look(turn, verdict.slot)
    if paused := _pause_after_new(turn, verdict.slot, sighting):
        return paused
    if not sighting.choice.why_stale:
        return fill(turn, verdict.slot, sighting)
    from repost.run.putting_up import put_up

    turn, told = put_up(turn, sighting)
    report = fill(turn, verdict.slot, sighting)
    return replace(report, notes=(*told, *report.notes))


def _pause_after_new(turn: Turn, slot: datetime, sighting: Sighting) -> Report | None:
    """The report of a slot that pauses for what the blog has just published; None if it needn't.

    A slot of an interval waits until the pause is over. A time of day passes.
    """
    schedule = turn.account.settings.schedule
    if not schedule.pause_after_new:
        return None
    new = list(sighting.archive.published_between(turn.now - schedule.pause_after_new, turn.now))
    until = max(
        (each.published + schedule.pause_after_new for each in new if each.published), default=turn.now
    )
    if until <= turn.now:
        return None
    latest = f"The blog has just published “{new[-1].title}”"
    why = f"{latest}: no old article is posted before {instants.written(until)}."
    if not schedule.at:
        return replace(turn.report("waiting", why, **sighting.as_report()), next=until, overdue=False)
    return turn.close(slot, "skipped", why, **sighting.as_report())


def listen(turn: Turn) -> None:
    """Sometimes ask the network how much the account has posted, if its daily cap depends on that.

    The answer counts from the next run on. Without one, nothing else is affected.
    """
    settings, talk = turn.account.settings, turn.state.activity.talk
    if settings.schedule.max_per_day != "auto" or settings.dry_run or not talk.wants_sample(turn.now):
        return
    if turn.outside.remaining() < LOOK_RESERVE_SECONDS + turn.network.post_seconds + CHECK_SECONDS:
        return
    try:
        with billed(turn) as http:
            identity = turn.network.check(credentials_of(turn).values, http, turn.now)
    except NetworkError:
        return
    if identity.posts is not None:
        heard = talk.heard(Sample(turn.now, identity.posts, turn.state.posted))
        turn.outside.states.listen(turn.account.name, heard)


def _passed_over(turn: Turn, report: Report) -> Report:
    """Close the slot of a report that must not post, so that no post waits for the next month."""
    closed = turn.close(report.slot or turn.now, "over_budget", report.decision)
    return closed if closed.state == "taken" else replace(report, next=closed.next, overdue=closed.overdue)


def _read_on(turn: Turn, why: str) -> Report:
    """Go on reading a blog that isn't fully known yet, in a tick in which nothing is due."""
    seen = blog_seen(turn, turn.archive, age_window(turn))
    return turn.report(
        "waiting",
        f"{why} The blog is still being read: {seen.record.known} articles known so far.",
        known=seen.record.known,
        coverage=seen.coverage,
        notes=(seen.problem,) if seen.problem else (),
    )
