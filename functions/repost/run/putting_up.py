"""Puts an article up for review that looks like something that is over, besides the slot's own post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.base.errors import FeedError, Rejected
from repost.run.claiming import claim_of, slot_beside, terms_of
from repost.run.credentials import credentials_of
from repost.run.drafts import drafts
from repost.run.holding import hold_for, is_full
from repost.wording.repetition import REMEMBERED, kept

if TYPE_CHECKING:
    from repost.history.account_state import AccountState
    from repost.history.holds import Hold
    from repost.history.records import Claim
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn


def put_up(turn: Turn, sighting: Sighting) -> tuple[Turn, tuple[str, ...]]:
    """Hold a post of the first article that may be over; the turn as it goes on, and a note about that.

    The slot goes to another article, so that nobody's silence costs a slot.
    """
    settings = turn.account.settings
    if settings.dry_run or turn.outside.is_foreseen or is_full(turn):
        return turn, ()
    article = sighting.archive.remembered(next(iter(sighting.choice.why_stale)))
    if article is None:
        return turn, ()
    choice = replace(
        sighting.choice,
        ranked=(article,),
        approved=sighting.choice.approved | {article.guid},
        encore=None,
    )
    alone = replace(sighting, choice=choice)
    try:
        draft = next(drafts(turn, alone, credentials_of(turn).values))
    except (Rejected, FeedError) as error:
        return turn, (f"“{article.title}” can't be put up for review: {error}",)
    hold = hold_for(turn, draft, beside=True)
    if hold is None:
        return turn, ()
    claim = claim_of(turn, slot_beside(article, turn.now), alone, draft, turn.outside.token(), 1)
    lost = turn.history.claim(
        turn.state,
        claim,
        now=turn.now,
        terms=terms_of(turn),
        cycle=turn.state.cycle,
        said=draft.said,
        hold=hold,
    )
    if lost:
        return turn, ()
    note = f"“{article.title}” waits for a review. {' '.join(hold.why)}"
    return replace(turn, state=_after(turn.state, claim, hold)), (note,)


def _after(state: AccountState, claim: Claim, hold: Hold) -> AccountState:
    """An account's state as the claim has left it."""
    return replace(
        state,
        version=state.version + 1,
        recent=kept(state.recent, claim.said, REMEMBERED) if claim.said else state.recent,
        in_review=(*state.in_review, (claim.slot, hold.until)),
    )
