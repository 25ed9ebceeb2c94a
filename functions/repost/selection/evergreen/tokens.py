"""From a title to tokens that word lists can be held against, each remembering what it looked like."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 400
"""How much of a text is looked at, in characters: the beginning of a title says what it is."""

_SPELLED: Final = {
    "œ": "oe",
    "æ": "ae",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
}

# No alternative can match in two ways, and none repeats a repetition: time grows with the length alone.
_TOKEN: Final = pattern(
    r"""
    (?P<iso>\d{4}(?:-\d{1,2}-|/\d{1,2}/)\d{1,2}(?!\d))
  | (?P<numeric>\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\d))
  | (?P<discount>(?<!\w)-\ ?\d{1,2}\ ?%)
  | (?P<percent>\d{1,3}(?:[.,]\d{1,2})?\ ?%)
  | (?P<money>[$€£]\ ?\d[\d.,]*|\d[\d.,]*\ ?[$€£])
  | (?P<time>\d{1,2}:\d\d(?:\ ?[ap]m)?(?!\w)|\d{1,2}\ ?(?:[ap]\.?m|h\ ?\d\d|h)(?!\w))
  | (?P<version>v?\d{1,3}\.\d{1,3}(?:\.\d{1,3})*(?:[-.]?(?:alpha|beta|dev|pre|rc|a|b|m|p)\d{0,3})?(?!\w))
  | (?P<issue>(?:\#|n[°o]\.?\ ?)\d{1,5}(?!\w))
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th|ere|er|eme|e)(?!\w))
  | (?P<score>(?<!\w)\d{1,2}-\d{1,2}(?![\w-]))
  | (?P<number>\d+)
  | (?P<word>[^\W\d_]\w*)
  | (?P<mark>[:!?,|\]]|(?<=\ )-(?=\ ))
    """,
    re.VERBOSE,
)


class Token(Value, frozen=True):
    """A word, number or mark; `keys` are the names under which a word list may know it, `shown` as written.

    `place` and `end` are its character positions in the text.
    """

    kind: str
    text: str
    keys: tuple[str, ...]
    shown: str
    place: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, up to a bound."""
    folded, origins = _folded(text[:LONGEST])
    found = []
    for match in _TOKEN.finditer(folded):
        kind, value = match.lastgroup or "", match[0]
        first, last = origins[match.start()], origins[match.end() - 1]
        found.append(Token(kind, value, _keys(kind, value), text[first : last + 1], first, last + 1))
    return found


def _keys(kind: str, value: str) -> tuple[str, ...]:
    match kind:
        case "word":
            return (value,)
        case "mark":  # "[Webinar] Passkeys" and "Webinar | Passkeys" are "Webinar: Passkeys"
            return (":" if value in "|]-" else value,)
        case "number":
            return (value, "<n>")
        case "ordinal":
            return (value, "<n>", "<ordinal>")
        case "discount":
            return ("<discount>", "<percent>")
        case "score":
            return ("<score>", "<n>")
        case _:
            return (f"<{kind}>",)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """A text without case, accents and widths, and the original position of each of its characters."""
    if text.isascii() and text.isprintable():
        return text.lower(), range(len(text))
    folded: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        for plain in _plain(character):
            folded.append(plain)
            origins.append(place)
    return "".join(folded), origins


@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    if character in _SPELLED:
        return _SPELLED[character]
    if character.isspace():
        return " "
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_SPELLED.get(part, part) for part in spelled if not unicodedata.combining(part))
