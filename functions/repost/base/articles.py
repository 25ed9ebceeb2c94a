"""What Repost knows of a blog and of its articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base.digests import digest, digest_bytes
from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import datetime


class Blog(Value, frozen=True):
    """A blog as its feed describes it.

    `title` is plain text; `link` is the home page or ""; `language` is a BCP 47 tag such as
    "fr" or "en-us" in lower case, or "" if the feed does not say.
    """

    title: str
    link: str
    language: str


class Article(Value, frozen=True):
    """One article. Texts are plain: no markup, no entities, no control characters, single spaces.

    `guid` is the feed's own identifier, or the link if there is none. `published` is UTC, or
    None if the feed gives no usable date: such an article is remembered but never due.
    `is_dated` is false where `published` is only when the article was first seen.
    `excerpt` is the author's summary, or the beginning of the content (at most 500 characters).
    `image` is the address of its picture, where the feed names one. `categories` are its categories and
    tags; `tags` are those of them that are tags only, or None if the blog doesn't tell them apart.
    `held_until` is when its page is checked again (UTC) that failed when it was last checked, else None.
    """

    guid: str
    title: str
    link: str
    published: datetime | None
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excerpt: str = ""
    image: str = ""
    tags: tuple[str, ...] | None = None
    is_dated: bool = True
    held_until: datetime | None = None

    @property
    def author(self) -> str:
        """All of its authors, in one line."""
        return ", ".join(self.authors)


position = digest
"""Gives an article's lasting place in the random order of all articles, by its GUID: 32 hex digits."""

position_bytes = digest_bytes
"""The same as 16 bytes, which sort alike: writing out thousands as text takes a while."""
