"""Takes articles into the archive: which are known under any of their names, which are new or changed."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from repost.aws.items import Item, Key, Write, feed_partition
from repost.base import instants
from repost.base.names import guid_key
from repost.feeds.identity import each_once, guid_name, is_same, other_names, told_apart
from repost.feeds.items import (
    MARKS,
    MISSES,
    alias_key,
    article_from,
    article_key,
    attributes,
    count,
    feeds_key,
    is_undated,
    meta_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from repost.aws.table import Table
    from repost.base.articles import Article

_log: Final = logging.getLogger(__name__)

STAYS_GONE: Final = timedelta(days=7)
"""How long an article that was found to be gone isn't believed to be back, even if it is listed."""

MOST_OTHER_FEEDS: Final = 8
"""In how many other feeds of its blog, or feeds that it follows, a new article is looked for."""

MOST_KEPT: Final = 50_000
"""How many articles of a feed are remembered: a feed that invents new ones would fill the table."""

_CHUNK: Final = 100


class TakingIn:
    """Takes articles into the archive of one feed, named by its address in the settings."""

    def __init__(self, table: Table, feed: str) -> None:
        self._table = table
        self._feed = feed
        self._partition = feed_partition(feed)

    def take_in(
        self, articles: Sequence[Article], now: datetime, via: str, may_go_on: Callable[[], bool]
    ) -> tuple[int, bool]:
        """See `repost.feeds.archive.Archive.remember`."""
        tally = Counter[str]()
        articles = each_once(articles)
        names = other_names(articles)
        listed = {guid_key(article.guid) for article in articles}
        for start in range(0, len(articles), _CHUNK):
            if start and not may_go_on():
                count(self._table, self._partition, tally)
                return tally["known"], False
            tally.update(self._known_after(articles[start : start + _CHUNK], names, listed, now, via))
        count(self._table, self._partition, tally)
        return tally["known"], True

    def _known_after(
        self,
        articles: Sequence[Article],
        names: Mapping[str, tuple[str, ...]],
        listed: AbstractSet[str],
        now: datetime,
        via: str,
    ) -> Mapping[str, int]:
        """How many more are known for it, and how many of them have no date."""
        by_key = {article_key(self._partition, article.guid): article for article in articles}
        known = self._table.get_many(by_key)
        unknown = [article for key, article in by_key.items() if key not in known]
        before = self._known_by_other_names(unknown, names, listed)
        tally, aliases = Counter[str](), list[Item]()
        for key, article in by_key.items():
            item = known.get(key) or before.get(article.guid)
            if item and item["pk"] == self._partition:
                tally.update(self._update(Key(item["pk"], item["sk"]), item, article, now, via))
                if _names_changed(item, article):
                    aliases += self._aliases(names[article.guid], item["guid"])
                continue
            if self._meta.get("known", 0) + tally["known"] >= MOST_KEPT:
                _log.warning("%s has more than %d articles: new ones are not kept.", self._feed, MOST_KEPT)
                break
            guid, kept, more = self._first_sight(article, item)
            seen = kept.get("seen", instants.written(now))
            values = attributes(article, guid, seen) | {"via": via or None, "seen": seen} | kept
            self._table.update(Write(article_key(self._partition, guid), set=values))
            aliases += self._aliases((*names[article.guid], *more), guid)
            tally.update(known=1, undated=int(article.published is None))
        self._table.put_all(aliases)
        return tally

    def _first_sight(self, article: Article, earlier: Item | None) -> tuple[str, Item, tuple[str, ...]]:
        """The lasting GUID of an article that is new in this feed, what else is kept of it, and more names.

        `earlier` is an article of another feed under the same name.
        """
        if earlier is None:
            return article.guid, {}, ()
        if not is_same(article_from(earlier), article):
            return told_apart(article), {}, (guid_name(article.guid),)
        kept: Item = {name: earlier[name] for name in ("seen", "short_links") if name in earlier}
        return earlier["guid"], kept, (guid_name(article.guid),)

    def _known_by_other_names(
        self, articles: Sequence[Article], names: Mapping[str, tuple[str, ...]], listed: AbstractSet[str]
    ) -> Mapping[str, Item]:
        """The items of articles whose GUIDs are unknown, by GUID: of this feed, or another of the blog."""
        found: dict[str, Item] = {}
        if not articles:
            return found
        for partition in (self._partition, *self._other_partitions):
            missing = [article for article in articles if article.guid not in found]
            if not missing:
                break
            wanted = {
                article.guid: [
                    alias_key(partition, name) for name in (*names[article.guid], guid_name(article.guid))
                ]
                for article in missing
            }
            aliases = self._table.get_many(key for keys in wanted.values() for key in keys)
            firsts = {
                guid: article_key(partition, alias["of"])
                for guid, keys in wanted.items()
                if (alias := next(filter(None, map(aliases.get, keys)), None))
                and (partition != self._partition or guid_key(alias["of"]) not in listed)
            }
            if partition != self._partition:
                for article in missing:
                    firsts.setdefault(article.guid, article_key(partition, article.guid))
            items = self._table.get_many(firsts.values())
            same = {guid: items[key] for guid, key in firsts.items() if key in items}
            found |= same if partition == self._partition else self._free(same, missing)
        return found

    def _free(self, same: Mapping[str, Item], articles: Sequence[Article]) -> Mapping[str, Item]:
        """The items of another feed, without those whose lasting GUIDs belong to other articles here."""
        keys = {guid: article_key(self._partition, item["guid"]) for guid, item in same.items()}
        found = [article for article in articles if article.guid in same]
        found.sort(key=lambda article: article_key(self._partition, article.guid) != keys[article.guid])
        taken = set(self._table.get_many(keys.values()))
        free = {}
        for article in found:
            item, key = same[article.guid], keys[article.guid]
            is_known = is_same(article_from(item), article)
            if not (is_known and key in taken):
                free[article.guid] = item
                taken |= {key} if is_known else set()
        return free

    def _aliases(self, names: Iterable[str], guid: str) -> list[Item]:
        keys = (alias_key(self._partition, name) for name in names)
        return [{"pk": key.pk, "sk": key.sk, "of": guid} for key in keys]

    def _update(self, key: Key, before: Item, article: Article, now: datetime, via: str) -> Mapping[str, int]:
        """Write what has changed of a known article; says what that adds to the counts."""
        gone = "gone" in before
        if (
            gone
            and before.get("gone_link") == article.link
            and instants.read(before["gone"]) > now - STAYS_GONE
        ):
            return {}
        first_seen = before.get("seen") or instants.written(now)
        values = attributes(article, before["guid"], first_seen)  # under which its past is remembered
        if article.tags is None:  # the feed doesn't tell what a walker may have found out
            del values["tags"]
        if via:
            minor = {"authors", "excerpt", "image"}
            values = {name: v for name, v in values.items() if name not in minor or not before.get(name)}
            values["via"] = via
        if gone or any(before.get(name) != value for name, value in values.items()):
            lost = [name for name, value in values.items() if value is None and name in before]
            is_moved = article.link != before.get("link")  # its new page has not failed yet
            marks = [name for name in (*MARKS, *(MISSES if is_moved else ())) if name in before]
            self._table.update(Write(key, set=values, remove=lost + marks))
        was_undated = not gone and ("published" not in before or is_undated(before))
        return {"known": int(gone), "undated": int(article.published is None) - int(was_undated)}

    @cached_property
    def _other_partitions(self) -> Sequence[str]:
        """The partitions of feeds that accounts read before they read this one, and of the blog's others."""
        before, blog = sorted(self._meta.get("before", ())), self._meta.get("blog")
        others = sorted((self._table.get(feeds_key(blog)) or {}).get("feeds", ())) if blog else []
        feeds = [feed for feed in dict.fromkeys([*before, *others]) if feed != self._feed]
        return [feed_partition(feed) for feed in feeds[:MOST_OTHER_FEEDS]]

    @cached_property
    def _meta(self) -> Item:
        """What was remembered of the feed when something new of it came first."""
        return self._table.get(meta_key(self._partition)) or {}


def _names_changed(item: Item, article: Article) -> bool:
    """Whether an article has got another address, title or date since it was written."""
    before = article_from(item)
    return (before.link, before.title, before.published) != (article.link, article.title, article.published)
