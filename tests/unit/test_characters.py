"""Unicode's normal forms, whatever the text."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.characters import normal
from repost.base.names import name_key
from repost.base.plain_text import plain_text
from tests.effort import costing_less_than


@given(st.text())
def test_ordinary_text_is_normalised_as_ever(text: str) -> None:
    assert normal(text) == unicodedata.normalize("NFC", text)
    assert normal(text, "NFKC") == unicodedata.normalize("NFKC", text)


def test_of_many_marks_on_one_character_the_first_thirty_stay() -> None:
    assert normal("a" + "\u0316" * 40 + "b" + "\u0301" * 31 + "c") == (
        "a" + "\u0316" * 30 + unicodedata.normalize("NFC", "b" + "\u0301" * 30) + "c"
    )


@pytest.mark.parametrize(
    "run", ["\u0300\u0316", "\uff9e\u0300", "\uff9f\u0316", "\u0f73\u0f74", "\u0f81\u0300"]
)
def test_long_runs_of_marks_take_no_time(run: str) -> None:
    with costing_less_than(3):
        normal(run * 50_000)
        normal(run * 50_000, "NFKC")
        name_key(run * 50_000)
        plain_text("a" + run * 50_000, 500)


def test_no_other_character_becomes_a_mark() -> None:
    hidden = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if not unicodedata.combining(chr(code))
        and unicodedata.combining(unicodedata.normalize("NFKD", chr(code))[0])
    ]
    assert hidden == list("\u0f73\u0f75\u0f81\uff9e\uff9f")
