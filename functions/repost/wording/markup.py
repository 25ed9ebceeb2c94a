"""Texts for networks that read markup out of every text, put so that each sign stands for itself."""

from __future__ import annotations

import re
from typing import Final

_DISCORD_SIGN: Final = re.compile(r"(https?://[^\s<]+)|([\\*_~`|<>\[\]@])")
_DISCORD_LINE: Final = re.compile(r"\A(?:(?=[#+-])|([0-9]+)(?=\.))")
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
