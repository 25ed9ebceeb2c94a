"""One account's turn: finish what an earlier run left, see what is due, choose, and hand over to delivery."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from repost.delivery import MARGIN_SECONDS, credentials_of, deliver, give_up, rehearse, send
from repost.errors import Rejected
from repost.feeds.archive import Archive
from repost.networks import network
from repost.schedule import Wait, due
from repost.selection import choose
from repost.table import instant
from repost.turn import Sighting, Turn, as_report

if TYPE_CHECKING:
    from repost.history import AccountState, Stop
    from repost.outside import Outside
    from repost.report import Report
    from repost.settings.documents import Account

STALE: Final = timedelta(hours=1)
"""An abandoned claim older than this is given up instead of being sent late."""


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
    connection = network(settings.network, outside.endpoints.get(settings.network, ""))
    turn = Turn(account, state, outside.clock(), outside, connection)
    if finished := _finish(turn):
        return finished
    verdict = due(settings.schedule, account.name, state.activity, turn.now)
    if isinstance(verdict, Wait):
        return turn.report("waiting", f"Nothing goes out before {instant(verdict.until)} ({verdict.why}).")
    if state.stop and _still_stopped(turn, state.stop):
        return turn.report(state.stop.state, state.stop.why, slot=verdict.slot)
    if outside.remaining() < connection.post_seconds + MARGIN_SECONDS:
        return turn.report("not_reached", "The time of this run was up before this account's turn.")
    sighting = _look(turn, verdict.slot)
    if not sighting.choice.ranked:
        return _nothing_to_say(turn, verdict.slot, sighting)
    if settings.dry_run:
        return rehearse(turn, verdict.slot, sighting)
    return deliver(turn, verdict.slot, sighting)


def _finish(turn: Turn) -> Report | None:
    """Deal with what an earlier run left; a report where that was this turn's work."""
    if not turn.state.unresolved:
        return None
    history, now = turn.outside.history, turn.now
    for record in history.unresolved(turn.state):
        claim = record.claim
        if record.lease > now or record.state == "unknown":
            continue
        if record.state == "sending":
            why = "A run ended while this was being sent; it may be out."
            history.hold(claim, why)
            return turn.report("unknown", why, **as_report(claim))
        taken = history.take_over(record, turn.outside.token(), now)
        if taken is None:
            continue
        if now - record.lease > STALE:
            why = "An earlier run ended before it sent this, too long ago to send it now."
            history.record_not_sent(taken, why)
            return turn.report("not_sent", why, **as_report(taken))
        try:
            return send(turn, taken, credentials_of(turn))
        except Rejected as error:
            return give_up(turn, taken, str(error))
    return None


def _still_stopped(turn: Turn, stop: Stop) -> bool:
    """Whether the reason for the stop still holds; if not, the account is let go."""
    if stop.until is not None:
        still = turn.now < stop.until
    else:
        still = turn.outside.parameters.secret(turn.account.name).version == stop.secret_version
    if not still:
        turn.outside.history.resume(turn.account.name)
    return still


def _look(turn: Turn, slot: datetime) -> Sighting:
    """Refresh the feed, once a run, and rank what may go out."""
    from repost.feeds.refresh import view

    settings, outside, now = turn.account.settings, turn.outside, turn.now
    archive = Archive(outside.table, settings.feed)
    if settings.feed not in outside.views:
        outside.views[settings.feed] = view(archive, outside.http(), now)
    select = settings.select
    oldest = None if select.max_age.is_unlimited else now - select.max_age
    articles = archive.published_between(oldest, now - select.min_age)
    choice = choose(
        articles,
        outside.history.shares(turn.account.name, (article.guid for article in articles)),
        select,
        turn.state.cycle_start,
        # The slot's own seed: whoever asks about this slot again gets the same answer.
        seed=f"{turn.account.name} {instant(slot)}",
        now=now,
    )
    return Sighting(outside.views[settings.feed], archive, choice)


def _nothing_to_say(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Close a slot as empty; while the feed is out of reach it stays open instead."""
    problem = sighting.view.problem
    facts = {"slot": slot, **sighting.as_report()}
    if problem:
        return turn.report("no_feed", f"{problem} Nothing remembered from before may go out now.", **facts)
    reasons = ", ".join(f"{count} {reason}" for reason, count in facts["why_not"].items())
    decision = f"No article may go out now ({reasons})." if reasons else "The blog has no articles yet."
    if not turn.outside.history.close(turn.state, slot, "empty", owner=turn.outside.token()):
        return turn.report("taken", "Another run has the slot.", **facts)
    return turn.report("empty", decision, activity=turn.state.activity.after_slot(slot), **facts)
