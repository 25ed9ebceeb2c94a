"""What people can do on the pages, and its words in English and French."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.pages.words import Words

Action = Literal[
    "skip",
    "unskip",
    "block",
    "unblock",
    "posted",
    "not_sent",
]
Refusal = Literal["loaded", "elsewhere", "forged", "stale"]
"""Why what looks like a click does nothing: no person did it, it came from another dashboard, or its button
isn't ours or too old."""


class Asked(Value, frozen=True):
    """What a button says, and what it asks before it acts.

    The question is a fixed sentence, without any text of a feed and without `<`, `>`, `-->` and `:`: the
    console cleans its pages, and may take such a question for something dangerous and leave it out.
    """

    label: str
    question: str
    is_primary: bool = False


class ActWords(Value, frozen=True):
    """One language. The answers of Repost itself stay in English, as in its reports."""

    buttons: Mapping[Action, Asked]
    done: str
    refused: str
    refusals: Mapping[Refusal, str]
    failed: str


_ENGLISH: Final = ActWords(
    buttons=MappingProxyType(
        {
            "skip": Asked("Skip", "Let this slot go by without a post?"),
            "unskip": Asked("Don’t skip", "Post in this slot after all?"),
            "block": Asked("Never again", "Never post this article again from this account?"),
            "unblock": Asked("Allow again", "Let this account post this article again?"),
            "posted": Asked("It is out", "Is this post on the account’s timeline?"),
            "not_sent": Asked(
                "It is not out",
                "Is this post missing from the account’s timeline? Its article may go out again.",
            ),
        }
    ),
    done="Done.",
    refused="Nothing was changed.",
    refusals=MappingProxyType(
        {
            "loaded": "A dashboard can’t load an action: somebody has to click on it.",
            "elsewhere": "Buttons only work on the dashboard {}.",
            "forged": "This button isn’t one of Repost’s.",
            "stale": "The page was more than an hour old. Here it is again.",
        }
    ),
    failed="AWS or Repost failed. The function’s log has the details, under request {}.",
)
_FRENCH: Final = ActWords(
    buttons=MappingProxyType(
        {
            "skip": Asked("Passer", "Laisser passer ce créneau sans publication ?"),
            "unskip": Asked("Ne pas passer", "Publier tout de même dans ce créneau ?"),
            "block": Asked("Plus jamais", "Ne plus jamais publier cet article depuis ce compte ?"),
            "unblock": Asked("Autoriser de nouveau", "Laisser ce compte publier de nouveau cet article ?"),
            "posted": Asked(
                "Elle est sortie", "Cette publication est-elle visible sur le profil du compte ?"
            ),
            "not_sent": Asked(
                "Elle n’est pas sortie",
                "Cette publication manque-t-elle sur le profil du compte ? Son article pourra ressortir.",
            ),
        }
    ),
    done="Fait.",
    refused="Rien n’a été changé.",
    refusals=MappingProxyType(
        {
            "loaded": "Un tableau de bord ne peut pas charger une action : il faut cliquer.",
            "elsewhere": "Les boutons ne marchent que sur le tableau de bord {}.",
            "forged": "Ce bouton n’est pas de Repost.",
            "stale": "La page avait plus d’une heure. La voici de nouveau.",
        }
    ),
    failed="AWS ou Repost a échoué. Le journal de la fonction en dit plus, sous la requête {}.",
)


def act_words(words: Words) -> ActWords:
    """The words in the language of a page."""
    return _FRENCH if words.tag == "fr" else _ENGLISH
