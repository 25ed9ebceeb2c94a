"""In which language a blog is written, told by its words alone."""

from __future__ import annotations

import pytest

from repost.feeds.language import language_of
from repost.wording.languages.registry import LANGUAGES
from tests.effort import costing_less_than
from tests.servers import SAMPLES

TITLES = {
    "ca": "Com fer pa de sègol a casa. Els millors llibres per llegir aquesta tardor amb els nens",
    "cs": "Jak upéct žitný chléb. Proč se vyplatí mít vlastní zahradu, i když není čas",
    "da": "Hvordan man bager rugbrød. Hvad jeg lærte af et år uden bil, og hvorfor det blev godt",
    "de": "Wie man Roggenbrot backt. Warum sich ein Garten auch für Anfänger lohnt",
    "en": "How to bake rye bread. What I learned from a year without a car",
    "es": "Cómo hacer pan de centeno. Lo que aprendí de un año sin coche y por qué no volvería",
    "fi": "Näin leivot ruisleipää. Mitä opin vuoden aikana ilman autoa ja miksi en palaa",
    "fr": "Comment faire du pain de seigle. Ce que j’ai appris d’une année sans voiture",
    "it": "Come fare il pane di segale. Perché non tornerei più alla macchina: un anno senza auto",
    "nn": "Slik baker du rugbrød. Kva eg lærte av eit år utan bil, og kvifor det vart mykje betre",
    "nb": "Slik baker du rugbrød. Hva jeg lærte av et år uten bil, og hvorfor det ble mye bedre",
    "nl": "Hoe je roggebrood bakt. Wat ik leerde van een jaar zonder auto",
    "pl": "Jak upiec chleb żytni. Dlaczego nie wrócę do samochodu i co z tego mam",
    "pt": "Como fazer pão de centeio. O que aprendi em um ano sem carro e por que não volto",
    "sv": "Så bakar du rågbröd. Vad jag lärde mig av ett år utan bil och varför det är bra",
    "ru": "Как испечь ржаной хлеб",
    "uk": "Як спекти житній хліб і чому це варто",
    "ja": "ライ麦パンの焼き方",
    "ko": "호밀빵 굽는 법",
    "el": "Πώς να φτιάξετε ψωμί σίκαλης",
    "tr": "Evde çavdar ekmeği nasıl yapılır ve neden çok daha iyi",
}


@pytest.mark.parametrize("language", TITLES)
def test_a_few_titles_tell_their_language(language: str) -> None:
    assert language_of(TITLES[language].split(". ")) == language


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fa", "چگونه نان چاودار بپزیم و چرا فر باید داغ باشد"),
        ("ur", "رائی کی روٹی کیسے بنائیں"),
        ("kk", "Қара бидай нанын қалай пісіруге болады"),
        ("be", "Як спячы жытні хлеб і чаму печ павінна быць гарачай, калі ўсё гатова"),
        ("mk", "Зошто печката треба да биде жешка, меѓу другото и ноќе"),
        ("ru", "Объявление: как испечь ржаной хлеб"),
        ("bg", "Как да изпечем ръжен хляб"),
        ("bn", "রাইয়ের রুটি কীভাবে তৈরি করবেন"),
        ("ta", "ரை ரொட்டி செய்வது எப்படி"),
        ("ka", "როგორ გამოვაცხოთ ჭვავის პური"),
        ("hy", "Ինչպես թխել տարեկանի հաց"),
        ("am", "የአጃ ዳቦ እንዴት እንደሚጋገር"),
        ("my", "ဂျုံပေါင်မုန့်ဘယ်လိုဖုတ်မလဲ"),
    ],
)
def test_letters_of_its_own_tell_a_language_in_one_title(language: str, title: str) -> None:
    assert language_of([title]) == language


def test_every_language_that_repost_speaks_can_be_told() -> None:
    spoken = {name.partition("-")[0] for name in LANGUAGES} - {"no"}
    assert spoken <= TITLES.keys()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_ten_real_titles_tell_theirs(language: str) -> None:
    lines = (SAMPLES / f"evergreen/{language}.tsv").read_text().splitlines()[1:]
    titles = [line.split("\t")[3] for line in lines]
    tens = [titles[start : start + 10] for start in range(0, len(titles) - 9, 10)]
    assert {language_of(ten) for ten in tens} == {language}


@pytest.mark.parametrize(
    "text", ["", "2026", "Docker", "Kubernetes 1.30", "Ada Lovelace", "??? !!!", "iPhone 17 Pro"]
)
def test_what_tells_nothing_is_not_guessed(text: str) -> None:
    assert language_of([text]) == ""


def test_no_text_takes_long() -> None:
    with costing_less_than(2):
        for piece in ("a", "a'", "å", "the ", "日"):
            language_of([piece * 1_000_000])
