"""Holds posts that a person has to see first, and puts up for review what may be over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from repost.run.turn import as_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from repost.history.holds import Hold
    from repost.history.records import Claim
    from repost.run.drafts import Draft
    from repost.run.report import Report
    from repost.run.turn import Turn


def hold_for(turn: Turn, draft: Draft, *, beside: bool = False) -> Hold | None:
    """Why a draft waits for a person; None if it may go out at once."""
    review = turn.account.settings.review
    if turn.outside.is_foreseen or review.hold == "never" or (review.hold == "flagged" and not draft.flags):
        return None
    from repost.history.holds import Hold
    from repost.review.policy import why_held

    why = why_held(review, draft.flags, approvals=turn.state.approvals, own_words=turn.account.own_words)
    if not why:
        return None
    until = (turn.now + review.within).replace(microsecond=0)
    return Hold(why, until, turn.state.group, draft.flags, stale=draft.stale, beside=beside)


def with_holds(
    turn: Turn,
    drafts: Iterable[Draft],
    passed: list[Draft],
    *,
    beside: bool,
    is_claimed: Callable[[], bool],
) -> Iterator[tuple[Draft, Hold | None]]:
    """Drafts, and why each waits for a person, if it does.

    Those that would have to wait and can't are `passed`: too much waits already, or the slot `is_claimed` for
    an article that the network has refused.
    """
    for draft in drafts:
        hold = hold_for(turn, draft, beside=beside)
        if hold and (is_full(turn) or is_claimed()):
            passed.append(draft)
        else:
            yield draft, hold


def is_full(turn: Turn) -> bool:
    """Whether as many of the account's posts wait as may."""
    return len(turn.state.in_review) >= turn.account.settings.review.most


def holds_everything(turn: Turn) -> bool:
    """Whether every post of the account waits for a person, whatever it says."""
    review = turn.account.settings.review
    if review.hold in {"never", "flagged"} or turn.outside.is_foreseen:
        return False
    from repost.review.policy import holds_all

    return holds_all(review, approvals=turn.state.approvals, own_words=turn.account.own_words)


def why_full(turn: Turn, slot: datetime, *, is_news: bool = False, **more: Any) -> Report:
    """Close a slot whose post can't wait, too; an announcement has no slot to close."""
    number = len(turn.state.in_review)
    waiting = "1 post waits" if number == 1 else f"{number} posts wait"
    why = f"{waiting} for a review, and review.most allows no more."
    if is_news:
        return turn.report("unreviewed", why, slot=slot, **more)
    return turn.close(slot, "unreviewed", why, **more)


def report_of(turn: Turn, claim: Claim, hold: Hold) -> Report:
    """The report of a post that was just held."""
    from repost.base import instants
    from repost.history.holds import after_hold

    why = " ".join(hold.why)
    return turn.report(
        "held",
        f"It waits for a review until {instants.written(hold.until)}. {why}",
        activity=after_hold(turn.state.activity, claim.slot, hold),
        in_review=(*turn.in_review, claim.slot),
        decide_by=hold.until,
        why_held=why,
        **as_report(claim),
    )
