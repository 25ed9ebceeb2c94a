"""The results of an account's articles, the best first, with what can be said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from repost.results.score import Heard

_BEST_PART: Final = 4
_USUAL: Final = 1.0


class Result(Value, frozen=True):
    """An article and what its posts got.

    `times` is how often it went out and `posts` of how many of those the result is known; `acts` is what
    those got in all, `score` how many times the usual that is. `says_little` if that is too few to say.
    """

    title: str
    link: str
    times: int
    posts: int
    acts: int
    score: float
    says_little: bool = False
    is_best: bool = False


class Overview(Value, frozen=True):
    """All of an account's results, the best first; `note` is what kept posts from being read, or ""."""

    account: str
    results: tuple[Result, ...]
    note: str = ""


def result(title: str, link: str, times: int, heard: Heard, now: datetime) -> Result:
    """What is known of an article as of an instant (UTC)."""
    known = heard.faded(now)
    return Result(title, link, times, known.posts, known.total, known.score, known.says_little)


def ordered(results: Iterable[Result]) -> tuple[Result, ...]:
    """The best first, and the best quarter of those marked of which enough is known."""
    from msgspec.structs import replace

    results = sorted(results, key=lambda each: (each.says_little, -each.score, each.title, each.link))
    telling = [each for each in results if not each.says_little]
    line = telling[(len(telling) - 1) // _BEST_PART].score if telling else _USUAL
    return tuple(
        replace(each, is_best=not each.says_little and each.score >= line and each.score > _USUAL)
        for each in results
    )
