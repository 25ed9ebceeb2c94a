"""Texts in the form in which a brand's words are looked for, whatever disguise they wear.

A text is folded character by character, so that this takes linear time for any text, and each piece of the
result has its place in the original. Case, accents, width and invisible signs go, letters that look like
Latin ones become those (Unicode's UTS 39), and all that is between words becomes one of a few signs.

Readers understand more than one form: "cl-assic" is one word and "risk-free" two. So a text has several
readings, and what is in one of them is in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from repost.base.html_tags import unescaped
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.brand.letters import COLON, I_OR_L, WITHOUT_SPACES, as_seen, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BETWEEN: Final = r"[ \n':-]"
"""A sign between words, as a pattern: a space, a line break, an apostrophe, a colon, or "-" for any other."""

_WITHIN_WORDS: Final = str.maketrans("", "", f"-{COLON}")
_HYPHENS: Final = frozenset("-\u2010\u2011")
# Figures and signs in place of letters, as in "gu4r4nt33d"; 2 and 6 stand for too many.
_LEET: Final = str.maketrans({**dict(zip("34057@$€£89", "eaostaselbg", strict=True)), "1": I_OR_L})
_LEET_SIGNS: Final = frozenset("!|¡")  # they are like punctuation, and count only within a word
_WITH_LEET: Final = pattern(r"(?<!\S)[^\s0-9@$€£!|¡]*+[0-9@$€£!|¡]\S*+")
_SHORTEST: Final = 4

_HASHTAG: Final = pattern(r"[#\uff03][^\s#\uff03]{2,}")
# Where a word begins within a hashtag: #RiskFree, #AIInsider, #Insider2026.
_WORD_BEGINS: Final = pattern(
    r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"
)
# Three letters or more, each on its own.
_ALONE: Final = rf"(?!{WITHOUT_SPACES})\w(?!\w)"
_SPELLED: Final = pattern(rf"(?<!\w){_ALONE}(?:{BETWEEN}+{_ALONE}){{2,}}")
_GAP: Final = pattern(rf"{BETWEEN}+")


class Reading(Value, frozen=True, dict=True):
    """A text in one form: pieces of the original, most of them characters, and what each is folded to."""

    source: Sequence[str]
    pieces: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return "".join(self.pieces)

    def original(self, start: int, end: int) -> str:
        """The words that a part of the folded text stands for."""
        first, last = bisect_right(self._ends, start), bisect_left(self._ends, end)
        return " ".join("".join(self.source[first : last + 1]).split())

    @cached_property
    def _ends(self) -> list[int]:
        """How long the folded text is after each piece."""
        return list(accumulate(map(len, self.pieces)))


def readings(text: str) -> Iterator[Reading]:
    """What a text says to its readers, each reading once."""
    text = _decoded(text)
    plain = Reading(text, _pieces(text, fold))
    disguised = Reading(text, _in_letters(text, plain.pieces if text.isascii() else _pieces(text, as_seen)))
    for reading in (plain,) if plain.pieces == disguised.pieces else (plain, disguised):
        yield reading
        if "-" in reading.text or COLON in reading.text:
            yield _joined(reading)
    yield from _spelled(disguised)


def folded(text: str) -> str:
    """A text in its plain reading."""
    return "".join(map(fold, _decoded(text)))


def _decoded(text: str) -> str:
    return (
        unescaped(unescaped(text)) if "&" in text else text
    )  # WordPress escapes what its feed escapes again


def _pieces(text: str, of: Callable[[str], str]) -> tuple[str, ...]:
    """The piece for each character; within a hashtag, a word begins with a sign that separates it."""
    pieces = list(map(of, text))
    for tag in _HASHTAG.finditer(text):
        for word in _WORD_BEGINS.finditer(tag[0]):
            pieces[tag.start() + word.start()] = f"-{pieces[tag.start() + word.start()]}"
    return tuple(pieces)


def _in_letters(text: str, pieces: Sequence[str]) -> tuple[str, ...]:
    """Pieces with letters instead of the figures and signs that stand for them within words."""
    found = list(pieces)
    for chunk in _WITH_LEET.finditer(text):
        start, end = chunk.span()
        letters = [_letter(text, place, piece) for place, piece in enumerate(pieces[start:end], start)]
        has_figures = any(character.isdecimal() for character in chunk[0])
        real = sum(map(str.isalpha, pieces[start:end]))
        length = sum(map(str.isalpha, letters))
        if real >= 1 + has_figures and length >= _SHORTEST - (not has_figures):
            found[start:end] = letters
    return tuple(found)


def _letter(text: str, place: int, piece: str) -> str:
    """The letter that a piece may stand for; "!" and "|" stand for one before another letter."""
    if text[place] in _LEET_SIGNS:
        return I_OR_L if text[place + 1 : place + 2].isalnum() else piece
    return piece.translate(_LEET)


def _joined(reading: Reading) -> Reading:
    """A reading without the punctuation within words, and without hyphens at the ends of lines."""
    pieces: list[str] = []
    is_after_hyphen = False
    for character, piece in zip(reading.source, reading.pieces, strict=True):
        goes = is_after_hyphen and piece == "\n"
        pieces.append("" if goes else piece.translate(_WITHIN_WORDS))
        is_after_hyphen = character in _HYPHENS or (is_after_hyphen and not piece)
    return Reading(reading.source, tuple(pieces))


def _spelled(reading: Reading) -> Iterator[Reading]:
    """The words of a reading that are spelled letter by letter.

    Wider gaps are between words. The first and the last letter may each be a word of its own.
    """
    for run in _SPELLED.finditer(reading.text):
        narrow = min(map(len, _GAP.findall(run[0])))
        wide = f"{BETWEEN}{{{narrow + 1},}}"
        words = " ".join(_GAP.sub("", word) for word in re.split(wide, run[0]))
        source = (reading.original(*run.span()),)
        for start in (0, 1):
            for end in (len(words), len(words) - 1):
                yield Reading(source, (words[start:end],))
