"""Makes the claim of a draft: its slot, its price, and what the settings ask of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from repost.base.articles import position
from repost.base.errors import Unexplained
from repost.history.budget import limits_of, price
from repost.history.records import Claim, Terms
from repost.schedule.slots import minimum_gap
from repost.wording.repetition import Said, speaker_key

if TYPE_CHECKING:
    from datetime import datetime

    from repost.base.articles import Article
    from repost.base.errors import Rejected
    from repost.history.claims import Loss
    from repost.history.holds import Hold
    from repost.run.drafts import Draft
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn
    from repost.selection.cycle import Cycle


def claim_of(turn: Turn, slot: datetime, sighting: Sighting, draft: Draft, owner: str, attempt: int) -> Claim:
    """What a draft claims."""
    account, network = turn.account, turn.network.name
    return Claim(
        account=account.name,
        network=network,
        slot=slot,
        owner=owner,
        attempt=attempt,
        guid=draft.article.guid,
        post=draft.post,
        price=price(account.settings.budget, network, draft.post, turn.now),
        said=str(Said(turn.now, draft.fingerprint, speaker_key(account.name))),
        announces=sighting.announces,
        encore=sighting.choice.is_encore(draft.article.guid),
        asked=sighting.asked,
        blog=turn.blog,
        expires=turn.expires(slot),
    )


def terms_of(turn: Turn) -> Terms:
    """What the settings ask of a claim."""
    settings = turn.account.settings
    return Terms(
        gap=minimum_gap(settings.schedule),
        rest=settings.select.rest,
        spacing=settings.select.spacing,
        limits=limits_of(settings.budget),
        unlike=settings.brand.unlike,
        reserves=turn.outside.has_fleet,
    )


def take(
    turn: Turn,
    sighting: Sighting,
    claim: Claim,
    draft: Draft,
    hold: Hold | None,
    *,
    instead_of: Claim | None,
    refusal: Rejected,
) -> Loss | None:
    """Claim a free slot, or give the slot of a refused article to another; what of it can't be had."""
    history, terms = turn.history, terms_of(turn)
    if instead_of is None:
        cycle = cycle_after(sighting, claim)
        return history.claim(
            turn.state, claim, now=turn.now, terms=terms, cycle=cycle, said=draft.said, hold=hold
        )
    return history.swap(
        instead_of,
        claim,
        now=turn.now,
        terms=terms,
        said=draft.said,
        blames=not isinstance(refusal, Unexplained),
    )


def cycle_after(sighting: Sighting, claim: Claim) -> Cycle:
    """The cycle once this has been claimed; an announcement is neither a turn nor an encore."""
    cycle = sighting.choice.cycle
    return cycle if claim.announces else cycle.after_post(encore=claim.encore)


def slot_beside(article: Article, now: datetime) -> datetime:
    """The "slot" of what is outside the schedule: the minute, and a second of the article's own.

    The schedule's slots are whole minutes, so neither takes the other's.
    """
    return now.replace(second=0, microsecond=0) + timedelta(seconds=1 + int(position(article.guid), 16) % 59)
