"""What a person types about a post that waits for a review: text from outside, read by its field's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from repost.base import instants
from repost.base.digests import digest
from repost.base.value import Value
from repost.events.wishes import LONGEST_NOTE
from repost.history.reviews import Reviews
from repost.review.policy import REASONS

if TYPE_CHECKING:
    from repost.events.reviews import Reason
    from repost.pages.acts import Action, Slip
    from repost.pages.clicks import Click
    from repost.run.collaborators import Collaborators


class Fields(Value, frozen=True):
    """The names of the fields in which a person writes about the post of a slot."""

    text: str
    reason: str
    note: str


def fields_of(account: str, slot: str) -> Fields:
    """The fields of a slot's post; names that no feed has a part in."""
    name = digest(f"{account} {slot}")[:16]
    return Fields(*(f"repost-{kind}-{name}" for kind in ("text", "reason", "note")))


class Typed(Value, frozen=True):
    """What a person has typed about a post; `slip` is what doesn't go together with the button."""

    text: str = ""
    reason: Reason | Literal[""] = ""
    note: str = ""
    slip: Slip | None = None


def typed_about(click: Click, outside: Collaborators) -> Typed:
    """What stands in the fields of the post that a click is about.

    A text is nobody's slip if the post was decided on already: what was decided is the answer.
    """
    target, slot = click.target, click.target.slot
    if slot is None:
        raise ValueError("a post without a slot")
    fields = fields_of(target.account, instants.written(slot))
    text, note = (click.typed.get(field, "") for field in (fields.text, fields.note))
    typed = Typed(_as_lines(text), reason_given(click), note[:LONGEST_NOTE])
    if click.action in {"decline", "never"}:
        return typed if typed.reason else replace(typed, slip="no_reason")
    record = Reviews(outside.table).record(target.account, slot)
    if record is None or record.state != "held" or record.claim.attempt != target.attempt:
        return typed
    is_changed = fields.text in click.typed and typed.text != _as_lines(record.claim.post.text)
    return replace(typed, slip=_slip(click.action, typed.text, is_changed=is_changed))


def reason_given(click: Click) -> Reason | Literal[""]:
    """The reason that a person chose, if any: one of the list."""
    slot = click.target.slot
    field = fields_of(click.target.account, instants.written(slot)).reason if slot else ""
    return next((each for each in REASONS if each == click.typed.get(field)), "")


def _slip(action: Action, text: str, *, is_changed: bool) -> Slip | None:
    match action:
        case "approve" if is_changed:
            return "other_words"
        case "edit" if not text:
            return "no_words"
        case "edit" if not is_changed:
            return "same_words"
    return None


def _as_lines(text: str) -> str:
    """A text as a browser may send it, with the ends of its lines as Repost writes them."""
    return text.replace("\r\n", "\n").strip()
