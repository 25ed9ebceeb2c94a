"""The events that the function understands; an example of each lies in `events/`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

from repost.errors import EventError
from repost.value import Value

Outcome = Literal["posted", "not_sent"]

_SHAPES: Final = (
    'An event is a tick, {"source": "repost.schedule", "scheduled": "2026-11-23T09:00:00Z"}, or a person\'s '
    'word on a held post, {"source": "repost.person", "settle": {"account": "main", '
    '"slot": "2026-11-23T09:00:00Z", "outcome": "posted"}} (or "not_sent")'
)


class Tick(Value, frozen=True):
    """The schedule's call; `scheduled` is when it was meant to come (UTC)."""

    scheduled: datetime


class Settle(Value, frozen=True):
    """A person has looked: what became of the post that an account holds for a slot (nominal, UTC)."""

    account: str
    slot: datetime
    outcome: Outcome


def parse_event(event: object) -> Tick | Settle:
    """The event that a payload stands for.

    Raises
    ------
    EventError
        If it stands for none; says what was found and which events there are.
    """
    if not isinstance(event, Mapping):
        raise EventError(f"{_SHAPES}; this one is no object.")
    match dict(event):
        case {"source": "repost.schedule", "scheduled": str(scheduled)}:
            return Tick(_instant(scheduled, "scheduled"))
        case {"source": "repost.person", "settle": {"account": str(account), "slot": str(slot), **rest}}:
            return Settle(account, _instant(slot, "settle.slot"), _outcome(rest))
        case other:
            keys = ", ".join(sorted(map(str, other))[:10]) or "nothing"
            raise EventError(f"{_SHAPES}; this one holds {keys}.")


def _instant(text: str, key: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        found = text[:40]
        raise EventError(f'{key} is "{found}", but should be a time with its zone: "2026-11-23T09:00:00Z".')
    return at.astimezone(UTC)


def _outcome(settle: Mapping[Any, Any]) -> Outcome:
    outcome = settle.get("outcome")
    for known in get_args(Outcome):
        if outcome == known:
            return known  # type: ignore[no-any-return] # get_args has lost that these are outcomes
    raise EventError('settle.outcome should be "posted" or "not_sent".')
