"""What lasts and what doesn't: promotions, events, notices, and titles that only look like them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.base.articles import Article
from repost.selection.candidates import InMemory
from repost.selection.choice import choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Reason, Share
from repost.selection.evergreen.judgement import Judgement, judge
from repost.selection.explanation import explain
from repost.settings.types import Select
from tests.judging import DAY, NOW, judged

# --- Titles


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Request for comments: a new module system", "en"),
        ("Tell us what you think of the new timetable", "en"),
        ("The 2027 reader survey", "en"),
        ("Vote for the keynote speakers", "en"),
        ("Participez à la traduction du guide", "fr"),
        ("Vos impressions comptent", "fr"),
        ("Appel à orateurs", "fr"),
    ],
)
def test_calls_for_input_votes_and_surveys_do_not_last(title: str, language: str) -> None:
    assert judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Git workshop", "en"),
        ("Movie night at the club", "en"),
        ("Member meeting", "en"),
        ("An evening with Ana Ruiz", "en"),
        ("XMPP Summit 26", "en"),
        ("Atelier couture", "fr"),
        ("Rencontre conviviale, place du Château", "fr"),
        ("Stage de maniabilité", "fr"),
        ("Inauguration de notre nouveau local", "fr"),
    ],
)
def test_invitations_without_a_word_that_invites_do_not_last(title: str, language: str) -> None:
    assert judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("3.4.0", "en"),
        ("tidyr 1.1.0", "en"),
        ("The September release", "en"),
        ("Hello, Bundler 1.9!", "en"),
        ("Announcing Poetry 1.2.0rc1", "en"),
        ("Scala 2.10.3-RC3", "en"),
        ("darktable 2.4.3", "fr"),
        ("Version de septembre", "fr"),
    ],
)
def test_releases_named_by_number_or_month_alone_do_not_last(title: str, language: str) -> None:
    assert judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Two for one on all pizzas", "en"),
        ("Kids eat free", "en"),
        ("Dinner from only $12", "en"),
        ("Le deuxième à moitié prix", "fr"),
        ("Café offert avec chaque croissant", "fr"),
    ],
)
def test_offers_without_the_word_do_not_last(title: str, language: str) -> None:
    assert judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("New opening hours", "en"),
        ("The library reopens on Monday", "en"),
        ("We're open late this Thursday", "en"),
        ("Horaires d'été", "fr"),
        ("La piscine rouvre", "fr"),
        ("Ajustement des horaires", "fr"),
    ],
)
def test_opening_hours_and_reopenings_do_not_last(title: str, language: str) -> None:
    assert judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Trends on Tuesday: kids are going mobile", "en"),
        ("Monday motivation: start before you are ready", "en"),
        ("Mapper of the month: Joost Schouppe", "en"),
        ("La chronique du vendredi : éloge du pain", "fr"),
        ("Contributeur du mois : Julien Minet", "fr"),
    ],
)
def test_columns_named_after_a_day_or_a_month_last(title: str, language: str) -> None:
    assert not judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("PromCon 2025 recap", "en"),
        ("Looking back at ten years of open data", "en"),
        ("2025 annual report", "en"),
        ("Retour sur l'atelier greffe", "fr"),
        ("Rétrospective 2025", "fr"),
        ("Bilan 2025 : une année de petits pas", "fr"),
    ],
)
def test_a_look_back_lasts_when_what_it_looks_back_on_is_over(title: str, language: str) -> None:
    assert not judged(title, language, age=330).is_stale


def test_a_look_back_on_a_month_is_a_digest_and_an_offer_in_one_stays_an_offer() -> None:
    assert judged("Bilan du mois de mars", "fr").is_stale
    assert judged("Year in review: 50% off until Sunday").is_stale


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("How banks issue cards", "en"),
        ("We issue certificates for IP addresses", "en"),
        ("The issue with our logs", "en"),
        ("Webinar: definition and examples", "en"),
        ("What is a webinar?", "en"),
        ("Webinaire : définition", "fr"),
        ("Le son ne marche pas sous Ubuntu", "fr"),
        ("Spotify Connect ne fonctionne plus sur MoodeAudio", "fr"),
        ("Calculer le dernier jour du mois en SQL", "fr"),
        ("Find the last day of the month in SQL", "en"),
    ],
)
def test_words_that_only_look_like_a_notice_are_none(title: str, language: str) -> None:
    assert not judged(title, language).is_stale


@pytest.mark.parametrize(
    ("title", "is_stale"),
    [
        ("Black Friday: how to survive it", False),
        ("Black Friday: everything must go", True),
        ("Limited-time offers: do they still work?", False),
        ("Webinar: how bread rises", True),
        ("The general election of 1981", False),
        ("General election: who is standing where", True),
        ("Our 31st edition", False),
    ],
)
def test_what_comes_after_a_colon_and_years_of_long_ago_make_a_title_one_about_such_things(
    title: str,
    is_stale: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert judged(title, age=60).is_stale is is_stale


# --- Dates and years, as seen from publication and from now


@pytest.mark.parametrize(
    ("title", "age", "is_stale"),
    [
        ("Best laptops of 2025", 365, True),
        ("Best laptops of 2026", 60, False),
        ("Why 1984 still matters", 60, False),
        ("The 2008 crisis explained", 60, False),
        ("Windows 2000, a love letter", 60, False),
        ("iPhone 15 in 2026", 60, False),
        ("The world in 2050", 60, False),
        ("From 2024 to 2026: a build log", 60, False),
        ("Our meeting of 5 October 2026", 60, True),
        ("Our meeting on 5 December 2026", 60, False),
        ("Notes on 2026-10-05", 60, True),
        ("Notes on 2026/10/05", 60, True),
        ("6 June 1944: the longest day", 60, False),
        ("The concert on 15 August 1969", 60, False),
        ("Join us on 30 February 2026", 60, True),
    ],
)
def test_a_date_counts_if_it_was_near_when_the_article_came_out_and_is_over_now(
    title: str,
    age: int,
    is_stale: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert judged(title, age=age).is_stale is is_stale


def test_a_day_without_a_year_is_the_next_one_after_publication() -> None:
    assert judged("Market day, 20 December", age=30).signals == ()
    assert judged("Market day, 20 October", age=60).is_stale


def test_what_speaks_of_a_week_is_stale_when_the_week_is_over() -> None:
    assert not judged("Our menu this week", age=6).is_stale
    assert judged("Our menu this week", age=8).is_stale


def test_of_a_date_in_figures_the_later_reading_counts() -> None:
    assert not judged("Photos of 05/12/2026", age=60).is_stale  # the 5th of December, or the 12th of May


# --- Words


def test_advice_about_such_things_lasts_but_not_for_a_date_that_is_over() -> None:
    assert not judged("How to run a Black Friday sale").is_stale
    assert judged("How to choose a laptop in 2025", age=365).is_stale


def test_the_reason_names_the_words() -> None:
    why = judged("Join our webinar tonight: passkeys").why
    assert why == "It announces an event (“Join our webinar”); it speaks of a time that is over (“tonight”)."
    assert judged("Meilleurs vœux !", "fr").why == "It is a greeting of the season (“Meilleurs vœux !”)."


def test_case_accents_width_and_apostrophes_are_no_matter() -> None:
    for title in ("MEILLEURS VOEUX", "meilleurs vœux", "Meilleurs\N{NO-BREAK SPACE}vœux"):
        assert judged(title, "fr").is_stale
    assert judged("C\N{RIGHT SINGLE QUOTATION MARK}est aujourd'hui : on ouvre !", "fr").is_stale


def test_without_a_known_language_all_lists_count() -> None:
    for language in ("", "de", "de-AT"):
        assert judged("We're hiring", language).is_stale
        assert judged("Nous recrutons un cuisinier", language).is_stale
    assert not judged("Nous recrutons un cuisinier", "en-GB").is_stale


def test_a_category_alone_is_no_proof_but_lends_weight() -> None:
    assert not judged("The spring concert", categories=("Events",)).is_stale
    assert judged("Ana Ruiz, Saturday", categories=("Events",)).is_stale


def test_an_article_without_a_date_is_not_judged() -> None:
    assert judge(Article("a", "We're hiring", "https://e.example/a", None), NOW) == Judgement()


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(["until", "join", "us", "2026", "12", "March", "31/02/2026", "9" * 50, ":", "20%"]),
        max_size=40,
    ).map(" ".join),
    st.sampled_from(["en", "fr", ""]),
    st.integers(0, 4000),
)
def test_any_title_is_judged_and_a_stale_one_says_why(title: str, language: str, age: int) -> None:
    judgement = judged(title, language, age=age)
    assert judgement.is_stale == bool(judgement.why)


# --- What the settings make of it


WEBINAR = Article("w", "Join our webinar on 3 October", "https://e.example/w", NOW - 60 * DAY)
LASTING = Article("l", "How bread rises", "https://e.example/l", NOW - 60 * DAY)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [("skip", Reason.STALE), ("hold", Reason.FOR_REVIEW), ("ignore", None)],
)
def test_what_does_not_last_is_skipped_held_or_shared(wish: Any, reason: Reason | None) -> None:
    choice = choose(InMemory([WEBINAR, LASTING]), Select(evergreen=wish), Cycle(), seed=1, now=NOW)
    assert choice.reasons.get("w") is reason
    assert LASTING in choice.ranked
    assert set(choice.why_stale) == ({"w"} if wish == "hold" else set())


@pytest.mark.parametrize("wish", ["skip", "hold"])
def test_what_a_person_has_approved_goes_out(wish: Any) -> None:
    approved = {"w": Share("w", None, 0, pending=False, approved=True)}
    choice = choose(InMemory([WEBINAR], approved), Select(evergreen=wish), Cycle(), seed=1, now=NOW)
    assert choice.ranked == (WEBINAR,)


def test_the_explanation_says_which_words_speak_against_it() -> None:
    choice = choose(InMemory([WEBINAR]), Select(), Cycle(), seed=1, now=NOW, whole=True)
    [told] = explain([WEBINAR], {}, Select(), choice, NOW)
    [sentence] = told.sentences
    assert sentence == (
        "It looks like a promotion, event or notice that is over. It announces an event (“Join our "
        "webinar”); it sets a deadline (“on 3 October”); it names a date that has passed (“3 October”)."
    )


def test_only_the_words_of_the_blogs_language_count() -> None:
    article = replace(LASTING, title="Nous recrutons")
    for language, is_stale in (("en", False), ("fr", True)):
        candidates = InMemory([article])
        choice = choose(candidates, Select(), Cycle(), seed=1, now=NOW, whole=True, language=language)
        [told] = explain([article], {}, Select(), choice, NOW, language=language)
        assert choice.reasons.get("l") is (Reason.STALE if is_stale else None)
        assert (told.place, bool(told.sentences)) == (None if is_stale else 1, is_stale)


def test_an_explanation_gives_only_what_applies() -> None:
    young = replace(WEBINAR, published=NOW - timedelta(days=1))
    choice = choose(InMemory([young, LASTING]), Select(), Cycle(), seed=1, now=NOW, whole=True)
    first, second = explain([young, LASTING], {}, Select(evergreen="ignore"), choice, NOW)
    assert (first.place, first.sentences, first.why_stale) == (None, ("It is younger than min_age.",), "")
    assert (second.place, second.sentences, second.why_stale) == (1, (), "")
