"""What the door's function does: a request in, a page out, with the headers and limits that every answer has.

Nobody is known here but by a signed link, and then a signed cookie. No token, code or address of a request is
logged.
"""

from __future__ import annotations

import base64
import binascii
import os
import traceback
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qsl

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response
from aws_lambda_powertools.metrics import MetricUnit

from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.door import joining, pages
from repost.door.knocks import may_knock
from repost.door.sessions import Session, Sessions
from repost.door.words import ENGLISH, words_for
from repost.fleet.groups import Groups
from repost.fleet.invitations import KEY, Invitation
from repost.fleet.roster import Roster
from repost.networks.authorization import ARRIVES_AT, Answer
from repost.signing.tokens import TokenRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aws_lambda_powertools.shared.cookies import Cookie
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from repost.app import Compose, Context, Handler
    from repost.base.secret import Secret
    from repost.door.joining import Visit
    from repost.door.words import Words
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{pages.STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Strict-Transport-Security": "max-age=63072000",
}
"""What every answer carries, whatever it is."""

_HTML: Final = "text/html; charset=utf-8"
_LARGEST_BODY: Final = 8_000
_LONGEST_QUERY: Final = 8_000
_MOST_FIELDS: Final = 12
_KEY_KEPT: Final = timedelta(minutes=5)
_STEPS: Final = ("/agree", "/network", "/code", "/keys", "/confirm", "/restart")
_ROUTES: Final = frozenset({"/", "/join", ARRIVES_AT, *_STEPS})

_STATUS: Final[Mapping[str, int]] = {
    "none": 403,
    "bad": 404,
    "old": 410,
    "used": 410,
    "left": 410,
    "settings": 503,
    "often": 429,
    "nowhere": 404,
    "wrong": 400,
    "trouble": 500,
}


class Ending(Exception):
    """A page without a way on, by its key in `Words.endings`."""

    def __init__(self, key: str, account: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.account = account


class _Asked(Value, frozen=True):
    """One request: the event of a function URL, and what it is answered with."""

    event: Mapping[str, Any]
    outside: Collaborators
    key: Secret

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.key)

    @property
    def accepted(self) -> str:
        return str(self.event.get("headers", {}).get("accept-language", ""))

    @property
    def home(self) -> str:
        """The door's own address: what AWS, not the browser, says it is."""
        return (self.outside.door or f"https://{self.event['requestContext']['domainName']}").rstrip("/")

    @property
    def session(self) -> Session | None:
        return self.sessions.read(self.event, self.outside.clock())

    def words(self, member: Member | None = None) -> Words:
        return words_for(member.language if member else "", self.accepted)

    def query(self) -> dict[str, str]:
        return _fields(self.event.get("rawQueryString", ""))

    def form(self) -> dict[str, str]:
        body = self.event.get("body") or ""
        try:
            text = base64.b64decode(body).decode() if self.event.get("isBase64Encoded") else body
        except (ValueError, binascii.Error):
            raise Ending("wrong") from None
        return _fields(text)


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Ending("wrong") from None


