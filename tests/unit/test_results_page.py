"""The page of the results: hostile titles stay text, in both languages and both themes."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.results.overview import Overview, Result, ordered, result
from repost.results.page import MOST_SHOWN, Theme, fragment, page
from repost.results.score import Heard, Usual
from repost.results.words import ENGLISH, FRENCH, number, words_in

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALLOWED = {
    "a": {"href", "rel"},
    "b": set(),
    "caption": set(),
    "h1": set(),
    "i": {"style"},
    "p": set(),
    "section": {"class", "lang"},
    "span": {"class"},
    "style": set(),
    "table": set(),
    "tbody": set(),
    "td": {"class", "data-label"},
    "th": {"scope", "class"},
    "thead": set(),
    "tr": set(),
}


class Reader(HTMLParser):
    """Collects tags, text outside the style, and addresses; fails on what isn't allowed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        self._in_style = tag == "style"
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._in_style and data.strip("\n "):
            self.text.append(data.strip("\n "))


def an(title: str = "Snow", link: str = "https://blog.example/snow/", **more: object) -> Result:
    values = {"times": 3, "posts": 3, "acts": 12, "score": 2.1} | more
    return Result(title, link, **values)  # type: ignore[arg-type]


hostile = st.text(max_size=40) | st.sampled_from(
    [
        "</style><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        "https://a.example/\"onmouseover='x'",
        "\u202eevil\u0000\x1b[2J",
        "a" * 5000,
        "{} {0} %s",
        "&lt;b&gt;",
    ]
)


@given(hostile, hostile, hostile, st.sampled_from([ENGLISH, FRENCH]))
def test_whatever_a_feed_says_is_text(title: str, link: str, note: str, words: object) -> None:
    assert isinstance(words, type(ENGLISH))
    html = fragment(Overview(note, (an(title, link),), note), words)
    read = Reader(html)
    assert all(address.startswith(("https://", "http://")) for address in read.links)
    assert not any(ord(each) < 32 or each == "\u202e" for each in "".join(read.text))
    assert len(html) < 20_000


def test_a_row_has_title_times_acts_and_score() -> None:
    read = Reader(fragment(Overview("main", (an(is_best=True), an("Few", says_little=True))), ENGLISH))
    told = " ".join(read.text)
    assert "Snow 3 12 2.1 times the usual" in told
    assert "★ best quarter" in told
    assert "too few to say" in told
    assert told.count("times the usual") == 1
    assert read.links == ["https://blog.example/snow/"] * 2


def test_french_readers_get_french() -> None:
    html = fragment(Overview("main", (an(is_best=True),)), words_in("fr-CA"))
    assert 'lang="fr"' in html
    assert "2,1 fois l’ordinaire" in html
    assert "meilleur quart" in html
    assert number(2.14, FRENCH) == "2,1"
    assert words_in(None) is words_in("de") is ENGLISH


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_colours_follow_the_theme(theme: Theme) -> None:
    html = fragment(Overview("main", (an(),)), ENGLISH, theme)
    assert ("prefers-color-scheme" in html) == (theme == "auto")
    assert ("--sheet:#fffefb" in html) == (theme != "dark")
    assert ("--sheet:#201f1c" in html) == (theme != "light")


@pytest.mark.parametrize("dark", [False, True])
def test_texts_have_enough_contrast(dark: bool) -> None:  # noqa: FBT001 - a parameter of the test
    html = fragment(Overview("main", ()), ENGLISH, "dark" if dark else "light")
    colours = dict(pair.split(":") for pair in html.split("{", 1)[1].split("}")[0].split(";"))
    for name in ("--ink", "--quiet", "--live", "--good"):
        assert contrast(colours[name], colours["--sheet"]) >= 4.5, name


def contrast(one: str, other: str) -> float:
    """By the formula of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_page_is_a_document_that_loads_nothing() -> None:
    html = page(Overview("main", (an(),)), ENGLISH)
    assert html.startswith("<!DOCTYPE html>")
    assert "default-src 'none'; style-src 'unsafe-inline'" in html
    assert "<script" not in html
    assert "url(" not in html


def test_without_results_the_page_says_when_there_will_be_some() -> None:
    assert ENGLISH.nothing_yet in fragment(Overview("main", ()), ENGLISH)


def test_a_long_list_ends() -> None:
    html = fragment(Overview("main", tuple(an() for _ in range(900))), ENGLISH)
    assert html.count("<tr>") == MOST_SHOWN + 1
    assert len(html) < 100_000


def test_the_best_quarter_is_of_those_of_which_enough_is_known() -> None:
    def heard(*acts: int) -> Heard:
        known = Heard(NOW)
        for count in acts:
            known = known.after(count, Usual(2.0, 60), NOW)
        return known

    results = [result(f"a{n}", "", 3, heard(n, n, n), NOW) for n in range(8)]
    results.append(result("lucky", "", 1, heard(9), NOW))
    listed = ordered(results)
    assert [each.title for each in listed] == ["a7", "a6", "a5", "a4", "a3", "a2", "a1", "a0", "lucky"]
    assert [each.title for each in listed if each.is_best] == ["a7", "a6"]
    assert listed[-1].says_little
