"""The formats of feeds, and what each of them says in its own way."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from repost.base.articles import Article, Blog
from repost.base.errors import FeedError
from tests.effort import costing_less_than
from tests.parsing import parse, rss, sample


def test_rdf_is_read() -> None:
    feed = parse(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
             xmlns:dc="http://purl.org/dc/elements/1.1/">
           <channel rdf:about="https://blog.example/"><title>Blog</title><link>https://blog.example/</link>
             <dc:language>fr_FR</dc:language></channel>
           <item rdf:about="https://blog.example/a"><title>Été</title><link>https://blog.example/a</link>
             <dc:date>2026-09-01T10:00:00+02:00</dc:date><dc:subject>Livres</dc:subject>
             <dc:creator>Lison</dc:creator></item></rdf:RDF>"""
    )
    assert feed.kind == "rdf"
    assert feed.blog == Blog("Blog", "https://blog.example/", "fr-fr")
    (only,) = feed.articles
    assert (only.guid, only.title, only.author) == ("https://blog.example/a", "Été", "Lison")
    assert only.published == datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    assert only.categories == ("Livres",)


def test_json_feed_is_read() -> None:
    feed = parse(
        """{"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "language": "fr-FR",
            "home_page_url": "/", "next_url": "/feed.json?page=2", "authors": [{"name": "Lison"}], "items": [
            {"id": 7, "url": "/a", "title": "Tom &amp; Jerry", "image": "/a.jpg",
             "content_html": "<p>Text</p>",
             "date_published": "2026-09-01T10:00:00+02:00", "tags": ["Livres", "Livres", ""], "unknown": {}},
            {"id": "b", "url": "https://blog.example/b", "content_text": "Short", "date_published": "soon",
             "date_modified": "2026-09-02T10:00:00Z"},
            {"id": ["broken"]}, 5, {"title": "neither id nor url"}]}"""
    )
    assert feed.blog == Blog("Blog", "https://blog.example/", "fr-fr")
    assert feed.next_url == "https://blog.example/feed.json?page=2"
    assert feed.articles == (
        Article(
            guid="7",
            title="Tom & Jerry",
            link="https://blog.example/a",
            published=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
            categories=("Livres",),
            authors=("Lison",),
            excerpt="Text",
            image="https://blog.example/a.jpg",
        ),
        Article(
            guid="b",
            title="",
            link="https://blog.example/b",
            published=datetime(2026, 9, 2, 10, 0, tzinfo=UTC),
            authors=("Lison",),
            excerpt="Short",
        ),
    )


def test_atom_says_where_its_older_articles_are() -> None:
    for relation in ("next", "prev-archive"):
        feed = parse(
            '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/self"/>'
            f'<link rel="{relation}" href="/feed/2"/></feed>'
        )
        assert feed.next_url == "https://blog.example/feed/2"
    assert parse('<feed xmlns="http://www.w3.org/2005/Atom"/>').next_url == ""


def test_the_language_of_an_atom_feed_is_that_of_its_root() -> None:
    feed = parse('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>B</title></feed>')
    assert feed.blog.language == "fr"
    assert rss("", "<title>B</title><language>klingon, mostly</language>").blog.language == ""


def test_a_doctype_of_html_before_a_feed_makes_no_page_of_it() -> None:
    feed = parse(
        "<!DOCTYPE html>\n<rss><channel><item><guid>a</guid><title>Rye</title></item></channel></rss>"
    )
    assert [each.title for each in feed.articles] == ["Rye"]


