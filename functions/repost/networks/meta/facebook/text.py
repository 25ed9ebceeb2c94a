"""What Facebook allows in a text."""

from __future__ import annotations

from typing import Final

from repost.wording.limits import Limit, TextRules, utf16_length
from repost.wording.signs import DOMAIN_DOT, SCHEME_END, TAG_SIGN

# Facebook takes some 63,000 characters and shows 477 of them; nobody reads more of an old article.
TEXT: Final = TextRules(
    limits=(Limit(5000, utf16_length),),
    live_sign=rf"(?<![\w/])@(?=[\w\[])|{TAG_SIGN}|{SCHEME_END}|{DOMAIN_DOT}",
)
