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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from repost.selection.evergreen.tokens import Token

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

    def by_words(self, keys: AbstractSet[str]) -> float:
        """What the words of a title add to its log odds of being out of date, in hundredths."""
        return self.start + _together(self.keys, keys) + _together(self.words, keys)

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


def _together(table: Mapping[str, int], keys: AbstractSet[str]) -> float:
    """What keys weigh, so that a long title isn't surer than a short one merely because it has more words."""
    known = table.keys() & keys
    return sum(map(table.__getitem__, known)) / sqrt(max(len(known), 1))


def names_of(tokens: Iterable[Token]) -> list[str]:
    """What a title is learned from: the tokens with its dates read."""
    return [token.name for token in tokens]


def keys_of(names: Sequence[str]) -> set[str]:
    """The keys of a title."""
    keys = {_length(names)}
    for _, row in _rows(names):
        keys.update(*row)
    return keys


def parts_of(names: Sequence[str]) -> list[Part]:
    """The same keys, and where each of them is first."""
    found = {_length(names): (0, 0)}
    for width, row in _rows(names):
        for first, keys in enumerate(row, 0 if width == 1 else -1):  # of several, the first may be the start
            for key in keys:
                found.setdefault(key, (max(first, 0), min(first + width, len(names))))
    return [(key, *place) for key, place in found.items()]


def _length(names: Sequence[str]) -> str:
    count = sum(map(str.isalpha, names))
    return f"#{count if count < _SHORT else '+' if count < _LONG else '++'}"


def _rows(names: Sequence[str]) -> Iterator[tuple[int, Iterable[tuple[str, ...]]]]:
    """How many names keys are of, and one after another the keys of the names that begin there."""
    framed = (_START, *names, _END)
    yield 1, map(_spelled, names)
    yield 2, zip(map(" ".join, pairwise(framed)), strict=True)
    threes = map(" ".join, zip(framed, framed[1:], framed[2:], strict=False))
    yield 3, zip(threes, map(" _ ".join, zip(framed, framed[2:], strict=False)), strict=True)


def _spelled(name: str) -> tuple[str, ...]:
    """A name, and how it begins and ends if it is a long word."""
    if len(name) <= _STEM or name[0] == "<":
        return (name,)
    spelled = (name, f"{name[:_STEM]}*", f"*{name[-_STEM:]}")
    return (*spelled, f"{name[:_LONG_STEM]}*") if len(name) > _LONG_STEM else spelled


@cache
def weights_for(language: str) -> Weights | None:
    """The table of a language (a BCP 47 tag), if there is one."""
    return _table(listed(language))


@cache
def _table(language: str) -> Weights | None:
    path = Path(__file__).parent / "weights" / f"{language}.json"
    return json.decode(path.read_bytes(), type=Weights) if path.is_file() else None
