"""Which count of a post is taken: clicks if people are counted, else what they did on the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from repost.base.value import Value
from repost.results.score import MOST_ACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["clicks", "link_clicks", "visits", "reactions"]
"""Clicks on a short link by people; clicks on the link as the network counts them; clicks on a short link by
whoever follows it, machines too; likes, reposts, quotes and replies."""


class Measured(Value, frozen=True):
    """How much of what."""

    kind: Kind
    acts: int


class Baseline(Value, frozen=True):
    """The count of a short link when it was last read, and how often its article had gone out by then."""

    link: str
    count: int
    times: int


class Told(Value, frozen=True):
    """What is known of one post; None for what nobody tells."""

    clicks: int | None = None
    link_clicks: int | None = None
    visits: int | None = None
    reactions: int | None = None


def measured(told: Told, *, draws_machines: bool) -> Measured | None:
    """The best count of a post; None if nothing is known of it, which is not the same as none.

    `draws_machines` says that many machines follow each link of this network: then only people count.
    """
    return next(_best_first(told, draws_machines=draws_machines), None)


def since(before: Baseline | None, now: Baseline, *, announced: bool) -> int | None:
    """What one post has added to the count of its article's short link; None if that can't be told.

    Counts add up over all posts of an article, so that exactly one must have gone out since the count before.
    """
    if before and before.link == now.link:
        added = now.count - before.count
        return added if added >= 0 and now.times == before.times + 1 else None
    return now.count if now.times == 1 and not announced else None


def _best_first(told: Told, *, draws_machines: bool) -> Iterator[Measured]:
    kinds: tuple[tuple[Kind, int | None], ...] = (
        ("clicks", told.clicks),
        ("link_clicks", told.link_clicks),
        ("visits", None if draws_machines else told.visits),
        ("reactions", told.reactions),
    )
    for kind, acts in kinds:
        if acts is not None and acts >= 0:
            yield Measured(kind, min(acts, MOST_ACTS))
