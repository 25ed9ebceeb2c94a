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
    "approve",
    "edit",
    "decline",
    "never",
    "take_back",
]
Refusal = Literal["loaded", "elsewhere", "forged", "stale"]
"""Why what looks like a click does nothing: no person did it, it came from another dashboard, or its button
isn't ours or too old."""

Slip = Literal["no_reason", "no_words", "other_words", "same_words"]
"""What a person forgot to fill in, or filled in and didn't mean to."""


class ButtonWords(Value, frozen=True):
    """What a button says, and what it asks before it acts.

    The question is a fixed sentence, without any text of a feed and without `<`, `>`, `-->` and `:`: the
    console cleans its pages, and may take such a question for something dangerous and leave it out.
    """

    label: str
    question: str
    is_primary: bool = False


class ActWords(Value, frozen=True):
    """One language. The answers of Repost itself stay in English, as in its reports."""

    buttons: Mapping[Action, ButtonWords]
    done: str
    refused: str
    refusals: Mapping[Refusal, str]
    slips: Mapping[Slip, str]
    failed: str
    until: str
    trust: str
    text: str
    note: str
    reason: str
    choose: str
    nothing_waits: str
    first_page: str
    load_again: str


_ENGLISH: Final = ActWords(
    buttons=MappingProxyType(
        {
            "skip": ButtonWords("Skip", "Let this slot go by without a post?"),
            "unskip": ButtonWords("Don’t skip", "Post in this slot after all?"),
            "block": ButtonWords("Never again", "Never post this article again from this account?"),
            "unblock": ButtonWords("Allow again", "Let this account post this article again?"),
            "posted": ButtonWords("It is out", "Is this post on the account’s timeline?"),
            "not_sent": ButtonWords(
                "It is not out",
                "Is this post missing from the account’s timeline? Its article may go out again.",
            ),
            "approve": ButtonWords("Approve", "Let this post go out as it is?", is_primary=True),
            "edit": ButtonWords("Approve my words", "Let this post go out in the words of the text field?"),
            "decline": ButtonWords(
                "Decline", "Don’t send this post? Its article may come up again in other words."
            ),
            "never": ButtonWords("Decline the article", "Don’t send this post, and never post its article?"),
            "take_back": ButtonWords("Take it back", "Take this decision back?"),
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
    slips=MappingProxyType(
        {
            "no_reason": "Choose a reason, so that the author can learn from it.",
            "no_words": "The text is empty. Write what is to go out.",
            "other_words": "You changed the text: click on “Approve my words”, or load the page again.",
            "same_words": "The text is as it was: click on “Approve”.",
        }
    ),
    failed="AWS or Repost failed. The function’s log has the details, under request {}.",
    until="decide by {}",
    trust="Posts of this account that were approved: {}, declined: {}.",
    text="Text",
    note="What would have been right",
    reason="Why not",
    choose="choose a reason",
    nothing_waits="No post waits for a review.",
    first_page="First page",
    load_again="Load again",
)
_FRENCH: Final = ActWords(
    buttons=MappingProxyType(
        {
            "skip": ButtonWords("Passer", "Laisser passer ce créneau sans publication ?"),
            "unskip": ButtonWords("Ne pas passer", "Publier tout de même dans ce créneau ?"),
            "block": ButtonWords("Plus jamais", "Ne plus jamais publier cet article depuis ce compte ?"),
            "unblock": ButtonWords(
                "Autoriser de nouveau", "Laisser ce compte publier de nouveau cet article ?"
            ),
            "posted": ButtonWords(
                "Elle est sortie", "Cette publication est-elle visible sur le profil du compte ?"
            ),
            "not_sent": ButtonWords(
                "Elle n’est pas sortie",
                "Cette publication manque-t-elle sur le profil du compte ? Son article pourra ressortir.",
            ),
            "approve": ButtonWords(
                "Approuver", "Laisser sortir cette publication telle quelle ?", is_primary=True
            ),
            "edit": ButtonWords(
                "Approuver mon texte", "Laisser sortir cette publication avec le texte du champ ?"
            ),
            "decline": ButtonWords(
                "Refuser", "Ne pas envoyer cette publication ? Son article pourra revenir en d’autres mots."
            ),
            "never": ButtonWords(
                "Refuser l’article", "Ne pas envoyer cette publication, et ne jamais publier son article ?"
            ),
            "take_back": ButtonWords("Revenir dessus", "Revenir sur cette décision ?"),
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
    slips=MappingProxyType(
        {
            "no_reason": "Choisissez une raison, pour que l’auteur puisse en tirer une leçon.",
            "no_words": "Le texte est vide. Écrivez ce qui doit sortir.",
            "other_words": "Vous avez changé le texte : cliquez sur « Approuver mon texte », "
            "ou chargez la page de nouveau.",
            "same_words": "Le texte est inchangé : cliquez sur « Approuver ».",
        }
    ),
    failed="AWS ou Repost a échoué. Le journal de la fonction en dit plus, sous la requête {}.",
    until="à décider avant le {}",
    trust="Publications de ce compte approuvées : {}, refusées : {}.",
    text="Texte",
    note="Ce qui aurait été juste",
    reason="Pourquoi",
    choose="choisir une raison",
    nothing_waits="Aucune publication n’attend de relecture.",
    first_page="Première page",
    load_again="Recharger",
)


def act_words(words: Words) -> ActWords:
    """The words in the language of a page."""
    return _FRENCH if words.tag == "fr" else _ENGLISH
