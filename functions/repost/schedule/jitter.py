"""The jitter of a slot: it looks random, and is the same for everyone who computes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b


def offset(account: str, slot: datetime, reach: timedelta) -> timedelta:
    """How far a slot moves: whole seconds, evenly spread between -reach and +reach, both excluded."""
    seconds = reach // timedelta(seconds=1) - 1
    if seconds < 1:
        return timedelta()
    digest = blake2b(f"{account} {slot.timestamp():.0f}".encode(), digest_size=8).digest()
    return timedelta(seconds=int.from_bytes(digest, "big") % (2 * seconds + 1) - seconds)
