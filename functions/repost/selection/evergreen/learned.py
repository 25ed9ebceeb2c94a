"""What all the words of a title say together: how much it reads like titles that people found out of date.

A linear model over titles of public blogs that are no longer worth reading after 60 days, trained by
`benchmarks/learning.py`. It adds up three kinds of things: words, the beginnings and ends of words, and two
or three words in a row, as they stood in such titles; what words mean that stood in none, by the words they
are usually found with; and the signs that the word lists found. Each language has a table, read when the
first title needs it.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import field, json

from repost.base.value import Value
from repost.selection.evergreen.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from repost.selection.evergreen.dates import Named
    from repost.selection.evergreen.tokens import Token
    from repost.selection.evergreen.words import Words

UNIT: Final = 100
"""Weights are whole numbers: this many are one."""

_START: Final = "^"
_END: Final = "$"
_STEM: Final = 4
_LONG_STEM: Final = 6
_SHORT: Final = 6
"""Below this many words a title's length counts; above, whether it has more than eight."""
_LONG: Final = 9
_MOST_SHOWN: Final = 2

Part = tuple[str, int, int]
"""What is known of some tokens: a key of the table, the first token, and the one after the last."""


class Weights(Value, frozen=True, eq=False):
    """The table of one language, in hundredths: the sum to begin with, and what adds to it.

    `keys` are those of `parts_of`; `words` are single words, for what they mean; `signs` are what the lists
    found (`Judgement.signs`). A table without keys is none: the lists decide.
    """

    start: int
    keys: dict[str, int]
    words: dict[str, int] = field(default_factory=dict)
    signs: dict[str, int] = field(default_factory=dict)

    def by_words(self, parts: Sequence[Part]) -> float:
        """What the words of a title add to its log odds of being out of date, in hundredths."""
        keys, words = (
            [table[key] for key, _, _ in parts if key in table] for table in (self.keys, self.words)
        )
        return self.start + _together(keys) + _together(words)

    def lean(self, by_words: float, signs: Iterable[str] = ()) -> float:
        """By how much the log odds that a title is out of date are above those from which on it counts so."""
        return (by_words + sum(self.signs.get(sign, 0) for sign in signs)) / UNIT

    def telling(self, parts: Sequence[Part]) -> list[tuple[int, int]]:
        """Where the words stand that say most for it: the first token of each place, and the one after."""
        places: list[tuple[int, int]] = []
        for weight, _, first, end in sorted(
            (
                (self.keys.get(key, 0) + self.words.get(key, 0), end - first, first, end)
                for key, first, end in parts
                if end > first
            ),
            reverse=True,
        ):
            if weight <= 0 or len(places) == _MOST_SHOWN:
                break
            if all(end <= others_first or others_end <= first for others_first, others_end in places):
                places.append((first, end))
        return sorted(places)


NOTHING: Final = Weights(0, {})
"""For the lists alone."""


def _together(weights: Sequence[int]) -> float:
    """Their sum, so that a long title isn't surer than a short one merely because it has more words."""
    return sum(weights) / sqrt(max(len(weights), 1))


def parts_of(tokens: Sequence[Token], named: Sequence[Named], words: Words, published: date) -> list[Part]:
    """The keys of a title whose dates have been read; each once, where it stands first."""
    dates = {each.first: each for each in named}
    names = [
        _of_date(token, dates[place], published) if place in dates else _of_token(token, words)
        for place, token in enumerate(tokens)
    ]
    found: dict[str, tuple[int, int]] = {}
    for key, first, end in _keys(names):
        found.setdefault(key, (first, end))
    return [(key, *place) for key, place in found.items()]


def _of_date(token: Token, date_: Named, published: date) -> str:
    if token.keys[0] != "<year>":
        return "<date>" if date_.is_near(published) else "<old>"
    years = date_.last.year - published.year
    return "<now>" if years == 0 else "<later>" if years > 0 else "<last>" if years == -1 else "<old>"


def _of_token(token: Token, words: Words) -> str:
    match token.kind:
        case "word":
            if token.text in words.weekdays:
                return "<weekday>"
            return "<month>" if token.text in words.months else token.text
        case "mark":
            return token.keys[0]
        case "number":
            return "<n>"
        case kind:
            return f"<{kind}>"


def _keys(names: Sequence[str]) -> Iterator[Part]:
    count = sum(name.isalpha() for name in names)
    yield f"#{count if count < _SHORT else '+' if count < _LONG else '++'}", 0, 0
    for place, name in enumerate(names):
        yield name, place, place + 1
        if len(name) > _STEM and name[0] != "<":
            yield f"{name[:_STEM]}*", place, place + 1
            yield f"*{name[-_STEM:]}", place, place + 1
            if len(name) > _LONG_STEM:
                yield f"{name[:_LONG_STEM]}*", place, place + 1
    last = len(names)
    framed = [_START, *names, _END]
    for place, (one, two) in enumerate(pairwise(framed)):
        yield f"{one} {two}", max(place - 1, 0), min(place + 1, last)
    for place, (one, two, three) in enumerate(zip(framed, framed[1:], framed[2:], strict=False)):
        yield f"{one} {two} {three}", max(place - 1, 0), min(place + 2, last)
        yield f"{one} _ {three}", max(place - 1, 0), min(place + 2, last)


@cache
def weights_for(language: str) -> Weights | None:
    """The table of a language (a BCP 47 tag), if there is one."""
    return _table(listed(language))


@cache
def _table(language: str) -> Weights | None:
    path = Path(__file__).parent / "weights" / f"{language}.json"
    return json.decode(path.read_bytes(), type=Weights) if path.is_file() else None
