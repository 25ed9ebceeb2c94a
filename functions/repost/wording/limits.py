"""What a network allows in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import category

from repost.base.value import Value
from repost.wording.markup import discord_escaped, linkedin_escaped, slack_escaped
from repost.wording.weight import DOMAIN_DOT, weighted_length, weighted_length_at_most

if TYPE_CHECKING:
    from collections.abc import Callable


class Limit(Value, frozen=True):
    """At most so many units of a length.

    `at_most` is an upper bound of `length` that costs less, where there is one: a text that fits
    by it is not measured exactly.
    """

    most: int
    length: Callable[[str], int]
    at_most: Callable[[str], int] | None = None

    def holds(self, text: str) -> bool:
        """Whether the text is within the limit."""
        if self.at_most and self.at_most(text) <= self.most:
            return True
        return self.length(text) <= self.most


class TextRules(Value, frozen=True):
    """Whatever distinguishes one network's texts from another's.

    Attributes
    ----------
    limits : tuple of Limit
        All of them hold for the whole text.
    live_sign : str
        Pattern of a sign that makes a mention, a tag or a link of the word behind it; one that
        never matches, such as "(?!)", where links come from facets alone.
    most_cashtags : int or None
        How many cashtags a post may have; None for any number.
    shown_link : callable
        The link as it stands in the text; by default all of it.
    has_hashtags : bool
        Whether hashtags lead anywhere; if not, categories don't become any.
    longest_hashtag : int
        The most code points of a hashtag with its sign; what is longer is left out whole.
    most_hashtags : int or None
        How many hashtags of a post lead anywhere; None for any number.
    """

    limits: tuple[Limit, ...]
    live_sign: str
    most_cashtags: int | None = None
    shown_link: Callable[[str], str] = str
    has_hashtags: bool = True
    longest_hashtag: int = 101
    most_hashtags: int | None = None

    def fits(self, text: str) -> bool:
        """Whether a text is within every limit."""
        return all(limit.holds(text) for limit in self.limits)


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, which is what JavaScript, Java and Telegram count."""
    return len(text.encode("utf-16-le")) // 2


_TAG_SIGN: Final = r"[#\uff03](?=\d*[^\s\d!-/:-@\[-^`{-~\u2060])"

# Signs as in twitter-text; a mail address has no mention in it, "RT@name" has one, ASP.NET is a URL.
X: Final = TextRules(
    limits=(Limit(280, weighted_length, weighted_length_at_most),),
    live_sign=(
        r"(?:(?<![A-Za-z0-9_])|(?<=[Rr][Tt]))[@\uff20](?=[A-Za-z0-9_])"
        rf"|{_TAG_SIGN}"
        r"|\$(?=[A-Za-z])"
        rf"|{DOMAIN_DOT}"
    ),
    most_cashtags=1,
)

# What https://github.com/tdlib/td makes live in a text without markup; the word joiner is in none of it.
TELEGRAM: Final = TextRules(
    limits=(Limit(4096, utf16_length),),
    live_sign=(
        r"(?<![\w/])@(?=\w)"
        rf"|{_TAG_SIGN}"
        r"|\$(?=[A-Z])"
        r"|(?<![\w/<>])/(?=\w)"
        r"|(?<=[A-Za-z]:)(?=//)"
        rf"|{DOMAIN_DOT}"
    ),
)

# Everything is said as it stands (see markup.py); addresses alone are live, and hashtags are none.
DISCORD: Final = TextRules(
    limits=(Limit(2000, lambda text: utf16_length(discord_escaped(text))),),
    live_sign=r"(?<=[A-Za-z]:)(?=//)",
    has_hashtags=False,
)
SLACK: Final = TextRules(
    limits=(Limit(4000, lambda text: utf16_length(slack_escaped(text))),),
    live_sign=rf"(?<=[A-Za-z]:)(?=//)|{DOMAIN_DOT}",
    has_hashtags=False,
)

# Escaped, since whether LinkedIn counts a sign before or after that is not documented: it cuts in silence.
LINKEDIN: Final = TextRules(
    limits=(Limit(3000, lambda text: utf16_length(linkedin_escaped(text))),),
    live_sign=rf"(?<![\w/])@(?=\w)|{_TAG_SIGN}|(?<=[A-Za-z]:)(?=//)|{DOMAIN_DOT}",
)

# Facebook takes some 63,000 characters and shows 477 of them; nobody reads more of an old article.
FACEBOOK: Final = TextRules(
    limits=(Limit(5000, utf16_length),),
    live_sign=rf"(?<![\w/])@(?=[\w\[])|{_TAG_SIGN}|(?<=[A-Za-z]:)(?=//)|{DOMAIN_DOT}",
)


def threads_length(text: str) -> int:
    """The length on Threads, where an emoji counts as many characters as it has bytes in UTF-8.

    Every symbol is taken for an emoji, and so is what lies beyond the basic plane: a bound from above.
    """
    return sum(len(sign.encode()) if _may_be_emoji(sign) else 1 for sign in text)


def _may_be_emoji(sign: str) -> bool:
    return category(sign)[0] == "S" or sign > "\uffff" or sign in "\u200d\u20e3\ufe0e\ufe0f"


# https://developers.facebook.com/documentation/threads/posts: the first tag is the topic, others are words.
THREADS: Final = TextRules(
    limits=(Limit(500, threads_length),),
    live_sign=rf"(?<![\w/])@(?=\w)|{_TAG_SIGN}|(?<=[A-Za-z]:)(?=//)|{DOMAIN_DOT}",
    most_hashtags=1,
)


def mastodon(most: int, url_length: int | None, warning: str = "") -> TextRules:
    """The rules of a server that speaks Mastodon's API.

    Parameters
    ----------
    most : int
        The most characters (graphemes) of content warning and text together.
    url_length : int or None
        What any URL counts; None where each counts as it is written, and mentions too.
    warning : str
        The content warning.
    """
    from repost.wording.fediverse import LIVE_SIGN, FediverseLength

    length = FediverseLength(url_length, warning)
    return TextRules(limits=(Limit(most, length, length.at_most),), live_sign=LIVE_SIGN + f"|{_TAG_SIGN}")


def bluesky() -> TextRules:
    """The rules of Bluesky, where links and hashtags come from facets alone."""
    from repost.wording.cutting import graphemes
    from repost.wording.shown_link import shown_link

    return TextRules(
        limits=(
            Limit(300, lambda text: len(graphemes(text)), len),
            Limit(3000, lambda text: len(text.encode())),
        ),
        live_sign="(?!)",
        shown_link=shown_link,
        longest_hashtag=65,  # 64 graphemes, without the sign
    )


def webhook(most: int) -> TextRules:
    """The rules of a webhook: so many characters, and nothing in them is live."""
    return TextRules(limits=(Limit(most, len),), live_sign="(?!)")
