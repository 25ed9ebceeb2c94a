"""Hashtags out of an account's settings and an article's categories."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from repost.base.names import name_key
from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from repost.base.articles import Article
    from repost.settings.types import Message
    from repost.wording.limits import TextRules

LONGEST: Final = 100

_LONGEST_OF_CATEGORY: Final = 40
_CUT: Final = ("…", "...")
# Scripts without capitals whose words run together unread: Hebrew, Arabic, those of India, and a few more.
_WITHOUT_CAPITALS: Final = (("\u0590", "\u0dff"), ("\u1000", "\u13ff"))
_DOTTED: Final = ("tr", "az")  # languages in which the capital of i keeps its dot

_HASHTAG: Final = pattern(r"(?<![\w&])#\w+")

# Signs that a name can't lose: C and C++ are different languages, and .NET is not a net.
_SPOKEN_SIGNS: Final = (
    (pattern(r"(?<=[^\W_])\+|(?<=\+)\+"), " plus "),
    (pattern(r"(?<=[^\W_])[#\u266f](?!\w)"), " sharp "),
    (pattern(r"(?<![\w.])\.(?=[^\W\d_])"), " dot "),
    (pattern("\N{FRACTION SLASH}"), "_"),  # half a price isn't twelve
)
# Within a word, yet in no hashtag: the dot of Catalan's l·l, the apostrophe of Ukrainian, what marks Hebrew
# abbreviations, and the joiner of scripts such as Sinhala's.
_WITHIN_WORDS: Final = pattern(
    "\u200d|(?<=[lL])\u00b7(?=[lL])|(?<=[\u0400-\u052f])['\u2019\u02bc\u200d]+"
    "|(?<=[\u05d0-\u05ea])[\"'\u2019\u201d\u05f3\u05f4\u200d]+(?=[\u05d0-\u05ea])"
)
# One letter of Thai and of Lao, which the compatibility forms split in two.
_AM: Final = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"))
_UNSPOKEN_SIGNS: Final = str.maketrans("", "", "\N{TRADE MARK SIGN}\N{SERVICE MARK}")
_CONTRACTION: Final = pattern(r"(?<=\w)['\u2019](?=(?:d|ll|m|re|s|t|ve)\b)", re.IGNORECASE)


class Hashtags(Value, frozen=True):
    """The hashtags of a post, "#" included: those its owner always wants, and those of the article."""

    fixed: tuple[str, ...]
    categories: tuple[str, ...]


def hashtags(message: Message, article: Article, rules: TextRules, language: str = "") -> Hashtags:
    """The hashtags of an article, no two the same when case is ignored.

    At most `max_hashtags` of them, and no more than the network counts in a post, besides those in the
    owner's own words. Names are taken to be in a `language`, a BCP 47 tag or "".
    """
    mapped = {name_key(name): tags for name, tags in message.hashtags_for.items()}
    names = _names(message, article) if rules.has_hashtags else ()
    nothing = _no_categories() if names else frozenset()
    wanted = [
        tag
        for name in names
        for tag in mapped.get(name_key(name), () if name_key(name) in nothing else _fit(name, language))
    ]
    own = " ".join((*_texts(message.before), message.after, *_texts(message.template)))
    seen = {name_key(tag) for tag in _HASHTAG.findall(own)}
    room = message.max_hashtags
    if rules.most_hashtags is not None:
        room = min(room, max(rules.most_hashtags - len(seen), 0))
    fixed = list(_new_hashtags(message.hashtags_fixed, seen, rules, language))[:room]
    free = list(_new_hashtags(wanted, seen, rules, language))[: room - len(fixed)]
    return Hashtags(fixed=tuple(fixed), categories=tuple(free))


def first_category(article: Article) -> str:
    """The first category that says something about an article; "" if there is none."""
    nothing = _no_categories()
    return next((name for name in article.categories if name_key(name) not in nothing), "")


def _names(message: Message, article: Article) -> tuple[str, ...]:
    """The names that become hashtags; all of them if the blog doesn't separate tags from categories."""
    tags, categories = article.tags or (), article.categories
    match message.hashtags:
        case "categories" if article.tags is not None:
            return tuple(name for name in categories if name not in tags)
        case "tags" if article.tags is not None:
            return tags
        case "none":
            return ()
        case _:
            return categories


