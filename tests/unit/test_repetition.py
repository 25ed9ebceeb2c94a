"""What was said before, and whether a text is too much like it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.feeds.parse import parse_feed
from repost.wording.repetition import REMEMBERED, Fingerprint, Said, kept, variation_key

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEEDS = sorted(
    path
    for path in (Path(__file__).parents[1] / "samples/feeds").rglob("*")
    if path.suffix in {".xml", ".json"} and not path.name.startswith("rest")
)
PHRASE = "Worth another read on A blog: "
TITLE = "Ten things nobody tells you about running your own mail server"


def alike(one: str, other: str, *, phrase: str = PHRASE, other_phrase: str = PHRASE) -> bool:
    return fingerprint(one, phrase).is_like(fingerprint(other, other_phrase))


def fingerprint(article: str, phrase: str = PHRASE) -> Fingerprint:
    return Fingerprint.of(article, phrase, variation_key(phrase))


@pytest.mark.parametrize(
    "other",
    [
        TITLE,
        TITLE.upper(),
        TITLE.replace("things", "things \u2014") + "!",
        f"\U0001f4ec {TITLE}",
        TITLE.replace("mail", "\u2060mail"),
        TITLE.replace("things", "good things"),
        TITLE + " again",
    ],
)
def test_a_text_that_differs_in_next_to_nothing_is_alike(other: str) -> None:
    assert alike(TITLE, other)


@pytest.mark.parametrize("other", ["How we left the cloud and what it cost", "Ten", ""])
def test_another_article_is_not(other: str) -> None:
    assert not alike(TITLE, other)


@pytest.mark.parametrize("phrase", ["From the archives of A blog: ", "In case you missed it on A blog: ", ""])
def test_an_article_in_another_phrase_is_not(phrase: str) -> None:
    assert not alike(TITLE, TITLE, other_phrase=phrase)


@pytest.mark.parametrize("start", ["", "Tarte "])
def test_short_titles_in_the_same_phrase_are_not(start: str) -> None:
    names = ["Tatin", "Pommes", "Citron", "Framboise", "Poireaux", "Potiron", "Lentilles", "Tomates"]
    assert not any(alike(start + one, start + other) for one, other in combinations(names, 2))


def test_texts_in_a_script_without_spaces_are_compared_by_their_signs() -> None:
    assert alike(
        "再読の価値あり 自宅サーバーの運用で学んだ十のこと",
        "再読の価値あり 自宅サーバーの運用で学んだ九のこと",
    )
    assert not alike(
        "再読の価値あり 自宅サーバーの運用で学んだ十のこと", "過去の記事から 冬の山歩きの装備を選ぶ"
    )


def test_texts_without_words_are_compared_too() -> None:
    assert alike("\U0001f600 \U0001f601", "\U0001f600\U0001f601")
    assert not alike("\U0001f600\U0001f601", "\U0001f680\U0001f681\U0001f682")


@given(
    st.text(max_size=200),
    st.integers(1, 7 * 10**9).map(partial(datetime.fromtimestamp, tz=UTC)),
    st.text(max_size=40),
)
def test_what_was_kept_is_read_as_it_was(text: str, slot: datetime, template: str) -> None:
    said = Said(slot, Fingerprint.of(text, template, variation_key(template)))
    assert Said.read([str(said)]) == (said,)
    assert len(str(said)) <= 62


@given(st.sets(st.text(max_size=70), max_size=5))
def test_what_a_later_version_has_written_is_passed_over(strange: set[str]) -> None:
    said = Said(NOW, fingerprint(TITLE))
    assert said in Said.read({*strange, str(said)})


def test_the_oldest_are_forgotten() -> None:
    remembered: frozenset[str] = frozenset()
    for hours in range(3 * REMEMBERED):
        said = Said(NOW + timedelta(hours=hours), fingerprint(f"{TITLE} {hours}"))
        remembered = kept(remembered, str(said), REMEMBERED)
    assert len(remembered) == REMEMBERED
    assert Said.read(remembered)[0].at == NOW + timedelta(hours=2 * REMEMBERED)
    assert sum(map(len, remembered)) < 1_300


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Les roses", "Les rosiers"),
        ("Les roses", "Les roses rouges"),
        ("Comment tailler les roses", "Comment tailler les tulipes"),
        ("Recette de la semaine : tarte aux pommes", "Recette de la semaine : tarte aux poires"),
        ("Nos liens de la semaine, numéro 41", "Nos liens de la semaine, numéro 42"),
        ("Les gens du village, saison 2, épisode 14", "Les gens du village, saison 2, épisode 15"),
        ("日本語の題", "中国語の題"),
        ("🎈🎈", "🎂🎂"),
    ],
)
def test_parts_of_a_series_and_titles_that_begin_alike_are_not(one: str, other: str) -> None:
    assert not alike(one, other)


def test_there_are_real_blogs_to_look_at() -> None:
    assert len(FEEDS) > 10


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_no_article_of_a_real_blog_stands_in_the_way_of_another(path: Path) -> None:
    feed = parse_feed(path.read_bytes(), "", "https://blog.example.com/feed/")
    titles = dict.fromkeys(article.title for article in feed.articles)
    assert [pair for pair in combinations(titles, 2) if alike(*pair)] == []
