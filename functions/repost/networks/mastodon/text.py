"""What Mastodon allows in a text: how long it says that one is, and what it makes live in it.

Every URL counts the same and a mention without its server; then graphemes are counted, those of the content
warning too: https://github.com/mastodon/mastodon/blob/main/app/validators/status_length_validator.rb
"""

from __future__ import annotations

import re
from typing import Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.wording.limits import Limit, TextRules
from repost.wording.signs import SCHEME_END, TAG_SIGN

# A mention; and any address with a scheme, since the first of a text is the one that gets a card.
_LIVE_SIGN: Final = rf"(?<![\w/=])[@\uff20](?=\w)|{SCHEME_END}|{TAG_SIGN}"

# What Mastodon certainly takes for one URL from end to end. Anything else that looks like one counts at least
# its letters, since a part of it may not be one.
_URL: Final = pattern(r"https?://\S+")
_PLAIN_URL: Final = pattern(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?::[0-9]{1,5})?"
    r"(?:/(?:[\w/@#.,:;!$&'*+=~%|-]*[\w/=&#+-])?)?(?:\?(?:[\w/@#.,:;!$&'*+=~%|-]*[\w/=&#-])?)?"
)
_MENTION: Final = pattern(
    r"(?<![\w/=])(@[A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)@\w+(?:[.-]+\w+)*", re.ASCII
)


class FediverseLength(Value, frozen=True):
    """The length of a text in graphemes; with `url_length` None everything counts as it is written."""

    url_length: int | None
    warning: str

    def __call__(self, text: str) -> int:
        from repost.wording.cutting import graphemes

        return len(graphemes(self._counted(text)))

    def at_most(self, text: str) -> int:
        """An upper bound that needs no tables: no grapheme is less than a code point."""
        return len(self._counted(text))

    def _counted(self, text: str) -> str:
        if self.url_length is not None:
            text = _URL.sub(self._placeholder, text)
            text = _MENTION.sub(r"\1", text)
        return self.warning + text

    def _placeholder(self, url: re.Match[str]) -> str:
        length = self.url_length or 0
        return "x" * (length if _PLAIN_URL.fullmatch(url[0]) else max(length, len(url[0])))


def text_rules(most: int, url_length: int | None, warning: str = "") -> TextRules:
    """The rules of a server that speaks Mastodon's API.

    Parameters
    ----------
    most : int
        The most characters (graphemes) of content warning and text together.
    url_length : int or None
        What any URL counts; None if URLs and mentions count as written.
    warning : str
        The content warning.
    """
    length = FediverseLength(url_length, warning)
    return TextRules(limits=(Limit(most, length, length.at_most),), live_sign=_LIVE_SIGN)
