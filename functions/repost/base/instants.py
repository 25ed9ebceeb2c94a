"""Instants in UTC: how Repost writes them, and how it reads the dates that others write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo


def written(instant: datetime) -> str:
    """An instant as text that sorts by time, to the second: "2026-11-23T09:00:00Z"."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def read(text: str) -> datetime:
    """The instant that `written` wrote."""
    return datetime.fromisoformat(text)


def foreign(text: object, zone: tzinfo | None = UTC) -> datetime | None:
    """The instant of an ISO 8601 date that somebody else wrote; None if it isn't one.

    A date without a zone is in `zone`; with `zone=None` it doesn't count.
    """
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return in_utc(at, zone)


def from_mail(text: str, zone: tzinfo | None = UTC) -> datetime | None:
    """The same for a date as mail and HTTP headers have it: "Mon, 23 Nov 2026 09:00:00 GMT"."""
    from email.utils import parsedate_to_datetime

    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return in_utc(at, zone)


def in_utc(at: datetime, zone: tzinfo | None = UTC) -> datetime | None:
    """A date that was read from outside, in UTC; None if UTC's calendar ends before it."""
    if at.tzinfo is None:
        if zone is None:
            return None
        at = at.replace(tzinfo=zone)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return None
