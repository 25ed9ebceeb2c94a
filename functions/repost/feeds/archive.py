"""The articles ever seen in a blog, remembered in the table: what has left the feed stays eligible."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from repost.aws.table import BY_POSITION, BY_PUBLISHED, Item, Key, Table, Write, feed_partition
from repost.base import instants
from repost.base.articles import Article, position
from repost.base.digests import digest
from repost.base.names import guid_key
from repost.feeds.identity import each_once, guid_name, is_same, other_names, page_key, told_apart
from repost.feeds.misses import ENOUGH, MOST_FORGOTTEN, WHILE_THE_SITE_FAILS, Misses
from repost.feeds.record import FeedRecord, feed_values, record_from, walk_values

_log: Final = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

AT_LEAST_BETWEEN_REQUESTS: Final = timedelta(minutes=10)
"""How long a feed isn't requested again, whichever account requested it."""

STAYS_GONE: Final = timedelta(days=7)
"""How long an article that was found to be gone isn't believed to be back, even if it is listed."""

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""After the last article of any blog, whatever dates a feed invents."""

MOST_KEPT: Final = 50_000
"""How many articles of a feed are remembered: a feed that invents new ones would fill the table."""

_FIRST: Final = "0"  # before any instant, as text
_CHUNK: Final = 100
_MISSES: Final = ("missed", "missed_at", "missed_why", "held_until")
_MARKS: Final[tuple[str, ...]] = ("gone", "gone_why", "gone_link", "was_published")


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
        self._table.update(
            Write(
                self._meta_key,
                set={"feed": self.feed, "before": feed},
                condition="attribute_not_exists(#before)",
            )
        )

    def leave_alone(self, until: datetime, refusals: int) -> None:
        """Remember that the blog's server has refused so often, and isn't asked until an instant (UTC)."""
        refused = {"not_before": instants.written(until), "refusals": refusals}
        self._table.update(Write(self._meta_key, set=refused))

    def leave_pages_alone(self, until: datetime, refusals: int) -> None:
        """The same of the pages of its articles, which may be refused where the feed isn't."""
        refused = {"pages_not_before": instants.written(until), "page_refusals": refusals}
        self._table.update(Write(self._meta_key, set=refused))

    def is_welcome(self, *, to_pages: bool = False) -> None:
        """Forget that the blog's server refused anything."""
        names = ("pages_not_before", "page_refusals") if to_pages else ("not_before", "refusals")
        self._table.update(Write(self._meta_key, remove=names))

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
        tally = Counter[str]()
        articles = each_once(articles)
        names = other_names(articles)
        listed = {guid_key(article.guid) for article in articles}
        for start in range(0, len(articles), _CHUNK):
            if start and not may_go_on():
                self._count(tally)
                return tally["known"], False
            tally.update(self._remember(articles[start : start + _CHUNK], names, listed, now, via))
        self._count(tally)
        return tally["known"], True

    def forget(self, article: Article, why: str, now: datetime) -> None:
        """Remember that an article is gone: no window contains it any longer."""
        gone = Write(
            self._key(article.guid),
            set={
                "gone": instants.written(now),
                "gone_why": why,
                "gone_link": article.link,
                "was_published": instants.written(article.published) if article.published else None,
            },
            remove=("published", "position", *_MISSES),
            condition="attribute_exists(pk) AND attribute_not_exists(#gone)",
        )
        if self._table.update(gone):
            undated = article.published is None or not article.is_dated
            self._count({"known": -1, "undated": -int(undated)})

    def hold_back(self, article: Article, why: str, now: datetime, *, may_forget: bool) -> None:
        """Remember that an article's page failed, and check it again days later.

        It is forgotten after three such sightings on different days, if `may_forget`; at most a few a day.
        """
        key = self._key(article.guid)
        item = self._table.get(key) or {}
        last = instants.read(item["missed_at"]) if "missed_at" in item else None
        misses = Misses(item.get("missed", 0), last).after(now)
        if misses.count >= ENOUGH and may_forget and self._may_forget(now):
            self.forget(article, why, now)
            return
        held = {
            "missed": misses.count,
            "missed_at": instants.written(misses.last or now),
            "missed_why": why,
            "held_until": instants.written(now + misses.wait),
        }
        self._table.update(Write(key, set=held, condition="attribute_exists(pk)"))

    def hold_for_now(self, article: Article, why: str, now: datetime) -> None:
        """Hold an article back for an hour, so that others are checked first; its page may be sound."""
        held = {"held_until": instants.written(now + WHILE_THE_SITE_FAILS), "missed_why": why}
        self._table.update(Write(self._key(article.guid), set=held, condition="attribute_exists(pk)"))

    def let_go(self, article: Article) -> None:
        """Forget that an article's page ever failed."""
        self._table.update(Write(self._key(article.guid), remove=_MISSES, condition="attribute_exists(pk)"))

    def bring_back(self, article: Article) -> str:
        """Know an article again that was forgotten or is held back; says why it was, or ""."""
        key = self._key(article.guid)
        item = self._table.get(key) or {}
        if not {"gone", "held_until"} & item.keys():
            return ""
        published = item.get("was_published") if "gone" in item else item.get("published")
        published = published or item.get("seen")  # as the age of an undated article counts
        lasting = {"published": published, "position": position(item["guid"])}
        found = Write(
            key,
            set=lasting,
            remove=(*_MARKS, *_MISSES),
            condition="attribute_exists(#gone)" if "gone" in item else "attribute_exists(pk)",
        )
        if not self._table.update(found):
            return ""
        if "gone" in item:
            self._count({"known": 1, "undated": int(_is_undated(item))})
        return str(item.get("gone_why") or item.get("missed_why") or "")

    def _may_forget(self, now: datetime) -> bool:
        """Whether fewer articles than the most were forgotten today; counts one more."""
        day = f"{now:%Y-%m-%d}"
        first = Write(
            self._meta_key,
            set={"forgot_on": day, "forgot": 1},
            condition="attribute_not_exists(#forgot_on) OR #forgot_on <> :day",
            given={"day": day},
        )
        another = Write(
            self._meta_key,
            add={"forgot": 1},
            condition="#forgot_on = :day AND #forgot < :most",
            given={"day": day, "most": MOST_FORGOTTEN},
        )
        return self._table.update(first) or self._table.update(another)

    def forget_all(self, guids: Iterable[str], why: str, now: datetime) -> None:
        """Remember that these are gone, if they are known."""
        keys = [self._key(guid) for guid in guids]
        for item in self._table.get_many(keys).values():
            self.forget(_article_from(item), why, now)

    def write_record(self, record: FeedRecord) -> None:
        """Remember the feed's description and validators.

        Comes after its articles, so that a crash in between costs nothing but a second look.
        """
        self._table.update(Write(self._meta_key, set=feed_values(record), remove=("not_before", "refusals")))

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
        return map(_article_from, filter(_is_undated, self._items_between(None, FOREVER)))

    def positioned_between(self, first: str, last: str, *, likely: int) -> Iterator[Article]:
        """The articles of any date with positions between two (inclusive), in their order."""
        items = self._table.query(self._partition, index=BY_POSITION, first=first, last=last, likely=likely)
        return self._eligible(items)

    def listed_between(self, first: datetime, last: datetime, via: str) -> list[Article]:
        """Those of them that this very walker has found, too."""
        return [
            _article_from(item) for item in self._items_between(first, last) if item.get("via", "") == via
        ]

    def first_published_after(self, instant_: datetime, now: datetime) -> datetime | None:
        """When the oldest article after an instant was published (UTC)."""
        return next((each.published for each in self.published_between(instant_, now, likely=1)), None)

    def news(self, since: datetime, now: datetime) -> list[Article]:
        """The articles that were published after an instant and first seen after it, too, oldest first.

        An old article whose date was changed, or that only has the date of its last edit, is not news.
        """
        items = self._items_between(since, now)
        written = instants.written(since)
        return [
            _article_from(item)
            for item in items
            if item["published"] > written and item.get("seen", "") > written and not _is_undated(item)
        ]

    def first_seen(self, guids: Iterable[str], at: datetime) -> list[str]:
        """Those of the articles that were first seen at an instant."""
        items = self._table.get_many(map(self._key, guids)).values()
        return [item["guid"] for item in items if item.get("seen") == instants.written(at)]

    def remembered(self, guid: str) -> Article | None:
        """The article with this GUID; None if it is unknown, or gone."""
        item = self._table.get(self._key(guid))
        return self._aged(item) if item and "gone" not in item else None

    def find(self, name: str) -> Article | None:
        """The article with this GUID or at this address, however that is written; None if unknown."""
        if item := self._table.get(self._key(name)):
            return self._aged(item)
        aliases = [self._alias_key(each) for each in (f"at {page_key(name)}", guid_name(name))]
        for alias in self._table.get_many(aliases).values():
            if item := self._table.get(self._key(alias["of"])):
                return self._aged(item)
        return None

    def short_link(self, guid: str, link: str, maker: str) -> str | None:
        """The short link that this maker made of exactly this link of the article, if any."""
        item = self._table.get(self._key(guid))
        short = item.get("short_links", {}).get(_made(maker, link)) if item else None
        return str(short) if short else None

    def keep_short_link(self, guid: str, link: str, maker: str, short: str) -> None:
        """Remember a short link with its article, so that it is asked for only once."""
        key = self._key(guid)
        links = (self._table.get(key) or {}).get("short_links", {})
        self._table.update(
            Write(
                key,
                set={"short_links": links | {_made(maker, link): short}},
                condition="attribute_exists(pk)",
            )
        )

    def _eligible(self, items: Iterable[Item]) -> Iterator[Article]:
        """The articles that have an age."""
        return (self._aged(item) for item in items if self.ages_undated or not _is_undated(item))

    def _aged(self, item: Item) -> Article:
        """An article; if it has no date and the settings say so, published when it was first seen."""
        article = _article_from(item)
        if not self.ages_undated or not _is_undated(item) or "published" not in item:
            return article
        return replace(article, published=instants.read(item["published"]), is_dated=False)

    def _items_between(
        self, first: datetime | None, last: datetime, likely: int | None = None
    ) -> Iterator[Item]:
        since = instants.written(first) if first else _FIRST
        return self._table.query(
            self._partition, index=BY_PUBLISHED, first=since, last=instants.written(last), likely=likely
        )

    def _remember(
        self,
        articles: Sequence[Article],
        names: Mapping[str, tuple[str, ...]],
        listed: AbstractSet[str],
        now: datetime,
        via: str,
    ) -> Mapping[str, int]:
        """How many more are known for it, and how many of them have no date."""
        by_key = {self._key(article.guid): article for article in articles}
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
                _log.warning("%s has more than %d articles: new ones are not kept.", self.feed, MOST_KEPT)
                break
            guid, kept, more = self._first_sight(article, item)
            seen = kept.get("seen", instants.written(now))
            values = _values(article, guid, seen) | {"via": via or None, "seen": seen} | kept
            self._table.update(Write(self._key(guid), set=values))
            aliases += self._aliases((*names[article.guid], *more), guid)
            tally.update(known=1, undated=int(article.published is None))
        self._table.put_all(aliases)
        return tally

    def _first_sight(self, article: Article, earlier: Item | None) -> tuple[str, Item, tuple[str, ...]]:
        """The lasting GUID of an article that is new in this feed, what else is kept of it, and more names.

        `earlier` is an article of the feed that the settings named before, under the same name.
        """
        if earlier is None:
            return article.guid, {}, ()
        if not is_same(_article_from(earlier), article):
            return told_apart(article), {}, (guid_name(article.guid),)
        kept: Item = {name: earlier[name] for name in ("seen", "short_links") if name in earlier}
        return earlier["guid"], kept, (guid_name(article.guid),)

    def _known_by_other_names(
        self, articles: Sequence[Article], names: Mapping[str, tuple[str, ...]], listed: AbstractSet[str]
    ) -> Mapping[str, Item]:
        """The items of articles whose GUIDs are unknown, by GUID: of this feed, or the one before it."""
        if not articles:
            return {}
        found: dict[str, Item] = {}
        for partition in filter(None, (self._partition, self._partition_before)):
            missing = [article for article in articles if article.guid not in found]
            wanted = {
                article.guid: [
                    self._alias_key(name, partition)
                    for name in (*names[article.guid], guid_name(article.guid))
                ]
                for article in missing
            }
            aliases = self._table.get_many(key for keys in wanted.values() for key in keys)
            firsts = {
                guid: self._key(alias["of"], partition)
                for guid, keys in wanted.items()
                if (alias := next(filter(None, map(aliases.get, keys)), None))
                and (partition != self._partition or guid_key(alias["of"]) not in listed)
            }
            if partition != self._partition:
                for article in missing:
                    firsts.setdefault(article.guid, self._key(article.guid, partition))
            items = self._table.get_many(firsts.values())
            found |= {guid: items[key] for guid, key in firsts.items() if key in items}
        return found

    def _aliases(self, names: Iterable[str], guid: str) -> list[Item]:
        keys = map(self._alias_key, names)
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
        values = _values(article, before["guid"], first_seen)  # under which its past is remembered
        if article.tags is None:  # the feed doesn't tell what a walker may have found out
            del values["tags"]
        if via:
            minor = {"authors", "excerpt", "image"}
            values = {name: v for name, v in values.items() if name not in minor or not before.get(name)}
            values["via"] = via
        if gone or any(before.get(name) != value for name, value in values.items()):
            lost = [name for name, value in values.items() if value is None and name in before]
            is_moved = article.link != before.get("link")  # its new page has not failed yet
            marks = [name for name in (*_MARKS, *(_MISSES if is_moved else ())) if name in before]
            self._table.update(Write(key, set=values, remove=lost + marks))
        was_undated = not gone and ("published" not in before or _is_undated(before))
        return {"known": int(gone), "undated": int(article.published is None) - int(was_undated)}

    def _count(self, tally: Mapping[str, int]) -> None:
        if added := {name: number for name, number in tally.items() if number}:
            self._table.update(Write(self._meta_key, add=added))

    @property
    def _meta_key(self) -> Key:
        return Key(self._partition, "META")

    @cached_property
    def _partition_before(self) -> str:
        """The partition of the feed that the settings named before this one; "" if there was none."""
        before = self._meta.get("before")
        return feed_partition(before) if before else ""

    @cached_property
    def _meta(self) -> Item:
        """What was remembered of the feed when something new of it came first."""
        return self._table.get(self._meta_key) or {}

    def _key(self, guid: str, partition: str = "") -> Key:
        return Key(partition or self._partition, f"POST#{digest(guid_key(guid))}")

    def _alias_key(self, name: str, partition: str = "") -> Key:
        return Key(partition or self._partition, f"ALIAS#{digest(name)}")


def _names_changed(item: Item, article: Article) -> bool:
    """Whether an article has got another address, title or date since it was written."""
    before = _article_from(item)
    return (before.link, before.title, before.published) != (article.link, article.title, article.published)


def _made(maker: str, link: str) -> str:
    """The name of a short link among those of its article: each service has its own."""
    return digest(f"{maker} {link}")


def _is_undated(item: Item) -> bool:
    return bool(item.get("undated"))


def _values(article: Article, guid: str, first_seen: str) -> dict[str, Any]:
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


def _article_from(item: Item) -> Article:
    return Article(
        guid=item["guid"],
        title=item.get("title", ""),
        link=item.get("link", ""),
        published=instants.read(item["published"]) if "published" in item and not _is_undated(item) else None,
        categories=tuple(item.get("categories", ())),
        authors=tuple(item.get("authors", filter(None, [item.get("author")]))),
        excerpt=item.get("excerpt", ""),
        image=item.get("image", ""),
        tags=tuple(item["tags"]) if "tags" in item else None,
        held_until=instants.read(item["held_until"]) if "held_until" in item else None,
    )
