"""Mails to members, each with a link to the door, in English and French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.moments import day_in, is_french, moment_and_zone
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from repost.fleet.roster import Member


class Letter(Value, frozen=True):
    """A mail in the language of a tag; {link}, {until} and {end} are filled in."""

    tag: str
    subject: str
    text: str

    def filled(self, link: str, until: datetime, zone: tzinfo, end: datetime | None = None) -> str:
        """Its text, with a link that works until an instant, and the day on which a token ends."""
        last = day_in(end.date(), self.tag) if end else ""
        return self.text.format(link=link, until=moment_and_zone(until, zone, self.tag), end=last)


INVITATION: Final[Mapping[str, Letter]] = {
    "en": Letter(
        "en",
        "Share our articles from your own account",
        """Hello,

you are invited to share our articles from an account of yours. This page says what would be posted in your
name and by which rules. You decide, and you can stop at any time:

{link}

The link is yours alone: please don't pass it on. It works until {until}.
""",
    ),
    "fr": Letter(
        "fr",
        "Partager nos articles depuis votre compte",
        """Bonjour,

vous êtes invité(e) à partager nos articles depuis un de vos comptes. Cette page dit ce qui serait publié en
votre nom, et selon quelles règles. C'est vous qui décidez, et vous pouvez arrêter à tout moment :

{link}

Ce lien est personnel : merci de ne pas le transmettre. Il est valable jusqu'au {until}.
""",
    ),
}
PAGE: Final[Mapping[str, Letter]] = {
    "en": Letter(
        "en",
        "Your page for our articles",
        """Hello,

on this page you see what is posted from your account next. You can skip a post, use words of your own, take a
break, or stop:

{link}

The link is yours alone: please don't pass it on. It works until {until}.
""",
    ),
    "fr": Letter(
        "fr",
        "Votre page pour nos articles",
        """Bonjour,

cette page montre ce qui est publié prochainement depuis votre compte. Vous pouvez passer une publication,
utiliser vos propres mots, faire une pause ou arrêter :

{link}

Ce lien est personnel : merci de ne pas le transmettre. Il est valable jusqu'au {until}.
""",
    ),
}
RENEWAL: Final[Mapping[str, Letter]] = {
    "en": Letter(
        "en",
        "Please connect your account again",
        """Hello,

the network lets us post from your account until {end}, and then nothing more is posted. It takes a minute to
connect the account again, on your page:

{link}

The link is yours alone: please don't pass it on. It works until {until}.
""",
    ),
    "fr": Letter(
        "fr",
        "Merci de connecter de nouveau votre compte",
        """Bonjour,

le réseau nous laisse publier depuis votre compte jusqu'au {end}, et ensuite plus rien n'est publié. Il faut
une minute pour connecter de nouveau le compte, sur votre page :

{link}

Ce lien est personnel : merci de ne pas le transmettre. Il est valable jusqu'au {until}.
""",
    ),
}


def letter_to(member: Member, letters: Mapping[str, Letter]) -> Letter:
    """The letter in a member's language, or in English."""
    return letters["fr" if is_french(member.language) else "en"]
