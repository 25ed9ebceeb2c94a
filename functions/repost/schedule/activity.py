"""What the question "is a slot due?" depends on, and its answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal, Self

from msgspec.structs import replace

from repost.base.value import Value
from repost.schedule.talk import SILENT, Talk

KEPT: Final = timedelta(hours=48)
"""How long claims are remembered: a local day in any zone, even when the zone is edited in between."""

SKEW: Final = timedelta(minutes=1)
"""How far the clocks of two runs may differ before a record counts as written by a wrong clock."""

Why = Literal["not yet", "quiet hours", "day off", "daily cap", "minimum gap"]


class Activity(Value, frozen=True):
    """What an account has done so far, as far as its schedule needs to know. All instants are UTC.

    `last_slot` is the nominal instant of the last slot that was claimed or closed; `claims` are the instants
    of the claims of at least the last 48 hours, ascending; `announced` is the last claim of a new article,
    which isn't among those; `talk` is how much the account posts by hand.
    """

    first_seen: datetime
    last_slot: datetime | None = None
    claims: tuple[datetime, ...] = ()
    talk: Talk = SILENT
    announced: datetime | None = None

    def after_claim(self, slot: datetime, now: datetime) -> Self:
        """The activity once a slot has been claimed at `now`."""
        # Claims ahead of a clock that was set back still count for the cap of their day, for a while.
        kept = [claim for claim in self.claims if abs(claim - now) <= KEPT]
        return replace(self, last_slot=slot, claims=tuple(sorted([*kept, now])))

    def after_moving_claim(self, since: datetime, now: datetime) -> Self:
        """The activity once an earlier, unsent claim is sent and counts as one of `now`."""
        others = [claim for claim in self.claims if claim != since]
        return replace(self, claims=tuple(sorted([*others, now])))

    def after_announcement(self, now: datetime) -> Self:
        """The activity once a new article has been claimed at `now`: in no slot, and for no day's cap."""
        return replace(self, announced=now)

    def after_slot(self, slot: datetime) -> Self:
        """The activity once a slot has been closed without a claim."""
        return replace(self, last_slot=slot)

    def last_claim(self, now: datetime) -> datetime | None:
        """The last claim that a correct clock can have written."""
        return max((claim for claim in self.claims if claim <= now + SKEW), default=None)


class Due(Value, frozen=True):
    """A slot to claim: its nominal instant (UTC), which identifies it, and since when it has been due."""

    slot: datetime
    instant: datetime


class Wait(Value, frozen=True):
    """Nothing is due before `until` (UTC), and something is due then if nothing changes until then."""

    until: datetime
    why: Why
