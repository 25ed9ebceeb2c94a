"""Cuts words to the available room."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

ELLIPSIS: Final = "…"

# Never cut inside: an address, a name with its sign, a domain (half of example.community is another
# one, example.com).
_LATIN: Final = r"0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff_-"
_INDIVISIBLE: Final = (
    r"https?://\S+"
    r"|[@\uff20#\uff03$]\u2060?[\p{L}\p{M}\p{N}_]+"
    rf"|(?<![{_LATIN}])[{_LATIN}]++(?:[.@]\u2060?[{_LATIN}]++)+(?:[/?:]\S*)?"
)

# What looks wrong before an ellipsis: spaces, separators, opening brackets, things unseen.
_LOOSE_END: Final = " \u00a0\u202f\u200b\u200c\u200d\u2060,;:&.…·-\u2013—/|([{<«“\u2018„¿¡"

# How far a cut goes back to end with a whole word, in code points.
_LONGEST_STEP_BACK: Final = 24


def graphemes(text: str) -> list[str]:
    """The characters that a reader sees (Unicode extended grapheme clusters)."""
    import regex

    return regex.findall(r"\X", text)


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of a text that fits with "…" after it, or "" if none does.

    It ends between words if one ends nearby, else between graphemes, and never within an address.
    """
    import regex

    addresses = [match.span() for match in regex.finditer(_INDIVISIBLE, text)]
    ends = _possible_ends(text, addresses)
    # Every end weighs at least as much as the one before but for a sign or two; only what was
    # found to fit is taken.
    fitting = bisect(ends, 0, key=lambda end: not fits(_stump(text, end, addresses)))
    if not fitting:
        return ""
    end = ends[fitting - 1]
    word_end = text.rfind(" ", 0, end + 1)
    is_near = max(end // 2, end - _LONGEST_STEP_BACK) <= word_end < end
    if is_near and word_end in ends[:fitting] and fits(_stump(text, word_end, addresses)):
        return _stump(text, word_end, addresses)
    return _stump(text, end, addresses)


def _possible_ends(text: str, addresses: list[tuple[int, int]]) -> list[int]:
    """Where a beginning of the text may end: between graphemes, after something visible."""
    within = {place for start, end in addresses for place in range(start + 1, end)}
    unread = len(text) - len(text.lstrip(_LOOSE_END))
    ends = accumulate(map(len, graphemes(text)))
    return [end for end in ends if unread < end < len(text) and end not in within]


def _stump(text: str, end: int, addresses: list[tuple[int, int]]) -> str:
    """The text up to there without its loose end, and "…", which never touches an address."""
    firm = max((last for _, last in addresses if last <= end), default=0)
    loose = text[firm:end].rstrip(_LOOSE_END)
    gap = " " if firm and not loose else ""
    return text[:firm] + loose + gap + ELLIPSIS
