"""What a web page says of its article."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Final

import pytest

from repost.feeds.parsed import articles_of
from repost.feeds.walkers.page_facts import facts_of
from repost.web.http import Reply

URL: Final = "https://blog.example/a/"
DATE: Final = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def facts(head: str) -> Any:
    """The one article on a page, as the archive would remember it, or None."""
    reply = Reply(200, {"content-type": "text/html; charset=utf-8"}, f"<html><head>{head}".encode(), URL)
    articles = articles_of(facts_of(reply), URL)
    return articles[0] if articles else None


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_open_graph_makes_an_article() -> None:
    article = facts(
        '<meta property="og:title" content="R&amp;D &#8217;s"><meta property="og:url" content="/b/">'
        '<meta property="article:published_time" content="2026-09-01T10:00:00+02:00">'
        '<meta property="article:section" content="Tech"><meta property="article:tag" content="one">'
        '<meta property="article:tag" content="two"><meta name="author" content="Ada">'
        '<meta property="og:description" content="Words."><meta property="og:image" content="/i.png">'
    )
    assert (article.title, article.link) == ("R&D \u2019s", "https://blog.example/b/")
    assert article.published == DATE
    assert article.categories == ("Tech", "one", "two")
    assert (article.author, article.excerpt, article.image) == ("Ada", "Words.", "https://blog.example/i.png")


@pytest.mark.parametrize(
    "wrap", [lambda it: it, lambda it: [it], lambda it: {"@graph": [{"@type": "Person"}, it]}]
)
def test_json_ld_makes_an_article_alone_in_a_list_or_in_a_graph(wrap: Any) -> None:
    posting = {
        "@type": ["BlogPosting"],
        "headline": "A title",
        "datePublished": "2026-09-01T08:00:00Z",
        "author": [{"@type": "Person", "name": "Ada"}],
        "articleSection": ["Tech", "More"],
    }
    article = facts(ld(wrap(posting)))
    assert (article.title, article.link, article.published) == ("A title", URL, DATE)
    assert (article.author, article.categories) == ("Ada", ("Tech",))


def test_the_canonical_address_is_the_articles_own() -> None:
    page = '<link rel="canonical" href="https://blog.example/true/">'
    page += '<meta property="article:published_time" content="2026-09-01T08:00:00Z">'
    assert facts(page).guid == facts(page).link == "https://blog.example/true/"


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta property="og:title" content="About us">',
        '<meta property="article:published_time" content="soon">',
        '<meta name="robots" content="noindex"><meta property="article:published_time" content="2026-09-01">',
        ld({"@type": "Product", "datePublished": "2026-09-01"}),
        ld({"@type": "Article", "datePublished": 20260901}),
        '<script type="application/ld+json">{"@type": "Article", </script>',
        '<script type="application/ld+json">' + "[" * 5000,
    ],
)
def test_a_page_without_a_date_of_publication_is_no_article(head: str) -> None:
    assert facts(head) is None


@pytest.mark.parametrize(
    "piece", ["<script application/ld+json", "<script>", "<meta ", '<script type="application/ld+json">{']
)
def test_markup_without_end_costs_no_time(piece: str) -> None:
    started = perf_counter()
    assert facts(piece * 50_000) is None
    assert perf_counter() - started < 2
