"""The blogs of the benchmarks: of ten articles, of nothing new, of a huge feed, of a long past."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from local.base.server import Request, Response, StandIn
from local.blogs.every_make import Wordpress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.blogs.every_make import BlogPost

START: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When the benchmarks begin."""

ETAG: Final = '"the same for ever"'
_PARAGRAPH: Final = "<p>Ein Absatz, wie er in einem Blog steht, mit <em>etwas</em> Auszeichnung darin. </p>"
ARTICLE: Final = _PARAGRAPH * 95
"""8 KB of content."""
_LINES: Final = (
    '<p>As <em>much</em> as a line <a href="https://example.com/?a=1&amp;b=2">holds</a>.</p>\n' * 95
)
"""As much, in lines and with links."""
_MOST_BYTES: Final = 10_000_000


_SUBJECTS: Final[Sequence[str]] = """
    ovens bicycles herons typefaces knots lighthouses apples violins maps compost bridges moss clocks ferries
    kites saffron dictionaries tiles snails harbours looms radishes tunnels pianos dunes
""".split()  # noqa: SIM905 - shorter to read
_SAYINGS: Final = (
    "How {} taught me patience",
    "The quiet craft behind {}",
    "Why nobody repairs {} any longer",
    "Notes from a winter spent among {}",
    "What old books get wrong about {}",
    "Buying {} with very little money",
    "A grandmother's rules for keeping {}",
    "Seven small experiments with {}",
    "Drawing {} from memory, badly",
)


def title_of(number: int) -> str:
    """The title of a numbered article; neighbours have almost nothing in common."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    return _SAYINGS[number % len(_SAYINGS)].format(f"{subject} {number}" if number > 200 else subject)  # noqa: PLR2004


class TenArticles(StandIn):
    """A blog whose feed shows ten articles of 8 KB, whole at every request."""

    articles = 10
    content = ARTICLE

    def answer(self, request: Request) -> Response:
        if re.fullmatch(r"/\d+/", request.path):
            title = title_of(int(request.path.strip("/")))
            page = f"<!DOCTYPE html><title>{title} – A blog</title>{ARTICLE}"
            return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
        if request.path != "/feed/":
            return Response(404)
        return Response(200, self.feed, {"Content-Type": "application/rss+xml; charset=utf-8"})

    @property
    def feed(self) -> bytes:
        """The body of the feed."""
        items = "".join(map(self._item, range(self.articles)))
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A blog</title>'
            f"<link>{self.url}/</link><description/><language>en</language>{items}</channel></rss>"
        ).encode()

    def _item(self, number: int) -> str:
        published = format_datetime(START - timedelta(days=31 + 3 * number))
        return (
            f"<item><title>{title_of(number)}</title>"
            f"<link>{self.url}/{number}/</link><guid isPermaLink='false'>{self.url}/?p={number}</guid>"
            f"<pubDate>{published}</pubDate><category>Tech</category><category>Garden</category>"
            f"<description>What it is about, in a sentence.</description>"
            f"<content:encoded><![CDATA[{self.content}]]></content:encoded></item>"
        )


class TenMegabytes(TenArticles):
    """A blog whose feed shows everything it ever had: as much as is taken in at all."""

    content = _LINES
    articles = _MOST_BYTES // (len(_LINES) + 500)


class Unchanged(TenArticles):
    """A blog with nothing new for a client that has asked before."""

    def answer(self, request: Request) -> Response:
        if request.path == "/feed/" and request.headers.get("if-none-match") == ETAG:
            return Response(304, headers={"ETag": ETAG})
        return super().answer(request)


class LongPast(Wordpress):
    """A WordPress whose feed has whole articles, as WordPress gives them."""

    def rss(self, posts: Sequence[BlogPost], status: int = 200) -> Response:
        answer = super().rss(posts, status)
        whole = f"<description>Words.</description><content:encoded><![CDATA[{_LINES}]]></content:encoded>"
        body = answer.body.decode().replace("<description>Words.</description>", whole)
        body = body.replace(
            'version="2.0"', 'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        )
        return Response(answer.status, body.encode(), answer.headers)
