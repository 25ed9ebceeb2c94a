"""What Slack allows in a text, and how its markup is escaped."""

from __future__ import annotations

from typing import Final

from repost.base.patterns import pattern
from repost.wording.limits import Limit, TextRules, utf16_length
from repost.wording.signs import DOMAIN_DOT, SCHEME_END

_SIGNS: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGN: Final = pattern("[&<>]")


def escaped(text: str) -> str:
    """A text for Slack, whose links, mentions and groups are all written between < and >.

    Examples
    --------
    >>> escaped("R&D <!channel>")
    'R&amp;D &lt;!channel&gt;'
    """
    return _SIGN.sub(lambda sign: _SIGNS[sign[0]], text)


# All text is shown literally; only addresses are live, and there are no hashtags.
TEXT: Final = TextRules(
    limits=(Limit(4000, lambda text: utf16_length(escaped(text))),),
    live_sign=rf"{SCHEME_END}|{DOMAIN_DOT}",
    has_hashtags=False,
)
