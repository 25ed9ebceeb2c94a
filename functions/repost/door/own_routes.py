"""The routes of a member's own page: it is shown, and each of its forms does one thing and shows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_lambda_powertools.event_handler import Response

from repost.door import own_page, own_wishes, voice
from repost.door.own_words import own_words
from repost.door.reception import HTML
from repost.door.request import Ending
from repost.door.sessions import STAY, VISIT, Session
from repost.fleet.invitations import PageLink, with_page
from repost.fleet.roster import MOST_VOICES, Roster

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver

    from repost.door.joining import Visit
    from repost.door.reception import Reception

OWN: Final = "/me"
_WISHES: Final = ("pause", "resume", "skip", "unskip")
OWN_STEPS: Final = tuple(f"{OWN}/{each}" for each in (*_WISHES, "voice", "leave", "again"))


class OwnPage:
    """They need what all routes need."""

    def __init__(self, desk: Reception) -> None:
        self._desk = desk

    def add_to(self, router: LambdaFunctionUrlResolver) -> None:
        router.get(OWN)(self._show)
        router.get(f"{OWN}/leave")(self._ask)
        router.get(f"{OWN}/<token>")(self._enter)
        for path in OWN_STEPS:
            router.post(path)(self._step)

    def _enter(self, token: str) -> Response[str]:
        """Take a link's token out of the address, and into a cookie."""
        desk = self._desk
        session = desk.entered(token, STAY)
        return desk.redirect(OWN, "", desk.sessions(STAY).cookie(session, desk.request.outside.clock()))

    def _show(self) -> Response[str]:
        """The page; whoever looks at it may come back for another month."""
        desk = self._desk
        session = desk.session(STAY) or self._just_connected()
        visit = desk.visit_of(session)
        page = own_page.page(visit, self._field(visit), desk.request.query().get("said", ""))
        cookie = desk.sessions(STAY).cookie(session, visit.outside.clock())
        return Response(200, HTML, page, cookies=[cookie])

    def _just_connected(self) -> Session:
        """The session of whoever has just connected an account with an invitation."""
        visit = self._desk.visit(VISIT)
        if not visit.is_done:
            raise Ending("none")
        word = visit.outside.token()
        row = Roster(visit.outside.table).change(visit.member, lambda each: with_page(each, word))
        return Session(PageLink(row.name, row.page_word), visit.outside.token())

    def _ask(self) -> Response[str]:
        """Ask whether somebody wants to leave."""
        visit = self._desk.visit(STAY)
        return Response(200, HTML, own_page.leaving(visit, self._field(visit)))

    def _step(self) -> Response[str]:
        """Do what a form asks for."""
        desk = self._desk
        visit = desk.visit(STAY)
        form = desk.answer_in(visit, STAY)
        if form is None:
            return desk.redirect(OWN, "form")
        match desk.request.event["rawPath"].rpartition("/")[2]:
            case "voice":
                return self._voice(visit, form)
            case "leave":
                own_wishes.leave(visit)
                return Response(200, HTML, own_page.left(visit))
            case "again":
                session = own_wishes.connect_again(visit)
                cookie = desk.sessions(VISIT).cookie(session, visit.outside.clock())
                return desk.redirect("/", "again", cookie)
            case wish:
                return desk.redirect(OWN, _done(visit, wish, form))

    def _voice(self, visit: Visit, form: Mapping[str, str]) -> Response[str]:
        """Take a member's own words, or say what is wrong with them, beside them."""
        templates = voice.typed(form, MOST_VOICES)
        wrong = voice.mistakes(visit, templates, own_words(visit.words.tag))
        if not any(wrong):
            return self._desk.redirect(OWN, own_wishes.say(visit, templates))
        self._desk.said = "wrong"
        page = own_page.page(visit, self._field(visit), "wrong", typed=templates, wrong=wrong)
        return Response(200, HTML, page)

    def _field(self, visit: Visit) -> Callable[[str], str]:
        return lambda form: self._desk.field(visit, STAY, form)


def _done(visit: Visit, wish: str, form: Mapping[str, str]) -> str:
    match wish:
        case "pause":
            return own_wishes.pause(visit)
        case "resume":
            return own_wishes.resume(visit)
        case "skip":
            return own_wishes.skip(visit, form.get("slot", ""))
        case _:
            return own_wishes.unskip(visit, form.get("slot", ""))
