"""What tells articles apart, and where they are."""

from __future__ import annotations

import pytest

from repost.feeds.parse import parse_feed
from tests.parsing import URL, XML, article, parse, rss
from tests.servers import SAMPLES


def test_a_guid_is_kept_as_it_is_and_the_link_stands_in_for_a_missing_one() -> None:
    items = (
        '<item><guid isPermaLink="false">tag:a,2026:1 &amp; 2</guid><link>/a</link></item>'
        "<item><link>https://blog.example/b</link></item>"
        "<item><title>Neither</title></item>"
    )
    assert [(a.guid, a.link) for a in rss(items).articles] == [
        ("tag:a,2026:1 & 2", "https://blog.example/a"),
        ("https://blog.example/b", "https://blog.example/b"),
    ]


def test_a_guid_that_is_a_permalink_is_the_link_as_well() -> None:
    assert article("").link == "https://blog.example/a/"


def test_the_first_of_two_articles_with_one_guid_counts() -> None:
    items = "<item><guid>a</guid><title>First</title></item><item><guid>a</guid><title>Second</title></item>"
    assert [a.title for a in rss(items).articles] == ["First"]


def test_a_guid_of_all_articles_tells_none_apart_but_their_addresses_do() -> None:
    feed = parse_feed((SAMPLES / "cases/15-same-guid.xml").read_bytes().replace(b"@", b""), XML, URL)
    assert [each.guid for each in feed.articles] == [f"https://blog.example/p{n}/" for n in range(4)]
    twice = "".join(
        f"<item><guid>a</guid><title>One</title><link>/a{query}</link></item>"
        for query in ("", "?utm_source=x", "b")
    )
    assert [each.guid for each in rss(twice).articles] == ["a"], "it is one article, listed three times"


def test_articles_without_any_guid_of_their_own_on_one_page_are_told_apart_by_their_titles() -> None:
    def titles(*items: str, guid: str = "") -> list[str]:
        listed = (f"<item>{guid}<title>{title}</title><link>/notes/</link></item>" for title in items)
        return [each.title for each in rss("".join(listed)).articles]

    assert titles("Rye", "Spelt", "Oats") == ["Rye", "Spelt", "Oats"]
    assert titles("Rye", "Spelt", "Rye", guid="<guid>N/A</guid>") == ["Rye", "Spelt"]
    others = "".join(f"<item><guid>{n}</guid><title>Bread {n}</title></item>" for n in range(4))
    twice = "".join(
        f"<item><guid>a</guid><title>{title}</title><link>/a</link></item>" for title in ("A", "B")
    )
    assert [each.guid for each in rss(twice + others).articles] == ["a", *"0123"], (
        "one is mended, and no other"
    )


def test_articles_on_one_page_are_told_apart_by_their_fragments() -> None:
    feed = parse_feed(
        (SAMPLES / "cases/14-fragments.xml").read_bytes().replace(b"@", b"https://blog.example"), XML, URL
    )
    links = [f"https://blog.example/2026/10/14.html#n{n}" for n in (1, 2, 3)]
    assert [each.link for each in feed.articles] == [each.guid for each in feed.articles] == links


@pytest.mark.parametrize("sign", ["&amp;", "&#038;", "&#38;", "&#x26;", "&#X026;"])
def test_an_ampersand_that_was_escaped_twice_is_one(sign: str) -> None:
    only = article(f"<link><![CDATA[https://blog.example/show?p=12{sign}lang=fr&copy=1]]></link>")
    assert only.link == "https://blog.example/show?p=12&lang=fr&copy=1"


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/2026/a", "https://blog.example/2026/a"),
        ("//other.example/a", "https://other.example/a"),
        ("HTTPS://Blog.Example/Été 1?a=b&amp;c#d", "https://blog.example/%C3%89t%C3%A9%201?a=b&c#d"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@blog.example", ""),
        ("https://lison:secret@blog.example/a", ""),
        ("https://[::", ""),
        ("https://blog.example/" + "x" * 2_000, ""),
    ],
)
def test_a_link_is_a_whole_address_of_the_web_or_none(link: str, absolute: str) -> None:
    (only,) = rss(f'<item><guid isPermaLink="false">a</guid><link>{link}</link></item>').articles
    assert only.link == absolute


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ("<link>/x</link><atom:link rel='alternate' hreflang='de' href='/de/x'/>", "/x"),
        ("<atom:link rel='alternate' type='application/json' href='/x.json'/><link>/x</link>", "/x"),
        ("<atom:link rel='alternate' hreflang='de' href='/de/x'/>", "/de/x"),
        ("<link></link><guid>https://blog.example/x</guid>", "/x"),
        ("<link/>https://blog.example/x<description>Words</description>", "/x"),
        ("<link>\nhttps://blog.example/x\n<description>Words</description>", "/x"),
        ("<link>blog.example/x</link>", "/x"),
        ("<link>www.blog.example/x</link>", "https://www.blog.example/x"),
        ("<guid>12</guid>", ""),
        ("<guid>/x</guid>", "/x"),
        ("<guid isPermaLink='false'>https://blog.example/?p=1</guid>", ""),
    ],
)
def test_the_page_of_an_article_is_found_where_its_link_is_badly_made(fields: str, link: str) -> None:
    [only] = rss(f"<item>{fields}<title>Rye</title></item>").articles
    assert only.link == (f"https://blog.example{link}" if link.startswith("/") else link)


def test_a_relative_link_is_meant_from_xml_base() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/blog/">'
        '<entry><id>a</id><link href="a.html"/></entry></feed>'
    )
    assert feed.articles[0].link == "https://other.example/blog/a.html"


def test_the_link_before_feedburner_is_the_link() -> None:
    fields = (
        "<link>https://feeds.example/~r/a</link>"
        "<feedburner:origLink>https://blog.example/real</feedburner:origLink>"
    )
    assert article(fields).link == "https://blog.example/real"
