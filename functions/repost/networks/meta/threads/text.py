"""What Threads allows in a text."""

from __future__ import annotations

from typing import Final
from unicodedata import category

from repost.wording.limits import Limit, TextRules
from repost.wording.signs import DOMAIN_DOT, SCHEME_END, TAG_SIGN


def threads_length(text: str) -> int:
    """The length on Threads, where an emoji counts as many characters as it has bytes in UTF-8.

    Every symbol is taken for an emoji, and so is everything beyond the basic plane: an upper bound.
    """
    return sum(len(sign.encode()) if _may_be_emoji(sign) else 1 for sign in text)


def _may_be_emoji(sign: str) -> bool:
    return category(sign)[0] == "S" or sign > "\uffff" or sign in "\u200d\u20e3\ufe0e\ufe0f"


# https://developers.facebook.com/documentation/threads/posts: the first tag is the topic, others are words.
TEXT: Final = TextRules(
    limits=(Limit(500, threads_length),),
    live_sign=rf"(?<![\w/])@(?=\w)|{TAG_SIGN}|{SCHEME_END}|{DOMAIN_DOT}",
    most_hashtags=1,
)
