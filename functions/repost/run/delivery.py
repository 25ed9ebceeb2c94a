"""Posts one article once: claims slot and article, sends the post, records the outcome."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from repost.aws.leniency import unless_aws_fails
from repost.base.errors import (
    AccountStopped,
    FeedError,
    HeldBack,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
    Unready,
)
from repost.history.account_state import Stop
from repost.history.records import LEASE
from repost.networks.protocol import Prepares
from repost.run.claiming import claim_of, cycle_after, take
from repost.run.credentials import credentials_of, looked_after, told_in_time
from repost.run.destinations import author_at
from repost.run.doubts import Doubts, wait
from repost.run.drafts import drafts
from repost.run.holding import hold_for, report_of, why_full, with_holds
from repost.run.turn import as_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from repost.history.claims import Loss
    from repost.history.records import Claim
    from repost.networks.protocol import Posted
    from repost.run.credentials import Credentials
    from repost.run.drafts import Draft
    from repost.run.report import Report, State
    from repost.run.sighting import Sighting
    from repost.run.turn import Turn
    from repost.schedule.activity import Activity


MOST_ATTEMPTS: Final = 3
"""How many articles a slot tries if the network refuses them one after the other."""

MOST_PREPARATIONS: Final = 3
"""How often a post is prepared if what was prepared can't be published."""

_TAKEN: Final[Mapping[Loss, str]] = MappingProxyType(
    {
        "slot": "Another run has this slot.",
        "article": "Other accounts have just posted each of the articles that were tried.",
        "text": "Other accounts have just posted each of the texts that were tried.",
        "budget": "Another account has just spent the rest of the budget.",
    }
)


