"""What LinkedIn allows in a text, and how its markup is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.wording.limits import Limit, TextRules, utf16_length
from repost.wording.signs import DOMAIN_DOT, SCHEME_END, TAG_SIGN

if TYPE_CHECKING:
    import re

_PIECE: Final = pattern(
    r"(?P<url>https?://\S+)|(?P<tag>(?<![\w#&/])#\w*[^\W\d]\w*)|(?P<sign>[\\|{}@\[\]()<>#*_~])"
)
_SIGN: Final = pattern(r"[\\|{}@\[\]()<>#*_~]")


def escaped(text: str) -> str:
    r"""A text in LinkedIn's "little text", which is cut off at the first sign of its own that is not escaped.

    A hashtag becomes what its templates make live. In an address the signs are percent-encoded, which leads
    to the same place: whether LinkedIn takes the backslash out of an address is not documented. See
    https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format.

    Examples
    --------
    >>> print(escaped("Read (again) #old_posts https://example.com/a_b"))
    Read \(again\) {hashtag|\#|old\_posts} https://example.com/a%5Fb
    """
    return _PIECE.sub(_little, text)


def _little(piece: re.Match[str]) -> str:
    if url := piece["url"]:
        return _SIGN.sub(lambda sign: "\\#" if sign[0] == "#" else f"%{ord(sign[0]):02X}", url)
    if tag := piece["tag"]:
        word = _SIGN.sub(r"\\\g<0>", tag[1:])
        return f"{{hashtag|\\#|{word}}}"
    return f"\\{piece['sign']}"


# Escaped, since whether LinkedIn counts a sign before or after that is not documented: it cuts in silence.
TEXT: Final = TextRules(
    limits=(Limit(3000, lambda text: utf16_length(escaped(text))),),
    live_sign=rf"(?<![\w/])@(?=\w)|{TAG_SIGN}|{SCHEME_END}|{DOMAIN_DOT}",
)
