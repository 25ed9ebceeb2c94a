"""What looks random about a slot, and is the same for everyone who computes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b


def offset(account: str, slot: datetime, reach: timedelta) -> timedelta:
    """How far a slot moves: whole seconds, evenly spread between -reach and +reach, both excluded."""
    seconds = max(reach // timedelta(seconds=1) - 1, 0)
    return timedelta(seconds=_hash(f"{account} {slot.timestamp():.0f}") % (2 * seconds + 1) - seconds)


def after(account: str, opening: datetime, reach: timedelta) -> timedelta:
    """How long after closed hours a slot comes that fell into them: whole seconds, less than `reach`."""
    seconds = max(reach // timedelta(seconds=1), 1)
    return timedelta(seconds=_hash(f"{account} after {opening.timestamp():.0f}") % seconds)


def phase(account: str, every: timedelta) -> timedelta:
    """Where in an interval the slots of an account are: whole minutes, less than `every`."""
    return timedelta(minutes=_hash(f"{account} phase") % (every // timedelta(minutes=1)))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
