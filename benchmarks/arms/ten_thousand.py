"""Selection and wording from 10,000 articles in memory."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from repost.base.articles import Article, Blog
from repost.networks.x.network import X
from repost.selection.candidates import InMemory
from repost.selection.choice import choose
from repost.selection.cycle import Cycle
from repost.settings.types import Message, Select
from repost.web.http import Http
from repost.wording.composition import compose

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ARTICLES = [
    Article(
        guid=f"https://blog.example.com/?p={number}",
        title=f"Article {number}: a title of some eight or nine words",
        link=f"https://blog.example.com/2026/10/article-{number}/",
        published=NOW - timedelta(minutes=13 * number),
        categories=("Tech", "Garden"),
    )
    for number in range(10_000)
]


def handler(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    blog = Blog("A blog", "https://blog.example.com/", "en")
    words: dict[str, Any] = {"language": "en", "now": NOW, "rules": X().text_rules(Http())}
    rules: dict[str, Any] = {"seed": "main", "now": NOW, "language": "en"}
    # What is loaded at a start is loaded: modules, and the lists of words that judge what doesn't last.
    choose(InMemory(ARTICLES[5_000:5_001]), Select(), Cycle(), **rules)
    compose(ARTICLES[0], blog, Message(), link=ARTICLES[0].link, **words)
    started = time.process_time()
    choice = choose(InMemory(ARTICLES), Select(), Cycle(), **rules)
    best = choice.ranked[0]
    wording = compose(best, blog, Message(), link=best.link, **words)
    return {"cpu": time.process_time() - started, "eligible": choice.eligible, "text": wording.text}
