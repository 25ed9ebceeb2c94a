"""What the whole archive promises: large feeds, long walks, and a choice from ten thousand articles."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from benchmarks.document import Row, ratio
from benchmarks.reading import NOW
from local.aws import LocalAws
from local.blogs import Wordpress, posts_every
from local.lambda_runtime import ROOT
from local.read_units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from repost.feeds.archive import Archive

FEED_BYTES: Final = 9_900_000
ARTICLES: Final = 1000
FEW, MANY = 100, 10_000

_TURNS: Final = 5
_PARAGRAPH: Final = (
    '<p>As <em>much</em> as a line <a href="https://example.com/?a=1&amp;b=2">holds</a>.</p>\n'
)


def rows(folder: Path) -> list[Row]:
    """Every row about the archive; the folder is for what is only needed meanwhile."""
    file = folder / "large.xml"
    file.write_bytes(large_feed())
    with Wordpress(posts_every(1, ARTICLES, NOW)) as blog:
        ours, leanest, rest, pages = by_turns(
            ("ours", str(file)),
            ("leanest", str(file)),
            ("walk", blog.feed, "wordpress_rest"),
            ("walk", blog.feed, "wordpress_pages"),
        )
    units = read_units(folder)
    return [
        ratio(
            "a feed of 10 MB ÷ feedparser at its leanest, processor time", ours["cpu"], leanest["cpu"], 1.2
        ),
        Row(
            "peak resident memory of a process that reads it",
            f"{ours['peak']:.0f} MB",
            ours["peak"],
            200,
            "MB",
        ),
        ratio(
            "1,000 articles through WordPress's REST API ÷ the pages of its feed, processor time",
            rest["cpu"],
            pages["cpu"],
            0.3,
        ),
        *(
            Row(
                f"read units to choose from {MANY:,} articles ÷ from {FEW}, {window}",
                f"{many} ÷ {few} units",
                many / few,
                1.5,
            )
            for window, (many, few) in units.items()
        ),
    ]


def large_feed() -> bytes:
    """A feed of some 10 MB, as WordPress writes it."""
    words = _PARAGRAPH * (FEED_BYTES // ARTICLES // len(_PARAGRAPH) - 4)
    items = "".join(
        f"<item><title>Title &amp; number {n}</title><link>https://blog.example/{n}/</link>"
        f'<guid isPermaLink="false">https://blog.example/?p={n}</guid>'
        f"<pubDate>{format_datetime(NOW - timedelta(days=n))}</pubDate>"
        "<category><![CDATA[Tech]]></category><category><![CDATA[R&D]]></category>"
        f"<description><![CDATA[{_PARAGRAPH}]]></description>"
        f"<content:encoded><![CDATA[{words}]]></content:encoded></item>"
        for n in range(ARTICLES)
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A</title>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{items}</channel></rss>'.encode()


def by_turns(*arms: tuple[str, ...]) -> list[Mapping[str, float]]:
    """The medians of every arm, each in a process of its own, one after the other by turns."""
    found: list[list[dict[str, float]]] = [[] for _ in arms]
    for _ in range(_TURNS):
        for runs, arm in zip(found, arms, strict=True):
            done = subprocess.run(  # noqa: S603 - this very project
                [sys.executable, "-m", "benchmarks.reading", *arm],
                capture_output=True,
                check=True,
                cwd=ROOT,
                env={"PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}"},
                text=True,
                timeout=120,
            )
            runs.append(json.loads(done.stdout))
            if runs[-1]["articles"] != ARTICLES:
                raise RuntimeError(f"{arm} found {runs[-1]['articles']:.0f} of {ARTICLES} articles")
    return [{name: statistics.median(run[name] for run in runs) for name in runs[0]} for runs in found]


def read_units(folder: Path) -> dict[str, tuple[int, int]]:
    """What a choice reads of many articles and of few, in a narrow and in an unlimited window."""
    from local.stack import LocalStack
    from repost.feeds.archive import Archive

    with LocalAws(folder / "archive", keep=False) as aws, patch.dict("os.environ", aws.environment):
        stack = LocalStack("archive")
        few, many = Archive(stack.table, "few"), Archive(stack.table, "many")
        for archive, size in ((few, FEW), (many, MANY)):
            archive.remember([_article(n, size) for n in range(size)], NOW)
        return {
            window: (_read(stack, many, days), _read(stack, few, days))
            for window, days in (("30-90 days old", 90), ("of any age", None))
        }


def _article(number: int, of: int) -> Any:
    """One of so many articles, all of which lie in a narrow window."""
    from repost.articles import Article

    return Article(
        guid=f"https://blog.example/?p={number}",
        title=f"Article {number}: a title of some eight or nine words",
        link=f"https://blog.example/2026/10/article-{number}/",
        published=NOW - timedelta(days=31) - number * timedelta(days=58) / of,
        categories=("Tech", "Garden"),
        excerpt="What the article is about, in some words, as an excerpt holds them. " * 7,
    )


def _read(stack: Any, archive: Archive, days: int | None) -> int:
    from repost.cycle import Cycle
    from repost.feeds.candidates import Stored
    from repost.feeds.coverage import BEGINNING, Window
    from repost.history import History
    from repost.selection import choose
    from repost.settings.types import Select
    from repost.settings.values import Age

    select = Select(max_age=Age(days=days) if days else Age.unlimited())
    since = NOW - timedelta(days=days) if days else BEGINNING
    candidates = Stored(
        archive=archive,
        history=History(stack.table),
        account="main",
        network="x",
        order=select.order,
        window=Window(since, NOW - select.min_age),
        known=archive.record().known,
    )
    with counted(stack.dynamodb) as units:
        choose(candidates, select, Cycle(), seed="main", now=NOW)
    return units.total
