"""The first row of every page: is anything wrong, what comes next, what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.moments import moment_and_zone
from repost.pages.model import Button, Cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from repost.pages.question import Question
    from repost.pages.seen import Seen
    from repost.pages.words import Words

_NAMED: Final = 3


def first_row(
    seen: Sequence[Seen], held: int, now: datetime, words: Words, question: Question, here: str
) -> tuple[Cell, ...]:
    """The three answers, for these accounts; `held` is how many posts wait for a review."""
    health = Button(words.more, here, question.call(view="health", account="", group="", state=""))
    return (
        _wrong(seen, now, words, health),
        _next(seen, now, words),
        _waiting(seen, held, words, health),
    )


def _wrong(seen: Sequence[Seen], now: datetime, words: Words, health: Button) -> Cell:
    troubled = [each.name for each in seen if each.needs_attention(now)]
    if not troubled:
        return Cell(words.is_wrong, words.all_well, "good")
    names = ", ".join(troubled[:_NAMED]) + (", …" if len(troubled) > _NAMED else "")
    return Cell(words.is_wrong, words.wrong.format(len(troubled), names), "bad", health)


def _next(seen: Sequence[Seen], now: datetime, words: Words) -> Cell:
    coming = sorted(((at, each.name, each) for each in seen if (at := each.next(now))), key=lambda it: it[:2])
    if not coming:
        return Cell(words.comes_next, words.nothing_comes, "quiet")
    at, _, each = coming[0]
    when = words.now if at <= now else moment_and_zone(at, each.zone, words.tag)
    return Cell(words.comes_next, f"{when}, {each.who}", "quiet")


def _waiting(seen: Sequence[Seen], held: int, words: Words, health: Button) -> Cell:
    unknown = sum(len(each.state.unresolved) for each in seen if each.state)
    for_review = sum(int(each.last.get("for_review", 0)) for each in seen if each.speaks)
    parts = [words.held_posts.format(held)] if held else []
    parts += [words.unknown_posts.format(unknown)] if unknown else []
    parts += [words.for_review.format(for_review)] if for_review else []
    if not parts:
        return Cell(words.waits, words.nothing_waits, "good")
    return Cell(words.waits, " ".join(parts), "open", health if unknown else None)
