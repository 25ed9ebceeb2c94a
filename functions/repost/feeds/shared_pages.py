"""One request for an article's page serves all accounts for ten minutes, whoever runs at the same time.

The answer is kept beside the article. Whoever is about to ask says so first, and others wait for the answer.
"""

from __future__ import annotations

from datetime import timedelta
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import asdict

from repost.aws.items import EXPIRES, Item, Key, Write
from repost.base import instants
from repost.base.digests import digest
from repost.base.names import guid_key
from repost.feeds.liveness import Alive, Missing, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from repost.aws.table import Table
    from repost.base.articles import Article

SERVES_FOR: Final = timedelta(minutes=10)
"""How long an answer serves; a feed isn't requested more often either."""

_ASKING: Final = timedelta(seconds=10)  # longer than a page may take
_LOOKS: Final = 40
_BETWEEN_LOOKS: Final = 0.25  # seconds
_LONGEST: Final = 4000  # characters; a page that has more to say is asked for again


class SharedPages:
    """The answers of the pages of a feed's articles, in the feed's partition of the table."""

    def __init__(self, table: Table, partition: str, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._partition = partition
        self._clock = clock

    def asked_once(
        self, article: Article, ask: Callable[[], Alive | Missing | Unsure]
    ) -> Alive | Missing | Unsure:
        """The page of an article as somebody found it in the last ten minutes, or as it is found now.

        What somebody else found missing is only unsure here: it is remembered of the article once.
        """
        key = Key(self._partition, f"PAGE#{digest(guid_key(article.guid))}")
        for _ in range(_LOOKS):
            if kept := _kept(self._table.get(key), self._clock()):
                return kept
            if self._may_ask(key):
                break
            sleep(_BETWEEN_LOOKS)
        page = ask()
        self._table.update(Write(key, set=_values(page, self._clock()), remove=("asking",)))
        return page

    def _may_ask(self, key: Key) -> bool:
        """Take the right to ask; False if somebody has just asked, or asks now and isn't long over time."""
        now = self._clock()
        return self._table.update(
            Write(
                key,
                set={"asking": instants.written(now)},
                # Somebody who asks in the future has a wrong clock.
                condition="(attribute_not_exists(#asking) OR #asking <= :over OR #asking > :now)"
                " AND (attribute_not_exists(#at) OR #at <= :stale OR #at > :now)",
                given={
                    "over": instants.written(now - _ASKING),
                    "stale": instants.written(now - SERVES_FOR),
                    "now": instants.written(now),
                },
            )
        )


def _kept(item: Item | None, now: datetime) -> Alive | Unsure | None:
    """The answer that an item holds, if it still serves."""
    if not item or "at" not in item or not timedelta() <= now - instants.read(item["at"]) < SERVES_FOR:
        return None
    found: dict[str, Any] = item["page"]
    if "why" in found:
        return Unsure(f"{found['why']}, as another account has just found", found.get("status", 0))
    ends = found.get("ends")
    return Alive(**{**found, "ends": instants.read(ends) if ends else None})


def _values(page: Alive | Missing | Unsure, now: datetime) -> dict[str, Any]:
    """The attributes that keep an answer; those of an answer of the past if this one is too long."""
    found = {name: value for name, value in asdict(page).items() if value and name != "not_before"}
    if isinstance(page, Alive) and page.ends:
        found["ends"] = instants.written(page.ends)
    is_short = sum(len(str(value)) for value in found.values()) <= _LONGEST
    return {
        "at": instants.written(now if is_short else now - SERVES_FOR),
        "page": found if is_short else {},
        EXPIRES: int((now + timedelta(days=1)).timestamp()),
    }
