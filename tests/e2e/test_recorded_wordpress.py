"""The handler against the recorded pages of a real WordPress, with the clock set to their day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.base.server import Request, Response, StandIn
from repost.feeds.archive import Archive
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

PAGES = Path(__file__).parents[1] / "samples" / "feeds" / "wordpress"
THEIR_DAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

# The titles that the blog was filled with, as a reader of it sees them.
LONG = (
    "A very long title that goes on and on so that any two hundred and eighty character limit, three "
    "hundred grapheme limit or other limit must be thought about, because some authors write whole "
    "sentences, or even two. This is the second sentence of title number {}, and it ends only here, at last."
)
TITLES = (
    "Plain title {}",
    "Ampersands & {}",  # WordPress itself took the <angles> out
    "“Curly quotes” — and dashes {}",
    "Emoji 🎉👩‍👩‍👧 title {}",
    "日本語のタイトル {}",
    "عنوان عربي {}",
    LONG,
    "",
    "Bold & & entity {}",
    "Same title",
)


class RecordedBlog(StandIn):
    """The pages of the feed, one after the other; past the end the empty one, with 404, as recorded."""

    page = 1

    def answer(self, request: Request) -> Response:
        if request.path != "/feed/":
            return Response(200, b"<!doctype html><title>An article</title>", {"Content-Type": "text/html"})
        recorded = (PAGES / f"feed-p{self.page}.xml").read_bytes()
        body = recorded.replace(b"http://127.0.0.1:8091", self.url.encode())
        status = 404 if self.page == 14 else 200
        return Response(status, body, {"Content-Type": "application/rss+xml; charset=UTF-8"})


@pytest.fixture
def recorded(stack: LocalStack) -> Iterator[tuple[World, RecordedBlog]]:
    with World(stack) as world, RecordedBlog() as blog:
        world.now = THEIR_DAY
        # Short links, since X counts an address without a domain name in full.
        feed = f'network = "x"\nfeed = "{blog.url}/feed/"\n[schedule]\nevery = "1h"\njitter = "0m"\n'
        feed += '[link]\nshortener = "is.gd"\n'
        stack.put_settings("main", f'{feed}[select]\nmin_age = "0m"\nmax_age = "none"\n')
        stack.put_secret("main", world.keys.document)
        yield world, blog


def test_titles_dates_and_categories_are_those_of_the_blog(
    recorded: tuple[World, RecordedBlog], stack: LocalStack
) -> None:
    world, blog = recorded
    for blog.page in (1, 2, 3):
        assert world.tick_main()["state"] == "posted"
        world.later(hours=1)
    articles = Archive(stack.table, f"{blog.url}/feed/").published_between(None, THEIR_DAY)
    newest_first = sorted(articles, key=lambda article: str(article.published), reverse=True)
    numbers = range(119, 119 - len(newest_first), -1)
    public = [article for article in newest_first if article.title != "Protected: With password"]
    assert [article.title for article in public] == [
        TITLES[number % 10].format(number) for number, _ in zip(numbers, public, strict=False)
    ]
    newest = newest_first[0]
    assert newest.published == datetime(2026, 11, 23, 1, 31, 10, tzinfo=UTC)
    assert newest.categories == ("R&D", "Ünïcode", "2025", "long-tag-with-dashes", "Q&A")
    assert newest.excerpt == "Hand-written excerpt 119 & more"


def test_what_goes_out_is_plain_text_within_the_limit(recorded: tuple[World, RecordedBlog]) -> None:
    world, blog = recorded
    said = {}
    for blog.page in (1, 2, 3):
        for _ in range(10):
            report = world.tick_main()
            said[report["title"]] = report["text"] or ""
            world.later(hours=1)
    assert len(world.posts) == 29, "all but the one behind a password, and X's own count took every one"
    for text in said.values():
        assert "&#" not in text
        assert "&amp;" not in text
        assert "<b>" not in text


def test_an_empty_feed_with_404_is_an_error_and_not_an_empty_blog(
    recorded: tuple[World, RecordedBlog],
) -> None:
    world, blog = recorded
    blog.page = 14
    report = world.tick_main()
    assert report["state"] == "no_feed"
    assert "404" in report["decision"]
