"""How well an article does: what its posts got, against what the account's posts usually get.

Acts are what readers did: clicks, or likes, reposts, quotes and replies. A score is the mean of a
Gamma-Poisson posterior: 1 is usual, and so is an article of which nothing is known.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import datetime

DOUBT: Final = 3.0
"""How many expected acts it takes to believe half of what an article's posts say."""

HALF_LIFE: Final = timedelta(days=365)
"""After which time what is known of an article counts half."""

MOST_ACTS: Final = 1_000_000_000
"""No count is taken to be higher: services may answer anything."""

_MEMORY: Final = 60  # posts; the usual follows the audience
_CAP, _MORE = 4.0, 2.0


class Usual(Value, frozen=True):
    """What a post of an account usually gets, and from how many posts that is known."""

    acts: float = 1.0
    posts: int = 0

    def capped(self, acts: int) -> float:
        """What a post counts for: at most about four usual ones, so that one lucky post proves little."""
        return min(max(float(acts), 0.0), _CAP * self.acts + _MORE)

    def after(self, acts: int) -> Usual:
        """The usual after another post."""
        posts = self.posts + 1
        step = (self.capped(acts) - self.acts) / min(posts + 1, _MEMORY)
        return Usual(self.acts + step, posts)


class Heard(Value, frozen=True):
    """What is known of an article as of an instant (UTC).

    `acts` are those of its posts, each capped, `expected` what usual posts would have got in their places;
    both fade. `total` counts all acts, as they came, and `posts` the posts.
    """

    at: datetime
    acts: float = 0.0
    expected: float = 0.0
    total: int = 0
    posts: int = 0

    def faded(self, now: datetime) -> Heard:
        """The same at a later instant."""
        share = 0.5 ** (max(now - self.at, timedelta()) / HALF_LIFE)
        return Heard(now, self.acts * share, self.expected * share, self.total, self.posts)

    def after(self, acts: int, usual: Usual, now: datetime) -> Heard:
        """What is known after another post."""
        before = self.faded(now)
        return Heard(
            now,
            before.acts + usual.capped(acts),
            before.expected + usual.acts,
            before.total + acts,
            before.posts + 1,
        )

    @property
    def score(self) -> float:
        """How many times the usual its posts get."""
        return (DOUBT + self.acts) / (DOUBT + self.expected)

    @property
    def says_little(self) -> bool:
        """Whether the doubt outweighs what is known."""
        return self.expected < DOUBT
