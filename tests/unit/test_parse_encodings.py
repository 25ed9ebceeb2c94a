"""Feeds in any encoding, whatever they call it."""

from __future__ import annotations

import pytest

from repost.feeds.parse import parse_feed
from tests.parsing import URL
from tests.servers import SAMPLES


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param("Été €".encode(), "", id="nothing declared"),
        pytest.param("Été €".encode(), "text/xml", id="text/xml without charset"),
        pytest.param("Été €".encode(), "text/xml; charset=idna", id="a codec that is no encoding"),
        pytest.param("Été €".encode(), "text/xml; charset=us-ascii", id="a charset that can't be"),
        pytest.param(
            "Été €".encode("cp1252"), "text/xml; charset=ISO-8859-1", id="Windows under a false name"
        ),
        pytest.param("Été €".encode("cp1252"), "text/xml; charset=utf-8", id="Windows that says UTF-8"),
        pytest.param("Été €".encode("gb18030"), "text/xml; charset=GB2312", id="GB 18030 as GB 2312"),
        pytest.param("Été €".encode("iso-8859-15"), "application/xml; charset=iso-8859-15", id="Latin 9"),
    ],
)
def test_accents_arrive_whatever_was_declared(body: bytes, content_type: str) -> None:
    before, after = b'<rss version="2.0"><channel><title>', b"</title></channel></rss>"
    assert parse_feed(before + body + after, content_type, URL).blog.title == "Été €"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "shift_jis", "euc-jp"])
def test_the_declaration_of_the_document_counts_too(encoding: str) -> None:
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    document = '<rss version="2.0"><channel><title>日本語</title></channel></rss>'
    text = f'<?xml version="1.0" encoding="{name}"?>{document}'
    assert parse_feed(text.encode(encoding), "application/xml", URL).blog.title == "日本語"


@pytest.mark.parametrize(
    ("charset", "encoding", "title"),
    [
        ("Shift_JIS", "cp932", "第①回 髙島"),
        ("x-sjis", "cp932", "第①回"),
        ("EUC-KR", "cp949", "똠방각하"),
        ("ks_c_5601-1987", "cp949", "펲시콜라"),
        ("GBK", "gb18030", "㐀中"),
        ("Big5", "big5hkscs", "啲嘢"),
        ("windows-874", "cp874", "“ไทย”"),
        ("ISO-8859-9", "cp1254", "“ışık”"),
        ("macintosh", "mac-roman", "café"),
        ("x-mac-cyrillic", "mac-cyrillic", "Привет мир"),
        ("IBM866", "cp866", "Привет мир"),
        ("win-1251", "cp1251", "Привет мир"),
        ("latin2", "iso8859-2", "Žluťoučký kůň"),
    ],
)
def test_a_name_of_an_encoding_means_what_it_does_on_the_web(charset: str, encoding: str, title: str) -> None:
    body = f'<rss version="2.0"><channel><title>{title}</title></channel></rss>'.encode(encoding)
    assert parse_feed(body, f"text/xml; charset={charset}", URL).blog.title == title


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("before", ["", "\n"])
def test_an_encoding_of_two_or_four_bytes_needs_no_mark_and_no_name(encoding: str, before: str) -> None:
    body = f'{before}<rss version="2.0"><channel><title>日本語</title></channel></rss>'.encode(encoding)
    assert parse_feed(body, "", URL).blog.title == "日本語"


@pytest.mark.parametrize("name", ["utf-16", "UTF-16LE", "utf-32"])
@pytest.mark.parametrize("title", ["Ete", "Etes", "Été"])
def test_utf_8_that_calls_itself_an_encoding_of_two_or_four_bytes_is_read(name: str, title: str) -> None:
    document = f'<rss version="2.0"><channel><title>{title}</title></channel></rss>'
    body = f'<?xml version="1.0" encoding="{name}"?>{document}'.encode()
    for content_type in ("text/xml", f"text/xml; charset={name}"):
        assert parse_feed(body, content_type, URL).blog.title == title


@pytest.mark.parametrize(("encoding", "charset"), [("shift_jis", "shift_jis"), ("utf-8", "iso-8859-1")])
def test_one_torn_byte_does_not_spoil_a_long_text_in_any_encoding(encoding: str, charset: str) -> None:
    title = "これは日本語で書かれた長い題名のある記事です"
    body = f'<rss version="2.0"><channel><title>{title}'.encode(encoding) + b"\x81</title></channel></rss>"
    assert parse_feed(body, f"text/xml; charset={charset}", URL).blog.title == f"{title}\ufffd"


def test_one_torn_byte_does_not_spoil_all_others() -> None:
    body = '<rss version="2.0"><channel><title>Été à la plage'.encode() + b"\xe9</title></channel></rss>"
    assert parse_feed(body, "", URL).blog.title == "Été à la plage\ufffd"


def test_utf_8_wins_over_any_declaration_of_another_encoding() -> None:
    body = (SAMPLES / "cases/13-utf8.xml").read_bytes()
    for content_type in ("text/xml; charset=ISO-8859-1", "text/xml; charset=windows-1251", "text/xml"):
        for prolog in (b"UTF-8", b"ISO-8859-1", b"windows-1252"):
            feed = parse_feed(body.replace(b"UTF-8", prolog), content_type, URL)
            assert [each.title for each in feed.articles] == ["Café — déjà", "Привет мир"]
