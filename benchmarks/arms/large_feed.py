"""A large feed (BENCH_FEED, a file) parsed: by Repost, and by feedparser at its leanest."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import feedparser

from repost.feeds.parse import parse_feed

BODY = Path(os.environ["BENCH_FEED"]).read_bytes()


def by_repost(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    started = time.process_time()
    feed = parse_feed(BODY, "application/rss+xml; charset=utf-8", "https://blog.example.com/feed/")
    return {"cpu": time.process_time() - started, "articles": len(feed.articles)}


def by_feedparser(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    started = time.process_time()
    feed = feedparser.parse(BODY, sanitize_html=False, resolve_relative_uris=False)
    return {"cpu": time.process_time() - started, "articles": len(feed.entries)}
