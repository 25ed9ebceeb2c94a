"""Words cut to the room there is."""

from __future__ import annotations

from itertools import accumulate

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from repost.networks.x.weight import weighted_length
from repost.wording.cleaning import clean
from repost.wording.cutting import cut, graphemes

WORDS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            (
                "\U0001f468\u200d\U0001f469\u200d\U0001f467",
                "\U0001f1eb\U0001f1f7",
                "e\u0301\u0323",
                "\u0939\u093f\u0928\u094d\u0926\u0940",
            )
        ),
        st.sampled_from(
            (
                "example.community",
                "example.\u2060community",
                "https://blog.example.com/a/b",
                "@\u2060jean",
                "#\u2060tag",
                "me@example.com",
            )
        ),
        st.sampled_from((" ", " ", ", ", " : ", ".", "\u200d", "\u65e5\u672c\u8a9e")),
    ),
    max_size=25,
).map(lambda parts: clean("".join(parts)))

UNSEEN = "\u200b\u200c\u200d\u2060"


def to(length: int, text: str) -> str:
    return cut(text, lambda stump: len(stump) <= length)


@given(WORDS, st.integers(0, 60))
def test_what_is_left_fits_begins_the_text_and_ends_between_graphemes(text: str, limit: int) -> None:
    stump = cut(text, lambda words: weighted_length(words) <= limit)
    assert weighted_length(stump) <= limit
    if stump:
        kept = stump.removesuffix("\u2026").removesuffix(" ")
        assert stump.endswith("\u2026")
        assert text.startswith(kept)
        assert len(kept) < len(text)
        ends = list(accumulate(map(len, graphemes(text))))
        assert len(kept) in ends or text[len(kept)] in UNSEEN
        assert kept[-1] not in UNSEEN


@given(WORDS, st.integers(0, 60))
def test_addresses_and_names_are_kept_whole_or_not_at_all(text: str, limit: int) -> None:
    kept = cut(text, lambda words: weighted_length(words) <= limit).removesuffix("\u2026").removesuffix(" ")
    for address in regex.finditer(r"(?<![\w.@-])[\w-]+(?:[.@]\u2060?[\w-]+)+(?![\w.@-])|[@#]\u2060\w+", text):
        if regex.fullmatch(r"[\x21-\x7e\u2060]+", address[0]):
            assert len(kept) <= address.start() or len(kept) >= address.end()


@given(st.text("ab \u00e9", max_size=80), st.integers(2, 80))
def test_nothing_shorter_is_taken_than_the_last_whole_word(text: str, limit: int) -> None:
    text = clean(text)
    if len(text) > limit:
        last_words = [text[:end] + "\u2026" for end in range(1, limit) if text[end] == " "]
        assert len(to(limit, text)) >= max(map(len, last_words), default=limit)


@pytest.mark.parametrize(
    ("text", "length", "stump"),
    [
        ("Un titre assez long", 13, "Un titre\u2026"),
        ("Un titre assez long", 15, "Un titre assez\u2026"),
        ("Un titre, assez long", 11, "Un titre\u2026"),
        ("Un titre \u2014 assez long", 12, "Un titre\u2026"),
        ("Un titre \u00ab assez \u00bb long", 13, "Un titre\u2026"),
        ("Quoi\u00a0? Comment\u00a0?", 9, "Quoi\u00a0?\u2026"),
        ("anticonstitutionnellement", 10, "anticonst\u2026"),
        ("Un anticonstitutionnellement long", 25, "Un anticonstitutionnelle\u2026"),
        ("\u65e5\u672c\u8a9e\u306e\u9577\u3044\u984c", 5, "\u65e5\u672c\u8a9e\u306e\u2026"),
        ("Lire example.community demain", 18, "Lire\u2026"),
        ("Lire example.community demain", 26, "Lire example.community \u2026"),
        ("Lire example.\u2060community", 18, "Lire\u2026"),
        ("https://blog.example.com/ et plus", 28, "https://blog.example.com/ \u2026"),
        ("Un C++ fort long", 8, "Un C++\u2026"),
        ("\u00ab\u00a0Un titre\u00a0\u00bb", 3, ""),
        ("Un titre", 1, ""),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 et", 4, ""),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 et",
            6,
            "\U0001f468\u200d\U0001f469\u200d\U0001f467\u2026",
        ),
        ("a\u200d\u200d b cd", 4, "a\u2026"),
        ("", 9, ""),
        ("Salt & pepper", 8, "Salt…"),
    ],
)
def test_a_cut_reads_well(text: str, length: int, stump: str) -> None:
    assert to(length, text) == stump
