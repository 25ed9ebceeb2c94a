"""Fills one slot of an account with a post, or reports why it stays empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.history.budget import DOLLAR, extrapolated, forecast, limits_of, month_of, usual_price
from repost.run.delivery import deliver, dry_run
from repost.run.report import OUT_OF_TIME
from repost.run.sighting import language_of
from repost.schedule.slots import posts_per_day

if TYPE_CHECKING:
    from datetime import datetime

    from repost.run.report import Report
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn


MOST_UNRESOLVED: Final = 10
"""How many posts of an account may have an unknown outcome before it waits for a person."""


def why_not_now(turn: Turn, slot: datetime) -> Report | None:
    """What keeps the account from filling any slot now: a stop, held posts, no time; None if nothing does."""
    if turn.state.stop and is_stopped(turn):
        return turn.report(turn.state.stop.state, turn.state.stop.why, slot=slot)
    if (unresolved := len(turn.state.unresolved)) >= MOST_UNRESOLVED:
        why = f"{unresolved} posts have an unknown outcome: settle some of them, and the account goes on."
        return turn.report("unknown", why, slot=slot)
    if not turn.has_time_for(turn.network.post_seconds):
        return turn.report("not_reached", OUT_OF_TIME, again=True)
    return _over_budget(turn, slot)


def _over_budget(turn: Turn, slot: datetime) -> Report | None:
    """The report of a slot that the month's budget doesn't cover; None if it does, or posts cost nothing."""
    settings = turn.account.settings
    amount = usual_price(settings.budget, turn.network.name, has_link=settings.link.include)
    if not amount:
        return None
    spent = turn.history.spent(turn.account.name, month_of(turn.now))
    why = spent.why_not(amount, limits_of(settings.budget))
    return with_spending(turn, turn.report("over_budget", why, slot=slot)) if why else None


def with_spending(turn: Turn, report: Report) -> Report:
    """The report of a turn with what the month costs, if posts cost anything."""
    settings = turn.account.settings
    amount = usual_price(settings.budget, turn.network.name, has_link=settings.link.include)
    if not amount or settings.dry_run:
        return report
    spent = turn.history.spent(turn.account.name, month_of(turn.now))
    limits = limits_of(settings.budget)
    whole = forecast(
        spent.account, posts_per_day(settings.schedule, turn.state.activity), amount, limits.account, turn.now
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
    """Send the first of what may go out, or the next best; in a dry run, do everything except sending."""
    if turn.account.settings.dry_run:
        return dry_run(turn, slot, sighting)
    return with_spending(turn, deliver(turn, slot, sighting))


def is_stopped(turn: Turn) -> bool:
    """Whether the account is stopped and the reason for that still holds; if not, the account resumes."""
    stop = turn.state.stop
    if stop is None:
        return False
    still = stop.until is None or turn.now < stop.until
    if still:
        still = turn.outside.parameters.secret(turn.account.name).version == stop.secret_version
    if not still:
        turn.outside.states.resume(turn.account.name)
    return still


def _nothing_to_say(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Close a slot as empty; while the feed can't be reached, it stays open instead."""
    seen, problem = sighting.view, sighting.view.problem
    facts = {"notes": sighting.notes, **sighting.as_report()}
    if seen.is_being_read:
        why = "Another run is reading the blog for the first time."
        return turn.report("taken", why, slot=slot, again=True, **facts)
    if problem:
        others = " None of the articles already known can be posted now." if seen.record.known else ""
        return turn.report("no_feed", f"{problem}{others}", slot=slot, **facts)
    if seen.goes_on:
        return turn.report(
            "not_reached", "The blog is still being read, so the slot stays open.", slot=slot, **facts
        )
    reasons = ", ".join(f"{count} {reason}" for reason, count in facts["why_not"].items())
    decision = f"No article can be posted now ({reasons})." if reasons else "The feed has no articles yet."
    language = language_of(turn.account, seen)
    if outlook := sighting.outlook(turn.account.settings.select, turn.now, language):
        decision += f" {outlook}"
    return turn.close(slot, "empty", decision, cycle=sighting.choice.cycle, **facts)
