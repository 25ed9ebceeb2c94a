"""OAuth 2's authorization code grant (RFC 6749, with PKCE by RFC 7636), by oauthlib over our own HTTP.

Each network does something in its own way: how it separates scopes, what it answers, what it calls a no.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self
from urllib.parse import urlencode

from msgspec import Meta

from repost.base.errors import CredentialsRefused, NetworkError, NotAuthorized, RetryLater
from repost.base.secret import Secret
from repost.base.value import Value
from repost.networks.authorization import Answer, Grant, Started, only_the_owner
from repost.networks.credentials import Keys
from repost.networks.exchange import LARGEST_ANSWER, SUCCESSES, ask
from repost.web.replies import count_in, json_object, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.settings.types import Settings
    from repost.web.http import Http, Reply

_SECONDS: Final = 15.0
_VERIFIER_LENGTH: Final = 64
_STATE_LENGTH: Final = 32
_LONGEST_LIFE: Final = timedelta(days=3650).total_seconds()
_NOES: Final = frozenset({"access_denied", "user_denied", "user_cancelled_login", "user_cancelled_authorize"})
_ABOUT_THE_APP: Final = (
    "invalid_client",
    "bad_client",
    "client secret",
    "validating application",
    "bad_redirect_uri",
)
_ABOUT_ITS_RIGHTS: Final = frozenset(
    {"invalid_scope", "unauthorized_scope_error", "unauthorized_client", "invalid_scope_requested"}
)


class AppKeys(Keys, frozen=True, kw_only=True):
    """What an app is known by."""

    client_id: Annotated[Secret, Meta(description="the app's client ID")]
    client_secret: Annotated[Secret, Meta(description="the app's client secret")]


class CodeGrant(Value, frozen=True):
    """What most networks do; `page` is where the person says yes, `tokens` where the code becomes a token."""

    page: str
    tokens: str
    scopes: tuple[str, ...]

    name: ClassVar[str]
    network: ClassVar[str]
    host: ClassVar[str] = ""
    shown: ClassVar[str] = ""
    usual: ClassVar[bool] = True
    registers: ClassVar[bool] = False
    finds: ClassVar[frozenset[str]] = frozenset()
    app: ClassVar[type[Keys]] = AppKeys
    pkce: ClassVar[bool] = False
    joint: ClassVar[str] = " "
    """What separates scopes."""
    rights: ClassVar[str] = "give your app the permissions that its guide names"
    """What to do if the app may not ask for these scopes, as the end of a sentence."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What its requests have besides."""
        return {}

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""
        raise NotImplementedError

    def registered(self, redirect: str, http: Http) -> Keys:  # noqa: ARG002 - only the owner can
        """Not possible; see `Authorization.registered`."""
        raise only_the_owner(self.network)

    def start(self, app: Any, redirect: str, http: Http) -> Started:  # noqa: ARG002 - nobody is asked yet
        """Make up what nobody can guess; see `Authorization.start`."""
        from oauthlib.common import generate_token

        redirect = redirect or app.redirect_url.reveal()
        state = generate_token(_STATE_LENGTH)
        asked = {
            "response_type": "code",
            "client_id": app.client_id.reveal(),
            "redirect_uri": redirect,
            "scope": self.joint.join(self.scopes),
            "state": state,
        }
        kept = {"state": Secret(state)}
        if self.pkce:
            client = _client(app)
            verifier = client.create_code_verifier(_VERIFIER_LENGTH)
            challenge = client.create_code_challenge(verifier, "S256")
            asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
            kept["verifier"] = Secret(verifier)
        return Started(f"{self.page}?{urlencode(asked)}", redirect, kept)

    def belongs(self, started: Started, answer: Answer) -> bool:
        """By its state; see `Authorization.belongs`."""
        return Secret(answer.fields.get("state", "")) == started.kept["state"]

    def finish(
        self, started: Started, answer: Answer, app: Any, http: Http, now: datetime
    ) -> tuple[Grant, ...]:
        """Trade the code for a token; see `Authorization.finish`."""
        code = answer.code or self._code_in(started, answer, app)
        client = _client(app)
        verifier = started.kept.get("verifier")
        body = client.prepare_request_body(
            code=code,
            redirect_uri=started.redirect,
            include_client_id=True,
            client_secret=app.client_secret.reveal(),
            code_verifier=verifier.reveal() if verifier else None,
        )
        token = self.told(self.tokens, body, (*app.secrets, Secret(code)), http)
        self._sees_to_it_that_all_is_granted(token)
        return self.granted(token, app, http, now)

    def granted(self, token: Mapping[str, Any], app: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """What the answer with a token is worth."""
        del app, http
        return (Grant({"access_token": self.token_in(token), **dated(token, now)}),)

    def token_in(self, told: Mapping[str, Any]) -> Secret:
        """The access token in an answer.

        Raises
        ------
        RetryLater
        """
        if token := text_in(told, "access_token"):
            return Secret(token)
        raise RetryLater(f"{self.network} answered without an access token. Run the same command again.")

    def told(self, url: str, body: str, secrets: Iterable[Secret], http: Http) -> Mapping[str, Any]:
        """What the network answers to a form, with all the secrets that are in it.

        Raises
        ------
        NetworkError
            If that is a refusal.
        """
        return self.read(self.asked(url, body, http), secrets)

    def asked(self, url: str, body: str, http: Http) -> Reply:
        """The answer to a form.

        Raises
        ------
        RetryLater
            If there is none.
        """
        return ask(
            self.network,
            lambda: http.request(
                "POST",
                url,
                data=body.encode(),
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                    **self.headers,
                },
                max_bytes=LARGEST_ANSWER,
                total_seconds=_SECONDS,
            ),
        )

    def read(self, reply: Reply, secrets: Iterable[Secret]) -> Mapping[str, Any]:
        """The answer to any question of an authorization.

        Raises
        ------
        NetworkError
            If it is a refusal.
        """
        body = json_object(reply.body)
        is_good = reply.status in SUCCESSES and body and "error" not in body and body.get("ok") is not False
        if is_good:
            return body
        raise self._refusal(reply.status, body, secrets)

    def _refusal(self, status: int, body: Mapping[str, Any], secrets: Iterable[Secret]) -> NetworkError:
        error = body.get("error")
        table = error if isinstance(error, dict) else body
        said = quotation(
            text_in(table, "error_description", "message", "error_message", "error"), tuple(secrets)
        )
        words = f"{error if isinstance(error, str) else ''} {said}".lower()
        if not body or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            return RetryLater(f"{self.network} does not authorize anybody now{said}. Try again later.")
        if any(sign in words for sign in _ABOUT_THE_APP):
            return CredentialsRefused(f"{self.network} does not know an app with these keys{said}.")
        return NotAuthorized(
            f"{self.network} did not accept the answer{said}: such a code is valid once, and only for some "
            "minutes. Run the same command again."
        )

    def _code_in(self, started: Started, answer: Answer, app: Any) -> str:
        """The code in the address to which the person was sent.

        Raises
        ------
        NotAuthorized, CredentialsRefused
        """
        from oauthlib.oauth2 import MismatchingStateError, MissingCodeError, OAuth2Error

        # oauthlib reads https addresses only; what counts is the query.
        address = f"https://{self.name}/?{urlencode(answer.fields)}"
        try:
            return str(
                _client(app).parse_request_uri_response(address, state=started.kept["state"].reveal())["code"]
            )
        except MismatchingStateError:
            raise NotAuthorized(
                "This address is the answer to another question. Open the address above, say yes there, "
                "and take the address that you end on."
            ) from None
        except MissingCodeError:
            raise NotAuthorized(f"There is no code in this address: {self.network} sent no answer.") from None
        except OAuth2Error as error:
            said = quotation(error.description or error.error or "", app.secrets)
            if error.error in _NOES:
                raise NotAuthorized(
                    f"Somebody said no at {self.network}{said}. Run the same command again to be asked again."
                ) from None
            if error.error in _ABOUT_ITS_RIGHTS:
                raise CredentialsRefused(
                    f"{self.network} does not let your app ask for this{said}: {self.rights}."
                ) from None
            raise NotAuthorized(f"{self.network} authorized nobody{said}.") from None

    def _sees_to_it_that_all_is_granted(self, token: Mapping[str, Any]) -> None:
        granted = set(re.split(r"[ ,]+", text_in(token, "scope"))) - {""}
        if granted and (missing := sorted(set(self.scopes) - granted)):
            raise NotAuthorized(
                f"{self.network} did not grant {', '.join(missing)}: leave everything ticked when it asks."
            )


def dated(token: Mapping[str, Any], now: datetime) -> dict[str, Secret]:
    """The day on which a token expires, if the answer says so, as the secret's key."""
    seconds = count_in(token, "expires_in")
    if not seconds or seconds > _LONGEST_LIFE:
        return {}
    return {"expires": Secret(f"{now + timedelta(seconds=seconds):%Y-%m-%d}")}


def quiet() -> None:
    """Keep oauthlib from logging what it handles: at DEBUG it logs tokens."""
    for library in ("oauthlib", "requests_oauthlib"):
        logging.getLogger(library).setLevel(logging.WARNING)


def _client(app: Any) -> Any:
    from oauthlib.oauth2 import WebApplicationClient

    quiet()
    return WebApplicationClient(app.client_id.reveal())
