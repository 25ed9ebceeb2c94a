"""Sends what was approved, at the next open time, and ends what nobody decided on in time.

An approved post is judged once more by today's settings, page and words. What those forbid doesn't go out;
what they would hold waits for a person again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from repost.base import instants
from repost.base.errors import Rejected
from repost.history.reviews import Reviews
from repost.review.policy import SENT_WITHIN
from repost.run.credentials import credentials_of
from repost.run.delivery import give_up, send
from repost.run.filling import is_stopped
from repost.run.still_wanted import new_flags, wanted, why_page_forbids
from repost.run.turn import as_report
from repost.schedule.slots import closed_to_news, held_back, why_closed

if TYPE_CHECKING:
    from repost.history.holds import Hold
    from repost.history.records import Claim, SlotRecord
    from repost.run.report import Report
    from repost.run.turn import Turn


def finish_reviewed(turn: Turn) -> Report | None:
    """Deal with the first post that was approved or wasn't decided on in time; None if none can be now."""
    state = turn.state
    slots = {*state.approved, *state.overdue_reviews(turn.now)}
    for record in Reviews(turn.outside.table).records(state.account, slots):
        if record.hold and (report := _finished(turn, record, record.hold)):
            return report
    return None


def _finished(turn: Turn, record: SlotRecord, hold: Hold) -> Report | None:
    if record.state not in {"held", "approved", "edited"}:
        return None
    if record.state == "held" and hold.until > turn.now:  # somebody has taken the decision back
        return None
    if why := _too_late(turn, record, hold):
        return _ended(turn, record, "expired", why)
    if not _may_send_now(turn, record):
        return None
    article = wanted(turn, record.claim)
    if isinstance(article, str):
        return _ended(turn, record, "not_sent", article)
    if flags := new_flags(turn, record.claim, article, hold.flags):
        return _held_again(turn, record, hold, flags)
    page = why_page_forbids(turn, article, waits=True)
    if page:
        return _ended(turn, record, "not_sent", page)
    return None if page is None else _sent(turn, record)


def _too_late(turn: Turn, record: SlotRecord, hold: Hold) -> str:
    """Why a post doesn't go out any more, in a sentence; "" if it may."""
    title, until = record.claim.post.title, instants.written(hold.until)
    drops = turn.account.settings.review.unreviewed == "drop"
    if record.state == "held" and (drops or hold.flags):
        return f"Nobody decided on “{title}” by {until}."
    if turn.now > hold.until + SENT_WITHIN:
        return f"“{title}” was to be decided on by {until}, and could not be sent within a day after that."
    return ""


def _may_send_now(turn: Turn, record: SlotRecord) -> bool:
    """Whether the account may post at this time, and this run has the time for it."""
    schedule, activity, now = turn.account.settings.schedule, turn.state.activity, turn.now
    if turn.account.settings.dry_run or is_stopped(turn):
        return False
    if not turn.has_time_for(turn.network.post_seconds):
        return False
    if record.claim.announces:
        return not closed_to_news(schedule, activity, now)
    return not (why_closed(schedule, now) or held_back(schedule, activity, now))


def _sent(turn: Turn, record: SlotRecord) -> Report | None:
    credentials = credentials_of(turn)
    activity = record.claim.moved(turn.state.activity, record.since, turn.now)
    reviews = Reviews(turn.outside.table)
    claim = reviews.take_over(record, turn.outside.token(), turn.state, turn.now)
    if claim is None:
        return None

    def put_back(claim: Claim, why: str) -> bool:
        del why  # the report says it
        return reviews.put_back(record, claim, turn.now)

    is_decided = record.state != "held"
    try:
        return send(turn, claim, credentials, activity, put_back=put_back if is_decided else None)
    except Rejected as error:
        return give_up(turn, claim, error, credentials, activity)


def _ended(
    turn: Turn, record: SlotRecord, outcome: Literal["expired", "not_sent"], why: str
) -> Report | None:
    """Let a post not go out; None if somebody was faster."""
    if not Reviews(turn.outside.table).end(record, outcome, why, turn.now):
        return None
    return turn.report(outcome, why, in_review=_others(turn, record), **as_report(record.claim))


def _held_again(turn: Turn, record: SlotRecord, hold: Hold, flags: tuple[str, ...]) -> Report | None:
    """Let a post wait again for what today's rules say of it; None if somebody was faster."""
    if record.state == "held":  # nobody has approved it, and now something flags it
        return _ended(turn, record, "expired", f"Nobody decided on it in time. {' '.join(flags)}")
    until = (turn.now + turn.account.settings.review.within).replace(microsecond=0)
    again = replace(hold, why=flags, flags=(*hold.flags, *flags), until=until)
    if not Reviews(turn.outside.table).hold_again(record, again):
        return None
    return turn.report(
        "held",
        f"It was approved, and waits for a review again until {instants.written(until)}. {' '.join(flags)}",
        in_review=(*turn.in_review, record.claim.slot),
        decide_by=until,
        **as_report(record.claim),
    )


def _others(turn: Turn, record: SlotRecord) -> tuple[object, ...]:
    return tuple(slot for slot in turn.in_review if slot != record.claim.slot)
