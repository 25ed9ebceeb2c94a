"""One account's turn: finish what an earlier run left, see what is due, choose, and hand over to delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.errors import NetworkError
from repost.feeds.archive import Archive
from repost.history.budget import DOLLAR, extrapolated, forecast, limits_of, month_of, usual_price
from repost.networks.registry import network
from repost.run.credentials import credentials_of
from repost.run.delivery import deliver, rehearse
from repost.run.sighting import age_window, blog_seen, language_of, look
from repost.run.turn import LOOK_RESERVE_SECONDS, MARGIN_SECONDS, Turn
from repost.run.unfinished import finish
from repost.schedule.activity import Wait
from repost.schedule.slots import due, pace
from repost.schedule.talk import Sample

if TYPE_CHECKING:
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.history.records import AccountState, Stop
    from repost.run.collaborators import Outside
    from repost.run.report import Report
    from repost.run.turn import Sighting


CHECK_SECONDS: Final = 20.0
"""The longest that a network's `check` takes."""


def repost(account: Account, state: AccountState, outside: Outside) -> Report:
    """Take one account's turn: at most one post goes out.

    Parameters
    ----------
    account : Account
        Its settings.
    state : AccountState
        As read at the beginning of this run.
    outside : Outside
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
        return _skip(turn, verdict.slot)
    if not_now := why_not_now(turn, verdict.slot):
        return _passed_over(turn, not_now) if not_now.state == "over_budget" else not_now
    listen(turn)
    sighting = look(turn, verdict.slot)
    return _pause_after_new(turn, verdict.slot, sighting) or fill(turn, verdict.slot, sighting)


def _pause_after_new(turn: Turn, slot: datetime, sighting: Sighting) -> Report | None:
    """The report of a slot that leaves the stage to what the blog has just published; None if it need not.

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
    if not turn.history.close(turn.state, slot, "skipped", owner=turn.outside.token()):
        return turn.report("taken", "Another run has this slot.", slot=slot)
    after = turn.state.activity.after_slot(slot)
    return turn.report("skipped", why, activity=after, slot=slot, **sighting.as_report())


def listen(turn: Turn) -> None:
    """Ask the network now and then how much the account has posted, where its daily cap goes by that.

    What is heard counts from the next run on. A network that does not tell costs nothing but the knowledge.
    """
    settings, talk = turn.account.settings, turn.state.activity.talk
    if settings.schedule.max_per_day != "auto" or settings.dry_run or not talk.wants_sample(turn.now):
        return
    if turn.outside.remaining() < LOOK_RESERVE_SECONDS + turn.network.post_seconds + CHECK_SECONDS:
        return
    try:
        identity = turn.network.check(credentials_of(turn).values, turn.outside.http(), turn.now)
    except NetworkError:
        return
    if identity.posts is not None:
        heard = talk.heard(Sample(turn.now, identity.posts, turn.state.posted))
        turn.outside.states.listen(turn.account.name, heard)


def begin_turn(account: Account, state: AccountState, outside: Outside) -> Turn:
    """The turn of an account that begins now."""
    settings = account.settings
    connection = network(settings, outside.endpoints.get(settings.network, ""))
    return Turn(account, state, outside.clock(), outside, outside.connect(connection))


def why_not_now(turn: Turn, slot: datetime) -> Report | None:
    """What keeps the account from filling any slot now: a stop, or too little time; None if nothing does."""
    if turn.state.stop and _still_stopped(turn, turn.state.stop):
        return turn.report(turn.state.stop.state, turn.state.stop.why, slot=slot)
    if turn.outside.remaining() < turn.network.post_seconds + MARGIN_SECONDS:
        return turn.report(
            "not_reached", "This run ran out of time before reaching this account; it goes first next time."
        )
    return _over_budget(turn, slot)


def _over_budget(turn: Turn, slot: datetime) -> Report | None:
    """The report of a slot that the month's budget does not bear; None if it does, or posts cost nothing."""
    settings = turn.account.settings
    amount = usual_price(settings.budget, turn.network.name, has_link=settings.link.include)
    if not amount:
        return None
    spent = turn.history.spent(turn.account.name, month_of(turn.now))
    why = spent.why_not(amount, limits_of(settings.budget))
    return with_spending(turn, turn.report("over_budget", why, slot=slot)) if why else None


