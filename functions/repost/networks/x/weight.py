"""How long X says a text is.

The rules are twitter-text's, configuration v3: https://github.com/twitter/twitter-text/tree/master/config.
Most texts can be weighed without the library, whose import costs more than all the rest of a post:
no URL and no sequence of emoji ever contains a space, so every word is weighed separately, and
only a word that may hold one of the two goes to the library. (With the space before it, if there
is one: "étoile.fr" at the very beginning of a text is taken for an é and the URL toile.fr.)
"""

from __future__ import annotations

import re
import sys
import unicodedata
from threading import Lock
from types import ModuleType
from typing import Any, Final

from repost.base.patterns import pattern
from repost.wording.signs import DOMAIN_DOT

URL_WEIGHT: Final = 23

_IMPORTING: Final = Lock()

_WORD: Final = pattern(r"[^ \n]+")

# Weighs two: everything outside the light ranges, and the two emoji inside them.
_HEAVY: Final = pattern(
    "[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]|[\N{COPYRIGHT SIGN}\N{REGISTERED SIGN}]"
)

# Every emoji of several code points holds one of these: joiner, variation selector, keycap,
# regional indicator, skin tone, tag.
_SEQUENCE: Final = pattern(
    "[\u200d\ufe0f\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)

# Kept as text, since the library is rarely needed.
_SURROGATE: Final = "[\ud800-\udfff]"

_DOMAIN_DOT: Final = pattern(DOMAIN_DOT)

# Some of the top-level domains that twitter-text knows: those that most blogs have.
KNOWN_DOMAINS: Final = "app|be|blog|ca|ch|com|de|dev|es|eu|fr|info|io|it|lu|me|net|nl|org|pt|uk|us"

# A URL from end to end: plain characters under one of them.
_PLAIN_URL: Final = pattern(
    r"https?://(?:[a-z0-9](?:[a-z0-9]|-(?!-)){0,61}(?<!-)\.){1,4}"
    rf"(?:{KNOWN_DOMAINS})"
    r"(?:/(?:[A-Za-z0-9/_@#.,:%~+=&-]{0,1000}[A-Za-z0-9/_-])?)?"
    r"(?:\?[A-Za-z0-9/_@#.,:%~+=&-]{0,1000}[A-Za-z0-9_=-])?"
)

# The library's time grows with the cube of the dots in one word; no real URL has so many.
_MOST_DOTS: Final = 40


def weighted_length(text: str) -> int:
    """The length of a text in X's weighted characters; a post may have 280.

    A word of more than forty dots, which no URL has, may count for more than on X.

    Examples
    --------
    >>> weighted_length("À relire : https://blog.example.com/2026/09/un-article-au-long-titre/")
    34
    """
    return _total(text, exact=True)


def weighted_length_at_most(text: str) -> int:
    """An upper bound of `weighted_length` that never needs the library."""
    return _total(text, exact=False)


def _total(text: str, *, exact: bool) -> int:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    words = list(_WORD.finditer(text))
    spaces = len(text) - sum(len(word[0]) for word in words)
    return spaces + sum(_weight(word[0], is_first=word.start() == 0, exact=exact) for word in words)


def _weight(word: str, *, is_first: bool, exact: bool) -> int:
    if _PLAIN_URL.fullmatch(word):
        return URL_WEIGHT
    domains = len(_DOMAIN_DOT.findall(word))
    if exact and word.count(".") <= _MOST_DOTS and (domains or _SEQUENCE.search(word)):
        return _weight_by_library(word) if is_first else _weight_by_library(" " + word) - 1
    heavy = 0 if word.isascii() else len(_HEAVY.findall(word))
    return len(word) + heavy + URL_WEIGHT * domains


def _weight_by_library(text: str) -> int:
    # Half of a surrogate pair makes the library fail; its replacement weighs the same.
    writable = re.sub(_SURROGATE, "\N{REPLACEMENT CHARACTER}", text)
    return int(twitter_text().parse_tweet(writable).weightedLength)


def twitter_text() -> Any:
    """The library twitter-text-parser, imported at the first call (about 0.2 s).

    It reads its list of emoji through pkg_resources, which newer setuptools lack and Lambda never
    had; while it is imported, the standard library's own reader replaces it.
    """
    with _IMPORTING:
        if "twitter_text" not in sys.modules:
            _import_twitter_text()
    return sys.modules["twitter_text"]


def _import_twitter_text() -> None:
    from importlib import import_module
    from pkgutil import get_data

    reader = ModuleType("pkg_resources")
    vars(reader)["resource_string"] = lambda module, name: get_data(module.rpartition(".")[0], name)
    real = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = reader
    try:
        import_module("twitter_text")
    finally:
        del sys.modules["pkg_resources"]
        if real:
            sys.modules["pkg_resources"] = real
