"""Foreign words made harmless: they are only text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from repost.base.patterns import pattern

WORD_JOINER: Final = "\u2060"

# Nothing that anybody reads: controls, soft hyphens, bidirectional embeddings, overrides and
# isolates (left open, they reverse what follows; plain marks stay), lone surrogates,
# noncharacters, and tags, which hide text, unless they make the flag of a region.
_UNREADABLE: Final = pattern(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u202a-\u202e\u2066-\u206f\ufff9-\ufffc\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff"
    + "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_SPACES: Final = pattern(r"\s+")
_NO_BREAK_SPACES: Final = frozenset("\u00a0\u202f")

# Not Cn: an emoji may be younger than Python's tables.
_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"})


def clean(text: str) -> str:
    """A text in NFC, on one line, with single spaces, without what can't be read.

    Single no-break spaces stay: French puts them before its punctuation.
    """
    readable = _readable(text)
    return _SPACES.sub(_one_space, unicodedata.normalize("NFC", readable)).strip()


def clean_lines(text: str) -> str:
    """The same, but not trimmed, and with line breaks kept: one, or two for an empty line."""
    readable = _readable(text.replace("\r\n", "\n"))
    return single_spaced(unicodedata.normalize("NFC", readable))


def single_spaced(text: str) -> str:
    """A text with single spaces, and line breaks as `clean_lines` leaves them."""
    return _SPACES.sub(_one_space_or_break, text)


def _one_space_or_break(spaces: re.Match[str]) -> str:
    return "\n" * min(spaces[0].count("\n"), 2) or _one_space(spaces)


def _one_space(spaces: re.Match[str]) -> str:
    return spaces[0] if spaces[0] in _NO_BREAK_SPACES else " "


def has_unreadable(text: str) -> bool:
    """Whether a text contains a space or anything that `clean` would remove."""
    return bool(_SPACES.search(text) or _readable(text) != text)


def _readable(text: str) -> str:
    """A text without what can't be read; most texts need no pattern for that, which takes long to compile."""
    is_plain = text.isascii() and text.replace("\n", "").isprintable()
    return text if is_plain else _UNREADABLE.sub(r"\1", text)


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen: not only spaces, marks and format characters."""
    return any(unicodedata.category(character) not in _UNSEEN_CATEGORIES for character in text)


def disarm(text: str, live_sign: str) -> str:
    """A text that looks the same, in which no sign turns the word after it into a link.

    An invisible word joiner after the sign prevents it.
    """
    return re.sub(live_sign, rf"\g<0>{WORD_JOINER}", text)
