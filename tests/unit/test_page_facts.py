"""What a web page says of its article."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from repost.feeds.parsed import articles_of
from repost.feeds.walkers.page_facts import facts_of
from repost.web.http import Reply
from tests.effort import costing_less_than

URL: Final = "https://blog.example/a/"
DATE: Final = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def facts(head: str) -> Any:
    """The one article on a page, as the archive would remember it, or None."""
    reply = Reply(200, {"content-type": "text/html; charset=utf-8"}, f"<html><head>{head}".encode(), URL)
    item = facts_of(reply).item
    return articles_of([item], URL)[0] if item else None


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
    assert (article.author, article.categories) == ("Ada", ("Tech", "More"))


@pytest.mark.parametrize(
    "kind",
    [
        "https://schema.org/BlogPosting",
        "schema:NewsArticle",
        ["Thing", "http://schema.org/TechArticle"],
        "Report",
        "SocialMediaPosting",
        "LiveBlogPosting",
        "ScholarlyArticle",
        "MedicalScholarlyArticle",
        "OpinionNewsArticle",
        "Recipe",
        "Review",
        "HowTo",
    ],
)
def test_every_kind_of_article_is_one_however_its_type_is_written(kind: object) -> None:
    article = facts(ld({"@type": kind, "name": "Bread", "datePublished": "2026-09-01T08:00:00Z"}))
    assert (article.title, article.published) == ("Bread", DATE)


@pytest.mark.parametrize("kind", ["JobPosting", "Product", "WebPage", "Articles", None, 7, [[]]])
def test_what_is_no_article_gives_no_date(kind: object) -> None:
    assert facts(ld({"@type": kind, "name": "Bread", "datePublished": "2026-09-01T08:00:00Z"})) is None


def test_line_breaks_within_texts_and_wrappings_around_json_ld_are_read() -> None:
    block = (
        '{"@type": "Article", "headline": "Two\nlines\tand more", "datePublished": "2026-09-01T08:00:00Z"}'
    )
    for begin, end in (("", ""), ("\n//<![CDATA[\n", "\n//]]>"), ("<!--", "-->"), ("", ";")):
        article = facts(f'<script type="application/ld+json">{begin}{block}{end}</script>')
        assert (article.title, article.published) == ("Two lines and more", DATE)


@pytest.mark.parametrize(
    "block",
    [
        r'{"@type": "Article", "headline": "Ada\'s", "datePublished": "2026-09-01T08:00:00Z",}',
        '{"@id": "/"}{"@type": "Article", "headline": "Ada\'s", "datePublished": "2026-09-01T08:00Z"}',
        '{"@type": "Article", "headline": {"@value": "Ada\'s"}, "datePublished": "2026-09-01T08:00Z"}\n;',
    ],
)
def test_the_usual_mistakes_in_json_ld_cost_nothing(block: str) -> None:
    article = facts(f'<script type="application/ld+json">{block}</script>')
    assert (article.title, article.published) == ("Ada's", DATE)


def test_a_block_of_countless_things_costs_little() -> None:
    with costing_less_than(3):
        assert facts(f'<script type="application/ld+json">{"{} " * 160_000}</script>') is None


def test_a_picture_is_where_it_is_and_not_what_it_is_called() -> None:
    posting = {"@type": "Article", "datePublished": "2026-09-01"}
    for image in (
        {"@type": "ImageObject", "name": "A loaf", "url": "/i.png"},
        {"@type": "ImageObject", "contentUrl": "/i.png"},
        ["/i.png", "/j.png"],
    ):
        assert facts(ld({**posting, "image": image})).image == "https://blog.example/i.png"
    loaf = {"@id": "#loaf", "@type": "ImageObject", "name": "A loaf", "url": "/i.png"}
    graph = {"@graph": [{**posting, "image": {"@id": "#loaf"}}, loaf]}
    assert facts(ld(graph)).image == "https://blog.example/i.png"


@pytest.mark.parametrize("title", ["Just a moment...", "Access denied | blog.example", "Are you human?"])
def test_a_bot_wall_is_known_by_its_title_and_hides_what_is_behind_it(title: str) -> None:
    found = facts_of(Reply(200, {}, f"<title>{title}</title>".encode(), URL))
    assert (found.item, found.is_article, found.is_hidden) == (None, False, True)
    dated = f'<title>{title}</title><meta property="article:published_time" content="2026-09-01">'
    assert facts(dated).published, "an article may be called so"
    assert not facts_of(Reply(200, {}, b"<title>404 - Page not found</title>", URL)).is_hidden


def test_a_home_page_is_the_canonical_one_of_no_article() -> None:
    dated = '<meta property="article:published_time" content="2026-09-01">'
    for home in ("https://blog.example/", "/"):
        assert facts(f'<link rel="canonical" href="{home}">{dated}').link == URL
    assert facts(f'<link rel="canonical" href="/b/">{dated}').link == "https://blog.example/b/"


@pytest.mark.parametrize(
    ("encoding", "title", "begin"),
    [
        (
            "cp1251",
            "Привет мир",
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        ),
        ("shift_jis", "日本語の記事", "<meta charset=Shift_JIS>"),
        ("iso8859-2", "Žluťoučký kůň", '<META CHARSET="iso-8859-2">'),
        ("utf-8", "Žluťoučký kůň", '<meta charset="iso-8859-1">'),
    ],
)
def test_a_page_is_read_in_the_encoding_that_its_head_names(encoding: str, title: str, begin: str) -> None:
    dated = '<meta property="article:published_time" content="2026-09-01">'
    body = f"<html><head>{begin}<title>{title}</title>{dated}".encode(encoding)
    item = facts_of(Reply(200, {"content-type": "text/html"}, body, URL)).item
    assert item
    assert item.title == title


def test_sections_and_keywords_are_lists_however_they_are_written() -> None:
    posting = {"@type": "Article", "datePublished": "2026-09-01"}
    lists = {"articleSection": ["Food, Drink", "Home"], "keywords": "bread, rye;sour dough"}
    expected = ("Food", "Drink", "Home", "bread", "rye", "sour dough")
    assert facts(ld({**posting, **lists})).categories == expected
    terms = [{"@type": "DefinedTerm", "name": "bread"}, "rye,sour dough"]
    assert facts(ld({**posting, **lists, "keywords": terms})).categories == expected
    tags = '<meta property="article:section" content="News"><meta property="article:tag" content="a, b">'
    assert facts(tags + ld({**posting, **lists})).categories == ("News", "a", "b")
    words = '<meta name="keywords" content="one, two">'
    assert facts(words + ld(posting)).categories == ("one", "two")


def test_the_headline_goes_before_the_title_for_networks_and_neither_names_the_site() -> None:
    title = '<meta property="og:title" content="Short - The Kitchen">'
    title += '<meta property="og:site_name" content="The Kitchen">'
    posting = {"@type": "Article", "datePublished": "2026-09-01T08:00:00Z"}
    assert facts(title + ld(posting)).title == "Short"
    assert (
        facts(title + ld({**posting, "headline": "The whole title | The Kitchen"})).title == "The whole title"
    )


def test_the_zero_of_a_clock_is_no_date_and_the_next_one_counts() -> None:
    zero = '<meta property="article:published_time" content="0001-01-01T00:00:00Z">'
    posting = {"@type": "Article", "headline": "Bread", "datePublished": "2026-09-01T08:00:00Z"}
    assert facts(zero + ld(posting)).published == DATE
    assert facts(zero) is None


def test_of_several_articles_that_with_the_pages_address_counts() -> None:
    other = {
        "@type": "Article",
        "headline": "Related",
        "datePublished": "2020-01-01",
        "url": "https://blog.example/b/",
    }
    own = {
        "@type": "Article",
        "headline": "Own",
        "datePublished": "2026-09-01",
        "mainEntityOfPage": {"@id": URL},
    }
    assert facts(ld([other, own])).title == "Own"


def test_an_author_may_be_named_elsewhere_on_the_page() -> None:
    posting = {
        "@type": "Article",
        "datePublished": "2026-09-01",
        "author": [{"@id": "#ada"}, {"name": "Bob"}],
    }
    assert (
        facts(ld({"@graph": [posting, {"@id": "#ada", "@type": "Person", "name": "Ada"}]})).author
        == "Ada, Bob"
    )


POSTING: Final = "<div itemscope itemtype='https://schema.org/BlogPosting'>"
MARKED: Final = '<time itemprop="datePublished" datetime="2026-09-01T08:00Z">1 Sep</time>'
OTHER: Final = '<time itemprop="datePublished" datetime="2001-01-01">2001</time>'
PERSON: Final = "<p itemprop=author itemscope itemtype='http://schema.org/Person'><b itemprop=name>Ada</b>"
OG_TYPE: Final = '<meta property="og:type" content="article">'
PAST: Final = "<time datetime=2001-01-01>2001</time>"
TIME: Final = '<time datetime="2026-09-01T08:00Z">1 Sep</time>'


@pytest.mark.parametrize(
    "page",
    [
        '<meta property="og:article:published_time" content="2026-09-01T10:00:00+02:00">',
        '<meta property="article:published_time" content="Tue, 01 Sep 2026 10:00:00 +0200">',
        '<meta property="og:type" content="article"><meta name="date" content="2026-09-01 08:00">',
        '<meta name="citation_publication_date" content="2026/09/01 08:00">',
        '<script type="application/ld+json">{"@type": "Report", "datePublished": "1 Sep 2026 8:00",}',
        f"{POSTING}<meta itemprop=datePublished content=2026-09-01T08:00Z><p itemprop=articleBody>A</div>",
        f"{POSTING}{PERSON}{OTHER}</p>{MARKED}</div>",
        f"{POSTING}<div><div></div></div>{MARKED}</div>",
        MARKED,
        f"{PAST}<article><p>{TIME}</p>In {PAST}</article>",
        f"{OG_TYPE}<article>{TIME}<article>{PAST}</article></article><article>{PAST}</article>",
    ],
)
def test_the_date_is_found_wherever_pages_write_it(page: str) -> None:
    assert facts(page).published == DATE


@pytest.mark.parametrize(
    "page",
    [
        f"<article>{TIME}</article><article><time datetime=2026-10-01></time></article>",
        f"{POSTING}{MARKED}</div>{POSTING}{OTHER}</div>",
        f"{POSTING.replace('BlogPosting', 'Comment')}{MARKED}</div>",
        f"<footer>{TIME}</footer>",
    ],
)
def test_a_list_of_articles_or_a_comment_dates_no_page(page: str) -> None:
    assert facts(f"<body>{page}") is None


def test_microdata_names_author_and_keywords_where_nothing_else_does() -> None:
    article = facts(
        "<body><article itemscope itemtype='https://schema.org/BlogPosting'><h1 itemprop=headline>Bread</h1>"
        "<span itemprop=author itemscope itemtype='https://schema.org/Person'><a itemprop=url href=/ada/>"
        f"<span itemprop=name>Ada <b>B.</b></span></a></span>{MARKED}"
        "<a itemprop=articleSection>Food, Home</a><i itemprop=keywords>rye</i></article>"
    )
    assert (article.title, article.author, article.categories) == ("Bread", "Ada B.", ("Food", "Home", "rye"))


@pytest.mark.parametrize(
    "date", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00", "0001-01-01", "-1", "9" * 5_000]
)
def test_a_date_at_the_ends_of_the_calendar_is_none(date: str) -> None:
    for page in (
        ld({"@type": "Article", "datePublished": date}),
        f'<meta property="article:published_time" content="{date}">',
        f"<article><time datetime='{date}'></article>",
    ):
        article = facts(page)
        assert article is None or article.published is None


def test_the_canonical_address_is_the_articles_own() -> None:
    page = '<link rel="canonical" href="https://blog.example/true/">'
    page += '<meta property="article:published_time" content="2026-09-01T08:00:00Z">'
    assert facts(page).guid == facts(page).link == "https://blog.example/true/"
    for other in ("https://medium.example/true/", "http://localhost:1313/true/"):
        assert facts(page.replace("https://blog.example/true/", other)).link == URL, "no other site's is"


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta property="og:title" content="About us">',
        '<meta property="article:published_time" content="soon">',
        '<meta name="date" content="2026-09-01"><meta name="DC.date" content="2026-09-01">',
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
    with costing_less_than(2):
        assert facts(piece * 50_000) is None
