"""Signs that most networks turn into a tag or a link, as patterns."""

from __future__ import annotations

from typing import Final

TAG_SIGN: Final = r"[#\uff03](?=\d*[^\s\d!-/:-@\[-^`{-~\u2060])"
"""The sign before what most networks take for a hashtag."""

SCHEME_END: Final = r"(?<=[A-Za-z]:)(?=//)"
"""The place in an address with a scheme where it can be broken."""

DOMAIN_DOT: Final = r"(?<=[^ \n./(\[])\.(?=[^\W\d_][^\s!-,./:-@\[-`{-~])"
"""The dot in what most networks take for an address, with or without a scheme: one within a word, before
a letter and something more than punctuation."""
