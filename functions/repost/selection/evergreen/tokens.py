"""From a title to tokens that word lists can be held against, each remembering where it was."""

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
    "€": "$",  # a pattern with characters of the first 256 alone is compiled in half the time
}

# No alternative can match in two ways, and none repeats a repetition: time grows with the length alone.
# Most words can't begin anything else, so only what can is held against the alternatives before them.
_TOKEN: Final = pattern(
    r"""
    (?=[\d$£#vn-]) (?:
    (?P<iso>\d{4}(?:-\d{1,2}-|/\d{1,2}/)\d{1,2}(?!\d))
  | (?P<numeric>\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\d))
  | (?P<discount>(?<!\w)-\ ?\d{1,2}\ ?%)
  | (?P<percent>\d{1,3}(?:[.,]\d{1,2})?\ ?%)
  | (?P<money>[$£]\ ?\d[\d.,]*|\d[\d.,]*\ ?[$£])
  | (?P<time>\d{1,2}:\d\d(?:\ ?[ap]m)?(?!\w)|\d{1,2}\ ?(?:[ap]\.?m|h\ ?\d\d|h)(?!\w))
  | (?P<version>v?\d{1,3}\.\d{1,3}(?:\.\d{1,3})*(?:[-.]?(?:alpha|beta|dev|pre|rc|a|b|m|p)\d{0,3})?(?!\w))
  | (?P<issue>(?:\#|n[°o]\.?\ ?)\d{1,5}(?!\w))
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th|ere|er|eme|e)(?!\w))
  | (?P<score>(?<!\w)\d{1,2}-\d{1,2}(?![\w-]))
  | (?P<number>\d+) )
  | (?P<word>[^\W\d_]\w*)
  | (?P<mark>[:!?,|\]]|(?<=\ )-(?=\ ))
    """,
    re.VERBOSE,
)


class Token(Value, frozen=True):
    """A word, number or mark; `keys` are the names under which a word list may know it.

    `name` is what titles are learned from: the word itself, or what it is. `place` and `end` are its
    character positions in the text.
    """

    kind: str
    text: str
    keys: tuple[str, ...]
    name: str
    place: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, up to a bound."""
    folded, origins = _folded(text[:LONGEST])
    found = []
    for match in _TOKEN.finditer(folded):
        kind, value = match.lastgroup or "", match[0]
        begin, end = match.span()
        keys, name = ((value,), value) if kind == "word" else _known(kind, value)
        found.append(Token(kind, value, keys, name, origins[begin], origins[end - 1] + 1))
    return found


def _known(kind: str, value: str) -> tuple[tuple[str, ...], str]:
    """The keys and the name of what is no word."""
    match kind:
        case "mark":  # "[Webinar] Passkeys" and "Webinar | Passkeys" are "Webinar: Passkeys"
            mark = ":" if value in "|]-" else value
            return (mark,), mark
        case "number":
            return (value, "<n>"), "<n>"
        case "ordinal":
            return (value, "<n>", "<ordinal>"), "<ordinal>"
        case "discount":
            return ("<discount>", "<percent>"), "<discount>"
        case "score":
            return ("<score>", "<n>"), "<score>"
        case _:
            return (f"<{kind}>",), f"<{kind}>"


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
