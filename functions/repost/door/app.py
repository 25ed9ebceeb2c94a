"""What the door's function does: a request in, a page out, with the headers and limits that every answer has.

Nobody is known here but by a signed link, and then a signed cookie. No token, code or address of a request is
logged.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING, Any, Final, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response
from aws_lambda_powertools.metrics import MetricUnit

from repost.base.errors import SettingsError
from repost.door import joining, joining_page
from repost.door.own_routes import OWN, OWN_STEPS, OwnPage
from repost.door.reception import HTML, Reception
from repost.door.request import Ending
from repost.door.sessions import VISIT
from repost.door.words import ENGLISH
from repost.fleet.roster import Roster
from repost.networks.authorization import ARRIVES_AT, Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from repost.app import Compose, Context, Handler
    from repost.door.joining import Visit

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{joining_page.STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
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

_LARGEST_BODY: Final = 24_000
_LONGEST_QUERY: Final = 8_000
_STEPS: Final = ("/agree", "/network", "/code", "/keys", "/confirm", "/restart")
_ROUTES: Final = frozenset({"/", "/join", ARRIVES_AT, *_STEPS, OWN, *OWN_STEPS})

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


class Door(Reception):
    """The routes."""

    def __init__(self, logger: Logger) -> None:
        super().__init__(logger)
        self.router = LambdaFunctionUrlResolver()
        self.router.get("/")(self._where)
        self.router.get("/join/<token>")(self._join)
        self.router.get(ARRIVES_AT)(self._arrive)
        for path in _STEPS:
            self.router.post(path)(self._step)
        OwnPage(self).add_to(self.router)
        self.router.not_found(self._nowhere)
        self.router.exception_handler(Ending)(self._ended)
        self.router.exception_handler(SettingsError)(self._unready)
        self.router.exception_handler(Exception)(self.failed)

    def _nowhere(self, _: Exception) -> Response[str]:
        return self._ended(Ending("nowhere"))

    def _join(self, token: str) -> Response[str]:
        """Begin a visit: the link's token goes into a cookie, and out of the address."""
        session = self.entered(token, VISIT)
        return self.redirect("/", "", self.sessions(VISIT).cookie(session, self.request.outside.clock()))

    def _where(self) -> Response[str]:
        """The page of where a member is."""
        visit = self.visit(VISIT)
        said = self.request.query().get("said", "")
        return Response(
            200, HTML, joining_page.current(visit, lambda form: self.field(visit, VISIT, form), said)
        )

    def _arrive(self) -> Response[str]:
        """Come back from a network. The code goes out of the address at once."""
        visit = self.visit(VISIT)
        return self.redirect("/", joining.answered(visit, Answer(self.request.query())))

    def _step(self) -> Response[str]:
        """Take a form's answer, and go on to the page that comes after it."""
        visit = self.visit(VISIT)
        path, form = self.request.event["rawPath"], self.answer_in(visit, VISIT)
        if form is None or (path != "/agree" and not visit.member.consent):
            return self.redirect("/", "form")
        return self.redirect("/", _done(visit, path, form))

    def _ended(self, ended: Ending) -> Response[str]:
        member = Roster(self.request.outside.table).member(ended.account) if ended.account else None
        page = joining_page.ending(self.request.words(member), ended.key, ended.account)
        return Response(_STATUS[ended.key], HTML, page)

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
        return Response(_STATUS["trouble"], HTML, joining_page.ending(ENGLISH, "trouble"))


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
        return _as_answer(Response(413, HTML, ""))
    try:
        outside = compose(lambda: context.get_remaining_time_in_millis() / 1000)
        door.ask(event, outside)
        return dict(door.router.resolve(dict(event), cast("LambdaContext", context)))
    except Exception as error:  # noqa: BLE001 - AWS failed before there was a route
        return _as_answer(door.failed(error))


def _as_answer(response: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": response.status_code,
        "headers": {"Content-Type": response.content_type or HTML},
        "body": response.body or "",
        "isBase64Encoded": False,
    }


def _line(event: Mapping[str, Any]) -> tuple[str, str]:
    """The method and the page of a request, without what may be secret in its address."""
    path = "/" + str(event.get("rawPath", "")).strip("/")
    path = path if path in _ROUTES else "/" + path[1:].partition("/")[0]
    method = str(event.get("requestContext", {}).get("http", {}).get("method", ""))
    return (method if method.isalpha() else "", path if path in _ROUTES else "elsewhere")
