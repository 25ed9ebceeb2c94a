"""The event or job offer that a page is about, from what it tells search engines: when it is over."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.names import name_key, same_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.base.articles import Article

# What isn't closed reaches to the end: so no text is searched twice, however it is made.
_BLOCK: Final = re.compile(
    r"<script\b[^<>]{0,500}application/ld\+json[^<>]{0,500}>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL
)
_MOST_BLOCKS: Final = 20
_LONGEST_BLOCK: Final = 100_000
_DEEPEST: Final = 6
_MOST_THINGS: Final = 2_000


def event_end(markup: str, article: Article) -> datetime | None:
    """When the event ends that the article announces, or the offer of a job (UTC); None if there is neither.

    Read from JSON-LD, https://schema.org/Event and https://schema.org/JobPosting. Events that the page
    merely lists beside are not meant: its own has its address or its title. Of several the last counts.
    """
    ends = []
    for block in list(_BLOCK.finditer(markup))[:_MOST_BLOCKS]:
        try:
            table = json.loads(block[1][:_LONGEST_BLOCK])
        except (ValueError, RecursionError):
            continue
        ends += [end for thing in _things(table) if _is_about(thing, article) and (end := _end(thing))]
    return max(ends, default=None)


def _things(table: object) -> Iterator[dict[str, Any]]:
    """The events and job offers in a document, up to a bound."""
    pending, seen = [(table, 0)], 0
    while pending and seen < _MOST_THINGS:
        here, depth = pending.pop()
        seen += 1
        if isinstance(here, dict):
            kinds = here.get("@type")
            if any(_is_passing(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield here
        inner = here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
        if depth < _DEEPEST:
            pending += [(each, depth + 1) for each in inner if isinstance(each, dict | list)]


def _is_passing(kind: object) -> bool:
    return isinstance(kind, str) and (kind.endswith("Event") or kind in {"Festival", "JobPosting"})


def _is_about(thing: dict[str, Any], article: Article) -> bool:
    address, name = thing.get("url"), thing.get("name") or thing.get("title")
    if isinstance(address, str) and same_address(address, article.link):
        return True
    return isinstance(name, str) and bool(name.strip()) and name_key(name) in name_key(article.title)


def _end(thing: dict[str, Any]) -> datetime | None:
    for key in ("endDate", "validThrough", "startDate"):
        text = thing.get(key)
        if end := instants.foreign(text):
            is_day = len(str(text).strip()) <= len("2026-12-31")
            return datetime.combine(end, time.max, UTC) if is_day else end
    return None
