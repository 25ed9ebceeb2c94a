"""What earlier runs left without an outcome, and what this run does about it, before anything else.

A claim that was never sent is judged by the current settings: it is sent word for word, or given up, and then
its article is free again. What may have been sent is looked for on the network; it is never sent again to
find out. While a network doesn't tell, the article stays held and the account goes on with others.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.base.errors import NetworkError, Rejected
from repost.run.billing import billed
from repost.run.credentials import credentials_of
from repost.run.delivery import give_up, send
from repost.run.holding import holds_everything
from repost.run.still_wanted import new_flags, wanted, why_page_forbids
from repost.run.turn import as_report
from repost.schedule.slots import why_closed

if TYPE_CHECKING:
    from repost.base.articles import Article
    from repost.history.records import SlotRecord
    from repost.run.report import Report
    from repost.run.turn import Turn

STALE: Final = timedelta(hours=1)
"""An abandoned claim older than this is given up instead of being sent late."""

LONGEST_PAUSE: Final = timedelta(days=1)
"""However often a network didn't tell, it is asked again after a day."""


def finish(turn: Turn) -> Report | None:
    """Deal with the first slot that can be dealt with now; None if there is none."""
    if turn.state.unresolved and (report := _finish_unresolved(turn)):
        return report
    if not (turn.state.approved or turn.state.overdue_reviews(turn.now)):
        return None
    from repost.run.reviewed import finish_reviewed

    return finish_reviewed(turn)


def _finish_unresolved(turn: Turn) -> Report | None:
    for record in turn.history.unresolved(turn.state):
        if record.lease > turn.now:
            continue
        report = _finish_claimed(turn, record) if record.state == "claimed" else _find(turn, record)
        if report:
            return report
    return None


def _finish_claimed(turn: Turn, record: SlotRecord) -> Report | None:
    """Send what was claimed and certainly not sent, or give it up if it is too late or no longer wanted."""
    why = _why_not(turn, record)
    if why is None:
        return None
    if why:
        return _given_up(turn, record, f"An earlier run ended before it sent this{why}")
    credentials = credentials_of(turn)
    taken = turn.history.take_over(record, turn.outside.token(), turn.now, sends_for=turn.state)
    if taken is None:
        return None
    try:
        return send(turn, taken, credentials)
    except Rejected as error:
        return give_up(turn, taken, error, credentials)


def _why_not(turn: Turn, record: SlotRecord) -> str | None:
    """Why a claim isn't sent any more, as the end of a sentence; "" if it is, None if it can't be for now."""
    if turn.now - record.lease > STALE:
        return ", and now it is too late."
    article = wanted(turn, record.claim)
    if isinstance(article, str):
        return f". {article}"
    if unseen := _why_unseen(turn, record, article):
        return f". {unseen}"
    if why_closed(turn.account.settings.schedule, turn.now):
        return None
    page = why_page_forbids(turn, article, waits=False)
    return f". {page}" if page else ""


def _why_unseen(turn: Turn, record: SlotRecord, article: Article) -> str:
    """What a person would have to see of a claim by now and hasn't seen, in sentences; "" if nothing."""
    if record.hold is None and holds_everything(turn):
        return "By now every post of this account waits for a review."
    return " ".join(new_flags(turn, record.claim, article, record.hold.flags if record.hold else ()))


def _given_up(turn: Turn, record: SlotRecord, why: str) -> Report | None:
    """Free the article of a claim that is not sent any more; None if another run was faster."""
    claim = turn.history.take_over(record, turn.outside.token(), turn.now)
    if claim is None or not turn.history.record_not_sent(claim, why):
        return None
    return turn.report("not_sent", why, **as_report(claim))


def _find(turn: Turn, record: SlotRecord) -> Report | None:
    """Look on the network for what may be out, and record what is found."""
    history, network, claim, now = turn.history, turn.network, record.claim, turn.now
    if not network.reads_back or claim.network != network.name:
        if record.state == "unknown":
            return None
        why = "A run ended while sending this. It may have been posted; check the account's timeline."
        history.hold(claim, why, until=now)
        return turn.report("unknown", why, **as_report(claim))
    if not turn.has_time_for(network.find_seconds):
        return None
    try:
        credentials = credentials_of(turn).values
        with billed(turn) as http:
            posted = network.find(claim.post, credentials, http, record.since, now)
    except NetworkError as error:
        pause = min(max(2 * (now - record.since), timedelta(minutes=15)), LONGEST_PAUSE)
        history.hold(claim, str(error), until=now + pause)
        if record.state == "unknown":
            return None  # it was reported when it happened; the account goes on with other articles
        why = f"A run ended while sending this, and Repost could not find out whether it was posted: {error}"
        return turn.report("unknown", why, **as_report(claim))
    if posted is None:
        why = "The network shows that it was not posted; its article is available again."
        history.record_not_sent(claim, why)
        return turn.report("not_sent", why, **as_report(claim))
    history.record_posted(claim, posted, now)
    return turn.report(
        "posted",
        "The network shows that it was posted.",
        remote_id=posted.remote_id,
        remote_url=posted.url,
        **as_report(claim),
    )