def with_spending(turn: Turn, report: Report) -> Report:
    """The report of a turn with what the month costs, where posts cost anything."""
    settings = turn.account.settings
    amount = usual_price(settings.budget, turn.network.name, has_link=settings.link.include)
    if not amount or settings.dry_run:
        return report
    spent = turn.history.spent(turn.account.name, month_of(turn.now))
    limits = limits_of(settings.budget)
    whole = forecast(
        spent.account, pace(settings.schedule, turn.state.activity), amount, limits.account, turn.now
    )
    return replace(
        report,
        spent=spent.account / DOLLAR,
        forecast=whole / DOLLAR,
        stack_spent=spent.stack / DOLLAR,
        stack_forecast=extrapolated(spent.stack, limits.stack, turn.now) / DOLLAR,
    )


def fill(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Fill a slot with the first of what may go out, or close it as empty."""
    if not sighting.choice.ranked:
        return _nothing_to_say(turn, slot, sighting)
    return say(turn, slot, sighting)


def say(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Send the first of what may go out, or the next best; in a rehearsal, everything but that."""
    if turn.account.settings.dry_run:
        return rehearse(turn, slot, sighting)
    return with_spending(turn, deliver(turn, slot, sighting))


def _passed_over(turn: Turn, report: Report) -> Report:
    """Close the slot of a report in which nothing may be sent, so that no post waits for the next month."""
    slot = report.slot or turn.now
    if not turn.history.close(turn.state, slot, "over_budget", owner=turn.outside.token()):
        return turn.report("taken", "Another run has this slot.", slot=slot)
    after = turn.report("over_budget", report.decision, activity=turn.state.activity.after_slot(slot))
    return replace(report, next=after.next, overdue=after.overdue)


def _skip(turn: Turn, slot: datetime) -> Report:
    if not turn.history.close(turn.state, slot, "skipped", owner=turn.outside.token()):
        return turn.report("taken", "Another run has this slot.", slot=slot)
    after = turn.state.activity.after_slot(slot)
    return turn.report("skipped", "You asked to skip this slot.", activity=after, slot=slot)


def _still_stopped(turn: Turn, stop: Stop) -> bool:
    """Whether the reason for the stop still holds; if not, the account is let go."""
    if stop.until is not None:
        still = turn.now < stop.until
    else:
        still = turn.outside.parameters.secret(turn.account.name).version == stop.secret_version
    if not still:
        turn.outside.states.resume(turn.account.name)
    return still


def _read_on(turn: Turn, why: str) -> Report:
    """Go on reading a blog that is not known whole yet, in a tick in which nothing is due."""
    archive = Archive(turn.outside.table, turn.account.settings.feed)
    seen = blog_seen(turn, archive, age_window(turn))
    return turn.report(
        "waiting",
        f"{why} The blog is still being read: {seen.record.known} articles known so far.",
        known=seen.record.known,
        coverage=seen.coverage,
        notes=(seen.problem,) if seen.problem else (),
    )


def _nothing_to_say(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Close a slot as empty; while the feed is out of reach it stays open instead."""
    seen, problem = sighting.view, sighting.view.problem
    facts = {"slot": slot, "notes": sighting.notes, **sighting.as_report()}
    if seen.is_being_read:
        return turn.report("taken", "Another run is reading the blog for the first time.", **facts)
    if problem:
        no_other = " None of the articles already known can be posted now." if seen.record.known else ""
        return turn.report("no_feed", f"{problem}{no_other}", **facts)
    if seen.goes_on:
        return turn.report("not_reached", "The blog is still being read, so the slot stays open.", **facts)
    reasons = ", ".join(f"{count} {reason}" for reason, count in facts["why_not"].items())
    decision = f"No article can be posted now ({reasons})." if reasons else "The blog has no articles yet."
    language = language_of(turn.account, seen)
    if outlook := sighting.outlook(turn.account.settings.select, turn.now, language):
        decision += f" {outlook}"
    cycle = sighting.choice.cycle
    if not turn.history.close(turn.state, slot, "empty", owner=turn.outside.token(), cycle=cycle):
        return turn.report("taken", "Another run has this slot.", **facts)
    return turn.report("empty", decision, activity=turn.state.activity.after_slot(slot), **facts)
