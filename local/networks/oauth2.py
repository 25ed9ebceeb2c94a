"""Authorizes apps as networks do (RFC 6749 and 7636), by oauthlib's server side, each in its own way.

A person opens the page, and says yes as one of the network's users, or no.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from oauthlib.oauth2 import RequestValidator, WebApplicationServer
from oauthlib.oauth2.rfc6749.errors import FatalClientError, OAuth2Error

from local.base.server import Request, Response, json_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

OWN_PAGE: Final = "https://blog.example.com/"
"""The public page that apps name where a network wants one."""

ON_THIS_MACHINE: Final = re.compile(r"http://(?:127\.0\.0\.1|localhost):[0-9]+/connected")
SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"
_SHOWN_AS_HTTPS: Final = "https://oob.example/"  # oauthlib knows only addresses of the web
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><h1>{title}</h1>{body}</html>'
)


def html(status: int, title: str, body: str = "") -> Response:
    """A page for a person."""
    page = _PAGE.format(title=escape(title), body=body).encode()
    return Response(status, page, {"Content-Type": "text/html; charset=utf-8"})


def consent(network: str, app: str, usernames: Iterable[str]) -> Response:
    """The page on which a person says yes or no."""
    buttons = "".join(
        f'<p><button name="as" value="{escape(name)}">Yes, as {escape(name)}</button></p>'
        for name in usernames
    )
    no = '<p><button name="deny" value="1">No</button></p>'
    return html(200, f"Let {app} post for you on {network}?", f'<form method="post">{buttons}{no}</form>')


def letters(what: str, length: int) -> str:
    """The same letters for the same thing each time."""
    return hashlib.sha512(what.encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class App:
    """An app that its owner, or itself, has registered."""

    client_id: str
    client_secret: str
    redirects: Sequence[str] = ()
    with_page: bool = False

    @classmethod
    def of(cls, network: str, *, page: bool = False, digits: bool = False) -> App:
        """The same for the same network each time; its redirect is a page, or on this machine."""
        number = letters(f"{network} app", 14)
        name = str(int(number, 16))[:16] if digits else number
        return cls(name, letters(f"{network} app secret", 32), (OWN_PAGE,) if page else (), page)

    @property
    def document(self) -> str:
        """Its keys as Parameter Store holds them."""
        page = f'redirect_url = "{OWN_PAGE}"\n' if self.with_page else ""
        return f'client_id = "{self.client_id}"\nclient_secret = "{self.client_secret}"\n{page}'

    def allows(self, redirect: str) -> bool:
        """Whether browsers may be sent back there."""
        return redirect in self.redirects if self.redirects else bool(ON_THIS_MACHINE.fullmatch(redirect))


def _standard(error: str, description: str) -> Response:
    """A refusal as the standard has it."""
    status = 401 if error == "invalid_client" else 400
    return json_response(status, {"error": error, "error_description": description})


@dataclass(frozen=True, slots=True)
class Ways:
    """What a network does in its own way.

    `page` and `token` are the paths at which it asks people and takes codes; `joint` separates scopes;
    `says_no` is what it calls a no, and `adds_to_no` what it adds to it; `suffix` is what it puts behind the
    address; `refuses` says an error in its words.
    """

    page: str
    token: str
    scopes: frozenset[str]
    joint: str = " "
    says_no: str = "access_denied"
    adds_to_no: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""
    code_lives: timedelta = timedelta(minutes=10)
    knows_pkce: bool = False
    refuses: Callable[[str, str], Response] = _standard


@dataclass(frozen=True, slots=True)
class _Issued:
    client_id: str
    username: str
    redirect: str
    scopes: Sequence[str]
    challenge: str | None
    method: str | None
    at: datetime


class OAuth2Server:
    """The authorization of one network.

    Parameters
    ----------
    network : str
        Its name.
    usernames : sequence of str
        Who can say yes.
    clock : callable
        Gives the time, in UTC.
    ways : Ways
        Its own ways.
    answer : callable
        What it answers to a good code: from the user, and the scopes in its own form.
    apps : App
        Those that are registered.
    """

    def __init__(
        self,
        network: str,
        usernames: Sequence[str],
        clock: Callable[[], datetime],
        ways: Ways,
        answer: Callable[[str, str], Mapping[str, Any]],
        *apps: App,
    ) -> None:
        self.apps = {app.client_id: app for app in apps}
        self.usernames = tuple(usernames)
        self.ways = ways
        self._network = network
        self._answer = answer
        self._issued = _Codes(self.apps, clock, ways)
        self._server = WebApplicationServer(self._issued)

    def allow(self, *scopes: str) -> None:
        """Let apps ask for these scopes alone."""
        self.ways = self._issued.ways = replace(self.ways, scopes=frozenset(scopes))

    def name_callback(self, address: str) -> None:
        """Let the owner's apps name one more page to which browsers may be sent back."""
        for name, app in self.apps.items():
            if app.with_page:
                self.apps[name] = replace(app, redirects=(*app.redirects, address))

    def answer(self, request: Request) -> Response | None:
        """What a request gets that is about authorization; None if it isn't."""
        if request.path == self.ways.page:
            return self.page(request)
        if (request.method, request.path) == ("POST", self.ways.token):
            return self.token(request)
        return None

    def page(self, request: Request) -> Response:
        """Where a person decides: asked for with GET, decided with POST."""
        url, redirect, state = self._understood(request)
        try:
            scopes, _ = self._server.validate_authorization_request(url, "GET")
        except FatalClientError as error:
            return html(400, f"{self._network} can't send you back", f"<p>{escape(str(error))}</p>")
        except OAuth2Error as error:
            wrong = {"error": error.error or "", "error_description": error.description or "", "state": state}
            return self._back(redirect, wrong)
        if request.method != "POST":
            return consent(self._network, "Repost", self.usernames)
        username = request.form.get("as", "")
        if username not in self.usernames:
            no = {"error": self.ways.says_no, **self.ways.adds_to_no, "state": state}
            return self._back(redirect, no)
        self._issued.deciding = username
        headers, _, _ = self._server.create_authorization_response(url, "GET", scopes=scopes)
        fields = dict(parse_qsl(urlsplit(headers["Location"]).query))
        if redirect == SHOWN:
            return html(200, "Your code", f"<p>Type it into the app: <code>{fields['code']}</code></p>")
        return self._back(redirect, fields)

    def token(self, request: Request) -> Response:
        """What a code is worth."""
        form = request.form
        redirect = form.get("redirect_uri", "")
        body = urlencode(form | {"redirect_uri": _SHOWN_AS_HTTPS if redirect == SHOWN else redirect})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        _, _, status = self._server.create_token_response(
            "https://network.example/token", "POST", body, headers
        )
        if status != 200:  # noqa: PLR2004 - all is well
            error, description = self._issued.wrong
            return self.ways.refuses(error, description)
        username, scopes = self._issued.granted
        return json_response(200, self._answer(username, self.ways.joint.join(scopes)))

    def _understood(self, request: Request) -> tuple[str, str, str]:
        """The question as oauthlib understands it, and to where and under which state the answer goes."""
        query = request.query
        redirect, state = query.get("redirect_uri", ""), query.get("state", "")
        scope = query.get("scope", "").replace(",", " ") if self.ways.joint == "," else query.get("scope", "")
        asked = query | {
            "redirect_uri": _SHOWN_AS_HTTPS if redirect == SHOWN else redirect,
            "scope": scope,
        }
        if not self.ways.knows_pkce:
            asked = {name: value for name, value in asked.items() if not name.startswith("code_challenge")}
        return f"https://network.example/authorize?{urlencode(asked)}", redirect, state

    def _back(self, redirect: str, fields: Mapping[str, str]) -> Response:
        parts = urlsplit(redirect)
        there = urlunsplit(parts._replace(query=urlencode({k: v for k, v in fields.items() if v})))
        return Response(302, headers={"Location": f"{there}{self.ways.suffix}"})


