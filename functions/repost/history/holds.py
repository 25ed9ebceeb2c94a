"""What a slot holds of a post that waits for a person, and of what that person decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from repost.base import instants
from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import datetime

    from repost.aws.items import Item
    from repost.schedule.activity import Activity


class Hold(Value, frozen=True):
    """That a post waits for a person, and why, in sentences.

    It can be decided on before `until` (UTC). `group` is the one whose reviewers see it, "" for those of
    accounts in no group. `flags` are the sentences of `why` that are about this post itself. `stale` says
    that its article looks like something that doesn't last, `beside` that it takes no slot of the schedule.
    """

    why: tuple[str, ...]
    until: datetime
    group: str = ""
    flags: tuple[str, ...] = ()
    stale: bool = False
    beside: bool = False


class Decided(Value, frozen=True):
    """What a person decided on a held post: the decision, who it was, and when (UTC).

    `reason` and `note` say why it was declined, and `blocks` that its article was.
    """

    decision: Literal["approved", "edited", "declined"]
    by: str
    at: datetime
    reason: str = ""
    note: str = ""
    blocks: bool = False


def after_hold(activity: Activity, slot: datetime, hold: Hold) -> Activity:
    """An account's activity once a post is held: its slot is used, and nothing counts as posted."""
    return activity if hold.beside else activity.after_slot(slot)


def in_review(slot: datetime, hold: Hold) -> str:
    """How a state remembers that the post of a slot waits for a person."""
    return f"{instants.written(slot)} {instants.written(hold.until)}"


def hold_values(hold: Hold) -> dict[str, Any]:
    """The attributes of a slot whose post waits for a person, which put it into the index, too."""
    return {
        "queue": review_queue(hold.group),
        "queue_at": instants.written(hold.until),
        "group": hold.group,
        "decide_by": instants.written(hold.until),
        "why_held": list(hold.why),
        "flags": list(hold.flags),
        "stale": hold.stale or None,
        "beside": hold.beside or None,
    }


def review_queue(group: str) -> str:
    """The queue of what waits for the reviewers of a group, or, with "", of accounts in none."""
    return f"REVIEW#{group}"


def hold_from(item: Item) -> Hold:
    """Why the post of a slot waits, or waited."""
    return Hold(
        why=tuple(item["why_held"]),
        until=instants.read(item["decide_by"]),
        group=item["group"],
        flags=tuple(item["flags"]),
        stale=item.get("stale", False),
        beside=item.get("beside", False),
    )


def decided_from(item: Item) -> Decided | None:
    """What was decided on the post of a slot, if anything was."""
    if "decided_at" not in item:
        return None
    return Decided(
        decision=item["decision"],
        by=item["decided_by"],
        at=instants.read(item["decided_at"]),
        reason=item.get("reason", ""),
        note=item.get("note", ""),
        blocks=item.get("blocks", False),
    )
