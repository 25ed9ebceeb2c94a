"""What Repost says in each language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.wording.languages import LANGUAGES, NEUTRAL, Language, language_for, spoken_age, spoken_date

FRENCH = LANGUAGES["fr"]
ENGLISH = LANGUAGES["en"]
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("account", "blog", "language"),
    [
        ("fr", "en", FRENCH),
        (None, "fr-ca", FRENCH),
        ("fr_FR", "", FRENCH),
        ("FR-latn-CA", "", FRENCH),
        (None, "", ENGLISH),
        ("", "en-us", ENGLISH),
        (None, "pt-br", NEUTRAL),
        ("de", "fr", NEUTRAL),
        (None, "---", NEUTRAL),
    ],
)
def test_the_account_decides_the_language_then_the_blog(
    account: str | None, blog: str, language: Language
) -> None:
    assert language_for(account, blog) is language


def test_in_an_unknown_language_only_the_name_of_the_blog_goes_before() -> None:
    assert NEUTRAL.before == "{blog}: "
    assert spoken_date(TODAY, NEUTRAL) == "23 November 2026"


def test_a_french_colon_follows_a_no_break_space() -> None:
    assert FRENCH.before == "À relire sur {blog}\u00a0: "


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2026, 9, 12), "12 September 2026", "12 septembre 2026"),
        (date(2026, 3, 1), "1 March 2026", "1er mars 2026"),
        (date(2025, 12, 31), "31 December 2025", "31 décembre 2025"),
    ],
)
def test_dates_in_words(day: date, english: str, french: str) -> None:
    assert spoken_date(day, ENGLISH) == english
    assert spoken_date(day, FRENCH) == french


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2026, 11, 24), "today", "aujourd\u2019hui"),
        (date(2026, 11, 23), "today", "aujourd\u2019hui"),
        (date(2026, 11, 22), "yesterday", "hier"),
        (date(2026, 11, 17), "6 days ago", "il y a 6 jours"),
        (date(2026, 11, 16), "a week ago", "il y a une semaine"),
        (date(2026, 10, 24), "4 weeks ago", "il y a 4 semaines"),
        (date(2026, 10, 23), "a month ago", "il y a un mois"),
        (date(2026, 9, 23), "2 months ago", "il y a 2 mois"),
        (date(2025, 11, 24), "11 months ago", "il y a 11 mois"),
        (date(2025, 11, 23), "a year ago", "il y a un an"),
        (date(2016, 11, 23), "10 years ago", "il y a 10 ans"),
    ],
)
def test_ages_in_words(day: date, english: str, french: str) -> None:
    assert spoken_age(day, TODAY, ENGLISH) == english
    assert spoken_age(day, TODAY, FRENCH) == french


@pytest.mark.parametrize("language", [*LANGUAGES.values(), NEUTRAL])
@given(day=st.dates(), today=st.dates())
def test_every_language_has_words_for_every_date_and_age(language: Language, day: date, today: date) -> None:
    assert str(day.year) in spoken_date(day, language)
    assert "{" not in spoken_date(day, language)
    assert "{" not in spoken_age(day, today, language)


def test_a_language_of_other_plurals_is_one_more_entry() -> None:
    weeks = ("tydzień temu", "{n} tygodnie temu", "{n} tygodni temu")
    polish = replace(
        ENGLISH, ages={**ENGLISH.ages, "week": weeks}, form=lambda n: 0 if n == 1 else 1 if n < 5 else 2
    )
    assert spoken_age(date(2026, 11, 9), TODAY, polish) == "2 tygodnie temu"
