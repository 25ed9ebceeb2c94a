"""What a page says of the picture of its article, and which of its sizes is taken."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.feeds.page_picture import PagePicture, picture_in
from tests.effort import costing_less_than

PAGE = "https://b.example/2026/a/"
FULL = "https://b.example/up/cat.jpg"


def found(markup: str, image: str = FULL) -> PagePicture:
    return picture_in(markup, image, PAGE)


@pytest.mark.parametrize(
    ("markup", "alt"),
    [
        ('<img src="/up/cat.jpg" alt="A cat">', "A cat"),
        ('<img alt="A &amp; b" src="https://i0.wp.com/b.example/up/cat-1024x576.jpg?w=9">', "A & b"),
        ("<IMG SRC=/up/cat-scaled.jpg ALT=Cat>", "Cat"),
        ('<img src="data:image/gif;base64,AAAA" data-src="/up/cat.webp" alt="A cat">', "A cat"),
        ('<img src="/up/dog.jpg" alt="A dog"><img src="/up/cat.jpg" alt="A cat">', "A cat"),
        ('<img src="/up/cat.jpg" alt=""><img src="/up/cat.jpg" alt="A cat">', "A cat"),
        ('<img src="/up/cat.jpg" alt=" ">', ""),
        ('<img src="/up/cat.jpg">', ""),
        ('<img src="/up/cats.jpg" alt="Cats">', ""),
        ("", ""),
    ],
)
def test_what_is_to_be_seen_is_what_the_page_says_of_the_same_file(markup: str, alt: str) -> None:
    assert found(markup).alt == alt


def test_names_that_say_too_little_are_not_looked_for() -> None:
    assert found('<img src="/x/a.jpg" alt="Another">', "https://b.example/a.jpg").alt == ""
    assert found('<img src="/?p=1" alt="Another">', "https://b.example/?p=1").alt == ""


def sizes(*widths: int) -> str:
    return ", ".join(f"/up/cat-{width}x{width // 2}.jpg {width}w" for width in widths)


@pytest.mark.parametrize(
    ("srcset", "taken"),
    [
        (sizes(300, 768, 1024, 1536, 2048), "https://b.example/up/cat-1536x768.jpg"),
        (sizes(1024, 300), "https://b.example/up/cat-1024x512.jpg"),
        (sizes(600), "https://b.example/up/cat-600x300.jpg"),
        (sizes(150, 300), FULL),
        (sizes(2048, 2560), FULL),
        ("/up/cat.jpg 1x, /up/cat-2x.jpg 2x", FULL),
        ("https://cdn.example/w_800,q_auto/cat.jpg 800w", "https://cdn.example/w_800,q_auto/cat.jpg"),
        ("/up/a.jpg 700w,/up/b.jpg 900w", "https://b.example/up/b.jpg"),
        ("javascript:alert(1) 800w", FULL),
        ("", FULL),
        (" , , 800w", FULL),
    ],
)
def test_of_several_sizes_one_is_taken_that_networks_take(srcset: str, taken: str) -> None:
    picture = found(f'<img src="/up/cat-300x150.jpg" srcset="{srcset}" alt="A cat">')
    assert (picture.url, picture.alt) == (taken, "A cat")


@given(
    st.text(max_size=200), st.text(st.sampled_from('<img src="/up/cat.jpg"  alt=srcset 800w,'), max_size=120)
)
@example("", '<img src="/up/cat.jpg" srcset="\x00 800w">')
def test_no_page_whatever_is_trouble(text: str, markup: str) -> None:
    for page in (text, markup, f"<img src='/up/cat.jpg' srcset='{text}' alt='{text}'>"):
        picture = found(page)
        assert picture.url.startswith(("https://", "http://"))
        assert len(picture.alt) <= 1_000


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=/up/cat.jpg>" * 15_000,
        "<img " * 60_000,
        "<img src=" + "a" * 300_000,
        f'<img src="/{".aa" * 6_000}!" alt="x">' * 16,
        f'<img src="/up/cat.jpg" srcset="{"a " * 9_000}">' * 16,
        f'<img src="/up/cat.jpg" srcset="{"1w " * 6_000}">' * 16,
        f'<img src="/up/cat.jpg" srcset="{"x" * 19_000}">' * 16,
        f'<img src="/up/cat.jpg" srcset="{"1" * 19_000}w">' * 16,
    ],
    ids=range(8),
)
def test_no_page_takes_long(markup: str) -> None:
    with costing_less_than(1):
        found(markup)


@pytest.mark.parametrize(
    ("markup", "image", "spare"),
    [
        (
            f'<img src="/up/cat.jpg" srcset="{sizes(600, 768, 1536)}">',
            FULL,
            "https://b.example/up/cat-600x300.jpg",
        ),
        ('<img src="/up/cat.jpg">', FULL, ""),
        ("", FULL, ""),
        ('<img src="/up/cat.webp">', "https://b.example/up/cat.webp", ""),
        ('<img src="/up/cat.png">', "https://b.example/up/cat.webp", "https://b.example/up/cat.png"),
        (
            '<img src="/up/cat.png" srcset="/up/cat-800x400.webp 800w, /up/cat-700x350.png 700w">',
            "https://b.example/up/cat.webp",
            "https://b.example/up/cat.png",
        ),
    ],
)
def test_a_picture_has_a_spare_that_is_smaller_or_of_another_format(
    markup: str, image: str, spare: str
) -> None:
    assert found(markup, image).spare == spare
