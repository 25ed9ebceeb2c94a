"""The events that the function understands; `events/` has an example of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from repost.base.errors import EventError
from repost.base.value import Value
from repost.events.values import instant_from

if TYPE_CHECKING:
    from repost.events.wishes import Wish

_PERSON: Final = "repost.person"
_SHAPES: Final = (
    'Expected a tick, {"source": "repost.schedule", "scheduled": "2026-11-23T09:00:00Z"}, or a request, '
    '{"source": "repost.person", "<request>": {"account": "main", …}}. events/ has an example of each'
)


LATEST: Final = timedelta(minutes=30)
"""A tick that is later than this does nothing, since the next one is already due."""


class Tick(Value, frozen=True):
    """The schedule's call; `scheduled` is when it was meant to come (UTC)."""

    scheduled: datetime


def parse_event(event: object) -> Tick | Wish:
    """The event in a payload.

    Raises
    ------
    EventError
        If it is none of them; the message says what was found and which events there are.
    """
    if not isinstance(event, Mapping):
        raise EventError(f"{_SHAPES}; this event is not an object.")
    match dict(event):
        case {"source": "repost.schedule", "scheduled": str(scheduled)}:
            return Tick(instant_from(scheduled, "scheduled"))
        case {"source": str(source), **wishes} if source == _PERSON and wishes:
            from repost.events.wishes import parse_wish

            return parse_wish(wishes)
        case other:
            keys = ", ".join(sorted(map(str, other))[:10]) or "no keys"
            raise EventError(f"{_SHAPES}; this event has {keys}.")