class Door:
    """The routes. `asked` is the request that is being answered: an environment has one at a time."""

    asked: _Asked

    def __init__(self, logger: Logger) -> None:
        self._logger = logger
        self._key: tuple[datetime, Secret] | None = None
        self.said = ""
        self.account = ""
        self.router = LambdaFunctionUrlResolver()
        self.router.get("/")(self._where)
        self.router.get("/join/<token>")(self._join)
        self.router.get(ARRIVES_AT)(self._arrive)
        for path in _STEPS:
            self.router.post(path)(self._step)
        self.router.not_found(self._nowhere)
        self.router.exception_handler(Ending)(self._ended)
        self.router.exception_handler(SettingsError)(self._unready)
        self.router.exception_handler(Exception)(self.failed)

    def ask(self, event: Mapping[str, Any], outside: Collaborators) -> None:
        """Take a request. The key is kept for a while: what nobody has signed costs AWS no question."""
        now = outside.clock()
        if self._key is None or not timedelta() <= now - self._key[0] < _KEY_KEPT:
            self._key = now, outside.parameters.signing_key(KEY)
        self.asked = _Asked(event, outside, self._key[1])

    def _nowhere(self, _: Exception) -> Response[str]:
        return self._ended(Ending("nowhere"))

    def _join(self, token: str) -> Response[str]:
        """Begin a visit: the link's token goes into a cookie, and out of the address."""
        asked = self.asked
        now = asked.outside.clock()
        try:
            invitation = Invitation.read(token, asked.key, now)
        except TokenRefused as refused:
            raise Ending("old" if refused.is_expired else "bad") from None
        session = asked.session
        if session is None or session.invitation != invitation:
            session = Session(invitation, asked.outside.token())
        self._visit(session)
        return self._redirect("", asked.sessions.cookie(session, now))

    def _where(self) -> Response[str]:
        """The page of where a member is."""
        visit = self._visit(self._session())
        said = self.asked.query().get("said", "")
        now, sessions = visit.outside.clock(), self.asked.sessions
        page = pages.current(visit, lambda form: sessions.field(visit.session, form, now), said)
        return Response(200, _HTML, page)

    def _arrive(self) -> Response[str]:
        """Come back from a network. The code goes out of the address at once."""
        visit = self._visit(self._session())
        return self._redirect(joining.answered(visit, Answer(self.asked.query())))

    def _step(self) -> Response[str]:
        """Take a form's answer, and go on to the page that comes after it."""
        visit = self._visit(self._session())
        path, form = self.asked.event["rawPath"], self.asked.form()
        now = visit.outside.clock()
        if not self.asked.sessions.is_ours(visit.session, path[1:], form.get("form", ""), now):
            return self._redirect("form")
        if path != "/agree" and not visit.member.consent:
            return self._redirect("form")
        return self._redirect(_done(visit, path, form))

    def _session(self) -> Session:
        session = self.asked.session
        if session is None:
            raise Ending("none")
        return session

    def _visit(self, session: Session) -> Visit:
        """The member at the door.

        Raises
        ------
        Ending
            If the invitation is no longer of use, or too much is asked with it.
        """
        outside, invitation = self.asked.outside, session.invitation
        self.account = invitation.account
        member = Roster(outside.table).member(invitation.account)
        if member is None or not invitation.is_for(member):
            raise Ending("left" if member and member.left else "bad")
        if not may_knock(outside.table, member.name, outside.clock()):
            raise Ending("often", member.name)
        if member.used_by not in {"", session.number}:
            raise Ending("used", member.name)
        return joining.Visit(
            outside=outside,
            session=session,
            member=member,
            words=self.asked.words(member),
            groups=Groups(outside.parameters.path, outside.parameters.of_group),
            home=self.asked.home,
            log=lambda text: self._logger.warning(text, account=invitation.account),
        )

    def _redirect(self, said: str, *cookies: Cookie) -> Response[str]:
        """Show the next page, with a notice; only ever one of the door's own."""
        self.said = said
        there = f"/?said={said}" if said else "/"
        return Response(303, _HTML, "", headers={"Location": there}, cookies=list(cookies))

    def _ended(self, ended: Ending) -> Response[str]:
        member = Roster(self.asked.outside.table).member(ended.account) if ended.account else None
        page = pages.ending(self.asked.words(member), ended.key, ended.account)
        return Response(_STATUS[ended.key], _HTML, page)

    def _unready(self, error: SettingsError) -> Response[str]:
        self._logger.warning(str(error), account=self.account)
        return self._ended(Ending("settings", self.account))

    def failed(self, error: Exception) -> Response[str]:
        """Whatever happens, whoever asks gets a page, and no traceback.

        The error's own message is not logged: it may quote what came in.
        """
        frames = "".join(traceback.format_tb(error.__traceback__))
        self._logger.error(
            "The door failed.", kind=type(error).__qualname__, trace=frames, account=self.account
        )
        return Response(_STATUS["trouble"], _HTML, pages.ending(ENGLISH, "trouble"))


def _done(visit: Visit, path: str, form: Mapping[str, str]) -> str:
    match path:
        case "/agree":
            return joining.agree(visit, form.get("version", ""))
        case "/network":
            return joining.choose(visit, form.get("network", ""), form.get("server", ""))
        case "/code":
            return joining.answered(visit, Answer({}, form.get("code", "").strip()))
        case "/keys":
            return joining.typed(visit, form)
        case "/confirm":
            return joining.confirm(visit)
        case _:
            joining.start_over(visit)
            return "no" if form.get("said") == "no" else ""


def make_door(compose: Compose) -> Handler:
    """What Lambda calls with the requests to a function URL (payload 2.0)."""
    service = os.environ.get("POWERTOOLS_SERVICE_NAME", "repost")
    logger, metrics = Logger(service=service), Metrics(namespace="Repost", service=service)
    door = Door(logger)

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
        door.said = door.account = ""
        answer = _answer(door, event, context, compose)
        answer["headers"] = {**answer.get("headers", {}), **HEADERS}
        if answer["statusCode"] == _STATUS["trouble"]:
            metrics.add_metric(name="DoorFailed", unit=MetricUnit.Count, value=1)
            metrics.flush_metrics()
        method, path = _line(event)
        logger.info(
            "The door answered.",
            method=method,
            page=path,
            status=answer["statusCode"],
            account=door.account,
            said=door.said,
        )
        return answer

    return handle


def _answer(door: Door, event: Mapping[str, Any], context: Context, compose: Compose) -> dict[str, Any]:
    """The answer to a request, whatever happens."""
    query = event.get("rawQueryString", "")
    if len(event.get("body") or "") > _LARGEST_BODY or len(query) > _LONGEST_QUERY:
        return _as_answer(Response(413, _HTML, ""))
    try:
        outside = compose(lambda: context.get_remaining_time_in_millis() / 1000)
        door.ask(event, outside)
        return dict(door.router.resolve(dict(event), cast("LambdaContext", context)))
    except Exception as error:  # noqa: BLE001 - AWS failed before there was a route
        return _as_answer(door.failed(error))


def _as_answer(response: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": response.status_code,
        "headers": {"Content-Type": response.content_type or _HTML},
        "body": response.body or "",
        "isBase64Encoded": False,
    }


def _line(event: Mapping[str, Any]) -> tuple[str, str]:
    """The method and the page of a request, without what may be secret in its address."""
    path = "/" + str(event.get("rawPath", "")).strip("/").partition("/")[0]
    method = str(event.get("requestContext", {}).get("http", {}).get("method", ""))
    return (method if method.isalpha() else "", path if path in _ROUTES else "elsewhere")