def _texts(texts: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else texts or ()


def _fit(name: str, language: str) -> tuple[str, ...]:
    """The name of a category, if it is whole and short enough to be read as a hashtag."""
    tag = hashtag(name, language)
    return () if name.endswith(_CUT) or not tag or len(tag) > _LONGEST_OF_CATEGORY else (name,)


def _new_hashtags(names: Iterable[str], seen: set[str], rules: TextRules, language: str) -> Iterator[str]:
    for name in names:
        tag = hashtag(name, language)
        if tag and name_key(tag) not in seen and len(tag) <= rules.longest_hashtag:
            seen.add(name_key(tag))
            yield tag


def hashtag(name: str, language: str = "") -> str | None:
    """The hashtag for a name, or None if there is none, as for "2026" or "???".

    Letters, marks, numerals and underscores, at least one letter, as on X. Words are joined and
    their case is kept, except that several words each get a capital. If a script has no capitals
    to separate words, underscores do.

    Examples
    --------
    >>> [hashtag(name) for name in ("Médias sociaux", "iPhone", "#blog", "R&D", "C++", "2026")]
    ['#MédiasSociaux', '#iPhone', '#blog', '#RD', '#CPlusPlus', None]
    """
    if len(name) > LONGEST:
        return None
    # Compatibility forms, so that CO₂ doesn't become something else, #CO.
    plain = unicodedata.normalize("NFKC", name.translate(_UNSPOKEN_SIGNS)).strip().removeprefix("#")
    for sign, spoken in _SPOKEN_SIGNS:
        plain = sign.sub(spoken, plain)
    words = _words(_joined(_CONTRACTION.sub("", plain)))
    if not any(character.isalpha() for word in words for character in word):
        return None
    is_dotted = language.partition("-")[0] in _DOTTED
    words = [word.replace("i\u0307", "i") for word in words]  # a Turkish capital made small elsewhere
    if any(map(_is_without_capitals, words)):
        tag = "_".join(words)
    elif len(words) > 1:
        tag = "".join(_capitalised(word, is_dotted=is_dotted) for word in words)
    else:
        tag = words[0]
    for split, whole in _AM:
        tag = tag.replace(split, whole)
    return f"#{_joined(tag)}"  # words that meet now may hide another


def _joined(text: str) -> str:
    """A text without the signs within its words; all of them are beyond ASCII, or next to what is."""
    return text if text.isascii() else _WITHIN_WORDS.sub("", text)


def _is_without_capitals(word: str) -> bool:
    return any(first <= each <= last for first, last in _WITHOUT_CAPITALS for each in word)


def _words(text: str) -> Sequence[str]:
    parts: list[str] = [""]
    for character in text:
        if _is_letter_or_numeral(character) or (parts[-1] and _is_mark(character)):
            parts[-1] += character
        elif parts[-1]:
            parts.append("")
    return [part for part in parts if part]


def _is_letter_or_numeral(character: str) -> bool:
    category = unicodedata.category(character)
    return character == "_" or category[0] == "L" or category == "Nd"


def _is_mark(character: str) -> bool:
    is_variation_selector = "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100"
    return unicodedata.category(character) in {"Mn", "Mc"} and not is_variation_selector


def _capitalised(word: str, *, is_dotted: bool) -> str:
    if is_dotted and word[0] == "i" and word.islower():
        return f"\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}{word[1:]}"
    return word[0].upper() + word[1:] if word.islower() and len(word[0].upper()) == 1 else word


@cache
def _no_categories() -> frozenset[str]:
    """The category of articles without one: it says nothing about them."""
    from repost.wording.languages.registry import LANGUAGES

    return frozenset(name_key(name) for language in LANGUAGES.values() for name in language.uncategorized)
