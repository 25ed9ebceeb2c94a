"""What waits for a review, and what a person decides on it.

`by` names whoever decides, as the caller knows it: proven by AWS, or only said. It is recorded and shown to
the next reviewer, and nobody decides on a post of their own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.errors import EventError
from repost.base.quoting import quoted
from repost.events import reviews as wishes
from repost.fleet.roster import Roster
from repost.history.holds import Decided
from repost.history.lessons import lessons as learned
from repost.history.queue import MemberQueue
from repost.history.review_queue import Place
from repost.history.reviews import Reviews
from repost.person.accounts import know, know_group
from repost.person.answer import Answer
from repost.review.policy import CONSOLE, REASONS, is_own
from repost.run.report import Report
from repost.run.turn import as_report
from repost.wording.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.history.account_state import AccountState
    from repost.history.records import SlotRecord
    from repost.run.collaborators import Collaborators
    from repost.run.report import State

PAGE: Final = 50
"""How many posts are shown at once."""

MOST_LESSONS: Final = 1000
MOST_SENTENCES: Final = 20
"""How many declined posts are counted, and how many of them are shown."""

REVIEWS: Final = "the reviews"
"""The account in reports about several accounts; no account's own name has a space in it."""

_OF_NO_GROUP: Final = (
    "These are the posts of accounts in no group; --group NAME shows those of a group's members."
)

_MORE_TIME: Final = timedelta(hours=1)
"""How long at least there is to decide again once a decision is taken back."""


def fulfil(outside: Collaborators, wish: wishes.ReviewWish) -> Answer:
    """Do what a person asks about reviews.

    Raises
    ------
    SettingsError
        If there is no such account or group.
    """
    if isinstance(wish, wishes.Waiting | wishes.Lessons):
        if wish.account:
            know(outside, wish.account)
        elif wish.group:
            know_group(outside, wish.group)
    match wish:
        case wishes.Waiting():
            after = Place.read(wish.after) if wish.after else None
            if wish.after and not after:
                raise EventError(f"after is {quoted(wish.after)}. Expected what the page before gave.")
            return waiting(outside, account=wish.account, groups=(wish.group,), after=after)
        case wishes.Lessons():
            return lessons(outside, account=wish.account, group=wish.group, days=wish.days)
        case wishes.TakeBack():
            return Answer((take_back(outside, wish),))
        case _:
            return Answer((decide(outside, wish),))


def waiting(
    outside: Collaborators,
    *,
    account: str = "",
    groups: Sequence[str] = ("",),
    after: Place | None = None,
    most: int = PAGE,
) -> Answer:
    """A page of the posts that wait for a review, what has least time first.

    They are those of an account, which are few, or else of groups' members; "" is for all accounts in no
    group. `after` in the answer is the place after which the next page begins; it is None if there is none.
    """
    reviews, now = Reviews(outside.table), outside.clock()
    rest = None
    if account:
        state = outside.states.of([account]).get(account)
        slots = [slot for slot, until in state.in_review if until > now] if state else []
        records = [record for record in reviews.records(account, slots) if record.state == "held"]
        records.sort(key=lambda record: (record.hold and record.hold.until, record.claim.slot))
    else:
        records, rest = reviews.waiting(groups, now, most, after)
    states = outside.states.of({record.claim.account for record in records})
    shown = [as_shown(record, states.get(record.claim.account)) for record in records]
    number = "1 post waits" if len(shown) == 1 else f"{len(shown)}{'+' if rest else ''} posts wait"
    some = outside.has_fleet and not account and tuple(groups) == ("",)
    report = Report(
        account=account or REVIEWS,
        state="done",
        decision=f"{number} for a review.",
        notes=(_OF_NO_GROUP,) if some else (),
    )
    return Answer((report,), {"waiting": shown, "after": rest.written if rest else None})


def as_shown(record: SlotRecord, state: AccountState | None) -> dict[str, Any]:
    """A post that waits, or did, as JSON can hold it: as it will look, why it waits, what was decided.

    `trust` says how many posts of its account were approved in a row, approved at all, and declined.
    """
    claim, hold, decided = record.claim, record.hold, record.decided
    post = claim.post
    shown: dict[str, Any] = {
        "account": claim.account,
        "group": hold.group if hold else "",
        "network": claim.network,
        "slot": instants.written(claim.slot),
        "attempt": claim.attempt,
        "state": record.state,
        "text": post.text,
        "facets": [[facet.start, facet.end, facet.target] for facet in post.facets],
        "link": post.link,
        "title": post.title,
        "summary": post.summary,
        "language": post.language,
        "guid": claim.guid,
        "image": post.image.url if post.image else None,
        "image_alt": post.image.alt if post.image else None,
        "announces": claim.announces,
        "asked": claim.asked,
        "since": instants.written(record.since),
    }
    if hold:
        shown |= {
            "why": list(hold.why),
            "flags": list(hold.flags),
            "stale": hold.stale,
            "decide_by": instants.written(hold.until),
        }
    if decided:
        shown |= {
            "decision": decided.decision,
            "decided_by": decided.by,
            "decided_at": instants.written(decided.at),
            "reason": decided.reason,
            "note": decided.note,
            "blocks": decided.blocks,
        }
    if state:
        shown["trust"] = {
            "in_a_row": state.approvals,
            "approved": state.approved_ever,
            "declined": state.declined_ever,
        }
    return shown


