"""Which articles a setting selects: by category, author, title, address or GUID, with * for anything."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from repost.base.characters import normal
from repost.base.names import address_key, guid_key, name_key
from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from repost.base.articles import Article

KINDS: Final = ("category", "author", "title")
_EXPECTED: Final = (
    'Expected an address, a path such as "/2019/*", a GUID, "category:News", "author:Ada*" or '
    '"title:*webinar*".'
)
_BETWEEN_AUTHORS: Final = r"\s*[,;&]\s*|\s+(?:and|et|und|y|e|en|og|och|i)\s+"
_BETWEEN: Final = pattern(r"[,;]")
_LONGEST: Final = 500
_MOST_STARS: Final = 8


class Selector(Value, frozen=True):
    """One of `KINDS`, "path", "address" or "guid", and what to compare with it; made by `selector`."""

    kind: str
    pattern: str

    def matches(self, article: Article) -> bool:
        """Whether it selects the article."""
        match self.kind:
            case "category":
                return any(fits(self.pattern, key) for key in category_keys(article.categories))
            case "author":
                return any(fits(self.pattern, name_key(name)) for name in names_of_authors(article))
            case "title":
                return fits(self.pattern, name_key(article.title))
            case "path":
                return fits(self.pattern, _path(article.link))
            case "address":
                return fits(self.pattern, address_key(article.link)) or fits(
                    self.pattern, guid_key(article.guid)
                )
            case _:
                return fits(self.pattern, article.guid)


def selector(text: str) -> Selector:
    """The selector in a text of the settings."""
    kind, colon, rest = text.partition(":")
    if colon and kind.strip().lower() in KINDS:
        return Selector(kind.strip().lower(), name_key(rest))
    if text.startswith("/"):
        return Selector("path", _unescaped(text.rstrip("/")) or "/")
    if text.startswith(("http://", "https://")):
        return Selector("address", address_key(text))
    return Selector("guid", text)


def mistake_in(text: str) -> str | None:
    """What to write instead, as a sentence; None if the selector is fine."""
    kind, colon, rest = text.partition(":")
    if not text.strip() or (colon and kind.strip().lower() in KINDS and not rest.strip()):
        return _EXPECTED
    if len(text) > _LONGEST or text.count("*") > _MOST_STARS:
        return f"Expected at most {_LONGEST} characters, and at most {_MOST_STARS} *."
    if colon and kind.lower() not in KINDS:
        from difflib import get_close_matches

        for close in get_close_matches(kind.lower(), KINDS, cutoff=0.75):
            return f'Did you mean "{close}:{rest}"?'
    return None


def category_keys(categories: Iterable[str]) -> set[str]:
    """The keys of categories, and of the parts of one that is a list: some feeds write all as one text."""
    keys = set(map(_category_key, categories))
    return (keys | {part.strip() for key in keys for part in _BETWEEN.split(key)}) - {""}


@lru_cache(maxsize=4096)
def _category_key(name: str) -> str:
    return name_key(name)


def names_of_authors(article: Article) -> tuple[str, ...]:
    """Every name that can select an article by author: blogs also write several in one."""
    parts = (part for author in article.authors for part in re.split(_BETWEEN_AUTHORS, author))
    return tuple(dict.fromkeys(filter(None, (article.author, *article.authors, *parts))))


def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text fits one of several patterns, compared as names are."""
    made = tuple(map(name_key, patterns))
    return lambda text: any(fits(pattern, name_key(text)) for pattern in made)


def fits(pattern: str, text: str) -> bool:
    """Whether a text matches a pattern, in which * is anything.

    It looks at each part of the pattern once, so that no pattern makes it slow.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _path(link: str) -> str:
    """Path and query of an address, without its trailing slash."""
    _, slash, path = link.partition("://")[2].partition("#")[0].partition("/")
    return _unescaped(f"{slash}{path}".rstrip("/")) or "/"


def _unescaped(path: str) -> str:
    return normal(unquote(path)) if "%" in path or not path.isascii() else path
