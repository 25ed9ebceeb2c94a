"""How much an archive can sustain: at which pace it lasts, and when a faster one runs dry."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from repost.base.value import Value
from repost.selection.eligibility import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from repost.selection.choice import Choice
    from repost.settings.types import Select

_DAY: Final = timedelta(days=1)
_LATER: Final = (Reason.RESTING, Reason.SAID_ELSEWHERE, Reason.PENDING)
_THIS_CYCLE: Final = (Reason.SHARED_IN_CYCLE, Reason.NEXT_CYCLE)
_MONTH: Final = 30
_FURTHEST: Final = 3650


class Pool(Value, frozen=True):
    """The articles that only their past can keep from being posted.

    `ready` have rested, `resting` have not; `is_whole` says whether all articles of the window were counted.
    """

    ready: int
    resting: int
    is_whole: bool = True

    @classmethod
    def of(cls, choice: Choice) -> Self:
        """What a choice shows of it."""
        counts = choice.counts
        ready = choice.eligible + sum(counts.get(reason, 0) for reason in _THIS_CYCLE)
        return cls(ready, sum(counts.get(reason, 0) for reason in _LATER), choice.is_whole)

    @property
    def size(self) -> int:
        """How many there are."""
        return self.ready + self.resting

    def among(self, known: int, looked_at: int) -> int:
        """How many there are among all that are known, by the part that was looked at."""
        return self.size if self.is_whole or not looked_at else round(self.size * known / looked_at)


class Capacity(Value, frozen=True):
    """What a pool can sustain.

    `lasting` is how many posts a day it can sustain, if the blog goes on as it does; `asked` how many
    the schedule asks for; `dry` about when nothing is left to post at that pace (UTC), or None.
    """

    pool: Pool
    rest: timedelta
    lasting: float
    asked: float
    dry: datetime | None

    @property
    def sentence(self) -> str:
        """The advice in one sentence or two."""
        size, least = self.pool.size, "" if self.pool.is_whole else "at least "
        if not size:
            return "No article is left to post."
        articles = f"{least}{size} article{'' if size == 1 else 's'}"
        days = self.rest.days
        rest = f", {days} days' rest" if days > 1 else ", a day's rest" if days else ""
        bears = f"{articles[0].upper()}{articles[1:]}{rest}: enough for {in_words(self.lasting)}."
        if self.dry is None or not self.pool.is_whole:
            return bears
        asked = f"The schedule asks for {in_words(self.asked)}"
        return f"{bears} {asked}, and articles run out around {self.dry:%Y-%m-%d}."


def capacity(pool: Pool, select: Select, asked: float, now: datetime) -> Capacity:
    """What the settings ask of a pool, and what it can sustain.

    Counts in averages: the blog keeps publishing as it did, so that the window stays as full as it is, and
    what rests comes back evenly.

    Parameters
    ----------
    asked : float
        How many posts a day the schedule makes, as `repost.schedule.slots.posts_per_day` says.
    now : datetime
        UTC.
    """
    rest = max(select.rest, timedelta())
    lasting = _lasting(pool.size, select, rest)
    returning = pool.resting * _DAY / rest if rest and not select.share_once else 0.0
    drain = asked - returning
    dry = None
    if asked > lasting and drain > 0:
        dry = now + min(pool.ready / drain, _FURTHEST) * _DAY
    return Capacity(pool, rest, lasting, asked, dry)


def _lasting(size: int, select: Select, rest: timedelta) -> float:
    """How many posts a day can go on forever."""
    window = None if select.max_age.is_unlimited else select.max_age - max(select.min_age, timedelta())
    most = 1 if select.share_once else select.max_shares
    # Each goes out once a rest; if the window is shorter, once in the window.
    turn = min(rest, window) if window else rest
    often = size * _DAY / turn if turn else float("inf")
    if most is None:
        return often
    # A limited number of times: only what new articles add, and nothing if the window has no end.
    return min(often, most * size * _DAY / window) if window else 0.0


def in_words(per_day: float) -> str:
    """A number of posts a day as people put it, such as "about one a week"."""
    if per_day <= 0:
        return "no posts"
    if per_day == float("inf"):
        return "any pace"
    for days, unit in ((1, "day"), (7, "week"), (_MONTH, "month")):
        if per_day * days >= 0.9:  # noqa: PLR2004 - what rounds to one
            count = round(per_day * days)
            return f"about {'one post' if count == 1 else f'{count} posts'} a {unit}"
    return f"about one post in {round(1 / per_day)} days"
