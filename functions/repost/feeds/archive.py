"""The articles ever seen in a feed, remembered in the table: what has left the feed stays eligible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from repost.articles import Article, Blog
from repost.feeds.fetch import Validators
from repost.table import BY_PUBLISHED, Item, Key, Table, Write, digest, feed_partition, instant, moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_NO_BLOG: Final = Blog("", "", "")
_NO_VALIDATORS: Final = Validators()


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """What is remembered of a feed: the blog, what makes the next request conditional, and how much is known.

    `body` is the digest of the last body that was taken in, `known` the number of articles ever seen,
    `refreshed` the last instant (UTC) at which the feed gave a usable answer.
    """

    blog: Blog = _NO_BLOG
    validators: Validators = _NO_VALIDATORS
    body: str = ""
    known: int = 0
    refreshed: datetime | None = None


class Archive:
    """The remembered articles of one feed, named by its address in the settings."""

    def __init__(self, table: Table, feed: str) -> None:
        self._table = table
        self.feed = feed
        self._partition = feed_partition(feed)

    def record(self) -> FeedRecord:
        """What is remembered of the feed; an empty record the first time."""
        item = self._table.get(self._meta_key)
        if item is None:
            return FeedRecord()
        return FeedRecord(
            blog=Blog(item.get("title", ""), item.get("home", ""), item.get("language", "")),
            validators=Validators(item.get("etag", ""), item.get("last_modified", "")),
            body=item.get("body", ""),
            known=item.get("known", 0),
            refreshed=moment(item["refreshed"]) if "refreshed" in item else None,
        )

    def remember(self, articles: Iterable[Article]) -> int:
        """Write what is new or has changed; returns how many articles were new.

        An article whose title, link or date changed is the same article as long as its GUID is.
        """
        by_key = {self._key(article.guid): _values(article) for article in articles}
        known = self._table.get_many(by_key)
        for key, values in by_key.items():
            before = known.get(key, {})
            if not before or any(before.get(name) != value for name, value in values.items()):
                lost = [name for name, value in values.items() if value is None and name in before]
                self._table.update(Write(key, set=values, remove=lost))
        return len(by_key) - len(known)

    def write_record(self, record: FeedRecord, *, new: int) -> None:
        """Remember the feed's description and validators, and that `new` articles came to be known."""
        self._table.update(
            Write(
                self._meta_key,
                set={
                    "feed": self.feed,
                    "title": record.blog.title,
                    "home": record.blog.link,
                    "language": record.blog.language,
                    "etag": record.validators.etag,
                    "last_modified": record.validators.last_modified,
                    "body": record.body,
                    "refreshed": instant(record.refreshed) if record.refreshed else None,
                },
                add={"known": new},
            )
        )

    def published_between(self, first: datetime | None, last: datetime) -> list[Article]:
        """The articles published between two instants (UTC), both included; `first` None for no limit."""
        items = self._table.query(
            self._partition,
            index=BY_PUBLISHED,
            first=instant(first) if first else "0",
            last=instant(last),
        )
        return [_article_from(item) for item in items]

    def short_link(self, guid: str, link: str) -> str | None:
        """The short link that was made of this very link of the article, if any."""
        item = self._table.get(self._key(guid))
        short = item.get("short_links", {}).get(link) if item else None
        return str(short) if short else None

    def keep_short_link(self, guid: str, link: str, short: str) -> None:
        """Remember a short link with its article, so that it is asked for only once."""
        key = self._key(guid)
        links = (self._table.get(key) or {}).get("short_links", {})
        self._table.update(
            Write(key, set={"short_links": links | {link: short}}, condition="attribute_exists(pk)")
        )

    @property
    def _meta_key(self) -> Key:
        return Key(self._partition, "META")

    def _key(self, guid: str) -> Key:
        return Key(self._partition, f"POST#{digest(guid)}")


def _values(article: Article) -> dict[str, Any]:
    return {
        "guid": article.guid,
        "title": article.title,
        "link": article.link,
        "published": instant(article.published) if article.published else None,
        "categories": list(article.categories),
        "author": article.author,
        "excerpt": article.excerpt,
        "image": article.image,
    }


def _article_from(item: Item) -> Article:
    return Article(
        guid=item["guid"],
        title=item.get("title", ""),
        link=item.get("link", ""),
        published=moment(item["published"]) if "published" in item else None,
        categories=tuple(item.get("categories", ())),
        author=item.get("author", ""),
        excerpt=item.get("excerpt", ""),
        image=item.get("image", ""),
    )
