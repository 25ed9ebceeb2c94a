"""The event or job offer that a page is about, from what it tells search engines: when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from repost.base.names import name_key, same_address
from repost.feeds.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.base.articles import Article
    from repost.feeds.json_ld import Thing


def event_end(things: Iterable[Thing], article: Article) -> datetime | None:
    """When the event that the article announces ends, or the job offer (UTC); None if there is neither.

    See https://schema.org/Event and https://schema.org/JobPosting. Events that the page merely lists are
    not meant: its own has its address or its title. If there are several, the last counts.
    """
    passing = (thing for thing in things if any(map(_is_passing, thing.kinds)))
    ends = (_end(thing) for thing in passing if _is_about(thing, article))
    return max((end for end in ends if end), default=None)


def _is_passing(kind: str) -> bool:
    return kind.endswith("Event") or kind in {"Festival", "JobPosting"}


def _is_about(thing: Thing, article: Article) -> bool:
    if any(same_address(address, article.link) for address in thing.addresses):
        return True
    name = name_key(thing.text("name", "title"))
    return bool(name) and name in name_key(article.title)


def _end(thing: Thing) -> datetime | None:
    for key in ("endDate", "validThrough", "startDate"):
        text = thing.text(key)
        if end := date_in(text):
            is_day = ":" not in text and len(text) <= len("30 September 2026")
            return datetime.combine(end, time.max, UTC) if is_day else end
    return None
