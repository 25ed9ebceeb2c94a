"""Feeds that should cost nothing but themselves: endless, huge, or made to do harm."""

from __future__ import annotations

import html
import json
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.errors import FeedError
from repost.base.plain_text import plain_text
from repost.feeds.document import beginning, written_out
from repost.feeds.parse import parse_feed
from repost.feeds.titles import article_title
from tests.effort import costing_less_than
from tests.parsing import URL, parse, rss


def test_entities_never_multiply() -> None:
    bombs = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{bombs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<rss version="2.0"><channel><item><guid>a</guid><title>&e9;&x;</title></item></channel></rss>'
    )
    assert parse(text).articles[0].title in {"&e9;&x;", ""}


def test_the_entities_that_a_feed_defines_are_written_out_as_far_as_they_are_small() -> None:
    prolog = """<!DOCTYPE rss [<!ENTITY name "Ada"><!ENTITY who '&name; &amp; Bob'>
        <!ENTITY file SYSTEM "a.txt"> <!ENTITY markup "<b>x</b>"> <!ENTITY % list "y">]>"""
    item = "<item><guid>a</guid><title>By &who;</title><description><![CDATA[&name;]]></description></item>"
    (only,) = parse(f"{prolog}<rss><channel>{item}</channel></rss>").articles
    assert (only.title, only.excerpt) == ("By Ada & Bob", "&name;")
    large = f'<!DOCTYPE rss [<!ENTITY e "{"x" * 1_000}">]>'
    text = written_out("&e;" * 5_000, large)
    assert len(text) < 1_000_000 + 3 * 5_000


def test_a_large_feed_is_read_up_to_what_can_be_used() -> None:
    long = f"<description><![CDATA[<item/>{'word ' * 100_000}]]></description>"
    items = "".join(f"<item><guid>{n}</guid><title>T</title>{long}</item>" for n in range(30))
    complete = '<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    feed = rss(complete + items)
    assert [each.guid for each in feed.articles] == [str(n) for n in range(20)]
    assert not feed.whole


def test_every_text_has_a_bound() -> None:
    (only,) = rss(
        f"<item><guid>{'g' * 3_000}</guid><link>https://blog.example/a</link><title>{'t' * 1_000_000}</title>"
        f"<description>{'d ' * 10_000}</description><dc:creator>{'c' * 1_000}</dc:creator>"
        + "".join(f"<category>{n} {'x' * 200}</category>" for n in range(200))
        + "</item>"
    ).articles
    assert only.guid == "https://blog.example/a"
    assert [len(only.title), len(only.excerpt) <= 500, len(only.author)] == [1_000, True, 200]
    assert len(only.categories) == 50
    assert max(map(len, only.categories)) == 100


def test_there_is_a_bound_to_the_number_of_articles() -> None:
    whole = f"<rss><channel>{'<item/>' * 10_000}</channel></rss>"
    assert beginning(whole) == whole
    assert beginning(whole.replace("</channel>", "<item/></channel>")) == whole
    items = ",".join(f'{{"id": {n}}}' for n in range(10_001))
    feed = parse(f'{{"version": "https://jsonfeed.org/version/1", "items": [{items}]}}')
    assert len(feed.articles) == 10_000


def test_there_is_a_bound_to_the_number_of_tags() -> None:
    with pytest.raises(FeedError, match="has more than 400,000 tags"):
        rss("<item>" + "<a/>" * 400_001 + "</item>")
    many = f"<item><guid>a</guid></item><item><guid>b</guid>{'<a/>' * 400_001}</item>"
    assert [each.guid for each in rss(many).articles] == ["a"], "those before it are read"
    text = f"<item><guid>a</guid><description><![CDATA[{'<b>x</b>' * 210_000}]]></description></item>"
    assert len(rss(text).articles) == 1


JSON_FEED: Final = "https://jsonfeed.org/version/1"


def test_there_is_a_bound_to_the_number_of_attributes_and_of_values_in_json() -> None:
    many = " ".join(f'a{n}="1"' for n in range(1_001))
    with pytest.raises(FeedError, match="more attributes in its tags than any feed"):
        rss(f"<item {many}>a</item>")
    with pytest.raises(FeedError, match="more attributes in its tags than any feed"):
        rss("<item>" + '<a b="1" c="2" d="3"/>' * 134_000 + "</item>")
    for value in ("[]", "{}", '"a"'):
        values = ",".join([value] * 200_001)
        items = f'"items": [{{"id": "1", "tags": [{values}]}}, {{"id": "2"}}]'
        assert [each.guid for each in parse(f'{{"version": "{JSON_FEED}", {items}}}').articles] == ["2"]
        with pytest.raises(FeedError, match="more than 200,000 values besides its articles"):
            parse(f'{{"version": "{JSON_FEED}", "title": [{values}], "items": []}}')


