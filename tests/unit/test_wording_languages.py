"""What Repost says in each language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.networks.x.weight import weighted_length
from repost.wording.languages.registry import LANGUAGES, NEUTRAL, language_for
from repost.wording.languages.spoken import spoken_age, spoken_date
from repost.wording.placeholders import unknown_placeholders

if TYPE_CHECKING:
    from repost.wording.languages.language import Language

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
        (None, "pt-br", LANGUAGES["pt-br"]),
        (None, "pt-PT", LANGUAGES["pt"]),
        ("de-AT", "fr", LANGUAGES["de"]),
        ("no", "", LANGUAGES["nb"]),
        (None, "nn-no", LANGUAGES["nn"]),
        (None, "eu", NEUTRAL),
        ("zh-Hant", "fr", NEUTRAL),
        (None, "---", NEUTRAL),
    ],
)
def test_the_account_decides_the_language_then_the_blog(
    account: str | None, blog: str, language: Language
) -> None:
    assert language_for(account, blog) is language


def test_in_an_unknown_language_only_the_name_of_the_blog_goes_before() -> None:
    assert NEUTRAL.before == ("{blog}: ",)
    assert spoken_date(TODAY, NEUTRAL) == "23 November 2026"


def test_a_french_colon_follows_a_no_break_space() -> None:
    assert FRENCH.before[0] == "À relire sur {blog}\u00a0: "
    for phrase in FRENCH.before + FRENCH.before_without_blog:
        assert phrase.endswith("\u00a0: ")
    assert (FRENCH.new, FRENCH.new_without_blog) == ("Nouveau sur {blog}\u00a0: ", "Nouveau\u00a0: ")


@pytest.mark.parametrize(
    ("tag", "phrase"),
    [
        ("ca", "Per si us ho vau perdre: "),
        ("cs", "Pokud vám to uniklo: "),
        ("en", "In case you missed it: "),
        ("it", "Se ve lo siete perso: "),
        ("nb", "Hvis du gikk glipp av det: "),
        ("nn", "Om du gjekk glipp av det: "),
        ("pl", "Jeśli Ci to umknęło: "),
        ("pt-br", "Caso você tenha perdido: "),
    ],
)
def test_what_readers_may_have_missed_is_put_in_the_idiom_of_their_language(tag: str, phrase: str) -> None:
    assert phrase in LANGUAGES[tag].before_without_blog


def test_an_italian_announcement_is_not_news_about_the_blog() -> None:
    assert LANGUAGES["it"].new == "Nuovo su {blog}: "


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


@pytest.mark.parametrize(
    ("tag", "date_", "first", "ages"),
    [
        (
            "ca",
            "15 d\u2019agost del 2026",
            "1 d\u2019abril del 2026",
            ["fa 2 dies", "fa 2 mesos", "fa 5 anys"],
        ),
        ("cs", "15. srpna 2026", "1. dubna 2026", ["před 2 dny", "před 2 měsíci", "před 5 lety"]),
        (
            "da",
            "15. august 2026",
            "1. april 2026",
            ["for 2 dage siden", "for 2 måneder siden", "for 5 år siden"],
        ),
        ("de", "15. August 2026", "1. April 2026", ["vor 2 Tagen", "vor 2 Monaten", "vor 5 Jahren"]),
        ("es", "15 de agosto de 2026", "1 de abril de 2026", ["hace 2 días", "hace 2 meses", "hace 5 años"]),
        (
            "fi",
            "15. elokuuta 2026",
            "1. huhtikuuta 2026",
            ["2 päivää sitten", "2 kuukautta sitten", "5 vuotta sitten"],
        ),
        ("it", "15 agosto 2026", "1º aprile 2026", ["2 giorni fa", "2 mesi fa", "5 anni fa"]),
        (
            "nb",
            "15. august 2026",
            "1. april 2026",
            ["for 2 dager siden", "for 2 måneder siden", "for 5 år siden"],
        ),
        (
            "nn",
            "15. august 2026",
            "1. april 2026",
            ["for 2 dagar sidan", "for 2 månader sidan", "for 5 år sidan"],
        ),
        (
            "nl",
            "15 augustus 2026",
            "1 april 2026",
            ["2 dagen geleden", "2 maanden geleden", "5 jaar geleden"],
        ),
        ("pl", "15 sierpnia 2026", "1 kwietnia 2026", ["2 dni temu", "2 miesiące temu", "5 lat temu"]),
        ("pt", "15 de agosto de 2026", "1 de abril de 2026", ["há 2 dias", "há 2 meses", "há 5 anos"]),
        ("pt-br", "15 de agosto de 2026", "1º de abril de 2026", ["há 2 dias", "há 2 meses", "há 5 anos"]),
        (
            "sv",
            "15 augusti 2026",
            "1 april 2026",
            ["för 2 dagar sedan", "för 2 månader sedan", "för 5 år sedan"],
        ),
    ],
)
def test_other_languages_say_dates_and_ages_in_their_own_grammar(
    tag: str, date_: str, first: str, ages: list[str]
) -> None:
    language = LANGUAGES[tag]
    assert spoken_date(date(2026, 8, 15), language) == date_
    assert spoken_date(date(2026, 4, 1), language) == first
    days = (date(2026, 11, 21), date(2026, 9, 23), date(2021, 11, 23))
    assert [spoken_age(day, TODAY, language) for day in days] == ages


@pytest.mark.parametrize(
    ("years", "said"),
    [(1, "rok temu"), (2, "2 lata temu"), (5, "5 lat temu"), (12, "12 lat temu"), (22, "22 lata temu")],
)
def test_polish_nouns_follow_their_number(years: int, said: str) -> None:
    assert spoken_age(date(2026 - years, 11, 23), TODAY, LANGUAGES["pl"]) == said


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_every_language_has_several_phrases_with_and_without_the_name_of_a_blog(language: Language) -> None:
    assert len(language.before) == len(language.before_without_blog) == len(set(language.before)) >= 3
    assert all(unknown_placeholders(phrase) == () and "{blog}" in phrase for phrase in language.before)
    assert not any("{" in phrase for phrase in language.before_without_blog)
    assert all(phrase.endswith(" ") for phrase in language.before + language.before_without_blog)
    assert language.new.endswith(" ")
    assert language.new_without_blog.endswith(" ")
    assert language.new.count("{blog}") == 1
    assert language.new not in language.before
    assert "{" not in language.new_without_blog
    # A phrase leaves room for its article everywhere.
    assert max(weighted_length(phrase) for phrase in language.before) <= 50
    assert len(set(language.months)) == len(language.months) == 12
