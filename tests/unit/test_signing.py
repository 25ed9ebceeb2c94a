"""Tokens: nobody can make one up, change one, use one for something else, or keep one for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.secret import Secret
from repost.signing.tokens import LONGEST, TokenRefused, Tokens

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
TOKENS: Final = Tokens(Secret("k" * 43), "invitation")


@given(
    said=st.dictionaries(st.text(max_size=9), st.text(max_size=40) | st.integers() | st.none(), max_size=5)
)
def test_a_token_says_what_was_signed(said: dict[str, object]) -> None:
    assert TOKENS.read(TOKENS.sign(said, NOW), NOW, HOUR) == said


def test_a_token_ends_after_its_time() -> None:
    token = TOKENS.sign({"account": "ada"}, NOW)
    assert TOKENS.read(token, NOW + HOUR, HOUR) == {"account": "ada"}
    with pytest.raises(TokenRefused) as refused:
        TOKENS.read(token, NOW + HOUR + timedelta(seconds=1), HOUR)
    assert refused.value.is_expired


@pytest.mark.parametrize(
    "other", [Tokens(Secret("k" * 43), "session"), Tokens(Secret("j" * 43), "invitation")]
)
def test_a_token_of_another_purpose_or_key_is_refused(other: Tokens) -> None:
    with pytest.raises(TokenRefused) as refused:
        TOKENS.read(other.sign({"account": "ada"}, NOW), NOW, HOUR)
    assert not refused.value.is_expired


@given(place=st.integers(0, 10_000), letter=st.sampled_from("AZaz09-_."))
def test_a_token_with_another_letter_is_refused_or_says_the_same(place: int, letter: str) -> None:
    token = TOKENS.sign({"account": "ada"}, NOW)
    at = place % len(token)
    changed = token[:at] + letter + token[at + 1 :]
    try:
        assert TOKENS.read(changed, NOW, HOUR) == {"account": "ada"}  # the last letter has bits to spare
    except TokenRefused:
        assert changed != token


@given(st.text())
def test_a_text_that_was_never_signed_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.read(text, NOW, HOUR)


@pytest.mark.parametrize("token", ["a." * LONGEST, TOKENS.sign({}, NOW + HOUR)])
def test_a_token_that_is_too_long_or_from_the_future_is_refused(token: str) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.read(token, NOW, HOUR)