def test_the_channel_definition_format_is_read() -> None:
    feed = parse(
        """<?xml version="1.0"?><!DOCTYPE Channel SYSTEM "http://www.w3c.org/Channel.dtd">
        <CHANNEL HREF="https://blog.example/"><TITLE>Bakery</TITLE>
        <ITEM HREF="/rye" LASTMOD="2026-10-14T10:00"><TITLE>Rye</TITLE><ABSTRACT>Bread</ABSTRACT></ITEM>
        <ITEM><A HREF="/spelt"/><TITLE>Spelt</TITLE></ITEM></CHANNEL>"""
    )
    assert feed.blog == Blog("Bakery", "https://blog.example/", "")
    assert [(each.title, each.link, each.excerpt) for each in feed.articles] == [
        ("Rye", "https://blog.example/rye", "Bread"),
        ("Spelt", "https://blog.example/spelt", ""),
    ]
    assert feed.articles[0].published == datetime(2026, 10, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        *((5, ()), ("bread, rye", ("bread", "rye")), ({"a": 1}, ()), (None, ())),
        *(([None, "bread", 5, {}, ["x"]], ("bread",)), (["bread", "rye"], ("bread", "rye"))),
    ],
)
def test_a_bad_tag_of_a_json_feed_costs_that_tag(value: object, right: tuple[str, ...]) -> None:
    item = {"id": "1", "url": "/one", "title": "Rye", "tags": value}
    feed = parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}))
    assert [(each.title, each.categories) for each in feed.articles] == [("Rye", right)]


@pytest.mark.parametrize("value", [5, 0.5, True, None, [], {}, [None], {"name": 5}, [{"name": None}, 5]])
def test_no_bad_value_of_a_json_feed_costs_its_item_or_the_feed(value: object) -> None:
    names = """url title content_html content_text summary image banner_image date_published date_modified
        author authors tags external_url"""
    item = {"id": "https://blog.example/a"} | dict.fromkeys(names.split(), value)
    names = "title home_page_url next_url language author authors"
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]} | dict.fromkeys(
        names.split(), value
    )
    assert [each.guid for each in parse(json.dumps(feed)).articles] == ["https://blog.example/a"]


def test_half_an_emoji_or_a_line_break_in_json_costs_nothing_else() -> None:
    text = '{"version": "https://jsonfeed.org/version/1", "user_comment": NaN, "items": [%s]}'
    feed = parse(text % '{"id": 1, "title": "Bread \\ud83d"}, {"id": 2, "title": "At\nhome \\ud83c\\udf5e"}')
    assert [(each.guid, each.title) for each in feed.articles] == [("1", "Bread"), ("2", "At home 🍞")]


def test_a_comma_behind_the_last_value_costs_no_feed_and_no_word() -> None:
    feed = parse(
        '{"version": "https://jsonfeed.org/version/1", '
        '"items": [{"id": 1, "title": "A \\" [a,] {b,}", "tags": ["x", ], }, {"id": 2},\n]}'
    )
    assert [(each.guid, each.title) for each in feed.articles] == [("1", 'A " [a,] {b,}'), ("2", "")]
    with costing_less_than(1), suppress(FeedError):
        parse('{"version": "jsonfeed.org/version/1", "items": [' + '"\\' * 1_000_000)


def test_an_id_of_a_json_feed_that_is_an_address_stands_in_for_a_missing_link() -> None:
    items = [{"id": "https://blog.example/a"}, {"id": "2", "external_url": "https://other.example/"}]
    items.append({"id": "https://blog.example/c", "url": "/d"})
    feed = parse(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    links = ["https://blog.example/a", "https://other.example/", "https://blog.example/d"]
    assert [each.link for each in feed.articles] == links


def test_json_feeds_that_write_a_date_as_a_number_or_an_author_as_a_text_are_read() -> None:
    item = {"id": "a", "date_published": 1791972000, "author": "Ada"}
    [found] = parse(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]})).articles
    assert (found.published, found.authors) == (datetime(2026, 10, 14, 10, tzinfo=UTC), ("Ada",))


def test_the_maker_of_a_feed_is_known() -> None:
    assert sample("wordpress/feed-p1.xml").generator == "https://wordpress.org/?v=6.1.9"
    assert sample("jekyll.xml").generator == "Jekyll"
    assert rss("").generator == ""


@pytest.mark.parametrize(
    ("namespace", "element", "whole"),
    [
        ("http://purl.org/syndication/history/1.0", "<fh:complete/>", True),
        ("http://purl.org/syndication/history/1.0", "<fh:archive/>", False),
        ("http://other.example/", "<fh:complete/>", False),
    ],
)
def test_a_feed_may_say_that_it_holds_every_article(namespace: str, element: str, *, whole: bool) -> None:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="{namespace}"><title>A</title>{element}</feed>'
    )
    assert parse(feed).whole is whole
