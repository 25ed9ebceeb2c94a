"""What the head of a page says, read once for everybody who asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.feeds.page_head import PageHead, head_of

URL = "https://www.blog.example.com/2026/a/"


def head(markup: str, url: str = URL, **headers: str) -> PageHead:
    return head_of(markup, url, headers)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Bread at home – The Kitchen", "Bread at home"),
        ("Bread at home | the kitchen", "Bread at home"),
        ("The Kitchen: Bread at home", "The Kitchen: Bread at home"),
        ("The Kitchen » Bread at home", "Bread at home"),
        ("Bread | at home - The Kitchen", "Bread | at home"),
        ("Bread - a history", "Bread - a history"),
        ("The Kitchen", "The Kitchen"),
        ("The Kitchen | The Kitchen", "The Kitchen"),
        ("Bread at home | Example", "Bread at home"),
        ("Bread at home - blog.example.com", "Bread at home"),
        ("R&amp;D at home - The Kitchen", "R&D at home"),
        ("Bread at home\uff5cThe Kitchen", "Bread at home"),
        ("Bread at home ⋆ The Kitchen", "Bread at home"),
    ],
)
def test_a_title_is_taken_without_the_name_of_the_site(title: str, plain: str) -> None:
    site = '<meta property="og:site_name" content="The  Kitchen">'
    assert head(f'<meta property="og:title" content="{title}">{site}').title == plain
    assert head(f"<title>\n{title}</title>{site}").title == plain


@pytest.mark.parametrize(
    "host", ["rye-and-more.example", "rye-and-more.pages.example", "blog.rye-and-more.co.example"]
)
def test_the_name_of_a_site_may_be_that_of_its_host(host: str) -> None:
    assert head("<title>Bread at home | Rye and More</title>", f"https://{host}/a").title == "Bread at home"
    assert head("<title>Bread at home | Sour dough</title>", f"https://{host}/a").title.endswith("dough")


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ('<html lang="fr">', "fr"),
        ("<html xml:lang='pt_BR'>", "pt-br"),
        ('<html><meta property="og:locale" content="de_AT">', "de-at"),
        ('<html lang="x{y}"><meta http-equiv="Content-Language" content="it">', "it"),
        ('<html lang="en-US"><meta property="og:locale" content="fr_FR">', "en-us"),
        ("<html>", ""),
        ("<body lang=fr>", ""),
        ("<html lang=und>", ""),
        ('<html lang="x-default"><meta property="og:locale" content="es">', "es"),
        ("<html lang=Français>", "fr"),
        ("<html lang=jp>", "ja"),
        ("<html lang=fr_FR.UTF-8>", "fr-fr"),
        ("<html lang='en-us,en'>", "en-us"),
        ("<html lang=iw>", "he"),
        ("<html lang=gibberish>", ""),
    ],
)
def test_a_page_says_its_language(markup: str, language: str) -> None:
    assert head(markup).language == language


def test_a_page_names_its_first_feed_and_the_api_of_its_blog() -> None:
    found = head(
        '<link rel="alternate" type="text/html" href="/fr/">'
        '<link rel="alternate" type="application/rss+xml" href="ftp://a/">'
        '<link rel="feed alternate" type="application/atom+xml" href="/atom.xml">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        "<link rel='https://api.w.org/' href='/wp-json/'>"
    )
    assert found.feed == "https://www.blog.example.com/atom.xml"
    assert found.api == "https://www.blog.example.com/wp-json/"


def test_the_picture_is_one_that_networks_take() -> None:
    drawn = '<meta property="og:image" content="/logo.svg?v=2">'
    assert head(drawn).image == ""
    assert head(drawn + '<meta property="og:image" content="/a.png">').image.endswith("/a.png")
    assert head(drawn + '<meta name="twitter:image" content="/b.jpg">').image.endswith("/b.jpg")


def test_relative_addresses_are_meant_from_the_base_that_a_page_names() -> None:
    found = head('<base href="/app/"><meta property="og:image" content="a.png"><link rel=canonical href=b>')
    assert (found.image, found.canonical) == (
        "https://www.blog.example.com/app/a.png",
        "https://www.blog.example.com/app/b",
    )


def test_a_quoted_sign_ends_no_tag() -> None:
    markup = '<meta name="description" content="a > b"><meta content="x < y" property="og:title">'
    assert head(markup).say("description") == "a > b"
    assert head(markup).title == "x < y"


@given(st.text(st.sampled_from("<>\"'=/ -!ametlinkhrgspf&#;:"), max_size=300), st.text(max_size=50))
def test_no_head_whatever_raises(markup: str, address: str) -> None:
    found = head(f'<meta property="og:image" content="{address}">{markup}', link=f"<{address}>; rel={markup}")
    assert isinstance(found.title + found.image + found.image_alt + found.api + found.feed, str)
    assert isinstance(head(markup, address).title, str)