class _Codes(RequestValidator):
    """What oauthlib asks of a server: its apps, its codes, and how long those are good."""

    def __init__(self, apps: Mapping[str, App], clock: Callable[[], datetime], ways: Ways) -> None:
        super().__init__()
        self._apps = apps
        self._clock = clock
        self.ways = ways
        self._codes: dict[str, _Issued] = {}
        self.deciding = ""
        self.wrong = ("invalid_grant", "")
        self.granted: tuple[str, Sequence[str]] = ("", ())

    def validate_client_id(self, client_id: str, request: Any, *_: Any, **__: Any) -> bool:
        del request
        return client_id in self._apps

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *_: Any, **__: Any
    ) -> bool:
        del request
        wanted = SHOWN if redirect_uri == _SHOWN_AS_HTTPS else redirect_uri
        return self._apps[client_id].allows(wanted)

    def get_default_redirect_uri(self, client_id: str, request: Any, *_: Any, **__: Any) -> str:
        del client_id, request
        return ""

    def get_default_scopes(self, client_id: str, request: Any, *_: Any, **__: Any) -> list[str]:
        del client_id, request
        return []

    def validate_scopes(
        self, client_id: str, scopes: Any, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        del client_id, client, request
        return set(scopes or ()) <= self.ways.scopes and bool(scopes)

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        del client_id, client, request
        return response_type == "code"

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        del client_id, request
        return False

    def save_authorization_code(self, client_id: str, code: Any, request: Any, *_: Any, **__: Any) -> None:
        self._codes[code["code"]] = _Issued(
            client_id,
            self.deciding,
            request.redirect_uri,
            tuple(request.scopes),
            request.code_challenge,
            request.code_challenge_method,
            self._clock(),
        )

    def client_authentication_required(self, request: Any, *_: Any, **__: Any) -> bool:
        del request
        return True

    def authenticate_client(self, request: Any, *_: Any, **__: Any) -> bool:
        """The secret is in the body."""
        app = self._apps.get(request.client_id or "")
        self.wrong = ("invalid_client", "Client authentication failed")
        if not app or request.client_secret != app.client_secret:
            return False
        request.client = app
        return True

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        del client_id, client, request
        return grant_type == "authorization_code"

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *_: Any, **__: Any) -> bool:
        del client
        issued = self._codes.get(code)
        self.wrong = ("invalid_grant", "The code was not found, was used, or has expired")
        if not issued or issued.client_id != client_id or self._clock() - issued.at > self.ways.code_lives:
            return False
        request.user, request.scopes = issued.username, issued.scopes
        self.granted = (issued.username, issued.scopes)
        self.wrong = ("invalid_grant", "The redirect address or the verifier is not that of the question")
        return True

    def get_code_challenge(self, code: str, request: Any) -> Any:
        del request
        return self._codes[code].challenge

    def get_code_challenge_method(self, code: str, request: Any) -> Any:
        del request
        return self._codes[code].method

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        del client_id, client, request
        return self._codes[code].redirect == redirect_uri

    def save_bearer_token(self, token: Any, request: Any, *_: Any, **__: Any) -> None:
        """Nothing: tokens are the network's own."""

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *_: Any, **__: Any
    ) -> None:
        del client_id, request
        self._codes.pop(code, None)
