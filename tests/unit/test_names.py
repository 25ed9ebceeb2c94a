"""What counts as the same article, address and name."""

from __future__ import annotations

import pytest

from repost.base.names import guid_key, name_key, same_address, same_site


@pytest.mark.parametrize(
    "other",
    [
        "http://blog.example/a",
        "https://WWW.blog.example/a/",
        "https://blog.example/a/?utm_source=feed&fbclid=1",
        "https://blog.example./a/index.html",
        "https://blog.example:443/%61",
        "https://blog.example/a;jsessionid=1A2B.node1",
    ],
)
def test_an_address_stays_the_same_through_what_changes_no_page(other: str) -> None:
    assert same_address("https://blog.example/a", other)
    assert guid_key("https://blog.example/a") == guid_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://blog.example/caf%C3%A9", "https://blog.example/caf%c3%a9"),
        ("https://blog.example/caf%C3%A9", "https://blog.example/cafe%CC%81"),
        ("https://blog.example/caf%C3%A9", "https://blog.example/café"),
        ("https://xn--bcher-kva.example/a", "https://www.Bücher.example/a"),
        ("https://blog.example/?p=1&lang=fr", "https://blog.example/?lang=fr&p=1"),
    ],
)
def test_an_address_is_the_same_however_it_is_spelt(one: str, other: str) -> None:
    assert same_address(one, other)


def test_what_is_escaped_in_no_known_encoding_still_tells_addresses_apart() -> None:
    assert not same_address("https://blog.example/%E9", "https://blog.example/%E8")


def test_a_site_may_have_several_hosts_in_one_domain() -> None:
    assert same_site("www.blog.example", "m.blog.example")
    assert not same_site("ablog.example", "blog.example")
    assert not same_site("a.blog.example", "b.blog.example")


def test_a_fragment_is_no_other_page_but_may_be_another_article() -> None:
    assert same_address("https://blog.example/a", "https://blog.example/a#more")
    assert guid_key("https://blog.example/a") != guid_key("https://blog.example/a#more")


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source=x",
        "ref=rss",
        "source=newsletter",
        "CMP=rss_uk",
        "from=feed",
        "PHPSESSID=4f1c",
        "li_fat_id=1",
        "mc_cid=1",
        "pk_campaign=1",
        "at_medium=RSS",
        "gclid=1",
        "amp",
    ],
)
def test_what_says_where_a_visit_comes_from_is_no_part_of_an_address(parameter: str) -> None:
    assert same_address("https://blog.example/?p=1", f"https://blog.example/?{parameter}&p=1")


@pytest.mark.parametrize(
    "other", ["https://blog.example/A", "https://blog.example/a?p=1", "https://blog.example", "https://[", ""]
)
def test_another_page_is_another_address(other: str) -> None:
    assert not same_address("https://blog.example/a", other)


def test_a_guid_that_is_no_address_counts_as_it_is() -> None:
    assert guid_key("WWW.Blog.example/A/") == "WWW.Blog.example/A/"


@pytest.mark.parametrize(
    "other", ["L\u2019\u00e9t\u00e9 \u2013 suite", "l'e\u0301te\u0301 \u2014 Suite", "l&#8217;été - suite"]
)
def test_signs_that_an_editor_made_of_those_of_the_keyboard_are_the_same(other: str) -> None:
    assert name_key(other) == name_key("L'été - suite") == "l'été - suite"


@pytest.mark.parametrize("other", ["R&amp;D", "r&D", "\uff32&D", " R&D\u00a0"])
def test_a_name_is_the_same_in_any_case_width_and_spelling(other: str) -> None:
    assert name_key(other) == name_key("R&D")
