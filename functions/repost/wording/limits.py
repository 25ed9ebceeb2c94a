"""What a network allows in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable


class Limit(Value, frozen=True):
    """At most so many units of a length.

    `at_most` is an upper bound of `length` that costs less, if there is one: a text that fits
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
    """Everything that distinguishes one network's texts from another's.

    Attributes
    ----------
    limits : tuple of Limit
        All of them apply to the whole text.
    live_sign : str
        Pattern of a sign that turns the word after it into a mention, a tag or a link; one that
        never matches, such as "(?!)", if links come only from facets.
    most_cashtags : int or None
        How many cashtags a post may have; None for any number.
    shown_link : callable
        The link as the text shows it; by default all of it.
    has_hashtags : bool
        Whether hashtags lead anywhere; if not, categories don't become any.
    longest_hashtag : int
        The most code points of a hashtag with its sign; longer ones are left out.
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
