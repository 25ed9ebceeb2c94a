"""Unicode's normal forms, in linear time for any text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Literal

_MOST_MARKS: Final = 30  # as many as Unicode's stream-safe form has: https://unicode.org/reports/tr15/
# These aren't marks themselves, but decompose into some.
_HIDDEN_MARKS: Final = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")


def normal(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """The text in a normal form, with only the first 30 marks on any one character.

    Sorting the marks on a character takes quadratic time: 20,000 take 20 seconds.
    """
    if len(text) > _MOST_MARKS and not text.isascii():
        text = _with_few_marks(text)
    return unicodedata.normalize(form, text)


def _with_few_marks(text: str) -> str:
    marks = bytes(unicodedata.combining(each) or each in _HIDDEN_MARKS for each in text)
    long = [run.span() for run in re.finditer(rb"[^\0]{%d,}" % (_MOST_MARKS + 1), marks)]
    if not long:
        return text
    ends = [0, *(end for _, end in long)]
    starts = [*(start + _MOST_MARKS for start, _ in long), len(text)]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
