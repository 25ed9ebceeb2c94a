"""What a character is to its readers: without case, accents, width, and whatever else dresses it up."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNS: Final = frozenset("%&+@$€£¥")
"""The signs that are words of their own, as in "R&D", "100 %" and "C++"; all others only separate."""

COLON: Final = ":"

I_OR_L: Final = "ı"
"""What stands for a sign that looks like an i as well as like an l."""

WITHOUT_SPACES: Final = "[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
"""A letter of a script without spaces between words, as a pattern: each is a word."""

_KEPT: Final = SIGNS | {" ", COLON}
_APOSTROPHES: Final = frozenset("'`\u00b4\u02b9\u02bc\u2018\u2019\u2032\uff07")
_SPECIAL: Final = {"æ": "ae", "œ": "oe", "™": "", "℠": "", "®": "", "©": ""}
_UNSEEN: Final = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"})
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol that show nothing


@lru_cache(maxsize=4096)
def fold(character: str) -> str:
    """A character in the form in which it is compared; "" if it can't be seen.

    A space, a line break, an apostrophe and a colon stay, and "-" stands for any other sign between words.
    """
    if character == "\n":
        return "\n"
    if character.isspace() or character in _BLANK:
        return " "
    if character in _APOSTROPHES:
        return "'"
    if unicodedata.decomposition(character).startswith("<super>") and not character.isalpha():
        return ""  # the number of a note
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(map(_folded_part, lower))


@lru_cache(maxsize=4096)
def as_seen(character: str) -> str:
    """The same, but capitals are taken for what they look like: a Cyrillic Ve for a B."""
    if not character.isupper():
        return fold(character)
    parts = unicodedata.normalize("NFKD", character)
    return "".join(_look_alikes().get(part) or fold(part) for part in parts)


def words_of(text: str) -> str:
    """The words of a text in the form in which they are compared, in single spaces."""
    return " ".join("".join(map(fold, text)).translate(_SPACES).split())


_SPACES: Final = str.maketrans("-:'\n", "    ")


@cache
def _look_alikes() -> Mapping[str, str]:
    """The Latin letter that each of some 500 others looks like."""
    from msgspec import json

    table = json.decode(Path(__file__).with_name("look_alikes.json").read_bytes(), type=dict[str, str])
    return {character: letter for letter, characters in table.items() for character in characters}


def _folded_part(character: str) -> str:
    """The form of a character in lower case that can't be taken apart any further."""
    if character.isascii():
        return character if character.isalnum() or character in _KEPT else "-"
    if character in _SPECIAL:
        return _SPECIAL[character]
    if unicodedata.category(character) in _UNSEEN:
        return ""
    if not character.isalnum():
        return character if character in SIGNS else "-"
    if letter := _look_alikes().get(character):
        return letter
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return f" {character} " if re.match(WITHOUT_SPACES, character) else character