def test_no_number_of_vocabularies_takes_the_time_of_a_feed() -> None:
    items = "".join(f'<a{n}:b xmlns:a{n}="http://a/{n}">c</a{n}:b>' for n in range(20_000))
    with costing_less_than(3), pytest.raises(FeedError, match="more attributes"):
        rss(f"<item><guid>a</guid>{items}</item>")
    usual = '<content type="xhtml"><h:p xmlns:h="http://www.w3.org/1999/xhtml">c</h:p></content>' * 1_500
    assert rss(f"<item><guid>a</guid>{usual}</item>").articles


@pytest.mark.parametrize(
    "categories",
    [
        "".join(f"<category><![CDATA[c{number}]]></category>" for number in range(50_000)),
        "".join(f"<dc:subject>c{number}</dc:subject>" for number in range(50_000)),
        "".join(f'<category term="c{number}"/>' for number in range(50_000)),
        "<media:keywords>" + ",".join(f"c{number}" for number in range(50_000)) + "</media:keywords>",
    ],
    ids=["elements", "subjects", "terms", "keywords"],
)
def test_no_number_of_categories_costs_a_feed(categories: str) -> None:
    items = "<item><guid>a</guid><category>Tech</category>%s</item>"
    items += "<item><guid>b</guid><category>Rye</category></item>"
    with costing_less_than(5):
        first, second = rss(items % categories).articles
    assert first.categories[0] == "Tech"
    assert second.categories == ("Rye",)


def test_a_feed_whose_characters_take_four_bytes_is_read_up_to_a_quarter_of_the_length() -> None:
    words = "word " * 200_000
    items = "".join(f"<item><guid>{n}</guid><description>{words}</description></item>" for n in range(6))
    assert len(rss(items).articles) == 6
    assert len(rss(items + "<item><guid>\U0001f600</guid></item>").articles) == 3


def test_there_is_a_bound_to_the_length_of_lists_in_json() -> None:
    with pytest.raises(FeedError, match="has more than 1,000,000 values"):
        parse(f'{{"version": "{JSON_FEED}", "items": [{"1," * 1_000_001}1]}}')


def test_a_character_reference_of_any_length_is_no_trouble() -> None:
    number = "&#" + "9" * 5_000 + ";"
    feed = rss(f"<item><guid>a</guid><title>A {number}B</title><description>{number}</description></item>")
    assert feed.articles[0].title == "A B"


def test_a_feed_that_takes_for_ever_is_given_up() -> None:
    text = f'<rss version="2.0"><channel><item><author>{"a" * 500_000}</author></item></channel></rss>'
    # Without a limit it is a matter of minutes.
    with costing_less_than(5), pytest.raises(FeedError, match=r"takes longer than 0\.3 seconds to read"):
        parse_feed(text.encode(), "", URL, seconds=0.3)


def test_elements_in_elements_without_end_are_no_trouble() -> None:
    assert rss("<item><guid>a</guid>" + "<b>" * 20_000 + "</b>" * 20_000 + "</item>").articles[0].guid


def test_no_file_and_no_address_is_ever_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def no_network(*_: object, **__: object) -> None:
        pytest.fail("the parser went to the network")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    for body in ("https://blog.example/feed/", "/etc/passwd", "file:///etc/passwd"):
        with pytest.raises(FeedError, match="is plain text, not a feed"):
            parse(body)


PIECES = """
    <rss|version='2.0' > <channel> <item> </item> <title> </title> <guid> a & &amp; &#x1F; &#xD800; <![CDATA[
    ]]> <link> http://[ \x00 <feed|xmlns='http://www.w3.org/2005/Atom'> <entry> <id> <updated> 2026 { } [ ]
    " : ,
"""
SOUP = st.lists(st.sampled_from([piece.replace("|", " ") for piece in PIECES.split()]), max_size=25).map(
    "".join
)
BYTES = st.one_of(st.binary(max_size=200), SOUP.map(str.encode))


@given(
    BYTES,
    st.sampled_from(["", "text/xml", "text/html; charset=punycode", "application/json; charset=utf-16"]),
)
def test_whatever_comes_in_is_a_feed_or_a_feed_error(body: bytes, content_type: str) -> None:
    with suppress(FeedError):
        articles = parse_feed(body, content_type, URL).articles
        assert len({a.guid for a in articles}) == len(articles)


TITLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf"], exclude_characters="<>&[]"), max_size=60
)


@given(st.lists(TITLE, max_size=4))
def test_titles_survive_rss_and_json_feed_alike(titles: list[str]) -> None:
    import unicodedata

    items = "".join(
        f"<item><guid>{n}</guid><title>{html.escape(t)}</title></item>" for n, t in enumerate(titles)
    )
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": str(n), "title": t} for n, t in enumerate(titles)],
    }
    plain = (plain_text(html.escape(unicodedata.normalize("NFC", t)), 1_000) for t in titles)
    expected = [article_title(title) for title in plain]
    assert [a.title for a in rss(items).articles] == expected
    assert [a.title for a in parse(json.dumps(document)).articles] == expected
