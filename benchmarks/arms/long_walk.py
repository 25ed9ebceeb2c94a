"""A walk to the first article of a blog (BENCH_BLOG), by WordPress's API and by the feed's pages.

What is read is not remembered: the table's writes would be the same for both.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any

import feedparser  # noqa: F401 - what is imported is imported

from repost.feeds.coverage import BEGINNING
from repost.feeds.site import Site
from repost.feeds.visit import Visit
from repost.feeds.walkers.protocol import Place
from repost.feeds.walkers.registry import walker_named
from repost.web.http import Http

BLOG = os.environ["BENCH_BLOG"]


def by_api(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    return _walked("wordpress_rest", "")


def by_pages(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    return _walked("wordpress_pages", "1")  # the feed itself, too


def _walked(name: str, cursor: str) -> dict[str, Any]:
    walker = walker_named(name)
    site = Site(feed=f"{BLOG}/feed/", home=f"{BLOG}/", api=f"{BLOG}/wp-json/", generator="wordpress")
    now = datetime.now(UTC)
    visit = Visit(Http(allow_loopback=True), now, lambda: 1_000.0, most_requests=1_000)
    place, seen = Place(now, BEGINNING, cursor), set[str]()
    started = time.process_time()
    while True:
        page = walker.page(site, place, visit)
        if page is None:
            raise RuntimeError(f"{name} can't walk {BLOG}.")
        seen |= {article.guid for article in page.articles}
        if page.is_last:
            return {"cpu": time.process_time() - started, "articles": len(seen)}
        place = Place(page.reached or place.before, BEGINNING, page.cursor)
