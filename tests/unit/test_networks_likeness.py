"""Whether what a network shows is what it was sent, however it dresses it up; no server is asked here."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.networks.mastodon_html import as_html
from local.networks.x_timeline import Stored, shown
from repost.base.errors import RetryLater
from repost.networks.likeness import essence, same_link, says, written_forms
from repost.networks.mastodon.timeline import found as found_on_mastodon
from repost.networks.mastodon.timeline import html_text
from repost.networks.protocol import Post
from repost.networks.x.timeline import found as found_on_x

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LINK = "https://blog.example.com/2026/?p=1&utm_source=x"
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])
    | st.sampled_from(list("&<>\"'#@ é\u2060🎈\u200d\ufe0f\u00a0")),
    max_size=40,
)


def on_x(*tweets: Mapping[str, Any]) -> Callable[[str], Mapping[str, Any]]:
    """X with these posts."""

    def read(path: str) -> Mapping[str, Any]:
        if path == "/2/users/me":
            return {"data": {"id": "7"}}
        return {"data": list(tweets), "meta": {"result_count": len(tweets)}}

    return read


def on_mastodon(*contents: str) -> Callable[[str], object]:
    """A Mastodon server with these posts."""
    page = [
        {"id": str(number), "content": content, "created_at": NOW.isoformat()}
        for number, content in enumerate(contents)
    ]

    def read(path: str) -> object:
        if path.endswith("verify_credentials"):
            return {"id": "7"}
        return [] if "max_id" in path else page

    return read


def is_on_x(tweet: Mapping[str, Any], post: Post) -> bool:
    return found_on_x(post, on_x(tweet), NOW, most_pages=1) is not None


def is_on_mastodon(content: str, post: Post) -> bool:
    return found_on_mastodon(post, on_mastodon(content), NOW, most_pages=2) is not None


def tweet(text: str) -> dict[str, Any]:
    return shown(Stored("12", "blog", text, NOW.isoformat()), entities=True)


@given(WORDS, WORDS)
def test_any_post_is_found_again_however_the_networks_dress_it_up(before: str, after: str) -> None:
    text = f"{before} {LINK} {after}"
    post = Post(text)
    assert is_on_x(tweet(text), post)
    assert is_on_mastodon(as_html(text), post)


@given(WORDS, WORDS)
def test_a_post_of_other_words_is_another_post(one: str, other: str) -> None:
    same = essence(one) == essence(other)
    assert is_on_x(tweet(f"{one} {LINK}"), Post(f"{other} {LINK}")) == same
    assert is_on_mastodon(as_html(one), Post(other)) == same


@given(WORDS)
def test_a_post_with_the_same_link_is_that_post_whatever_its_words(words: str) -> None:
    text = f"{words} {LINK}"
    post = Post("Quite something else", link=LINK)
    assert is_on_x(tweet(text), post)
    assert is_on_mastodon(as_html(text), post)


def test_a_post_with_another_link_is_another_post() -> None:
    post = Post(f"Hello {LINK}", link=LINK)
    assert not is_on_x(tweet(f"Hello {LINK}x"), post)
    assert not is_on_mastodon(as_html(f"Hello {LINK}x"), post)


def test_domains_of_the_owners_own_words_become_links_on_x_without_hiding_the_post() -> None:
    post = Post("From blog.example.com: 1 < 2 & “Ça va”")
    sent = tweet(post.text)
    assert "blog.example.com" not in sent["text"]
    assert is_on_x(sent, post)


def test_the_very_posts_of_x_are_understood() -> None:
    link = "https://blog.example/?a=1&b=2"
    given_back = {
        "id": "1",
        "text": "R&amp;D &lt;3 “Ça va” https://t.co/abc #été",
        "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": link, "display_url": "blog.exa…"}]},
    }
    assert is_on_x(given_back, Post(f"R&D <3 “Ça va” {link} #été"))
    assert not is_on_x(given_back, Post(f"R&D <3 “Ça va” {link}3 #été"))


@pytest.mark.parametrize(
    "content",
    [
        # Mastodon
        (
            '<p>R&amp;D <a href="https://blog.example/?p=1&amp;b=2" rel="nofollow"><span class="invisible">https://'
            '</span><span class="">blog.example/?p=1&amp;b=2</span></a> '
            '<a href="https://m.example/tags/été" class="mention hashtag">#<span>été</span></a></p>'
        ),
        # mastodon-mock
        '<p>R&amp;D <a href="https://blog.example/?p=1&amp;b=2">https://blog.example/?p=1&amp;b=2</a> #été',
        # a server that shortens what it shows
        '<p>R&amp;D<br/><a href="https://blog.example/?p=1&amp;b=2">blog.example/…</a> <b>#été</b></p>',
        # Pleroma
        (
            'R&amp;D <a href="https://blog.example/?p=1&amp;b=2">https://blog.example/?p=1&amp;b=2</a> '
            '<a class="hashtag" data-tag="été" href="https://p.example/tag/été">#été</a>'
        ),
    ],
)
def test_the_html_of_different_servers_is_understood(content: str) -> None:
    text = "R&D https://blog.example/?p=1&b=2 #été"
    assert is_on_mastodon(content, Post(text))
    assert not is_on_mastodon(content, Post(text.replace("p=1", "p=2")))
    assert not is_on_mastodon(content, Post(text.replace("#été", "#hiver")))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", ""),
        ("<p> <br/></p>", " "),
        ("<a href='https://a'></a>", ""),
        ("<p>R&amp;D <a href='https://a'><span class='invisible'>https://</span>a</a></p>", "R&D https://a"),
    ],
)
def test_what_is_to_be_read_in_html_is_its_text(content: str, text: str) -> None:
    assert html_text(content) == text


def test_markdown_and_fine_typography_hide_no_post() -> None:
    post = Post('*gras* _souligné_ `code`, "dit-il"... C++')
    assert is_on_mastodon("<p><em>gras</em> <u>souligné</u> <code>code</code>, “dit-il”… C++</p>", post)
    assert not is_on_mastodon("<p><em>gras</em> <u>souligné</u> <code>code</code>, “dit-il”… C</p>", post)


@given(st.text("<>/a\"'= &#;p!-", max_size=60))
def test_no_html_makes_reading_fail(content: str) -> None:
    assert isinstance(is_on_mastodon(content, Post("Hello")), bool)


@given(
    st.dictionaries(
        st.sampled_from(["id", "text", "entities"]),
        st.none()
        | st.text(max_size=5)
        | st.just("12")
        | st.dictionaries(
            st.just("urls"), st.lists(st.none() | st.just({"url": "https://t.co/a"}), max_size=2) | st.text()
        ),
    )
)
def test_no_shape_of_a_tweet_makes_reading_fail(tweet: dict[str, Any]) -> None:
    with suppress(RetryLater):  # a post whose text isn't shown could be any
        assert isinstance(is_on_x(tweet, Post("Hello")), bool)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": []},
        {"errors": [{"title": "Not Found Error"}]},
        {"errors": [{}], "meta": {}},
        {"data": "x", "meta": {}},
    ],
)
def test_an_answer_that_shows_no_timeline_is_no_proof_that_nothing_is_out(answer: dict[str, Any]) -> None:
    def read(path: str) -> Mapping[str, Any]:
        return {"data": {"id": "7"}} if path == "/2/users/me" else answer

    with pytest.raises(RetryLater, match="does not show"):
        found_on_x(Post("Hello"), read, NOW, most_pages=1)


def test_an_empty_timeline_is() -> None:
    def read(path: str) -> Mapping[str, Any]:
        return {"data": {"id": "7"}} if path == "/2/users/me" else {"meta": {"result_count": 0}}

    assert found_on_x(Post("Hello"), read, NOW, most_pages=1) is None


def test_addresses_that_differ_in_nothing_that_matters_are_the_same() -> None:
    assert same_link("https://blog.example/a/", "http://blog.example/a")
    assert same_link("https://blog.example/?p=1", "blog.example?p=1")
    assert same_link("https://blog.example/caf%C3%A9", "https://blog.example/café")
    assert same_link("https://xn--bcher-kva.example/a", "https://Bücher.example/a")
    assert not same_link("https://blog.example/a", "https://blog.example/b")
    assert not same_link("https://blog.example/?p=1", "https://blog.example/?p=12")
    assert not same_link("https://[", "https://blog.example/")
    assert written_forms("http://blog.example/") >= {"blog.example", "blog.example/", "http://blog.example"}


@given(WORDS, WORDS, WORDS)
def test_parts_say_what_they_make_up(one: str, two: str, three: str) -> None:
    assert says([one, [two, "https://else.example"], three], one + two + three)
    assert says([one, ["https://else.example", two]], f"{one}https://else.example")