def dry_run(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Do everything but the sending, and remember it for later dry runs."""
    token, credentials = turn.outside.token(), credentials_of(turn)
    try:
        draft = next(drafts(turn, sighting, credentials.values))
    except (Rejected, FeedError) as error:
        return _unsayable(turn, slot, sighting, error)
    claim = claim_of(turn, slot, sighting, draft, token, 1)
    cycle = cycle_after(sighting, claim)
    if not turn.history.record_dry_run(turn.state, claim, now=turn.now, cycle=cycle, said=draft.said):
        return turn.report("taken", "Another run has this slot.", slot=slot)
    if sighting.announces:  # it was shown; it isn't announced when dry_run is switched off
        turn.outside.states.news_from(turn.account.name, draft.article.published or turn.now)
    hold = hold_for(turn, draft)
    held = (f"It would wait for a review first. {' '.join(hold.why)}",) if hold else ()
    return turn.report(
        "dry_run",
        "dry_run is on: this would have been posted.",
        activity=claim.after(turn.state.activity, turn.now),
        notes=(*_notes(sighting, draft), *held, *told_in_time(turn, credentials)),
        **_facts(sighting, draft),
        **as_report(claim),
    )


def deliver(turn: Turn, slot: datetime, sighting: Sighting) -> Report:
    """Fill a slot with the best article, or with the next best if the network refuses or another has one.

    What a person has to see first takes the slot and waits; if too much waits already, the next best is
    tried.
    """
    credentials = credentials_of(turn)
    claim: Claim | None = None
    passed: list[Draft] = []
    refusal = Rejected("")
    lost: Loss | None = None
    taken: set[str] = set()
    doubts = Doubts(turn)
    try:
        ready = drafts(turn, sighting, credentials.values, taken)
        holds = with_holds(
            turn, ready, passed, beside=sighting.announces, is_claimed=lambda: claim is not None
        )
        for draft, hold in holds:
            owner, attempt = (claim.owner, claim.attempt + 1) if claim else (turn.outside.token(), 1)
            following = claim_of(turn, slot, sighting, draft, owner, attempt)
            lost = take(turn, sighting, following, draft, hold, instead_of=claim, refusal=refusal)
            taken.update([draft.digest] if lost == "text" else [])
            if lost in {"article", "text"}:
                continue
            if lost:
                break
            claim, facts, notes = following, _facts(sighting, draft), _notes(sighting, draft)
            try:
                report = report_of(turn, claim, hold) if hold else send(turn, claim, credentials)
            except Rejected as error:
                refusal = error
                if doubts.clear(claim, refusal) or attempt == MOST_ATTEMPTS:
                    break
            else:
                doubts.settle(is_out=report.state == "posted")
                return replace(report, **facts, notes=(*notes, *report.notes))
    except (Rejected, FeedError) as error:
        if claim is None:
            return _unsayable(turn, slot, sighting, error)
    if claim is None:
        return _not_claimed(turn, slot, sighting, lost, is_full=bool(passed) and not lost)
    doubts.settle(is_out=False)
    return replace(give_up(turn, claim, refusal, credentials), **facts, notes=notes)


def _not_claimed(
    turn: Turn, slot: datetime, sighting: Sighting, lost: Loss | None, *, is_full: bool
) -> Report:
    """The report of a slot for which nothing could be claimed: others were faster, or too much waits."""
    if is_full:
        return why_full(turn, slot, is_news=sighting.announces, **sighting.as_report())
    return turn.report("taken", _TAKEN[lost or "slot"], slot=slot)


def send(
    turn: Turn,
    claim: Claim,
    credentials: Credentials,
    activity: Activity | None = None,
    *,
    put_back: Callable[[Claim, str], bool] | None = None,
) -> Report:
    """Send a claim that this run owns, once, and record what became of it.

    `activity` is the account's after it, if the claim is older than this turn. `put_back` leaves what
    certainly did not go out to a later run; without it, the claim is given up.

    Raises
    ------
    Rejected
        If the network refuses this article; the claim is still this run's then.
    """
    outside, history = turn.outside, turn.history
    activity = activity or claim.after(turn.state.activity, turn.now)
    not_sent = put_back or history.record_not_sent

    def report(state: State, decision: str, **more: Any) -> Report:
        return turn.report(state, decision, activity=activity, **as_report(claim), **more)

    if not turn.has_time_for(turn.network.post_seconds):
        why = "This run ran out of time before it could send this."
        not_sent(claim, why)
        return report("not_sent", why)
    try:
        claim = _prepared(turn, claim, credentials)
        if not history.start_sending(claim, outside.clock()):
            return report("taken", "Another run took over this slot.")
        posted = _published(turn, claim, credentials)
    except RetryLater as error:
        not_sent(claim, str(error))
        return report("not_sent", str(error))
    except AccountStopped as error:
        not_sent(claim, str(error))
        until = error.until if isinstance(error, QuotaExhausted) else None
        stop = Stop(str(error), credentials.version, until)
        outside.states.stop(turn.account.name, stop)
        return report(stop.state, str(error))
    except OutcomeUnknown as error:
        history.hold(claim, str(error), until=outside.clock() + LEASE)
        return report("unknown", str(error))
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        recorded = history.record_posted(claim, posted, outside.clock())
    except (BotoCoreError, ClientError) as error:  # at least the log must have what is known
        why = f"It was posted, but AWS failed to record that: {error}"
        return report("failed", why, remote_id=posted.remote_id, remote_url=posted.url)
    if (author := author_at(posted.author)) and author != turn.state.author:
        with unless_aws_fails(f"The next post of {turn.account.name} says again whom it is by"):
            outside.states.posts_as(turn.account.name, author)
    late = () if recorded else ("It was posted, but another run had taken over the slot in the meantime.",)
    tokens = looked_after(turn, credentials)
    return report(
        "posted",
        "A new article was announced." if claim.announces else "An old article was posted again.",
        remote_id=posted.remote_id,
        remote_url=posted.url,
        notes=(*posted.notes, *late, *tokens),
    )


def _published(turn: Turn, claim: Claim, credentials: Credentials) -> Posted:
    """Publish what is stored as being sent; what can't be published as it was prepared is prepared again.

    Each time it is stored before it is published, so that a later run looks for the right one.
    """
    network, outside = turn.network, turn.outside
    for _ in range(MOST_PREPARATIONS - 1):
        try:
            return network.post(claim.post, credentials.values, outside.http(), outside.clock())
        except Unready as error:
            if not turn.has_time_for(network.post_seconds):
                raise
            idempotency = {**claim.post.idempotency, **error.instead}
            claim = replace(claim, post=replace(claim.post, idempotency=idempotency))
            claim = _prepared(turn, claim, credentials)
            if not turn.history.start_sending(claim, outside.clock(), again=True):
                raise
    return network.post(claim.post, credentials.values, outside.http(), outside.clock())


def _prepared(turn: Turn, claim: Claim, credentials: Credentials) -> Claim:
    """The claim with what the network has made ready for it, if it does; this publishes nothing."""
    network, outside = turn.network, turn.outside
    if not isinstance(network, Prepares):
        return claim
    ready = network.prepare(claim.post, credentials.values, outside.http(), outside.clock())
    return replace(claim, post=replace(claim.post, idempotency={**claim.post.idempotency, **ready}))


def give_up(
    turn: Turn, claim: Claim, refusal: Rejected, credentials: Credentials, activity: Activity | None = None
) -> Report:
    """Record that the network refused the last article that this slot tried.

    If nothing shows that the article is to blame, it stays free, and the account waits. For `activity` see
    `send`.
    """
    activity = activity or claim.after(turn.state.activity, turn.now)
    if not isinstance(refusal, Unexplained):
        turn.history.record_rejected(claim, str(refusal), turn.outside.clock())
        return turn.report("rejected", str(refusal), activity=activity, **as_report(claim))
    stop = wait(turn, refusal, credentials.version)
    turn.history.record_not_sent(claim, stop.why)
    return turn.report(stop.state, stop.why, activity=activity, **as_report(claim))


def _unsayable(turn: Turn, slot: datetime, sighting: Sighting, error: Rejected | FeedError) -> Report:
    """Close a slot for which there are articles, but none that can be put into words.

    An announcement has no slot to close; and a slot stays open while the blog doesn't answer.
    """
    why = str(error)
    if isinstance(error, FeedError):
        return turn.report("no_feed", why, slot=slot, **sighting.as_report())
    state: Literal["held_back", "empty"] = "held_back" if isinstance(error, HeldBack) else "empty"
    if sighting.announces:
        return turn.report(state, why, slot=slot, **sighting.as_report())
    return turn.close(slot, state, why, **sighting.as_report())


def _facts(sighting: Sighting, draft: Draft) -> dict[str, Any]:
    """The fields of a report about one draft, and what it was chosen from."""
    return {
        **sighting.as_report(),
        "published": draft.article.published,
        "why": sighting.choice.why(draft.article),
    }


def _notes(sighting: Sighting, draft: Draft) -> tuple[str, ...]:
    """What the owner should know although the article goes out: about the feed, and about this draft."""
    problem = sighting.view.problem
    return (*((problem,) if problem else ()), *sighting.notes, *draft.notes)
