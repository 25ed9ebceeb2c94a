"""Texts for networks that read markup out of every text, put so that each sign stands for itself."""

from __future__ import annotations

import re
from typing import Final

_DISCORD_SIGN: Final = re.compile(r"(https?://[^\s<]+)|([\\*_~`|<>\[\]@])")
_DISCORD_LINE: Final = re.compile(r"(?m)^(?:(?=[#+-])|([0-9]+)(?=\.))")
_LINKEDIN_PIECE: Final = re.compile(
    r"(?P<url>https?://\S+)|(?P<tag>(?<![\w#&/])#\w*[^\W\d]\w*)|(?P<sign>[\\|{}@\[\]()<>#*_~])"
)
_LINKEDIN_SIGN: Final = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_SLACK_SIGNS: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SLACK_SIGN: Final = re.compile("[&<>]")


def discord_escaped(text: str) -> str:
    r"""A line of text for Discord, where a backslash keeps a sign from being markup; addresses stay.

    Examples
    --------
    >>> print(discord_escaped("1. *Read* https://example.com/a_b_"))
    1\. \*Read\* https://example.com/a_b_
    """
    escaped = _DISCORD_SIGN.sub(lambda sign: sign[1] or f"\\{sign[2]}", text)
    return _DISCORD_LINE.sub(lambda start: f"{start[1] or ''}\\", escaped)


def slack_escaped(text: str) -> str:
    """A text for Slack, whose links, mentions and groups all stand between < and >.

    Examples
    --------
    >>> slack_escaped("R&D <!channel>")
    'R&amp;D &lt;!channel&gt;'
    """
    return _SLACK_SIGN.sub(lambda sign: _SLACK_SIGNS[sign[0]], text)


def linkedin_escaped(text: str) -> str:
    r"""A text in LinkedIn's "little text", which is cut off at the first sign of its own that is not escaped.

    A hashtag becomes what its templates make live. In an address the signs are percent-encoded, which leads
    to the same place: whether LinkedIn takes the backslash out of an address is not documented. See
    https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format.

    Examples
    --------
    >>> print(linkedin_escaped("Read (again) #old_posts https://example.com/a_b"))
    Read \(again\) {hashtag|\#|old\_posts} https://example.com/a%5Fb
    """
    return _LINKEDIN_PIECE.sub(_little, text)


def _little(piece: re.Match[str]) -> str:
    if url := piece["url"]:
        return _LINKEDIN_SIGN.sub(lambda sign: "\\#" if sign[0] == "#" else f"%{ord(sign[0]):02X}", url)
    if tag := piece["tag"]:
        word = _LINKEDIN_SIGN.sub(r"\\\g<0>", tag[1:])
        return f"{{hashtag|\\#|{word}}}"
    return f"\\{piece['sign']}"
