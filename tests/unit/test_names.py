"""What counts as the same article, address and name."""

from __future__ import annotations

import pytest

from repost.base.names import guid_key, name_key, same_address


@pytest.mark.parametrize(
    "other",
    [
        "http://blog.example/a",
        "https://WWW.blog.example/a/",
        "https://blog.example/a/?utm_source=feed&fbclid=1",
    ],
)
def test_an_address_stays_the_same_through_what_changes_no_page(other: str) -> None:
    assert same_address("https://blog.example/a", other)
    assert guid_key("https://blog.example/a") == guid_key(other)


def test_a_fragment_is_no_other_page_but_may_be_another_article() -> None:
    assert same_address("https://blog.example/a", "https://blog.example/a#more")
    assert guid_key("https://blog.example/a") != guid_key("https://blog.example/a#more")


@pytest.mark.parametrize(
    "parameter", ["utm_source=x", "ref=rss", "source=newsletter", "mc_cid=1", "pk_campaign=1"]
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


@pytest.mark.parametrize("other", ["R&amp;D", "r&D", "\uff32&D", " R&D\u00a0"])
def test_a_name_is_the_same_in_any_case_width_and_spelling(other: str) -> None:
    assert name_key(other) == name_key("R&D")
