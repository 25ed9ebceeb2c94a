"""An article as an item of the table: its keys, its attributes, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.aws.items import Key, Write
from repost.base import instants
from repost.base.articles import Article, position
from repost.base.digests import digest
from repost.base.names import guid_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.aws.items import Item
    from repost.aws.table import Table

MISSES: Final[tuple[str, ...]] = ("missed", "missed_at", "missed_why", "held_until")
"""The attributes of an article whose page failed."""

MARKS: Final[tuple[str, ...]] = ("gone", "gone_why", "gone_link", "was_published")
"""The attributes of an article that is gone."""


def meta_key(partition: str) -> Key:
    """The key of what is remembered of the feed as a whole."""
    return Key(partition, "META")


def article_key(partition: str, guid: str) -> Key:
    """The key of an article."""
    return Key(partition, f"POST#{digest(guid_key(guid))}")


def alias_key(partition: str, name: str) -> Key:
    """The key of the alias item that leads from another name to an article."""
    return Key(partition, f"ALIAS#{digest(name)}")


def feeds_key(blog: str) -> Key:
    """The key of the list of a blog's feeds; `blog` is its host, as `repost.base.names.blog_key` gives it."""
    return Key(f"BLOG#{blog}", "FEEDS")


def count(table: Table, partition: str, tally: Mapping[str, int]) -> None:
    """Add to the feed's numbers of known and undated articles."""
    if added := {name: number for name, number in tally.items() if number}:
        table.update(Write(meta_key(partition), add=added))


def is_undated(item: Item) -> bool:
    """Whether the blog gives no date for an article."""
    return bool(item.get("undated"))


def attributes(article: Article, guid: str, first_seen: str) -> dict[str, Any]:
    """What a feed says about an article, under its lasting GUID; None if it says nothing."""
    return {
        "guid": guid,
        "title": article.title,
        "link": article.link,
        "published": instants.written(article.published) if article.published else first_seen,
        "undated": None if article.published else True,
        "position": position(guid),
        "categories": list(article.categories),
        "authors": list(article.authors),
        "excerpt": article.excerpt,
        "image": article.image,
        "tags": None if article.tags is None else list(article.tags),
    }


def article_from(item: Item) -> Article:
    """The article in an item."""
    return Article(
        guid=item["guid"],
        title=item.get("title", ""),
        link=item.get("link", ""),
        published=instants.read(item["published"]) if "published" in item and not is_undated(item) else None,
        categories=tuple(item.get("categories", ())),
        authors=tuple(item.get("authors", filter(None, [item.get("author")]))),
        excerpt=item.get("excerpt", ""),
        image=item.get("image", ""),
        tags=tuple(item["tags"]) if "tags" in item else None,
        held_until=instants.read(item["held_until"]) if "held_until" in item else None,
    )
