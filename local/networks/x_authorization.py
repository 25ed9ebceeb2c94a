"""How the stand-in for X authorizes apps: OAuth 1.0a's three steps (RFC 5849), by oauthlib's server side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from secrets import randbelow
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from oauthlib.oauth1 import AccessTokenEndpoint, AuthorizationEndpoint, RequestTokenEndpoint

from local.base.server import Request, Response, json_response
from local.networks.oauth1 import Keys, Users
from local.networks.oauth2 import ON_THIS_MACHINE, consent, html, letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

_LIVES: Final = timedelta(minutes=15)
_CALLBACK: Final = re.compile(r'oauth_callback="([^"]*)"')
_PINS: Final = 9_000_000


@dataclass(frozen=True, slots=True)
class XApp:
    """An app in X's developer portal."""

    api_key: str
    api_key_secret: str

    @property
    def document(self) -> str:
        """Its keys as Parameter Store holds them."""
        return f'api_key = "{self.api_key}"\napi_key_secret = "{self.api_key_secret}"\n'


APP: Final = XApp(letters("X app", 25), letters("X app secret", 50))
"""The company's app, to which everybody can say yes."""


def refusal(status: int, code: int, message: str) -> Response:
    """An error of this part of X."""
    return json_response(status, {"errors": [{"code": code, "message": message}]})


class Authorizations:
    """The three steps.

    Parameters
    ----------
    users : sequence of Keys
        Who can say yes.
    known : Users
        The apps and tokens that X knows.
    clock : callable
        Gives the time, in UTC.
    granted : callable
        Takes the keys of a user who said yes.

    Attributes
    ----------
    takes_callbacks : bool
        Whether the app names the address on this machine as one of its callbacks.
    """

    takes_callbacks = True

    def __init__(
        self,
        users: Sequence[Keys],
        known: Users,
        clock: Callable[[], datetime],
        granted: Callable[[Keys], None],
    ) -> None:
        known.add_app(APP.api_key, APP.api_key_secret)
        self._users = {keys.username: keys for keys in users}
        self._granted = granted
        self._open = _Open(known, clock)
        self._request_tokens = RequestTokenEndpoint(self._open)
        self._pages = AuthorizationEndpoint(self._open)
        self._access_tokens = AccessTokenEndpoint(self._open)

    def answer(self, request: Request) -> Response | None:
        """What a request gets that is about authorization; None if it isn't."""
        match request.method, request.path:
            case "POST", "/oauth/request_token":
                return self._request_token(request)
            case _, "/oauth/authorize":
                return self._page(request)
            case "POST", "/oauth/access_token":
                return self._access_token(request)
            case _:
                return None

    def _request_token(self, request: Request) -> Response:
        signed = request.headers.get("authorization", "")
        callback = unquote(found[1]) if (found := _CALLBACK.search(signed)) else ""
        is_known = callback == "oob" or (self.takes_callbacks and bool(ON_THIS_MACHINE.fullmatch(callback)))
        if not is_known:
            return refusal(403, 415, "Callback URL not approved for this client application.")
        _, body, status = self._request_tokens.create_request_token_response(
            request.url, "POST", "", dict(request.headers)
        )
        return self._told(body, status, "Could not authenticate you.")

    def _page(self, request: Request) -> Response:
        token = request.query.get("oauth_token", "")
        if not self._open.verify_request_token(token, None):
            return html(401, "Whoa there!", "<p>The request token for this page is invalid.</p>")
        if request.method != "POST":
            return consent("X", "Repost", self._users)
        username = request.form.get("as", "")
        callback = self._open.get_redirect_uri(token, None)
        if username not in self._users:
            back = Response(302, headers={"Location": f"{callback}?{urlencode({'denied': token})}"})
            return html(200, "You said no") if callback == "oob" else back
        headers, body, _ = self._pages.create_authorization_response(
            request.url, credentials={"username": username}
        )
        if callback == "oob":
            pin = parse_qs(body or "")["oauth_verifier"][0]
            return html(200, "Your code", f"<p>Type it into the app: <code>{pin}</code></p>")
        query = parse_qs(urlsplit(headers["Location"]).query)
        fields = {"oauth_token": token, "oauth_verifier": query["oauth_verifier"][0]}
        return Response(302, headers={"Location": f"{callback}?{urlencode(fields)}"})

    def _access_token(self, request: Request) -> Response:
        _, _, status = self._access_tokens.create_access_token_response(
            request.url, "POST", "", dict(request.headers)
        )
        if status != 200:  # noqa: PLR2004 - all is well
            why = "Error processing your OAuth request: Invalid oauth_verifier parameter"
            return Response(401, why.encode(), {"Content-Type": "text/html"})
        username, app = self._open.decided
        keys = self._users[username].by(*app)
        self._granted(keys)
        fields = {
            "oauth_token": keys.access_token,
            "oauth_token_secret": keys.access_token_secret,
            "user_id": keys.access_token.partition("-")[0],
            "screen_name": username,
        }
        return self._told(urlencode(fields), 200, "")

    @staticmethod
    def _told(body: str | None, status: int, otherwise: str) -> Response:
        if status != 200 or not body:  # noqa: PLR2004 - all is well
            return refusal(401, 32, otherwise)
        return Response(200, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})


