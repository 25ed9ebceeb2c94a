"""What Discord allows in a text, and how its markup is escaped."""

from __future__ import annotations

from typing import Final

from repost.base.patterns import pattern
from repost.wording.limits import Limit, TextRules, utf16_length
from repost.wording.signs import SCHEME_END

_SIGN: Final = pattern(r"(https?://[^\s<]+)|([\\*_~`|<>\[\]@])")
_LINE: Final = pattern(r"(?m)^(?:(?=[#+-])|([0-9]+)(?=\.))")


def escaped(text: str) -> str:
    r"""A line of text for Discord, where a backslash keeps a sign from being markup; addresses stay.

    Examples
    --------
    >>> print(escaped("1. *Read* https://example.com/a_b_"))
    1\. \*Read\* https://example.com/a_b_
    """
    signs = _SIGN.sub(lambda sign: sign[1] or f"\\{sign[2]}", text)
    return _LINE.sub(lambda start: f"{start[1] or ''}\\", signs)


# All text is shown literally; only addresses are live, and there are no hashtags.
TEXT: Final = TextRules(
    limits=(Limit(2000, lambda text: utf16_length(escaped(text))),),
    live_sign=SCHEME_END,
    has_hashtags=False,
)
