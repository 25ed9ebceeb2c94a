"""How a user of X lets an app post: three steps of OAuth 1.0a (RFC 5849), signed by requests-oauthlib.

https://docs.x.com/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens. Tokens don't expire.
X sends the browser back only to an address that the app names; if the app doesn't name ours, X shows a PIN.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self
from urllib.parse import parse_qsl, urlencode

from msgspec import Meta

from repost.base.errors import CredentialsRefused, NetworkError, NotAuthorized, RetryLater
from repost.base.secret import Secret
from repost.base.value import Value
from repost.networks.authorization import Answer, Grant, Started, loopback, only_the_owner
from repost.networks.credentials import Keys
from repost.networks.exchange import LARGEST_ANSWER, SUCCESSES, ask
from repost.networks.x.signing import signature, signer
from repost.web.replies import json_object, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.x.signing import XCredentials
    from repost.settings.types import Settings
    from repost.web.http import Auth, Http, Reply

_API: Final = "https://api.x.com"
_SECONDS: Final = 15.0
_UNKNOWN_CALLBACK: Final = '"code":415'
_REFUSALS: Final = range(400, 500)


class XApp(Keys, frozen=True, kw_only=True):
    """An app in X's developer portal."""

    api_key: Annotated[Secret, Meta(description='the "API Key" of your app in X\'s developer portal')]
    api_key_secret: Annotated[
        Secret, Meta(description='the "API Key Secret" of your app in X\'s developer portal')
    ]


class XAuthorization(Value, frozen=True):
    """X at its usual address, or where a stand-in answers."""

    api: str = _API

    network: ClassVar[str] = "X"
    host: ClassVar[str] = "127.0.0.1"
    shown: ClassVar[str] = "oob"
    usual: ClassVar[bool] = True
    registers: ClassVar[bool] = False
    finds: ClassVar[frozenset[str]] = frozenset()
    app: ClassVar[type[Keys]] = XApp

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:  # noqa: ARG003 - the same for all
        """See `Authorization.of`."""
        return cls(server or _API)

    def registered(self, redirect: str, http: Http) -> Keys:  # noqa: ARG002 - only the owner can
        """Not possible; see `Authorization.registered`."""
        raise only_the_owner(self.network)

    def start(self, app: XApp, redirect: str, http: Http) -> Started:
        """Ask for a token that stands for the question; see `Authorization.start`."""
        reply = self._ask(
            "oauth/request_token", signer(app.api_key, app.api_key_secret, callback=redirect), http
        )
        if redirect != self.shown and _UNKNOWN_CALLBACK in reply.body.decode("utf-8", "replace").replace(
            " ", ""
        ):
            return self.start(app, self.shown, http)
        told = self._told(reply, app.secrets)
        kept = {key: Secret(told[key]) for key in ("oauth_token", "oauth_token_secret")}
        page = f"{self.api}/oauth/authorize?{urlencode({'oauth_token': told['oauth_token']})}"
        return Started(page, redirect, kept)

    def belongs(self, started: Started, answer: Answer) -> bool:
        """By the token that stands for the question; see `Authorization.belongs`."""
        token = answer.fields.get("oauth_token") or answer.fields.get("denied", "")
        return Secret(token) == started.kept["oauth_token"]

    def finish(
        self, started: Started, answer: Answer, app: XApp, http: Http, now: object
    ) -> tuple[Grant, ...]:
        """Trade the PIN or the verifier for the account's tokens; see `Authorization.finish`."""
        del now  # they don't expire
        if not answer.code and not self.belongs(started, answer):
            raise NotAuthorized(
                "This address is the answer to another question. Open the address above, say yes there, and "
                "take the address that you end on."
            )
        if "denied" in answer.fields:
            raise NotAuthorized("Somebody said no at X. Run the same command again to be asked again.")
        verifier = Secret(answer.code or answer.fields.get("oauth_verifier", ""))
        token, secret = started.kept["oauth_token"], started.kept["oauth_token_secret"]
        sign = signer(app.api_key, app.api_key_secret, token, secret, verifier=verifier)
        told = self._told(
            self._ask("oauth/access_token", sign, http), (*app.secrets, token, secret, verifier)
        )
        return (
            Grant(
                {
                    "api_key": app.api_key,
                    "api_key_secret": app.api_key_secret,
                    "access_token": Secret(told["oauth_token"]),
                    "access_token_secret": Secret(told["oauth_token_secret"]),
                }
            ),
        )

    def revoke(self, credentials: XCredentials, app: object, http: Http) -> None:
        """End the account's tokens; see `Revokes.revoke`.

        https://docs.x.com/fundamentals/authentication/api-reference
        """
        del app  # the account's keys hold its own
        reply = self._ask("1.1/oauth/invalidate_token", signature(credentials), http)
        if reply.status not in SUCCESSES and reply.status != HTTPStatus.UNAUTHORIZED:
            raise _refusal(reply, credentials.secrets)

    def _ask(self, path: str, sign: Auth, http: Http) -> Reply:
        return ask(
            self.network,
            lambda: http.request(
                "POST",
                f"{self.api}/{path}",
                auth=sign,
                max_bytes=LARGEST_ANSWER,
                total_seconds=_SECONDS,
            ),
        )

    def _told(self, reply: Reply, secrets: tuple[Secret, ...]) -> Mapping[str, str]:
        """The tokens in an answer.

        Raises
        ------
        NetworkError
        """
        told = dict(parse_qsl(reply.body.decode("utf-8", "replace")))
        if reply.status in SUCCESSES and told.get("oauth_token") and told.get("oauth_token_secret"):
            return told
        raise _refusal(reply, secrets)


def _refusal(reply: Reply, secrets: tuple[Secret, ...]) -> NetworkError:
    body: Any = json_object(reply.body)
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else body
    said = quotation(text_in(first, "message", "detail", "title") or _words(reply), secrets)
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or reply.status not in _REFUSALS:
        return RetryLater(f"X authorizes nobody now{said}. Try again later.")
    if (
        reply.status == HTTPStatus.UNAUTHORIZED
        and "verifier" not in said.lower()
        and "token" not in said.lower()
    ):
        return CredentialsRefused(
            f"X does not know an app with these keys{said}. Take them from Keys and tokens in X's developer "
            "portal."
        )
    if "callback" in said.lower():
        return CredentialsRefused(
            f"X wants the app to name an address{said}: under User authentication settings, enter "
            f"{loopback(XAuthorization.host)} as Callback URI."
        )
    return NotAuthorized(
        f"X did not accept the answer{said}: it is valid once, and only for some minutes. Run the same "
        "command again."
    )


def _words(reply: Reply) -> str:
    """What X says when it doesn't say it in JSON; nothing of a page."""
    text = reply.body.decode("utf-8", "replace")
    return "" if "<" in text else text


AUTHORIZATION: Final = XAuthorization
