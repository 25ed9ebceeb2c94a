"""The pages of a feed's articles, as they are remembered: which failed, and which articles are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.aws.items import Key, Write, feed_partition
from repost.base import instants
from repost.base.articles import Article, position
from repost.feeds.items import (
    MARKS,
    MISSES,
    article_from,
    article_key,
    count,
    feeds_key,
    is_undated,
    meta_key,
)
from repost.feeds.misses import ENOUGH, MOST_FORGOTTEN, WHILE_THE_SITE_FAILS, Misses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from repost.aws.table import Table

_MOST_FEEDS: Final = 20
"""How many feeds of a blog hear that its pages were refused."""


class Pages:
    """Holds articles back whose pages fail, forgets those that are gone, and brings both back."""

    def __init__(self, table: Table, partition: str) -> None:
        self._table = table
        self._partition = partition

    def leave_alone(self, until: datetime, refusals: int, blog: str = "") -> None:
        """Remember that the pages were refused so often, and aren't asked for until an instant (UTC).

        `blog` is the key of the blog, whose other feeds lead to the same pages.
        """
        refused = {"pages_not_before": instants.written(until), "page_refusals": refusals}
        listed = (self._table.get(feeds_key(blog)) or {}).get("feeds", ()) if blog else ()
        others = {meta_key(feed_partition(feed)) for feed in sorted(listed)[:_MOST_FEEDS]}
        for key in {self._meta_key, *others}:
            self._table.update(Write(key, set=refused))

    def are_welcome(self) -> None:
        """Forget that the pages were refused."""
        self._table.update(Write(self._meta_key, remove=("pages_not_before", "page_refusals")))

    def hold_back(self, article: Article, why: str, now: datetime, *, may_forget: bool) -> datetime | None:
        """Remember that an article's page failed; when it is checked again (UTC), days later.

        It is forgotten after three such sightings on different days, if `may_forget`; at most a few a day.
        Then it is not checked again.
        """
        key = self._key(article.guid)
        item = self._table.get(key) or {}
        last = instants.read(item["missed_at"]) if "missed_at" in item else None
        misses = Misses(item.get("missed", 0), last).after(now)
        if misses.count >= ENOUGH and may_forget and self._may_forget(now):
            self.forget(article, why, now)
            return None
        until = now + misses.wait
        held = {
            "missed": misses.count,
            "missed_at": instants.written(misses.last or now),
            "missed_why": why,
            "held_until": instants.written(until),
        }
        self._table.update(Write(key, set=held, condition="attribute_exists(pk)"))
        return until

    def hold_for_now(self, article: Article, why: str, now: datetime) -> None:
        """Hold an article back for an hour, so that others are checked first; its page may be sound."""
        held = {"held_until": instants.written(now + WHILE_THE_SITE_FAILS), "missed_why": why}
        self._table.update(Write(self._key(article.guid), set=held, condition="attribute_exists(pk)"))

    def let_go(self, article: Article) -> None:
        """Forget that an article's page ever failed."""
        self._table.update(Write(self._key(article.guid), remove=MISSES, condition="attribute_exists(pk)"))

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
            remove=(*MARKS, *MISSES),
            condition="attribute_exists(#gone)" if "gone" in item else "attribute_exists(pk)",
        )
        if not self._table.update(found):
            return ""
        if "gone" in item:
            count(self._table, self._partition, {"known": 1, "undated": int(is_undated(item))})
        return str(item.get("gone_why") or item.get("missed_why") or "")

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
            remove=("published", "position", *MISSES),
            condition="attribute_exists(pk) AND attribute_not_exists(#gone)",
        )
        if self._table.update(gone):
            undated = article.published is None or not article.is_dated
            count(self._table, self._partition, {"known": -1, "undated": -int(undated)})

    def forget_all(self, guids: Iterable[str], why: str, now: datetime) -> None:
        """Remember that these are gone, if they are known."""
        keys = [self._key(guid) for guid in guids]
        for item in self._table.get_many(keys).values():
            self.forget(article_from(item), why, now)

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

    @property
    def _meta_key(self) -> Key:
        return meta_key(self._partition)

    def _key(self, guid: str) -> Key:
        return article_key(self._partition, guid)