def decide(outside: Collaborators, wish: wishes.Approve | wishes.Decline | wishes.Edit) -> Report:
    """Record what a person decides on a held post; a repeat changes nothing and gets the same answer."""
    found = _decidable(outside, wish)
    if isinstance(found, Report):
        return found
    reviews, now = Reviews(outside.table), outside.clock()
    match wish:
        case wishes.Edit():
            from repost.person.editing import edit

            if problem := edit(outside, wish, found):
                return _told(found, "refused", problem)
        case wishes.Decline():
            reviews.decline(
                found,
                Decided("declined", wish.by, now, wish.reason, clean(wish.note), blocks=_blocks(wish, found)),
            )
        case wishes.Approve():
            reviews.approve(found, Decided("approved", wish.by, now))
    # What the table says now counts: somebody else may have been faster, or this was decided before.
    record = reviews.record(wish.account, wish.slot) or found
    if record.state in {"approved", "edited"} and record.hold and record.hold.group:
        MemberQueue(outside.table).look_sooner(wish.account, now)
    return _decided(wish, record)


def take_back(outside: Collaborators, wish: wishes.TakeBack) -> Report:
    """Let an approved post wait again while it isn't being sent, or a declined article go out again."""
    reviews, now = Reviews(outside.table), outside.clock()
    record = reviews.record(wish.account, wish.slot)
    if record is None:
        return _unknown(outside, wish)
    if is_own_post(outside, record, wish.by):
        return _told(record, "refused", _OWN)
    if record.state in {"approved", "edited"}:
        reviews.take_back(record, (now + _MORE_TIME).replace(microsecond=0))
    elif record.state == "declined":
        if record.decided and record.decided.blocks and reviews.unblock(record, now):
            return _told(record, "done", "Its article may be posted again; this post doesn't come back.")
        return _told(record, "done", "Its article may be posted already; this post doesn't come back.")
    record = reviews.record(wish.account, wish.slot) or record
    if record.state == "held" and record.hold:
        until = instants.written(record.hold.until)
        return _told(record, "done", f"It waits for a review until {until}.")
    return _told(record, "refused", f"This can't be taken back any more: the post is {record.state}.")


def lessons(outside: Collaborators, *, account: str = "", group: str = "", days: int = 90) -> Answer:
    """How often posts were declined for each reason in the last days, and the last of them."""
    since = outside.clock() - timedelta(days=days)
    found = learned(outside.table, account=account, group=group, since=since, most=MOST_LESSONS)
    counts = {reason: sum(item["reason"] == reason for item in found) for reason in REASONS}
    names = ("account", "slot", "at", "by", "reason", "note", "title", "text")
    posts = "1 post was" if len(found) == 1 else f"{len(found):,} posts were"
    report = Report(
        account=account or REVIEWS, state="done", decision=f"{posts} declined in the last {days} days."
    )
    return Answer(
        (report,),
        {
            "reasons": {reason: count for reason, count in counts.items() if count},
            "last": [{name: item.get(name, "") for name in names} for item in found[:MOST_SENTENCES]],
        },
    )


_OWN: Final = "Nobody decides on a post of their own account."


def is_own_post(outside: Collaborators, record: SlotRecord, by: str) -> bool:
    """Whether whoever decides is the member whose post it is."""
    if not (record.hold and record.hold.group):
        return False  # an account's owner reviews it, and nobody else need be there
    member = Roster(outside.table).member(record.claim.account)
    return member is not None and is_own(by, (member.name, member.mail, member.mail.partition("@")[0]))


def _decidable(
    outside: Collaborators, wish: wishes.Approve | wishes.Decline | wishes.Edit
) -> SlotRecord | Report:
    """The held post that a wish is about; the answer if it can't be decided on."""
    record = Reviews(outside.table).record(wish.account, wish.slot)
    if record is None or record.hold is None:
        return _unknown(outside, wish)
    if is_own_post(outside, record, wish.by):
        return _told(record, "refused", _OWN)
    if record.state != "held":
        return _decided(wish, record)
    if record.claim.attempt != wish.attempt:
        return _told(record, "refused", "It has changed since you saw it: look at it again.")
    if record.hold.until <= outside.clock():
        until = instants.written(record.hold.until)
        return _told(record, "refused", f"It was to be decided on by {until}, which is over.")
    return record


def _decided(wish: wishes.Approve | wishes.Decline | wishes.Edit, record: SlotRecord) -> Report:
    """The answer to a decision: what the table says was decided, and by whom."""
    decided, wanted = record.decided, _DECISIONS[type(wish)]
    if decided is None:
        why = "Nobody decided on it in time." if record.state == "expired" else f"It is {record.state}."
        return _told(record, "refused", why)
    who = {"": "Somebody", CONSOLE: "Somebody on the dashboard"}.get(decided.by, decided.by)
    what = f"{who} {decided.decision} it on {instants.written(decided.at)}"
    if decided.decision == "declined":
        said = f"{decided.reason}: {decided.note}" if decided.note else decided.reason
        what += f" ({said.rstrip('.')})"
    is_same = decided.decision == wanted
    return _told(record, "done" if is_same else "refused", f"{what}.")


_DECISIONS: Final = {wishes.Approve: "approved", wishes.Decline: "declined", wishes.Edit: "edited"}


def _blocks(wish: wishes.Decline, record: SlotRecord) -> bool:
    """Whether a decline is of the article: of one that doesn't last it always is."""
    return wish.blocks or bool(record.hold and record.hold.stale)


def _unknown(outside: Collaborators, wish: wishes.Decision) -> Report:
    """The answer about a post that there is none of.

    Raises
    ------
    SettingsError
        If there isn't even such an account.
    """
    know(outside, wish.account)
    at = instants.written(wish.slot)
    return Report(
        account=wish.account, state="refused", decision=f"{wish.account} has no post of {at} to review."
    )


def _told(record: SlotRecord, state: State, decision: str) -> Report:
    return Report(account=record.claim.account, state=state, decision=decision, **as_report(record.claim))
