"""What a web page says of the article on it: JSON-LD (schema.org) and Open Graph (ogp.me)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec

from repost.base import instants
from repost.base.plain_text import attributes_of
from repost.feeds.decoding import text_of
from repost.feeds.parsed import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.web.http import Reply

_HEAD: Final = 500_000
_META: Final = re.compile(r"<(?:meta|link)\s[^<>]*>", re.IGNORECASE)
# What isn't closed reaches to the end: so no text is searched twice, however it is made.
_SCRIPT: Final = re.compile(r"<script\b([^<>]*)>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_ARTICLES: Final = {"Article", "BlogPosting", "NewsArticle", "TechArticle", "Report"}
_MOST_DEPTH: Final = 4


def facts_of(reply: Reply) -> list[Item]:
    """The article of a page; nothing if the page gives no date at which one was published."""
    page = text_of(reply.body, reply.headers.get("content-type", ""))[:_HEAD]
    tags: list[str] = []
    meta: dict[str, str] = {}
    canonical = ""
    for tag in _META.findall(page):
        attributes = attributes_of(tag)
        name, content = (
            attributes.get("property") or attributes.get("name", ""),
            attributes.get("content", ""),
        )
        if "canonical" in attributes.get("rel", "").lower().split():
            canonical = canonical or attributes.get("href", "")
        if name.lower() == "article:tag":
            tags.append(content)
        elif content:
            meta.setdefault(name.lower(), content)
    article = next(_articles(page), {})
    published = instants.foreign(article.get("datePublished")) or instants.foreign(
        meta.get("article:published_time")
    )
    if published is None or "noindex" in meta.get("robots", "").lower():
        return []
    link = canonical or meta.get("og:url", "") or reply.url
    section = meta.get("article:section", "") or _text(article.get("articleSection"))
    return [
        Item(
            guid=link,
            title=_text(article.get("headline")) or meta.get("og:title", ""),
            link=link,
            published=published,
            categories=tuple(each for each in (section, *(tags or _texts(article.get("keywords")))) if each),
            authors=_names(article.get("author")) or (meta.get("author", ""),),
            excerpt=meta.get("og:description", "") or _text(article.get("description")),
            image=meta.get("og:image", ""),
        )
    ]


def _articles(page: str) -> Iterator[dict[str, Any]]:
    for attributes, script in _SCRIPT.findall(page):
        if "application/ld+json" in attributes.lower():
            with suppress(msgspec.DecodeError, RecursionError, UnicodeError):
                yield from _found(msgspec.json.decode(script.strip()), 0)


def _found(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The articles in a JSON-LD document: alone, in a list, or in a graph."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _found(each, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if not _ARTICLES.isdisjoint(_texts(kinds)):
            yield value
        yield from _found(value.get("@graph"), depth + 1)


def _text(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _names(authors: Any) -> tuple[str, ...]:
    several = authors if isinstance(authors, list) else [authors]
    names = (_text(each.get("name") if isinstance(each, dict) else each) for each in several)
    return tuple(filter(None, names))
