"""Excerpts as clean sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.wording.excerpts import cut_to_sentences, readable_excerpt, sentence_ends
from tests.effort import costing_less_than

PROSE = "Nobody tells you these. We learnt them the hard way."


@pytest.mark.parametrize(
    "trailer",
    [
        "The post Ten things appeared first on A blog.",
        "The post Ten things first appeared on A blog.",
        "L\u2019article Dix choses est apparu en premier sur Un blog.",
        "Der Beitrag Zehn Dinge erschien zuerst auf Ein Blog.",
        "La entrada Diez cosas se publicó primero en Un blog.",
        "L'articolo Dieci cose proviene da Un blog.",
        "O post Dez coisas apareceu primeiro em Um blog.",
        "Het bericht Tien dingen verscheen eerst op Een blog.",
        "Artykuł Dziesięć rzeczy pochodzi z serwisu Blog.",
        "Inlägget Tio saker dök först upp på En blogg.",
        "Indlægget Ti ting blev først udgivet på En blog.",
        "Innlegget Ti ting dukket først opp på En blogg.",
        "L\u2019entrada Deu coses ha aparegut primer a Un blog.",
        "Príspevok Ten things nájdete na A blog.",  # in any language by both names
        "Read more",
        "Continue reading Ten things \u2192",
        "Continue reading \u201cTen things\u201d",
        "Lire la suite",
        "[Lire la suite...]",
        "Weiterlesen \u00bb",
        "Leer más",
        "Continua a leggere",
        "Leia mais",
        "Lees verder",
        "Czytaj dalej",
        "Läs mer",
        "Les mer",
        "Lue lisää",
        "[vc_row el_class",
        "Read More",
        "READ MORE: https://blog.example/a",
        "Read full article",
        "Click here to read more.",
        "(more…)",
        "(more...)",
        "This post first appeared on A blog.",
        "Читать далее",
        "続きを読む",
        "阅读全文",
        "더 보기",
        "Devamını oku",
    ],
)
def test_what_feeds_and_plugins_put_behind_an_excerpt_is_left_out(trailer: str) -> None:
    assert readable_excerpt(f"{PROSE} {trailer}", "Ten things", "A blog") == PROSE


@pytest.mark.parametrize(
    "before",
    [
        "Reading Time: 3 minutes ",
        "Temps de lecture\u00a0: 4 minutes ",
        "Lesezeit: 12 Min. ",
        "Lesezeit: ca. 5 Minuten ",
        "Durée de lecture : environ 5 minutes · ",
        "⏱ 5 min read · ",
        "Reading time: 3 minutes. ",
        "5 min read · ",
        "5-minute read ",
    ],
)
def test_a_reading_time_before_it_is_left_out(before: str) -> None:
    assert readable_excerpt(before + PROSE, "Ten things", "A blog") == PROSE


@pytest.mark.parametrize("mark", ["\u2026", " [\u2026]", "...", " [...]", " [\u2026"])
def test_a_sentence_that_the_feed_broke_off_is_left_out(mark: str) -> None:
    assert readable_excerpt(f"{PROSE} And then there was the{mark}", "Ten things", "A blog") == PROSE
    assert readable_excerpt(f"A long sentence, but whole.{mark}", "T", "B") == "A long sentence, but whole."
    assert readable_excerpt(f"What Mr.{mark}", "T", "B") == "What Mr.…"
    assert readable_excerpt(f"One long sentence without{mark}", "T", "B") == "One long sentence without\u2026"


@pytest.mark.parametrize(
    "text",
    [
        "I want to read more books.",
        "There is a full story, and more… to come.",
        "He would read more. She wrote.",
        "The post office opens at nine.",
        "What the post Brexit world looks like on the continent.",
        "[Update] There is news.",
        "Ten things on A blog and nothing more, but with a real sentence after it.",
    ],
)
def test_prose_that_speaks_of_such_things_stays(text: str) -> None:
    assert readable_excerpt(text, "Ten things", "A blog") == text


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont arrive",
        "Am 1. Januar beginnt es",
        "Das ist z. B. Wien",
        "Dr. House is in",
        "It is by J. K. Rowling and others",
        "Version 2.0 ist da",
        "Bücher, CDs usw. Alles muss raus",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentence_ends(text) == []


def test_sentences_end_where_they_do() -> None:
    text = "Really? Yes! \u00ab Fini. \u00bb Then more\u2026 \u201cAnd?\u201d So it went."
    assert [text[:end].rsplit(maxsplit=1)[-1] for end in sentence_ends(text)] == [
        "Really?",
        "Yes!",
        "more\u2026",
        "\u201cAnd?\u201d",
    ]
    assert sentence_ends("यह है। वह है।") == [6]


def test_a_cut_keeps_whole_sentences_where_they_make_up_half_of_it() -> None:
    text = "Nobody tells you these things, ever. We learnt them the hard way, one by one."
    assert cut_to_sentences(text, lambda part: len(part) <= 60) == "Nobody tells you these things, ever."
    long = "One more short sentence comes here. " + "word " * 100
    assert cut_to_sentences(long, lambda part: len(part) <= 200).endswith("word\u2026")


@given(st.text(max_size=300), st.integers(0, 120))
def test_what_is_left_begins_the_text_and_fits(text: str, most: int) -> None:
    part = cut_to_sentences(text, lambda part: len(part) <= most)
    assert len(part) <= most
    assert text.startswith(part.removesuffix("\u2026").rstrip()) or part == ""


@given(
    st.lists(
        st.sampled_from((PROSE, "Read more", "The post a appeared first on b.", "\u2026", "[x", "Mr.", "1.")),
        max_size=8,
    ).map(" ".join)
)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = readable_excerpt(text, "Ten things", "A blog")
    assert len(once) <= len(text)
    assert readable_excerpt(once, "Ten things", "A blog") == once


@pytest.mark.parametrize(
    "hostile", ["The post " * 220, "Read more " * 200, ". A" * 660, "\u2026" * 2000, "[a " * 660]
)
def test_hostile_excerpts_take_no_time(hostile: str) -> None:
    with costing_less_than(1):
        readable_excerpt(hostile[:2000], "The post", "Read more")
        cut_to_sentences(hostile[:2000], lambda part: len(part) < 100)
