"""What Telegram allows in a text."""

from __future__ import annotations

from typing import Final

from repost.wording.limits import Limit, TextRules, utf16_length
from repost.wording.signs import DOMAIN_DOT, SCHEME_END, TAG_SIGN

# What https://github.com/tdlib/td makes live in a text without markup; none of it may contain a word joiner.
TEXT: Final = TextRules(
    limits=(Limit(4096, utf16_length),),
    live_sign=(
        r"(?<![\w/])@(?=\w)"
        rf"|{TAG_SIGN}"
        r"|\$(?=[A-Z])"
        r"|(?<![\w/<>])/(?=\w)"
        rf"|{SCHEME_END}"
        rf"|{DOMAIN_DOT}"
    ),
)