@dataclass(slots=True)
class _Question:
    key: str
    secret: str
    callback: str
    at: datetime
    verifier: str = ""
    username: str = ""


class _Open(Users):
    """The questions that are open: what oauthlib asks of a server that hands out tokens."""

    dummy_request_token = "nobody"  # noqa: S105 - nobody has it

    def __init__(self, known: Users, clock: Callable[[], datetime]) -> None:
        super().__init__(())
        self._known = known
        self._clock = clock
        self._questions: dict[str, _Question] = {}
        self.decided: tuple[str, tuple[str, str]] = ("", ("", ""))

    def check_request_token(self, request_token: str) -> bool:
        return request_token.isalnum()

    def check_verifier(self, verifier: str) -> bool:
        return verifier.isalnum()

    def check_realms(self, realms: Any) -> bool:
        return not realms

    def get_default_realms(self, client_key: str, request: Any) -> list[str]:
        del client_key, request
        return []

    def validate_requested_realms(self, client_key: str, realms: Any, request: Any) -> bool:
        del client_key, realms, request
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        return self._known.validate_client_key(client_key, request)

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return self._known.get_client_secret(client_key, request)

    def validate_redirect_uri(self, client_key: str, redirect_uri: str, request: Any) -> bool:
        del client_key, redirect_uri, request
        return True

    def save_request_token(self, token: Any, request: Any) -> None:
        self._questions[token["oauth_token"]] = _Question(
            request.client_key, token["oauth_token_secret"], request.redirect_uri, self._clock()
        )

    def verify_request_token(self, token: str, request: Any) -> bool:
        del request
        question = self._questions.get(token)
        return bool(question and self._clock() - question.at <= _LIVES)

    def get_redirect_uri(self, token: str, request: Any) -> str:
        del request
        return self._questions[token].callback

    def save_verifier(self, token: str, verifier: Any, request: Any) -> None:
        del request
        question = self._questions[token]
        if question.callback == "oob":
            verifier["oauth_verifier"] = str(1_000_000 + randbelow(_PINS))
        question.verifier, question.username = verifier["oauth_verifier"], verifier["username"]

    def validate_request_token(self, client_key: str, token: str, request: Any) -> bool:
        return self.verify_request_token(token, request) and self._questions[token].key == client_key

    def get_request_token_secret(self, client_key: str, token: str, request: Any) -> str:
        del client_key, request
        return self._questions[token].secret if token in self._questions else "nothing"

    def validate_verifier(self, client_key: str, token: str, verifier: str, request: Any) -> bool:
        del client_key
        question = self._questions.get(token)
        if not question or not question.verifier or verifier != question.verifier:
            return False
        self.decided = question.username, (question.key, self.get_client_secret(question.key, request))
        return True

    def get_realms(self, token: str, request: Any) -> list[str]:
        del token, request
        return []

    def save_access_token(self, token: Any, request: Any) -> None:
        """Nothing: tokens are X's own."""

    def invalidate_request_token(self, client_key: str, request_token: str, request: Any) -> None:
        del client_key, request
        self._questions.pop(request_token, None)
