"""Prepares an XML document for a feed parser: mends and writes out its entities, and limits its size."""

from __future__ import annotations

import re
from sys import getsizeof
from typing import Final

from repost.base.html_tags import attribute_counts
from repost.base.patterns import pattern
from repost.feeds.parsed import MOST_ARTICLES

MOST_TAGS: Final = 400_000  # each may become a dictionary in feedparser: a matter of memory

_MOST_ATTRIBUTES: Final = 1_000  # of one tag, and prefixes of names: feedparser takes time by their square
_MOST_CHARACTERS: Final = 10_000_000  # of one byte in memory: an emoji makes all of them take four
_LONGEST_ENTITY: Final = 1_000
_MOST_ENTITIES: Final = 300
_MOST_WRITTEN_OUT: Final = 1_000_000  # characters that all entities together may add
_DEEPEST: Final = 3
# An entity that contains markup, or names a file or an address, stays as it is.
_ENTITY: Final = pattern(
    r"""<!ENTITY\s{1,20}([A-Za-z_][\w.-]{0,60})\s{1,20}(?:"([^"<%]{0,1000})"|'([^'<%]{0,1000})')\s{0,20}>"""
)
_REFERENCE: Final = pattern(r"&([A-Za-z_][\w.-]{0,60});")
_BARE: Final = pattern(r"&(?!(?:[A-Za-z_][\w.-]{0,60}|#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,9});)")
_STOP: Final = pattern(r"<!\[CDATA\[|<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_MOST_CATEGORIES: Final = 200  # of one article: feedparser takes time by their square
_SECTION: Final = r"!\[CDATA\[(?:[^\]]++|\](?!\]>))*+(?:\]\]>|\Z)"  # after "<"; it holds most of a feed
_CATEGORY: Final = pattern(
    rf"""<(?: {_SECTION} | (?P<article>(?:[\w.-]+:)?(?:item|entry)[\s/>])
      | (?P<name>(?:[\w.-]+:)?(?:category|subject|keywords))(?=[\s/>])[^<>]*+
        (?:(?<=/)>|>(?P<names>(?:<{_SECTION}|[^<])*+)</(?P=name)\s*+>) )""",
    re.VERBOSE | re.IGNORECASE,
)
_EMPTY_LINK: Final = pattern(r"<link\s*+/?>\s*+(https?://[^<>\s]{1,2000})\s*+(?=<(?!/link))", re.IGNORECASE)
_PREFIX: Final = pattern(r"xmlns:([\w.-]{1,100})")
_NAME: Final = pattern(r"<([\w.:-]+)")


class TooManyTagsError(ValueError):
    """There are too many tags before the first article, or in it."""


def written_out(document: str, prolog: str) -> str:
    """A document with the entities that its prolog defines written out, as far as they stay small.

    An ampersand that begins no entity is a word: "R&D".
    """
    if "&" not in document:
        return document
    entities = _entities(prolog)
    room = _MOST_WRITTEN_OUT

    def value(reference: re.Match[str]) -> str:
        nonlocal room
        found = entities.get(reference[1])
        if found is None or len(found) > room:
            return reference[0]
        room -= len(found)
        return found

    def mended(text: str) -> str:
        text = _BARE.sub("&amp;", text) if "&" in text else text
        return _REFERENCE.sub(value, text) if entities else text

    first, *others = document.split("<![CDATA[")
    pieces = [mended(first)]
    for other in others:
        section, end, rest = other.partition("]]>")
        pieces.append(f"<![CDATA[{section}{end}{mended(rest)}")
    return "".join(pieces)


def _entities(prolog: str) -> dict[str, str]:
    """The entities of a prolog without references to each other; what grows too long is left out."""
    entities: dict[str, str] = {}
    for name, double, single in _ENTITY.findall(prolog)[:_MOST_ENTITIES]:
        entities.setdefault(name, double or single)
    for _ in range(_DEEPEST):
        for name, value in list(entities.items()):
            longer = _REFERENCE.sub(lambda each: entities.get(each[1], each[0]), value)
            if len(longer) <= _LONGEST_ENTITY:
                entities[name] = longer
            else:
                del entities[name]
    return entities


def beginning(document: str) -> str:
    """As many whole articles from the beginning of a feed as can be read; all of it if it is small enough.

    Raises
    ------
    TooManyTagsError
        If there isn't even one.
    """
    position = articles = tags = last = 0
    most_characters = _MOST_CHARACTERS * len(document) // max(getsizeof(document), 1)
    while stop := _STOP.search(document, position):
        tags += document.count("<", position, stop.start())
        if stop[0] == "<![CDATA[":  # what looks like a tag there isn't one
            end = document.find("]]>", stop.end())
            position = len(document) if end < 0 else end
            continue
        articles += 1
        is_too_long = stop.start() > most_characters or articles > MOST_ARTICLES
        if is_too_long or tags > MOST_TAGS:
            return _closed(document, last if tags > MOST_TAGS else stop.start())
        position, last = stop.start() + 1, stop.start() if articles > 1 else 0
    if tags + document.count("<", position) > MOST_TAGS:
        return _closed(document, last)
    return document


def with_fewer_categories(document: str) -> str:
    """A document without those categories and keywords of an article that are more than any blog's."""
    found = 0

    def kept(element: re.Match[str]) -> str:
        nonlocal found
        if element["article"]:
            found = 0
        elif element["name"]:
            more = 1 + (element["names"] or "").count(",")
            if found + more > _MOST_CATEGORIES:
                return ""
            found += more
        return element[0]

    return _CATEGORY.sub(kept, document)


def with_filled_links(document: str) -> str:
    """A document whose links hold their addresses: one that passed through a tree of HTML has them behind."""
    return _EMPTY_LINK.sub(r"<link>\1</link>", document)


def has_too_many_attributes(document: str) -> bool:
    """Whether its tags have more attributes than any feed: in one tag, in all, or to name vocabularies."""
    first, *others = document.split("<![CDATA[")
    tags = first + "".join(other.partition("]]>")[2] for other in others)
    counts = list(attribute_counts(tags))
    if tags.count("xmlns:") > _MOST_ATTRIBUTES and len(set(_PREFIX.findall(tags))) > _MOST_ATTRIBUTES:
        return True
    return sum(counts) > MOST_TAGS or max(counts, default=0) > _MOST_ATTRIBUTES


def _closed(document: str, end: int) -> str:
    """A document cut off before an article, and closed so that it is well-formed."""
    if not end:
        raise TooManyTagsError
    root = _NAME.match(document)
    name = root[1] if root else "rss"
    return f"{document[:end]}{'</channel>' if name.lower() == 'rss' else ''}</{name}>"
