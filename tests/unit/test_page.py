"""The page of the local run: whole, needing nothing else, and with whatever a feed says as mere text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from local.base.picture import png
from local.show.looks import Look
from local.show.marks import MARKS, Mark
from local.show.page import Scenery, page
from repost.networks.pictures import Picture
from repost.networks.protocol import Image, Post
from repost.settings.networks import NetworkName
from repost.wording.facet import Facet

VOID: Final = {"meta", "img"}
LINK: Final = "https://blog.example/a/"
TEXT: Final = f"Lire : “Ça va” {LINK} #été"
PICTURE: Final = Picture(png("A", 60, 60), "image/png", 60, 60, 'A "cat" & <dog>')
IMAGE: Final = Image("https://blog.example/a.png", PICTURE.alt)
POST: Final = Post(
    TEXT,
    link=LINK,
    title="Ça va",
    summary="Un résumé.",
    language="fr",
    facets=(Facet(TEXT.index("https"), TEXT.index(" #"), LINK), Facet(TEXT.index("#"), len(TEXT), "#été")),
    image=IMAGE,
)
LOOK: Final = Look("x", POST, "blog.example", ((250, 280),), PICTURE)
SCENERY: Final = Scenery("ada", "x", (("State", "posted"), ("", "It is out."), ("Post", "https://x.com/1")))


class Seen(HTMLParser):
    """What a browser would make of a page, which must be well formed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, attributes.get("class", "") or f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            self.texts[name] = self.texts.get(name, "") + data


def seen(look: Look = LOOK, scenery: Scenery = SCENERY) -> Seen:
    return Seen(page("Ça va", [look], scenery))


def test_a_post_is_shown_with_its_text_its_card_and_what_room_is_left() -> None:
    found = seen()
    assert found.texts["text"] == TEXT
    assert found.texts["card"] == "blog.exampleÇa vaUn résumé."
    assert found.texts["room"] == "250250 of 280 characters, 30 left"
    assert found.texts["badge"] == "posted"
    assert [attributes["href"] for tag, attributes in found.tags if tag == "a"] == [
        "https://x.com/1",
        LINK,
        LINK,
    ]
    [image] = [attributes for tag, attributes in found.tags if tag == "img"]
    assert image["src"].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("limits", "room"),
    [
        (((280, 280),), "0 left"),
        (((4_000, 5_000),), "1,000 left"),
        (((100, 300), (2_900, 3_000)), "100 left"),
        (((290, 280),), "-10 left"),
    ],
)
def test_the_limit_that_is_nearest_says_what_is_left(limits: tuple[tuple[int, int], ...], room: str) -> None:
    assert seen(replace(LOOK, limits=limits)).texts["room"].endswith(room)


def test_an_attached_picture_stands_in_place_of_the_card_with_its_description() -> None:
    attached = Post(TEXT, link=LINK, image=Image(IMAGE.url, IMAGE.alt, attach=True))
    found = seen(replace(LOOK, post=attached))
    assert "card" not in found.texts
    assert found.texts["<figure>"] == PICTURE.alt
    assert [attributes["alt"] for tag, attributes in found.tags if tag == "img"] == [PICTURE.alt]


def test_where_nothing_can_be_said_the_reason_is() -> None:
    found = seen(Look("bluesky", trouble="message.before is too <long>."), replace(SCENERY, out_on=""))
    assert found.texts["trouble"] == "message.before is too <long>."
    assert "badge" not in found.texts


def test_every_network_has_a_name_and_letters_in_a_colour_of_its_own() -> None:
    assert set(MARKS) == set(get_args(NetworkName))
    assert len({mark.letters for mark in MARKS.values()}) == len(MARKS)
    assert len({mark.colour for mark in MARKS.values()}) == len(MARKS)
    for name, mark in MARKS.items():
        found = seen(replace(LOOK, network=name))
        assert found.texts["mark"] == mark.letters
        assert found.texts["<h2>"] == mark.name
        [article] = [attributes for tag, attributes in found.tags if tag == "article"]
        assert article["style"] == f"--mark: {mark.colour}"


@pytest.mark.parametrize("mark", MARKS.values(), ids=lambda mark: mark.name)
def test_the_letters_of_a_mark_can_be_read(mark: Mark) -> None:
    shares = (int(mark.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    parts = [share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    luminance = sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_three_networks_are_shown_and_the_rest_are_folded_under_their_names() -> None:
    looks = [replace(LOOK, network=name) for name in get_args(NetworkName)]
    text = page("Ça va", looks, SCENERY)
    shown, _, folded = text.partition("<details>")
    assert shown.count("<article") == 3
    assert folded.count("<article") == len(looks) - 3
    summary = Seen(text).texts["<summary>"]
    assert summary == "7 more: Webhook, Telegram, Discord, Slack, LinkedIn, Facebook, Threads"
    assert "<details>" not in page("Ça va", looks[:3], SCENERY)


def test_every_picture_says_what_it_shows() -> None:
    [image] = [attributes for tag, attributes in seen().tags if tag == "img"]
    assert image["alt"] == PICTURE.alt
    undescribed = seen(replace(LOOK, picture=Picture(PICTURE.body, "image/png", 60, 60, "")))
    assert [attributes["alt"] for tag, attributes in undescribed.tags if tag == "img"] == [
        "The article’s picture"
    ]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = page("Ça va", [LOOK], SCENERY)
    tags = Seen(text).tags
    assert {tag for tag, _ in tags}.isdisjoint({"script", "link", "iframe", "object", "form", "base"})
    sources = [value for _, attributes in tags for name, value in attributes.items() if name == "src"]
    assert all(value.startswith("data:image/") for value in sources)
    assert not re.search(r"@import|url\(", text)
    assert "default-src 'none'" in text


@given(st.text(max_size=60), st.text(max_size=60))
@example("</p></article><script>alert(1)</script>", '"><img src=x onerror=alert(1)>')
@example("javascript:alert(1)", "' onmouseover='alert(1)")
@example('https://evil.example/" onclick="x', "&amp;lt;b&gt;")
def test_whatever_a_feed_says_is_text(one: str, other: str) -> None:
    post = Post(one, link=other, title=one, summary=other, language=one, image=Image(one, other))
    picture = Picture(PICTURE.body, "image/png", 60, 60, other)
    look = Look("x", post, other, ((1, 280),), picture, notes=(one, other))
    plain = Seen(page(one, [look], Scenery(one, "x", (("Why", other),), (one, other))))
    allowed = {"href", "rel", "class", "id", "lang", "alt", "src", "width", "height", "max", "high", "value"}
    allowed |= {"charset", "http-equiv", "content", "name", "aria-hidden", "aria-label"}
    allowed |= {"style", "viewbox", "fill", "x", "y", "rx", "text-anchor"}
    assert {name for _, attributes in plain.tags for name in attributes} <= allowed
    hrefs = [attributes["href"] for tag, attributes in plain.tags if tag == "a"]
    assert all(href.startswith(("https://", "http://")) for href in hrefs)
    if "\r" not in one and "\0" not in one:
        assert plain.texts.get("text", "") == one
