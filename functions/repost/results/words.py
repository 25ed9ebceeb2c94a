"""The words of the results' page and of the weekly digest, in English and French."""

from __future__ import annotations

from typing import Final

from repost.base.moments import is_french
from repost.base.value import Value


class Words(Value, frozen=True):
    """One language: its tag, and each text; "{}" is filled in by whoever uses it."""

    tag: str
    results: str
    article: str
    times: str
    acts: str
    score: str
    usual: str
    best: str
    too_few: str
    nothing_yet: str
    trouble: str
    explained: str
    decimal: str = "."


ENGLISH: Final = Words(
    tag="en",
    results="Results of {}",
    article="Article",
    times="Posted",
    acts="Acts",
    score="Score",
    usual="{} times the usual",
    best="best quarter",
    too_few="too few to say",
    nothing_yet="Nothing is known yet: a post is read a week after it went out.",
    trouble="Not all posts could be read: {}",
    explained="Acts are clicks, or else likes, reposts, quotes and replies. A score of 1 is what the "
    "account’s posts usually get; the mark on each bar shows it.",
)
FRENCH: Final = Words(
    tag="fr",
    results="Résultats de {}",
    article="Article",
    times="Publié",
    acts="Actions",
    score="Score",
    usual="{} fois l’ordinaire",
    best="meilleur quart",
    too_few="trop peu pour le dire",
    nothing_yet="On ne sait encore rien : chaque publication est relevée une semaine après sa sortie.",
    trouble="Toutes les publications n’ont pas pu être relevées : {}",
    explained="Les actions sont les clics, ou sinon les « j’aime », partages, citations et réponses. "
    "Un score de 1 est ce qu’obtiennent d’ordinaire les publications du compte ; le repère de chaque barre "
    "le montre.",
    decimal=",",
)


def words_in(language: str | None) -> Words:
    """The words of a language, or English."""
    return FRENCH if is_french(language) else ENGLISH


def number(value: float, words: Words) -> str:
    """A number with one decimal, as the language writes it."""
    return f"{value:.1f}".replace(".", words.decimal)
