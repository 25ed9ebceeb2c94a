"""How the link of a post says where the visit comes from."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.links.links import with_utm, wordpress_short_link

_TEXT = st.text(st.characters(exclude_characters="#?", exclude_categories=["Cs"]), max_size=20)
_QUERY = st.text(st.sampled_from("ab=&;%20+é_utmsource?"), max_size=30)
_VALUE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_URL = st.builds(
    "{}://blog.example/{}{}{}".format,
    st.sampled_from(["https", "http", "HTTPS"]),
    _TEXT,
    st.one_of(st.just(""), _QUERY.map("?{}".format)),
    st.one_of(st.just(""), st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map("#{}".format)),
)


def tagged(url: str, source: str = "x", campaign: str = "repost") -> str:
    return with_utm(url, source=source, campaign=campaign)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://b.example/a", "https://b.example/a?U"),
        ("https://b.example", "https://b.example?U"),
        ("https://b.example/?p=42", "https://b.example/?p=42&U"),
        ("https://b.example/a?", "https://b.example/a?U"),
        ("https://b.example/a?p=1&", "https://b.example/a?p=1&U"),
        ("https://b.example/a#top", "https://b.example/a?U#top"),
        ("https://b.example/a?p#", "https://b.example/a?p&U#"),
        ("https://b.example/#/route?x=1", "https://b.example/?U#/route?x=1"),
        ("https://b.example/a?b=&a=%C3%A9&a=é+e%20", "https://b.example/a?b=&a=%C3%A9&a=é+e%20&U"),
        ("https://bücher.example/straße?q=ß", "https://bücher.example/straße?q=ß&U"),
        ("https://b.example/a?x=1;y=2", "https://b.example/a?x=1;y=2&U"),
    ],
)
def test_the_tags_join_the_query_before_the_fragment_and_nothing_else_changes(
    url: str, expected: str
) -> None:
    assert tagged(url) == expected.replace("U", "utm_source=x&utm_medium=social&utm_campaign=repost")


@pytest.mark.parametrize(
    "own", ["utm_source=news", "utm_source=", "utm_source", "UTM_Source=News", "utm%5Fsource=n"]
)
def test_a_tag_that_the_author_set_stays_the_only_one_of_its_name(own: str) -> None:
    url = f"https://b.example/a?{own}&p=1"
    assert tagged(url) == f"{url}&utm_medium=social&utm_campaign=repost"


def test_an_address_with_all_tags_of_its_own_is_left_alone() -> None:
    url = "https://b.example/a?utm_campaign=c&utm_medium=m&utm_source=s#x"
    assert tagged(url) == url


def test_values_are_lower_case_because_analytics_tells_cases_apart() -> None:
    assert "utm_source=mastodon&" in tagged("https://b.example/a", source="Mastodon")


@pytest.mark.parametrize("other", ["", "mailto:me@b.example", "/relative?x", "ftp://b.example/a"])
def test_what_is_no_web_address_is_left_alone(other: str) -> None:
    assert tagged(other) == other


@given(url=_URL, source=_VALUE, campaign=_VALUE)
@example(url="https://b.example/?utm_source#?utm_medium=1", source="a&b", campaign="c#d=é")
def test_what_stood_in_the_address_stands_there_still_in_its_order(
    url: str, source: str, campaign: str
) -> None:
    result = with_utm(url, source=source, campaign=campaign)
    before, sign, fragment = url.partition("#")
    after, sign_after, fragment_after = result.partition("#")
    assert (sign, fragment) == (sign_after, fragment_after)
    assert after.startswith(before)
    before_pairs = parse_qsl(before.partition("?")[2], keep_blank_values=True)
    after_pairs = parse_qsl(after.partition("?")[2], keep_blank_values=True)
    assert after_pairs[: len(before_pairs)] == before_pairs


@given(url=_URL, source=_VALUE, campaign=_VALUE)
def test_every_tag_is_there_once_and_reads_as_it_was_meant(url: str, source: str, campaign: str) -> None:
    result = with_utm(url, source=source, campaign=campaign)
    own = {key.lower() for key in parse_qs(url.partition("#")[0].partition("?")[2], keep_blank_values=True)}
    said = parse_qs(result.partition("#")[0].partition("?")[2], keep_blank_values=True)
    for key, value in [("utm_source", source), ("utm_medium", "social"), ("utm_campaign", campaign)]:
        if key not in own:
            assert said[key] == [value.lower()]


@given(url=_URL, source=_VALUE)
def test_tagging_twice_is_tagging_once(url: str, source: str) -> None:
    once = with_utm(url, source=source, campaign="repost")
    assert with_utm(once, source="other", campaign="other") == once


@pytest.mark.parametrize(
    ("link", "known", "short"),
    [
        ("https://b.example/2026/a/", ("https://b.example/?p=7",), "https://b.example/?p=7"),
        ("https://www.b.example/a/?x=1#y", ("http://b.example/?p=7",), "https://www.b.example/?p=7"),
        ("https://b.example/blog/a/", ("https://b.example/blog/?p=7",), "https://b.example/blog/?p=7"),
        ("https://b.example/a/", ("https://b.example?p=7",), "https://b.example/?p=7"),
        (
            "https://b.example/a/",
            ("http://b.example/?post_type=book&#038;p=7",),
            "https://b.example/?post_type=book&p=7",
        ),
        ("https://b.example/a/", ("", "https://b.example/?p=7"), "https://b.example/?p=7"),
        ("https://b.example/a/", ("https://wp.me/p1-2", "https://b.example/?p=7"), "https://b.example/?p=7"),
        ("https://b.example/a/", ("https://b.example/a/",), ""),
        ("https://b.example/a/", ("https://other.example/?p=7",), ""),
        ("https://b.example/a/", ("https://b.example/?p=7&x=1",), ""),
        ("https://b.example/a/", ("https://b.example/?p=x",), ""),
        ("https://b.example/a/", ("https://b.example/?page_id=7",), ""),
        ("https://b.example/a/", ("https://[b.example/?p=7", "tag:b.example,2026:7", "7"), ""),
    ],
)
def test_a_wordpress_blog_has_a_short_address_of_its_own_for_an_article(
    link: str, known: tuple[str, ...], short: str
) -> None:
    assert wordpress_short_link(link, *known) == short
