"""One reading in a process of its own, so that its processor time and memory are its own: JSON comes out."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

NOW: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ours(file: str) -> int:
    """Repost's reading of a feed; the number of its articles."""
    from repost.feeds.parse import parse_feed

    body = Path(file).read_bytes()
    return len(parse_feed(body, "application/rss+xml; charset=utf-8", "https://blog.example/feed/").articles)


def leanest(file: str) -> int:
    """feedparser's, without all that it can do without."""
    import feedparser

    found = feedparser.parse(
        BytesIO(Path(file).read_bytes()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return len(found["entries"])


def walk(feed: str, walker: str) -> int:
    """A whole blog through one walker, over HTTP; the number of articles found."""
    from repost.feeds.coverage import BEGINNING
    from repost.feeds.fetch import Fetched, fetch_feed
    from repost.feeds.parse import parse_feed
    from repost.feeds.site import site_of
    from repost.feeds.visit import Visit
    from repost.feeds.walkers import walker_named
    from repost.feeds.walkers.protocol import Place
    from repost.http import Http

    visit = Visit(Http(allow_loopback=True), NOW, lambda: 60.0, most_requests=1000)
    answer = fetch_feed(visit, feed)
    if not isinstance(answer, Fetched):
        raise TypeError("there is no feed")
    parsed = parse_feed(answer.body, answer.content_type, answer.url)
    site = site_of(parsed, answer.url, answer.headers)
    found = {article.guid for article in parsed.articles}
    walking = walker_named(walker)
    place: Place | None = Place(NOW, BEGINNING)
    while place:
        page = walking.page(site, place, visit)
        if page is None:
            raise RuntimeError(f"{walker} can't walk this blog")
        found |= {article.guid for article in page.articles}
        before = page.reached if walking.JUMPS and page.reached else place.before
        place = None if page.is_last else Place(before, BEGINNING, page.cursor)
    return len(found)


def main() -> None:
    arm, *given = sys.argv[1:]
    import feedparser
    import msgspec
    import urllib3  # imports are the start's business, and none of these rows is about it

    del feedparser, msgspec, urllib3
    started = time.process_time()
    articles = {"ours": ours, "leanest": leanest}[arm](*given) if arm != "walk" else walk(*given)
    cpu = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"articles": articles, "cpu": cpu, "peak": peak}))


if __name__ == "__main__":
    main()
