"""What Mastodon and Bluesky allow in a text, and how a text is put together for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.base.articles import Article, Blog
from repost.networks.bluesky.text import TEXT as BLUESKY
from repost.networks.bluesky.text import shown_link
from repost.networks.mastodon.network import text_limits
from repost.networks.mastodon.text import text_rules as mastodon
from repost.networks.x.weight import twitter_text
from repost.settings.types import Message
from repost.wording.composition import compose
from repost.wording.cutting import graphemes

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BLOG = Blog("Carnet", "https://blog.example.com/", "fr")
MASTODON = mastodon(500, 23)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"])
    | st.sampled_from(list("@#:/ é\u2060🎈👩\u200d\ufe0f")),
    max_size=700,
) | st.lists(
    st.sampled_from(
        [
            "@blog",
            "@blog@mastodon.social",
            "https://blog.example.com/2026/",
            "http://a.example.com.",
            "#été",
            "👩‍👩‍👧‍👦",
            "mot",
            "me@example.com",
            "C#",
        ]
    )
).map(" ".join)
LINKS = st.sampled_from(
    [
        "https://blog.example.com/2026/un-article/?utm_source=x&utm_medium=social#suite",
        "https://blog.example.com/?p=12",
        "https://blog.example.com/" + "long/" * 60,
        "http://blog.example.com:8080/a(b)c.",
        "https://example.org/%C3%A9t%C3%A9",
    ]
)


def counted_by_mastodon(text: str) -> int:
    """As Mastodon counts: the URLs that twitter-text finds are 23, mentions go without their server."""
    for url in sorted(twitter_text().extract_urls(text), key=len, reverse=True):
        if url.startswith(("http://", "https://")):
            text = text.replace(url, "x" * 23)
    text = re.sub(r"(?<![\w/=])(@\w+)@\w+(?:[.-]+\w+)*", r"\1", text)
    return len(graphemes(text))


def server(source: str, most: int, url_length: int) -> dict[str, Any]:
    """How a server describes itself."""
    statuses = {"max_characters": most, "characters_reserved_per_url": url_length}
    return {"source_url": source, "configuration": {"statuses": statuses}}


def article(title: str, link: str) -> Article:
    return Article("1", title, link, NOW, categories=("Médias sociaux",), excerpt=title[::-1])


@given(WORDS, LINKS, st.sampled_from(["title", "title-and-excerpt"]))
def test_any_article_fits_mastodon_by_its_own_count(title: str, link: str, content: Any) -> None:
    message = Message(content=content, before="@blog@mastodon.social : ", hashtags_fixed=("#blog",))
    wording = compose(
        article(f"m{title}", link), BLOG, message, link=link, language="fr", now=NOW, rules=MASTODON
    )
    assert counted_by_mastodon(wording.text) <= 500


@given(WORDS, LINKS)
def test_an_article_mentions_nobody_and_links_nowhere_but_to_itself(title: str, link: str) -> None:
    message = Message(before="", hashtags="none")
    wording = compose(
        article(f"m{title}", link), BLOG, message, link=link, language="fr", now=NOW, rules=MASTODON
    )
    said = wording.text.removesuffix(link)
    assert not re.search(r"(?<![\w/=])@\w", said)
    assert "://" not in said
    assert not re.search(r"#\d*[^\W\d]", said)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://blog.example.com/" + "a" * 300, 23),
        ("a https://a.io/ b", 27),
        ("http://blog.example.com:8080/x", 23),
        ("https://blog.example.com/été_(1)/x", 34),
        ("https://localhost/" + "a" * 30, 48),
        ("https://a.io/ends-with.", 23),
        ("https://blog.example.com/ends-with-a-dot.", 41),
        ("blog.example.com", 16),
        ("@blog@mastodon.social!", 6),
        ("mail me@example.com", 19),
        ("👩‍👩‍👧‍👦é", 2),
    ],
)
def test_mastodon_counts_characters_as_readers_see_them_and_addresses_alike(text: str, length: int) -> None:
    assert mastodon(length, 23).fits(text)
    assert not mastodon(length - 1, 23).fits(text)


def test_a_content_warning_takes_of_the_room() -> None:
    assert mastodon(20, 23, "Old 👩‍👩‍👧‍👦").fits("m" * 15)
    assert not mastodon(20, 23, "Old 👩‍👩‍👧‍👦").fits("m" * 16)


@given(WORDS)
def test_what_is_cheaply_found_to_fit_does_fit(text: str) -> None:
    for rules in (MASTODON, mastodon(500, None), BLUESKY):
        for limit in rules.limits:
            assert limit.at_most is None or limit.at_most(text) >= limit.length(text)


@pytest.mark.parametrize(
    ("instance", "limits"),
    [
        ({}, (500, 23)),
        ({"configuration": {"statuses": []}}, (500, 23)),
        ({"configuration": "?"}, (500, 23)),
        (server("https://github.com/mastodon/mastodon", 500, 23), (500, 23)),
        (server("https://github.com/glitch-soc/mastodon/", 1000, 25), (1000, 25)),
        (server("https://github.com/mastodon/mastodon", 500, 0), (500, None)),
        (server("https://github.com/superseriousbusiness/gotosocial", 5000, 25), (5000, None)),
        (server("https://git.pleroma.social/pleroma/pleroma", 5000, 0), (5000, None)),
        (server("", 5000, 23), (5000, None)),
        ({"configuration": {"statuses": {"max_characters": -1}}}, (500, None)),
        ({"configuration": {"statuses": {"max_characters": "many"}}}, (500, None)),
        ({"configuration": {"statuses": {"max_characters": 10**9}}}, (500, None)),
    ],
)
def test_a_server_says_what_it_allows(instance: dict[str, Any], limits: tuple[int, int | None]) -> None:
    assert text_limits(instance) == limits


@given(WORDS, LINKS)
def test_any_article_fits_bluesky_and_its_facets_are_in_their_places(title: str, link: str) -> None:
    message = Message(hashtags_fixed=("#blog",), content="title-and-excerpt")
    wording = compose(
        article(f"m{title}", link), BLOG, message, link=link, language="fr", now=NOW, rules=BLUESKY
    )
    assert len(graphemes(wording.text)) <= 300
    assert len(wording.text.encode()) <= 3000
    assert wording.link
    assert wording.text[wording.link.start : wording.link.end] == shown_link(link)
    assert wording.link.target == link


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://www.example.com/2026/un-%C3%A9t%C3%A9/?utm_source=bluesky", "example.com/2026/un-été"),
        ("https://blog.example.com/?p=12", "blog.example.com/…"),
        ("https://Blog.Example.com/", "blog.example.com"),
        ("https://blog.example.com:8443/x#y", "blog.example.com:8443/x"),
        ("https://blog.example.com/2026/11/a-long-title", "blog.example.com/2026/11/a-…"),
        ("https://me:secret@blog.example.com/x", "blog.example.com/x"),
        ("https://blog.example.com/%E2%80%AEgnp.exe", "blog.example.com/%E2%80%AEg…"),
        ("https://blog.example.com/%FF/a%20b", "blog.example.com/%FF/a%20b"),
        ("https://[broken/path", "https://[broken/path"),
    ],
)
def test_a_link_is_shown_short(link: str, shown: str) -> None:
    assert shown_link(link) == shown


@given(st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"])))
@example("[")
@example("a:b")
@example("/")
def test_any_link_is_shown_in_a_few_signs_without_spaces(rest: str) -> None:
    shown = shown_link(f"https://{rest}")
    assert 0 < len(graphemes(shown)) <= 28
    assert " " not in shown
