"""How the values in an event are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from repost.base import instants
from repost.base.errors import EventError
from repost.base.quoting import quoted

if TYPE_CHECKING:
    from datetime import datetime


def instant_from(value: Any, key: str) -> datetime:
    """A time with its zone, in UTC; `key` names it in the error."""
    at = instants.foreign(value, zone=None)
    if at is None:
        expected = 'a time with its zone, such as "2026-11-23T09:00:00Z"'
        raise EventError(f"{key} is {quoted(value)}. Expected {expected}.")
    return at
