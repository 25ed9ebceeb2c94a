"""What was learned from titles, and what it may change."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict

from benchmarks.learning import Example, learn
from repost.base.articles import Article
from repost.selection.evergreen.judgement import Judgement, judge
from repost.selection.evergreen.learned import Weights, weights_for
from repost.selection.evergreen.words import languages
from tests.judging import DAY, NOW, judged

LEARNED = Weights(
    -100,
    {"season": 600, "^ season": 200, "workshop": -900, "part <n>": -900, "<n>": -100, "sale": -900},
    {"fair": 300},
    {"enough": 200, "advice 1": -700},
)


def learned(title: str, *, age: int = 60, **more: Any) -> Judgement:
    article = Article("a", title, "https://e.example/a", NOW - age * DAY, **more)
    return judge(article, NOW, "en", LEARNED)


def test_words_that_stand_in_titles_that_do_not_last_make_one_stale_and_are_its_reason() -> None:
    assert learned("Season opening: what to bring").why == (
        "Its words are those of titles that don't last (“Season”)."
    )
    assert not judge(
        Article("a", "Season opening", "https://e.example/a", NOW - 60 * DAY), NOW, "de"
    ).is_stale


def test_words_that_stand_in_titles_that_last_take_back_a_sign_that_only_looks_like_one() -> None:
    assert judged("Git workshop").is_stale
    assert not learned("Git workshop").is_stale
    assert learned("Git workshop").why == ""


@pytest.mark.parametrize(
    "title",
    [
        "Sale ends Sunday: 20% off every workshop",
        "Our workshop of 5 October 2026",
        "We're hiring: workshop lead",
    ],
)
def test_they_take_back_no_offer_no_job_and_no_day_that_has_passed(title: str) -> None:
    assert learned(title).is_stale


def test_what_a_word_means_counts_though_it_stood_in_no_title() -> None:
    assert learned("A fair in the valley").why == "Its words are those of titles that don't last (“fair”)."
    assert not learned("A loaf in the valley").is_stale


def test_what_the_lists_found_is_weighed_against_the_words() -> None:
    assert not learned("The season explained").is_stale
    assert learned("Git hackathon").is_stale


def test_a_year_that_is_long_over_counts_whatever_the_other_words_say() -> None:
    assert not learned("The workshop of 2025", age=100).is_stale
    assert learned("The workshop of 2025", age=365).is_stale


def test_they_add_nothing_while_an_article_is_young_or_what_it_names_is_ahead() -> None:
    assert not learned("Season opening", age=20).is_stale
    assert not learned("Season opening, 20 December", age=40).is_stale


def test_nothing_that_was_learned_is_asked_about_a_language_without_a_table() -> None:
    assert weights_for("de") is None
    assert weights_for("../en") is None
    assert weights_for("EN_gb") is weights_for("en")


def test_learning_again_from_the_same_titles_gives_the_same_table_and_tells_them_apart() -> None:
    titles = [
        Example(((f"{word}{number % 7}", 0, 1), (word, 0, 1)), word == "fair", "b")
        for word in ("fair", "loaf")
        for number in range(40)
    ]
    meaning = {"fair": [1.0, 0.0], "loaf": [-1.0, 0.0], "market": [0.9, 0.1]}
    table = learn(titles, meaning)
    assert asdict(table) == asdict(learn(titles, meaning))
    assert table.by_words({"fair"}) > 0 > table.by_words({"loaf"})
    assert table.by_words({"market"}) > table.by_words(set())
    assert learn(titles, meaning, limit=1.0).start == table.start - 100


@pytest.mark.parametrize("language", languages())
def test_each_table_is_small(language: str) -> None:
    table = weights_for(language)
    assert table
    assert 1000 < len(table.keys) <= 4000
    assert 1000 < len(table.words) <= 8000
