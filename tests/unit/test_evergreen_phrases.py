"""The lists of words: each is whole, and its phrases are found as they are written."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.selection import evergreen
from repost.selection.evergreen.dates import read_dates
from repost.selection.evergreen.words import languages, words_for, words_from


def phrases_of(*several: str) -> evergreen.phrases.Phrases[int]:
    phrases: evergreen.phrases.Phrases[int] = evergreen.phrases.Phrases()
    for number, phrase in enumerate(several):
        phrases.add(phrase, number)
    return phrases


@pytest.mark.parametrize("language", languages())
def test_every_word_list_is_whole(language: str) -> None:
    table = tomllib.loads((Path(evergreen.__file__).parent / f"{language}.toml").read_text("utf-8"))
    words = words_from(table)
    words.phrases.take_all()
    assert len(words.months) >= 12


@pytest.mark.parametrize("language", languages())
def test_no_list_of_phrases_says_one_twice(language: str) -> None:
    text = (Path(evergreen.__file__).parent / f"{language}.toml").read_text("utf-8")
    for block in text.split("'''")[1::2]:
        phrases = block.split("\n")[1:-1]
        assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "[a|b", "[a]", "a | b", "\n", "*", "a (b]"])
def test_a_phrase_that_is_none_is_told(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"phrase|nothing at all|too many|bracket|no word"):
        phrases_of(phrase).take_all()


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("save [the|these] (date|dates)", "So save the dates now", "save the dates"),
        ("save [the|these] (date|dates)", "save dates", "save dates"),
        ("recrut* _ (chef*|cook)", "On recrute un chef", "recrute un chef"),
        ("^ sale", "sale of the day", "sale"),
        ("^ sale", "a sale", None),
        ("sale $", "a sale", "sale"),
        ("sale $", "sale now", None),
        ("until <time>", "open until 7 pm", "until 7 pm"),
        ("<percent> off", "20 % off", "20 % off"),
        ("a <n>", "a 12", "a 12"),
        ("a b", "a, b", None),
        ("(open|late night) (house|mic)", "a late night mic", "late night mic"),
        ("(open|late night) (house|mic)", "open mic", "open mic"),
        ("(open|late night) (house|mic)", "open late", None),
    ],
)
def test_phrases_are_found_as_they_are_written(phrase: str, text: str, found: str | None) -> None:
    phrases = phrases_of(phrase)
    tokens = evergreen.tokens.tokens_of(text)
    spans = [text[tokens[a].place : tokens[b - 1].end] for a, b, _ in phrases.found(tokens)]
    assert spans == ([found] if found else [])


def test_a_phrase_that_waits_for_several_words_is_found_once() -> None:
    phrases = phrases_of("(open|late) mic")
    tokens = evergreen.tokens.tokens_of("late open mic, late mic")
    assert [(first, end) for first, end, _ in phrases.found(tokens)] == [(1, 3), (4, 6)]
    assert [(first, end) for first, end, _ in phrases.found(tokens)] == [(1, 3), (4, 6)]


MANY = (
    "party : <monthyear>",
    "^ webinar* :",
    "(party|webinar party) : (<date>|webinar*) [our]",
    "_ : <n>",
    "[our] party $",
    "<monthyear> _ party",
    "12 (party|:)",
)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["Party", "webinars", ":", "March", "2025", "12", "7", "our", "the", "|"]),
            max_size=8,
        ).map(" ".join),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([0, 3, evergreen.phrases.MOST_STEPS]),
)
def test_what_was_read_before_is_no_matter(titles: list[str], most_steps: int) -> None:
    [words] = words_for("en")
    phrases = phrases_of(*MANY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evergreen.phrases, "MOST_STEPS", most_steps)
        for title in titles:
            tokens, _ = read_dates(evergreen.tokens.tokens_of(title), words, date(2025, 1, 1))
            anew = phrases_of(*MANY)
            anew.take_all()
            assert list(phrases.found(tokens)) == list(anew.found(tokens))
