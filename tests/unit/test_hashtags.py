"""Hashtags out of settings and categories."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.base.articles import Article
from repost.networks.bluesky.text import TEXT as BLUESKY
from repost.networks.x.text import TEXT as X
from repost.settings.types import Message
from repost.wording.hashtags import Hashtags, hashtag
from repost.wording.hashtags import hashtags as hashtags_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTICLE = Article(guid="1", title="Docker", link="https://example.com/", published=None)

NAMES = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(("web", "iPhone", "C++", " ", "&", ".NET", "\u2019", "s", "é", "2", "❤\ufe0f", "#")),
        max_size=6,
    ).map("".join),
)


def hashtags(message: Message, categories: Sequence[str]) -> Hashtags:
    return hashtags_of(message, replace(ARTICLE, categories=tuple(categories)), X)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Machine learning", "#MachineLearning"),
        ("iPhone", "#iPhone"),
        ("python", "#python"),
        ("Médias sociaux", "#MédiasSociaux"),
        ("#dejaTague", "#dejaTague"),
        ("Saint-Étienne", "#SaintÉtienne"),
        ("l\u2019été", "#LÉté"),
        ("Don't panic", "#DontPanic"),
        ("2026", None),
        ("20 ans", "#20Ans"),
        ("Arts & culture", "#ArtsCulture"),
        ("R&D", "#RD"),
        ("snake_case", "#snake_case"),
        ("日本語", "#日本語"),
        ("हिन्दी", "#हिन्दी"),
        ("❤\ufe0f Love", "#Love"),
        ("1\ufe0f\u20e3", None),
        ("Windows™", "#Windows"),
        ("???", None),
        ("_", None),
        ("", None),
        ("x" * 101, None),
    ],
)
def test_a_name_becomes_a_hashtag(name: str, tag: str | None) -> None:
    assert hashtag(name) == tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("C++", "#CPlusPlus"),
        ("C#", "#CSharp"),
        ("C#/.NET", "#CSharpDotNET"),
        (".NET", "#DotNET"),
        ("Canal+", "#CanalPlus"),
        ("CO₂", "#CO2"),
        ("½ price", "#1_2Price"),
        ("Node.js", "#NodeJs"),
    ],
)
def test_a_name_never_becomes_the_hashtag_of_another_thing(name: str, tag: str) -> None:
    assert hashtag(name) == tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("ทำงาน", "#ทำงาน"),
        ("ຄຳ ເມືອງ", "#ຄຳເມືອງ"),
        ("ශ්\u200dරී ලංකාව", "#ශ්රී_ලංකාව"),
        ('צה"ל', "#צהל"),
        ("שב״כ ומוסד", "#שבכ_ומוסד"),
        ("м’ясо", "#мясо"),
        ("col·laboració", "#collaboració"),
        ("Col·lectiu d’arts", "#CollectiuDArts"),
    ],
)
def test_a_sign_within_a_word_does_not_split_it(name: str, tag: str) -> None:
    assert hashtag(name) == tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("الذكاء الاصطناعي", "#الذكاء_الاصطناعي"),
        ("בינה מלאכותית", "#בינה_מלאכותית"),
        ("कृत्रिम बुद्धिमत्ता", "#कृत्रिम_बुद्धिमत्ता"),
        ("செயற்கை நுண்ணறிவு", "#செயற்கை_நுண்ணறிவு"),
        ("مدونة SEO", "#مدونة_SEO"),
        ("искусственный интеллект", "#ИскусственныйИнтеллект"),
    ],
)
def test_words_of_scripts_without_capitals_are_told_apart_by_underscores(name: str, tag: str) -> None:
    assert hashtag(name) == tag


def test_an_i_keeps_its_dot_as_a_capital_where_its_language_has_it_so() -> None:
    assert hashtag("iş ilanları", "tr") == "#İşİlanları"
    assert hashtag("iyi ırmak", "tr-tr") == "#İyiIrmak"
    assert hashtag("İş İlanları".lower(), "tr") == "#İşİlanları"
    assert hashtag("ice cream", "en") == "#IceCream"
    article = replace(ARTICLE, categories=("yapay zeka", "iş ilanları"))
    assert hashtags_of(Message(), article, X, "tr").categories == ("#YapayZeka", "#İşİlanları")


def test_no_hashtag_is_made_of_a_category_that_was_cut_or_is_too_long_to_read() -> None:
    assert hashtags(Message(), ["Long category na…", "Long category na...", "Short"]).categories == (
        "#Short",
    )
    assert hashtags(Message(), ["a" * 39, "b" * 40, "xx " * 20]).categories == (f"#{'a' * 39}",)
    mapped = Message(hashtags_for={"b" * 40: ("bees",)})
    assert hashtags(mapped, ["b" * 40]).categories == ("#bees",)


@given(NAMES)
def test_every_hashtag_is_one_whole_hashtag(name: str) -> None:
    tag = hashtag(name)
    if tag is not None:
        assert tag[0] == "#"
        assert all(
            unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign == "_" for sign in tag[1:]
        )
        assert any(sign.isalpha() for sign in tag)
        assert unicodedata.normalize("NFC", tag) == tag
        assert hashtag(tag) == tag


def test_fixed_hashtags_come_first_with_or_without_their_sign() -> None:
    message = Message(hashtags_fixed=("#blog", "archives"), max_hashtags=3)
    tags = hashtags(message, ["Python", "Web"])
    assert tags.fixed == ("#blog", "#archives")
    assert tags.categories == ("#Python",)


def test_a_mapping_is_found_in_any_case_and_normal_form() -> None:
    decomposed = unicodedata.normalize("NFD", "ÉVÉNEMENTS  passés")
    message = Message(hashtags_for={decomposed: ("#rétro", "souvenirs"), "Actualités": ()}, max_hashtags=5)
    assert hashtags(message, ["événements Passés", "actualités"]).categories == ("#rétro", "#souvenirs")


def test_the_category_of_what_has_no_category_makes_no_hashtag_unless_mapped() -> None:
    assert hashtags(Message(), ["Non classé", "uncategorized"]).categories == ()
    mapped = Message(hashtags_for={"Non classé": ("#divers",)})
    assert hashtags(mapped, ["Non classé"]).categories == ("#divers",)


def test_categories_make_no_hashtags_when_the_owner_wants_none() -> None:
    message = Message(hashtags="none", hashtags_fixed=("blog",), hashtags_for={"Web": ("#web",)})
    tags = hashtags(message, ["Web"])
    assert (tags.fixed, tags.categories) == (("#blog",), ())


@given(
    st.lists(NAMES, max_size=4),
    st.lists(NAMES, max_size=5),
    st.dictionaries(NAMES, st.lists(NAMES, max_size=2).map(tuple), max_size=3),
    st.integers(0, 10),
)
def test_no_two_hashtags_are_alike_and_there_are_never_too_many(
    fixed: list[str], categories: list[str], mapped: dict[str, tuple[str, ...]], most: int
) -> None:
    message = Message(hashtags_fixed=tuple(fixed), hashtags_for=mapped, max_hashtags=most)
    tags = hashtags(message, categories)
    every = tags.fixed + tags.categories
    assert len(every) <= most
    assert len({unicodedata.normalize("NFKC", tag).casefold() for tag in every}) == len(every)
    assert every[: len(tags.fixed)] == hashtags(message, ()).fixed


def test_tags_are_told_from_categories_where_the_blog_does() -> None:
    told = replace(ARTICLE, categories=("DevOps", "Docker", "Linux"), tags=("Docker", "Linux"))
    found = {
        choice: hashtags_of(Message(hashtags=choice, max_hashtags=5), told, X).categories
        for choice in ("categories", "tags", "categories-and-tags", "none")
    }
    assert found == {
        "categories": ("#DevOps",),
        "tags": ("#Docker", "#Linux"),
        "categories-and-tags": ("#DevOps", "#Docker", "#Linux"),
        "none": (),
    }


@pytest.mark.parametrize("choice", ["categories", "tags", "categories-and-tags"])
def test_where_the_blog_does_not_tell_all_of_them_count(choice: str) -> None:
    article = replace(ARTICLE, categories=("DevOps", "Docker"))
    assert hashtags_of(Message(hashtags=choice), article, X).categories == ("#DevOps", "#Docker")  # type: ignore[arg-type] # one of them


def test_a_hashtag_among_the_owners_words_is_not_said_twice() -> None:
    message = Message(before="\u00c0 relire #devops :", hashtags_fixed=("#DevOps", "#blog"))
    assert hashtags(message, ["DEVOPS", "Web"]) == Hashtags(fixed=("#blog",), categories=("#Web",))


def test_a_hashtag_too_long_for_its_network_is_left_out_whole() -> None:
    article = replace(ARTICLE, categories=("x" * 70, "Web"))
    assert hashtags_of(Message(), article, BLUESKY).categories == ("#Web",)
