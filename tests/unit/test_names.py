"""What counts as the same article, address and name."""

from __future__ import annotations

import pytest

from repost.base.names import guid_key, name_key, same_address


@pytest.mark.parametrize(
    "other",
    [
        "http://blog.example/a",
        "https://WWW.blog.example/a/",
        "https://blog.example/a#more",
        "https://blog.example/a/?utm_source=feed&fbclid=1",
    ],
)
def test_an_address_stays_the_same_through_what_changes_no_page(other: str) -> None:
    assert same_address("https://blog.example/a", other)
    assert guid_key("https://blog.example/a") == guid_key(other)


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
