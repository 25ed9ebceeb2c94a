"""The articles ever seen in a blog, remembered in the table: what has left the feed stays eligible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.aws.items import Item, Key, Write, feed_partition
from repost.aws.table import BY_POSITION, BY_PUBLISHED, Table
from repost.base import instants
from repost.base.digests import digest
from repost.feeds.identity import guid_name, page_key
from repost.feeds.items import (
    alias_key,
    article_from,
    article_key,
    feeds_key,
    is_undated,
    meta_key,
)
from repost.feeds.record import FeedRecord, feed_values, record_from, walk_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from repost.base.articles import Article
    from repost.feeds.pages import Pages
    from repost.feeds.shared_pages import SharedPages
    from repost.feeds.taking_in import TakingIn

AT_LEAST_BETWEEN_REQUESTS: Final = timedelta(minutes=10)
"""How long a feed isn't requested again, whichever account requested it."""

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""After the last article of any blog, whatever dates a feed invents."""

_FIRST: Final = "0"  # before any instant, as text


class Archive:
    """The remembered articles of one feed, named by its address in the settings.

    `ages_undated` says that articles without a date count as published when they were first seen. Otherwise
    they are in no window.
    """

    def __init__(self, table: Table, feed: str, *, ages_undated: bool = False) -> None:
        self._table = table
        self.ages_undated = ages_undated
        self.feed = feed
        self._partition = feed_partition(feed)

    def record(self) -> FeedRecord:
        """What is remembered of the feed; an empty record the first time."""
        item = self._table.get(self._meta_key)
        return record_from(item) if item else FeedRecord()

    def may_refresh(self, record: FeedRecord, now: datetime) -> bool:
        """Take the right to request the feed now; False if it was requested minutes ago.

        A refresh in which nothing has changed costs only this write: lease, record of the last request, and
        minimum interval between two requests in one.
        """
        earliest = now - AT_LEAST_BETWEEN_REQUESTS
        if record.asked and earliest < record.asked <= now:
            return False
        return self._table.update(
            Write(
                self._meta_key,
                set={"feed": self.feed, "asked": instants.written(now)},
                # A request in the future was recorded by a wrong clock.
                condition="attribute_not_exists(#asked) OR #asked <= :earliest OR #asked > :now",
                given={"earliest": instants.written(earliest), "now": instants.written(now)},
            )
        )

    def follow(self, feed: str) -> None:
        """Recognize the articles of the feed that an account read before in this one."""
        self._table.update(Write(self._meta_key, set={"feed": self.feed}, add={"before": {feed}}))

    def belongs_to(self, blog: str) -> None:
        """Remember which blog this is a feed of: its feeds recognize each other's articles."""
        self._table.update(Write(self._meta_key, set={"feed": self.feed, "blog": blog}))
        self._table.update(Write(feeds_key(blog), add={"feeds": {self.feed}}))

    def leave_alone(self, until: datetime, refusals: int) -> None:
        """Remember that the blog's server has refused so often, and isn't asked until an instant (UTC)."""
        refused = {"not_before": instants.written(until), "refusals": refusals}
        self._table.update(Write(self._meta_key, set=refused))

    def is_in_trouble(self, why: str) -> None:
        """Remember why the feed could not be read."""
        self._table.update(Write(self._meta_key, set={"trouble": why}))

    def is_welcome(self) -> None:
        """Forget that the feed could not be read, or that the blog's server refused anything."""
        self._table.update(Write(self._meta_key, remove=("not_before", "refusals", "trouble")))

    def remember(
        self,
        articles: Sequence[Article],
        now: datetime,
        *,
        via: str = "",
        may_go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[int, bool]:
        """Write what is new or has changed.

        An article is known if its GUID is, its address, or its title with its date: see
        `repost.feeds.identity`. What a walker finds doesn't replace the feed's own excerpt, author and
        picture.

        Parameters
        ----------
        via : str
            The walker that found them, or "" for the feed itself.
        may_go_on : callable
            Asked every hundred articles whether there is time for more.

        Returns
        -------
        int, bool
            How many articles were new, and whether all of them were taken in.
        """
        return self._taking_in.take_in(articles, now, via, may_go_on)

    def write_record(self, record: FeedRecord) -> None:
        """Remember the feed's description and validators.

        Comes after its articles, so that a crash in between costs nothing but a second look.
        """
        self._table.update(
            Write(self._meta_key, set=feed_values(record), remove=("not_before", "refusals", "trouble"))
        )

    def keep_language(self, language: str) -> None:
        """Remember the language of the blog's pages."""
        self._table.update(Write(self._meta_key, set={"page_language": language}))

    def write_walk(self, record: FeedRecord) -> None:
        """Remember how far the blog has been walked through."""
        self._table.update(Write(self._meta_key, set=walk_values(record)))

    def published_between(
        self, first: datetime | None, last: datetime, *, likely: int | None = None
    ) -> Iterator[Article]:
        """The articles published between two instants (UTC), both included, oldest first.

        `first` is None for no limit. They are read as they are needed; `likely` is how many that will be.
        """
        return self._eligible(self._items_between(first, last, likely))

    def undated(self) -> Iterator[Article]:
        """The articles without a date, in the order in which they were first seen."""
        return map(article_from, filter(is_undated, self._items_between(None, FOREVER)))

    def positioned_between(self, first: str, last: str, *, likely: int) -> Iterator[Article]:
        """The articles of any date with positions between two (inclusive), in their order."""
        items = self._table.query(self._partition, index=BY_POSITION, first=first, last=last, likely=likely)
        return self._eligible(items)

    def listed_between(self, first: datetime, last: datetime, via: str) -> list[Article]:
        """Those of them that this very walker has found, too."""
        return [article_from(item) for item in self._items_between(first, last) if item.get("via", "") == via]

    def news(self, since: datetime, now: datetime) -> list[Article]:
        """The articles that were published after an instant and first seen after it, too, oldest first.

        An old article whose date was changed, or that only has the date of its last edit, is not news.
        """
        items = self._items_between(since, now)
        written = instants.written(since)
        return [
            article_from(item)
            for item in items
            if item["published"] > written and item.get("seen", "") > written and not is_undated(item)
        ]

    def first_seen(self, guids: Iterable[str], at: datetime) -> list[str]:
        """Those of the articles that were first seen at an instant."""
        items = self._table.get_many(map(self._key, guids)).values()
        return [item["guid"] for item in items if item.get("seen") == instants.written(at)]

    def remembered(self, guid: str) -> Article | None:
        """The article with this GUID; None if it is unknown, or gone."""
        item = self._table.get(self._key(guid))
        return self._aged(item) if item and "gone" not in item else None

    def named(self, digests: Iterable[str]) -> dict[str, Article]:
        """The known articles by the digests of their GUIDs' keys, in one batch of reads."""
        keys = {Key(self._partition, f"POST#{each}"): each for each in digests}
        items = self._table.get_many(keys)
        return {keys[key]: self._aged(item) for key, item in items.items() if "gone" not in item}

    def find(self, name: str) -> Article | None:
        """The article with this GUID or at this address, however that is written; None if unknown."""
        if item := self._table.get(self._key(name)):
            return self._aged(item)
        names = (f"at {page_key(name)}", guid_name(name))
        aliases = [alias_key(self._partition, each) for each in names]
        for alias in self._table.get_many(aliases).values():
            if item := self._table.get(self._key(alias["of"])):
                return self._aged(item)
        return None

    def short_link(self, guid: str, link: str, maker: str) -> str | None:
        """The short link that this maker made of exactly this link of the article, if any."""
        item = self._table.get(self._key(guid))
        short = item.get("short_links", {}).get(_made(maker, link)) if item else None
        return str(short[0]) if short else None

    def short_link_id(self, guid: str, short: str) -> str | None:
        """What the service calls a short link of an article, or ""; None if the article has no such link."""
        item = self._table.get(self._key(guid)) or {}
        return next((name for url, name in item.get("short_links", {}).values() if url == short), None)

    def keep_short_link(self, guid: str, link: str, maker: str, short: str, name: str = "") -> None:
        """Remember a short link with its article and its service's own name for it: it is asked for once."""
        key = self._key(guid)
        links = (self._table.get(key) or {}).get("short_links", {})
        self._table.update(
            Write(
                key,
                set={"short_links": links | {_made(maker, link): [short, name]}},
                condition="attribute_exists(pk)",
            )
        )

    def _eligible(self, items: Iterable[Item]) -> Iterator[Article]:
        """The articles that have an age."""
        return (self._aged(item) for item in items if self.ages_undated or not is_undated(item))

    def _aged(self, item: Item) -> Article:
        """An article; if it has no date and the settings say so, published when it was first seen."""
        article = article_from(item)
        if not self.ages_undated or not is_undated(item) or "published" not in item:
            return article
        return replace(article, published=instants.read(item["published"]), is_dated=False)

    def _items_between(
        self, first: datetime | None, last: datetime, likely: int | None = None
    ) -> Iterator[Item]:
        since = instants.written(first) if first else _FIRST
        return self._table.query(
            self._partition, index=BY_PUBLISHED, first=since, last=instants.written(last), likely=likely
        )

    @cached_property
    def pages(self) -> Pages:
        """What is remembered of the articles' pages."""
        from repost.feeds.pages import Pages

        return Pages(self._table, self._partition)

    def shared_pages(self, clock: Callable[[], datetime]) -> SharedPages:
        """The same pages, each asked for once for all accounts."""
        from repost.feeds.shared_pages import SharedPages

        return SharedPages(self._table, self._partition, clock)

    @cached_property
    def _taking_in(self) -> TakingIn:
        from repost.feeds.taking_in import TakingIn

        return TakingIn(self._table, self.feed)

    @property
    def _meta_key(self) -> Key:
        return meta_key(self._partition)

    def _key(self, guid: str) -> Key:
        return article_key(self._partition, guid)


def _made(maker: str, link: str) -> str:
    """The name of a short link among those of its article: each service has its own."""
    return digest(f"{maker} {link}")
