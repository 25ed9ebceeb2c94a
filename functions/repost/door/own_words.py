"""The words of a member's own page, in English and French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class OwnWords(Value, frozen=True):
    """One language: its tag, and each text; what is in braces is filled in by whoever uses it."""

    tag: str
    title: str
    states: Mapping[str, str]
    until: str
    # What comes
    coming: str
    skip: str
    unskip: str
    is_skipped: str
    nothing_then: str
    nothing_while_silent: str
    nothing_known: str
    # Their own words
    voice: str
    voice_hint: str
    disclosed: str
    read_first: str
    voice_label: str
    save: str
    too_long: str
    unknown_placeholder: str
    needs_title: str
    only_once: str
    not_allowed: str
    # What was said of it
    lessons: str
    lessons_hint: str
    results: str
    # What they decide
    decide: str
    pause_hint: str
    pause: str
    resume_hint: str
    resume: str
    again_hint: str
    again: str
    leave: str
    leave_hint: str
    leave_yes: str
    back: str
    left: str
    by_hand: Mapping[str, str]
    notices: Mapping[str, str]


ENGLISH: Final = OwnWords(
    tag="en",
    title="Your page",
    states={
        "active": "Articles are posted as {}.",
        "paused": "You are having a break: nothing is posted as {}.",
        "halted": "Your company has paused your account: nothing is posted as {}.",
        "reconnect": "{} no longer lets us in, so nothing is posted. Connect the account again.",
        "joined": "No account is connected yet, so nothing is posted.",
        "connected": "We don’t have your yes yet, so nothing is posted.",
        "invited": "We don’t have your yes yet, so nothing is posted.",
    },
    until="The network lets us in until {}. Connect the account again before that.",
    coming="What comes next",
    skip="Skip this time",
    unskip="Don’t skip it, after all",
    is_skipped="Nothing is posted then, as you asked.",
    nothing_then="Nothing is posted then.",
    nothing_while_silent="Nothing.",
    nothing_known="That isn’t clear yet.",
    voice="Your own words",
    voice_hint="Up to five sentences around an article, which take turns. {title} becomes its title, and "
    "{excerpt} its beginning, for example: Worth ten minutes: {title}. Without any, your group’s words are "
    "used. The link comes by itself.",
    disclosed="“{}” is added to each.",
    read_first="Somebody may read a post in your own words before it goes out.",
    voice_label="Sentence {}",
    save="Use these words",
    too_long="This is too long: a title has to fit next to it.",
    unknown_placeholder="{} isn’t known. What you can use: {}.",
    needs_title="Write {title} or {excerpt} where the article’s own words go.",
    only_once="Write {link} and {hashtags} once at most, with a space on either side.",
    not_allowed="Your group’s rules don’t allow “{}”.",
    lessons="What wasn’t posted, and why",
    lessons_hint="Somebody read these posts and decided against them.",
    results="What readers did",
    decide="You decide",
    pause_hint="During a break, nothing is posted. You end it here.",
    pause="Take a break",
    resume_hint="After the break, posts go on as before.",
    resume="End the break",
    again_hint="Sign in at the network once more, for example with another account.",
    again="Connect again",
    leave="Leave",
    leave_hint="Nothing more is posted in your name, from this minute on, and our key to your account is "
    "deleted. What was posted stays at the network, and you can delete it there.",
    leave_yes="Yes, leave",
    back="No, go back",
    left="Nothing more is posted in your name. Our key to your account is ended where the network allows "
    "that, and deleted, within a day at most.",
    by_hand={
        "bluesky": "You can end the access at once yourself: on {}, under Settings, Privacy and security, "
        "App passwords.",
        "facebook": "Only you can end the access: on {}, under Settings, Business integrations.",
        "slack": "Only you can remove the webhook: on {}, in the settings of the app.",
        "telegram": "Only you can end the bot’s token: on {}, send /revoke to @BotFather.",
        "linkedin": "You can look on {}, under Settings, Data privacy, Permitted services, whether it "
        "is gone.",
    },
    notices={
        "said": "Your words are used from the next post on.",
        "wrong": "Nothing has been changed yet. Please look at the sentences below.",
        "paused": "Your break has begun.",
        "resumed": "Your break is over.",
        "skipped": "Nothing is posted then.",
        "unskipped": "Something is posted then, after all.",
        "passed": "That was no longer the next one, so nothing was changed.",
        "form": "This page was too old. Please try again.",
    },
)

FRENCH: Final = OwnWords(
    tag="fr",
    title="Votre page",
    states={
        "active": "Les articles sont publiés comme {}.",
        "paused": "Vous faites une pause : rien n’est publié comme {}.",
        "halted": "Votre entreprise a suspendu votre compte : rien n’est publié comme {}.",
        "reconnect": "{} ne nous laisse plus entrer : rien n’est publié. Connectez de nouveau le compte.",
        "joined": "Aucun compte n’est encore connecté : rien n’est publié.",
        "connected": "Nous n’avons pas encore votre accord : rien n’est publié.",
        "invited": "Nous n’avons pas encore votre accord : rien n’est publié.",
    },
    until="Le réseau nous laisse entrer jusqu’au {}. Connectez de nouveau le compte avant cette date.",
    coming="La suite",
    skip="Passer cette fois",
    unskip="Ne pas passer, finalement",
    is_skipped="Rien n’est publié à ce moment-là, comme vous l’avez demandé.",
    nothing_then="Rien n’est publié à ce moment-là.",
    nothing_while_silent="Rien.",
    nothing_known="On ne le sait pas encore.",
    voice="Vos propres mots",
    voice_hint="Jusqu’à cinq phrases autour d’un article, à tour de rôle. {title} devient son titre, et "
    "{excerpt} son début, par exemple : Dix minutes bien employées : {title}. Sans elles, les mots de votre "
    "groupe sont utilisés. Le lien s’ajoute tout seul.",
    disclosed="« {} » est ajouté à chacune.",
    read_first="Quelqu’un peut lire une publication avec vos propres mots avant qu’elle parte.",
    voice_label="Phrase {}",
    save="Utiliser ces mots",
    too_long="C’est trop long : un titre doit tenir à côté.",
    unknown_placeholder="{} n’est pas connu. Vous pouvez utiliser : {}.",
    needs_title="Écrivez {title} ou {excerpt} à la place des mots de l’article.",
    only_once="Écrivez {link} et {hashtags} une fois au plus, entre deux espaces.",
    not_allowed="Les règles de votre groupe ne permettent pas « {} ».",
    lessons="Ce qui n’a pas été publié, et pourquoi",
    lessons_hint="Quelqu’un a lu ces publications et les a refusées.",
    results="Ce qu’ont fait les lecteurs",
    decide="C’est vous qui décidez",
    pause_hint="Pendant une pause, rien n’est publié. Vous y mettez fin ici.",
    pause="Faire une pause",
    resume_hint="Après la pause, les publications reprennent comme avant.",
    resume="Finir la pause",
    again_hint="Connectez-vous encore une fois au réseau, par exemple avec un autre compte.",
    again="Connecter de nouveau",
    leave="Arrêter",
    leave_hint="Dès cette minute, plus rien n’est publié en votre nom, et notre clé de votre compte est "
    "effacée. Ce qui a été publié reste sur le réseau, où vous pouvez le supprimer.",
    leave_yes="Oui, j’arrête",
    back="Non, revenir",
    left="Plus rien n’est publié en votre nom. Notre clé de votre compte est révoquée là où le réseau le "
    "permet, et effacée, dans un délai d’un jour au plus.",
    by_hand={
        "bluesky": "Vous pouvez mettre fin à l’accès tout de suite vous-même : sur {}, sous Paramètres, "
        "Confidentialité et sécurité, Mots de passe d’application.",
        "facebook": "Vous seul(e) pouvez mettre fin à l’accès : sur {}, sous Paramètres, Intégrations "
        "professionnelles.",
        "slack": "Vous seul(e) pouvez supprimer le webhook : sur {}, dans les réglages de l’application.",
        "telegram": "Vous seul(e) pouvez révoquer le jeton du bot : sur {}, envoyez /revoke à @BotFather.",
        "linkedin": "Vous pouvez vérifier sur {}, sous Préférences, Confidentialité, Services autorisés, que "
        "l’accès a disparu.",
    },
    notices={
        "said": "Vos mots sont utilisés à partir de la prochaine publication.",
        "wrong": "Rien n’a encore changé : regardez les phrases ci-dessous.",
        "paused": "Votre pause a commencé.",
        "resumed": "Votre pause est finie.",
        "skipped": "Rien n’est publié à ce moment-là.",
        "unskipped": "Quelque chose est publié à ce moment-là, finalement.",
        "passed": "Ce n’était plus la prochaine : rien n’a changé.",
        "form": "Cette page était trop ancienne. Merci de réessayer.",
    },
)


def own_words(tag: str) -> OwnWords:
    """The words of the language with this tag, or English."""
    return FRENCH if tag == FRENCH.tag else ENGLISH
