"""What a person can ask for about posts that wait for a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Reason = Literal["tone", "fact", "confidential", "legal", "off-topic", "duplicate", "disclosure"]


class Waiting(Value, frozen=True):
    """What waits for a review, what has least time first: of an account, of a group, or of accounts in none.

    `after` is what the page before gave, or "".
    """

    account: str = ""
    group: str = ""
    after: str = ""


class Approve(Value, frozen=True):
    """The held post of a slot (nominal, UTC) may go out. `attempt` is what was seen, `by` who decides."""

    account: str
    slot: datetime
    attempt: int
    by: str = ""


class Decline(Value, frozen=True):
    """The held post of a slot doesn't go out; with `blocks`, its article never does. `note` is a sentence."""

    account: str
    slot: datetime
    attempt: int
    reason: Reason
    note: str = ""
    blocks: bool = False
    by: str = ""


class Edit(Value, frozen=True):
    """The held post of a slot goes out in other words."""

    account: str
    slot: datetime
    attempt: int
    text: str
    by: str = ""


class TakeBack(Value, frozen=True):
    """A decision is taken back: an approved post waits again, a blocked article may be posted again."""

    account: str
    slot: datetime
    by: str = ""


class Lessons(Value, frozen=True):
    """What was declined in the last days, and why: of an account, of a group, or of accounts in none."""

    account: str = ""
    group: str = ""
    days: int = 90


Decision: TypeAlias = Approve | Decline | Edit | TakeBack
ReviewWish: TypeAlias = Waiting | Decision | Lessons

REVIEW_WISHES: Final[Mapping[str, type[ReviewWish]]] = {
    "waiting": Waiting,
    "approve": Approve,
    "decline": Decline,
    "edit": Edit,
    "take_back": TakeBack,
    "lessons": Lessons,
}
"""Each wish by its key in an event."""
