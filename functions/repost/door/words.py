"""The words of the door, in English and French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.moments import is_french
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class Words(Value, frozen=True):
    """One language: its tag, and each text; what is in braces is filled in by whoever uses it."""

    tag: str
    title: str
    # What a member agrees to
    invited: str
    what: str
    disclosure: str
    rules: str
    reviewed: Mapping[str, str]
    readers: str
    stored: str
    counted: str
    not_done: str
    stopping: str
    days: tuple[str, str]
    hours: tuple[str, str]
    minutes: str
    daily_at: str
    not_between: str
    agree: str
    agree_hint: str
    version: str
    # The network
    choose: str
    choose_hint: str
    server: str
    connect_with: str
    nothing_to_choose: str
    another: str
    # The way there and back
    go: str
    go_hint: str
    go_to: str
    code: str
    code_hint: str
    send: str
    keys: str
    keys_hint: Mapping[str, str]
    fields: Mapping[str, str]
    made_here: str
    # Whose account it is
    whose: str
    whose_hint: str
    unnamed: str
    yes: str
    no: str
    # The end
    done: str
    done_hint: str
    first: str
    first_at: str
    no_first: str
    close: str
    to_page: str
    # What can be in the way
    notices: Mapping[str, str]
    endings: Mapping[str, tuple[str, str]]


ENGLISH: Final = Words(
    tag="en",
    title="Share our articles",
    invited="This invitation is for {}.",
    what="Articles from {blog} are posted from your account, each with its link, {when}.",
    disclosure="Every post contains “{}”, so that readers know who you work for.",
    rules="Whoever invited you decides which articles may be posted and which words may not. You can have "
    "words of your own.",
    reviewed={
        "always": "Somebody of theirs reads each post before it goes out.",
        "new": "Until {} of your posts have been approved in a row, somebody of theirs reads each one before "
        "it goes out.",
        "edited": "Posts in your own words are read by somebody of theirs before they go out.",
    },
    readers="Posts are as public as everything else you post there. Whoever invited you sees them, too, and "
    "the name of your account.",
    stored="What is stored: your mail address, the name of your account, this yes, what was posted, and a "
    "key with which the network lets us post. The key is encrypted, and nobody is shown it.",
    counted="A week after each post, Repost counts what readers did with it, such as likes and replies.",
    not_done="What you post yourself is not watched, your messages are not read, and your own password is "
    "never asked for.",
    stopping="You can pause or stop at any time, without a reason: on a page of your own, or tell whoever "
    "invited you. From that minute on nothing more is posted. At the network, you can end the access "
    "yourself.",
    days=("once a day", "every {} days"),
    hours=("once an hour", "every {} hours"),
    minutes="every {} minutes",
    daily_at="every day at about {}",
    not_between=", but not between {} and {}",
    agree="I agree",
    agree_hint="If you don’t agree, close this page. Nothing is posted, and nothing else happens.",
    version="Version of this text: {}",
    choose="Choose a network",
    choose_hint="You sign in there and give your permission. We don’t see your password.",
    server="Your server, such as mastodon.social",
    connect_with="Connect {}",
    nothing_to_choose="There is no network to choose yet. Please tell whoever invited you.",
    another="Choose another network",
    go="Say yes at {}",
    go_hint="Sign in as the user who is to post. Then you come back here.",
    go_to="Continue to {}",
    code="The code that {} shows you",
    code_hint="{} shows you a code: copy it here.",
    send="Continue",
    keys="Your access to {}",
    keys_hint={
        "bluesky": "Make an app password and copy it here. Don’t use your own password.",
        "telegram": "Copy the token of your bot, which must be an administrator of the channel.",
        "discord": "Make a webhook for the channel, and copy its address.",
        "slack": "Make an incoming webhook for the channel, and copy its address.",
    },
    fields={
        "handle": "Your handle, such as ada.bsky.social",
        "app_password": "App password",
        "bot_token": "Token of the bot",
        "webhook_url": "Address of the webhook",
    },
    made_here="You can make it here",
    whose="Is this you?",
    whose_hint="Posts will go out from this account on {}:",
    unnamed="The network doesn’t tell the account’s name. Posts go where you chose.",
    yes="Yes, use this account",
    no="No",
    done="You take part",
    done_hint="Your account {} is connected. There is nothing more to do.",
    first="This could be your first post",
    first_at="On {}",
    no_first="Which article comes first isn’t clear yet.",
    close="You can close this page now.",
    to_page="See what comes, and change it",
    notices={
        "already": "Your account is connected already. You can close this page, or connect another account "
        "instead.",
        "again": "Choose where to sign in again. Until that has worked, everything stays as it is.",
        "app": "The network doesn’t accept our app at the moment. Please tell whoever invited you.",
        "changed": "The text has changed in the meantime. Please read it again.",
        "denied": "You said no there, so nothing was connected. You can try again, or close this page.",
        "form": "This page was too old. Please try again.",
        "keys": "That didn’t work. Look for a typing mistake, and try again.",
        "later": "The network doesn’t answer at the moment. Please try again in a few minutes.",
        "no": "Nothing was connected. Sign in there as the right user, and try again.",
        "other": "That was the answer to another question. Please continue from here.",
        "over": "That took too long, so please begin again.",
        "password": "That is your own password, which may do everything. Please make an app password.",
        "refused": "The network didn’t accept the answer: it is valid only once and for some minutes. Please "
        "try again.",
        "server": "There is no such server, or it doesn’t answer. Its name looks like mastodon.social.",
        "taken": "Somebody else takes part with this account already. Please connect another one.",
        "wrong_page": "You chose another Page than the one that this group posts to. Please try again.",
    },
    endings={
        "none": ("Open your invitation", "Please open the link in your invitation (again). It leads here."),
        "bad": (
            "This link doesn’t work",
            (
                "It may be incomplete, or replaced by a newer invitation. Please open the newest one, or ask "
                "whoever invited you for another."
            ),
        ),
        "old": (
            "This link is too old",
            "An invitation is valid for a week. Please ask whoever invited you for another.",
        ),
        "used": (
            "This link has been used",
            "An account was connected with it. If that wasn’t you, tell whoever invited you at once.",
        ),
        "left": ("You no longer take part", "Nothing is posted in your name."),
        "settings": (
            "This isn’t ready yet",
            "Something in your group’s settings has to be corrected first. Please tell whoever invited you.",
        ),
        "often": ("That was a bit much", "Please wait an hour, and open your invitation again."),
        "nowhere": ("There is nothing here", "Please open the link in your invitation."),
        "wrong": ("That can’t be read", "Please go back, and try again."),
        "trouble": (
            "Something went wrong here",
            "It isn’t your fault, and nothing was posted. Please try again in a few minutes.",
        ),
    },
)

FRENCH: Final = Words(
    tag="fr",
    title="Partager nos articles",
    invited="Cette invitation est pour {}.",
    what="Des articles de {blog} sont publiés depuis votre compte, chacun avec son lien, {when}.",
    disclosure="Chaque publication contient « {} », pour que l’on sache pour qui vous travaillez.",
    rules="La personne qui vous invite décide quels articles peuvent être publiés et quels mots ne le "
    "peuvent pas. Vous pouvez avoir vos propres mots.",
    reviewed={
        "always": "Quelqu’un de son équipe lit chaque publication avant qu’elle parte.",
        "new": "Tant que {} de vos publications n’ont pas été approuvées de suite, quelqu’un de son équipe "
        "lit chacune avant qu’elle parte.",
        "edited": "Les publications avec vos propres mots sont lues par quelqu’un de son équipe avant de "
        "partir.",
    },
    readers="Ces publications sont aussi publiques que tout ce que vous publiez là-bas. La personne qui vous "
    "invite les voit aussi, avec le nom de votre compte.",
    stored="Ce qui est conservé : votre adresse e-mail, le nom de votre compte, cet accord, ce qui a été "
    "publié, et une clé avec laquelle le réseau nous laisse publier. La clé est chiffrée et n’est montrée à "
    "personne.",
    counted="Une semaine après chaque publication, Repost compte ce qu’en ont fait les lecteurs : « j’aime "
    "», réponses, etc.",
    not_done="Ce que vous publiez vous-même n’est pas surveillé, vos messages ne sont pas lus, et votre "
    "propre mot de passe ne vous est jamais demandé.",
    stopping="Vous pouvez faire une pause ou arrêter à tout moment, sans raison : sur une page à vous, ou en "
    "le disant à la personne qui vous invite. Dès cette minute, plus rien n’est publié. Sur le réseau, vous "
    "pouvez mettre fin à l’accès "
    "vous-même.",
    days=("une fois par jour", "tous les {} jours"),
    hours=("toutes les heures", "toutes les {} heures"),
    minutes="toutes les {} minutes",
    daily_at="chaque jour vers {}",
    not_between=", mais pas entre {} et {}",
    agree="Je suis d’accord",
    agree_hint="Si vous n’êtes pas d’accord, fermez cette page. Rien n’est publié, et rien d’autre ne se "
    "passe.",
    version="Version de ce texte : {}",
    choose="Choisissez un réseau",
    choose_hint="Vous vous connectez ensuite là-bas et y donnez votre accord. Nous ne voyons pas votre mot "
    "de passe.",
    server="Votre serveur, par exemple mastodon.social",
    connect_with="Connecter {}",
    nothing_to_choose="Il n’y a pas encore de réseau à choisir. Dites-le à la personne qui vous invite.",
    another="Choisir un autre réseau",
    go="Donnez votre accord sur {}",
    go_hint="Connectez-vous comme la personne qui publiera. Vous revenez ensuite ici.",
    go_to="Continuer vers {}",
    code="Le code que {} vous montre",
    code_hint="{} vous montre un code : copiez-le ici.",
    send="Continuer",
    keys="Votre accès à {}",
    keys_hint={
        "bluesky": "Créez un mot de passe d’application et copiez-le ici. N’utilisez pas votre mot de passe.",
        "telegram": "Copiez le jeton de votre bot, qui doit être administrateur du canal.",
        "discord": "Créez un webhook pour le salon et copiez son adresse.",
        "slack": "Créez un webhook entrant pour le canal et copiez son adresse.",
    },
    fields={
        "handle": "Votre identifiant, par exemple ada.bsky.social",
        "app_password": "Mot de passe d’application",
        "bot_token": "Jeton du bot",
        "webhook_url": "Adresse du webhook",
    },
    made_here="On le crée ici",
    whose="Est-ce bien vous ?",
    whose_hint="Les publications partiront de ce compte sur {} :",
    unnamed="Le réseau ne dit pas le nom du compte. Les publications vont là où vous l’avez choisi.",
    yes="Oui, utiliser ce compte",
    no="Non",
    done="Vous participez",
    done_hint="Votre compte {} est connecté. Vous n’avez rien d’autre à faire.",
    first="Voici ce que pourrait être votre première publication",
    first_at="Le {}",
    no_first="On ne sait pas encore quel article viendra en premier.",
    close="Vous pouvez fermer cette page.",
    to_page="Voir la suite, et la changer",
    notices={
        "already": "Votre compte est déjà connecté. Vous pouvez fermer cette page, ou connecter un autre "
        "compte à la place.",
        "again": "Choisissez où vous connecter de nouveau. Jusque-là, tout reste comme avant.",
        "app": "Le réseau n’accepte pas notre application en ce moment. Dites-le à la personne qui vous "
        "invite.",
        "changed": "Le texte a changé entre-temps. Merci de le relire.",
        "denied": "Vous avez dit non là-bas : rien n’a été connecté. Vous pouvez réessayer, ou fermer cette "
        "page.",
        "form": "Cette page était trop ancienne. Merci de réessayer.",
        "keys": "Cela n’a pas marché. Cherchez une faute de frappe, puis réessayez.",
        "later": "Le réseau ne répond pas en ce moment. Réessayez dans quelques minutes.",
        "no": "Rien n’a été connecté. Connectez-vous là-bas avec le bon compte, puis réessayez.",
        "other": "C’était la réponse à une autre question. Continuez à partir d’ici.",
        "over": "Cela a pris trop de temps : merci de recommencer.",
        "password": "C’est votre propre mot de passe, qui permet tout. Créez un mot de passe d’application.",
        "refused": "Le réseau n’a pas accepté la réponse : elle n’est valable qu’une fois, et quelques "
        "minutes. Merci de réessayer.",
        "server": "Ce serveur n’existe pas ou ne répond pas. Son nom ressemble à mastodon.social.",
        "taken": "Quelqu’un d’autre participe déjà avec ce compte. Merci d’en connecter un autre.",
        "wrong_page": "Vous avez choisi une autre Page que celle de ce groupe. Merci de réessayer.",
    },
    endings={
        "none": ("Ouvrez votre invitation", "Ouvrez (de nouveau) le lien de votre invitation : il mène ici."),
        "bad": (
            "Ce lien ne marche pas",
            (
                "Il est peut-être incomplet, ou remplacé par une invitation plus récente. Ouvrez la plus "
                "récente, ou demandez-en une autre à la personne qui vous invite."
            ),
        ),
        "old": (
            "Ce lien est trop ancien",
            "Une invitation est valable une semaine. Demandez-en une autre à la personne qui vous invite.",
        ),
        "used": (
            "Ce lien a déjà servi",
            (
                "Un compte a été connecté avec lui. Si ce n’était pas vous, dites-le tout de suite à la "
                "personne qui vous invite."
            ),
        ),
        "left": ("Vous ne participez plus", "Rien n’est publié en votre nom."),
        "settings": (
            "Ce n’est pas encore prêt",
            "Il faut d’abord corriger les réglages de votre groupe. Dites-le à la personne qui vous invite.",
        ),
        "often": ("C’était un peu trop", "Attendez une heure, puis rouvrez votre invitation."),
        "nowhere": ("Il n’y a rien ici", "Ouvrez le lien de votre invitation."),
        "wrong": ("Cela ne se lit pas", "Revenez en arrière et réessayez."),
        "trouble": (
            "Un problème est survenu ici",
            "Ce n’est pas votre faute, et rien n’a été publié. Réessayez dans quelques minutes.",
        ),
    },
)


def words_for(language: str, accepted: str) -> Words:
    """The words for a member: in the language of the row, or else the first that the browser accepts."""
    if language:
        return FRENCH if is_french(language) else ENGLISH
    ranked = sorted(map(_ranked, accepted[:200].split(",")), key=lambda each: each[0], reverse=True)
    for _, tag in ranked:
        if is_french(tag):
            return FRENCH
        if tag.casefold().partition("-")[0] == "en":
            return ENGLISH
    return ENGLISH


def _ranked(part: str) -> tuple[float, str]:
    """How much a browser wants a language, and its tag."""
    tag, _, weight = part.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip()
    except ValueError:
        return 0.0, tag.strip()
