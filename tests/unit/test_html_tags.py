"""The tags of a document, their attributes, and character references."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.base.html_tags import attributes_of, tags_of, unescaped
from tests.effort import costing_less_than


def names(markup: str) -> list[str]:
    return [("/" if tag.closes else "") + tag.name for tag in tags_of(markup)]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<P>one<br/>two</P >", ["p", "br", "/p"]),
        ("<!-- <b> --><i>", ["i"]),
        ("<!--><i>", ["i"]),
        ("<!doctype html><?xml <b ?><i>", ["i"]),
        ("<script>'<b>'</script><i>", ["script", "/script", "i"]),
        ("<SCRIPT>'</scripts><b>'</SCRIPT\n><i>", ["script", "/script", "i"]),
        ("<title>The <video> element</title>", ["title", "/title"]),
        ("a < b and </ c> and <3", []),
        ("<i><b", ["i"]),
        ("<i title='<b>'>", ["i"]),
        ("<i title=it's><b>", ["i", "b"]),
    ],
)
def test_tags_are_found_as_browsers_find_them(markup: str, found: list[str]) -> None:
    assert names(markup) == found


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<meta content='a > \"b\"' NAME=x>", {"content": 'a > "b"', "name": "x"}),
        (' a=1 A=2 b = "3"c', {"a": "1", "b": "3", "c": ""}),
        (
            ' data-x1="1" xml:lang=fr href=/a/?b=c&amp;d',
            {"data-x1": "1", "xml:lang": "fr", "href": "/a/?b=c&d"},
        ),
        (' content="R&amp;D &#8217; &hellip;"', {"content": "R&D ’ …"}),
        (' href="a name=b" itemscope', {"href": "a name=b", "itemscope": ""}),
    ],
)
def test_attributes_are_decoded_and_of_equal_names_the_first_counts(
    tag: str, attributes: dict[str, str]
) -> None:
    assert attributes_of(tag) == attributes


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("&#" + "9" * 5_000 + ";", "\ufffd"),
        ("&#x" + "f" * 5_000 + ";", "\ufffd"),
        ("&#" + "0" * 5_000 + "65;", "A"),
        ("&#X" + "0" * 5_000 + "41", "A"),
        ("&#" + "0" * 5_000 + ";", "\ufffd"),
        ("&#99999999999999999999;&eacute;&nosuch;", "\ufffdé&nosuch;"),
    ],
)
def test_no_character_reference_is_too_long(text: str, decoded: str) -> None:
    assert unescaped(text) == decoded


@given(st.text() | st.from_regex(r"(&#?[xX]?[0-9a-f]{0,12};?){1,4}", fullmatch=True))
@example("&#x110000;&#xd800;&#0;&#128;")
def test_decoding_is_that_of_the_standard_library_where_that_has_an_answer(text: str) -> None:
    assert unescaped(text) == unescape(text)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!",
        "<!--",
        "<!-",
        "</",
        "<?x",
        "<a b='",
        '<a b="',
        "<a b=",
        "<script>",
        "</script",
        "a=",
        "<a b ",
        "<![CDATA[",
        "<a\0",
        "<a =",
        "<div>",
        "<title>",
        "<a b=c d",
    ],
)
def test_no_markup_takes_long(piece: str) -> None:
    with costing_less_than(5):
        for tag in tags_of(piece * (1_000_000 // len(piece))):
            attributes_of(tag.attributes)
        attributes_of(piece * (1_000_000 // len(piece)))
