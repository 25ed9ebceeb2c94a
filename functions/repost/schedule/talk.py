"""How often an account posts by hand, judged by its network's count of posts, and what that allows.

An account that posts little by hand and shares an old article every few hours looks like a machine. So the
daily cap can follow its talk: one up to five posts a day of its own, two up to ten, three beyond.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp
from typing import Final

from repost.base.value import Value

BETWEEN_SAMPLES: Final = timedelta(days=3)
"""The least time between two questions to a network: on X each time costs about $0.01."""

_LEAST: Final = timedelta(days=1)  # in less time, it is all chance
_MEMORY: Final = timedelta(days=14)  # the age at which a sample weighs e times less
_STEPS: Final = ((5.0, 1), (10.0, 2))
_MOST: Final = 3


class Sample(Value, frozen=True):
    """How many posts a network counted at an instant (UTC), and how many Repost had made by then."""

    at: datetime
    posts: int
    ours: int


class Talk(Value, frozen=True):
    """An account's own posts a day, smoothed, or None while that isn't known; and the last sample."""

    per_day: float | None = None
    sample: Sample | None = None

    @property
    def cap(self) -> int:
        """How many old articles a day the account can have; one while its own posts aren't known."""
        if self.per_day is None:
            return 1
        return next((cap for most, cap in _STEPS if self.per_day <= most), _MOST)

    def wants_sample(self, now: datetime) -> bool:
        """Whether it is time to ask the network again; a sample from the future came from a wrong clock."""
        return self.sample is None or not timedelta() <= now - self.sample.at < BETWEEN_SAMPLES

    def heard(self, sample: Sample) -> Talk:
        """The talk after another sample."""
        before = self.sample
        if before is None or before.at > sample.at or before.posts > sample.posts:
            return Talk(self.per_day, sample)  # the first, or posts were deleted since: start counting again
        time = sample.at - before.at
        if time < _LEAST:
            return self
        own = max(sample.posts - before.posts - (sample.ours - before.ours), 0)
        rate = own * timedelta(days=1) / time
        if self.per_day is not None:
            rate = self.per_day + (rate - self.per_day) * (1 - exp(-time / _MEMORY))
        return Talk(rate, sample)


SILENT: Final = Talk()
