"""Takes a feed into the archive: one conditional request, and writes only for what is new or has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from repost.errors import FeedError
from repost.feeds.fetch import NotModified, fetch_feed

if TYPE_CHECKING:
    from datetime import datetime

    from repost.feeds.archive import Archive, FeedRecord
    from repost.http import Http


@dataclass(frozen=True, slots=True)
class View:
    """A feed as this run sees it: what is remembered, and why there is nothing new where that is so."""

    record: FeedRecord
    problem: str | None = None


def view(archive: Archive, http: Http, now: datetime) -> View:
    """The feed after a refresh; when that fails, as it was remembered, with the reason."""
    record = archive.record()
    try:
        return View(refresh(archive, record, http, now))
    except FeedError as error:
        return View(record, str(error))


def refresh(archive: Archive, record: FeedRecord, http: Http, now: datetime) -> FeedRecord:
    """Ask for the feed and remember what it holds; returns the record as it now is.

    Raises
    ------
    FeedError
        If the feed can't be read; nothing is written then.
    """
    answer = fetch_feed(http, archive.feed, record.validators)
    if isinstance(answer, NotModified):
        return record
    body = sha256(answer.body).hexdigest()
    if body == record.body and answer.validators == record.validators:
        return record
    blog, new = record.blog, 0
    if body != record.body:
        from repost.feeds.parse import parse_feed

        parsed = parse_feed(answer.body, answer.content_type, answer.url)
        blog, new = parsed.blog, archive.remember(parsed.articles)
    # The validators come last: after a crash before this line the feed is simply read again.
    refreshed = replace(record, blog=blog, validators=answer.validators, body=body, refreshed=now)
    archive.write_record(refreshed, new=new)
    return replace(refreshed, known=record.known + new)
