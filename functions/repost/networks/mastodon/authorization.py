"""How a member of a server lets an app post: the app registers itself there, and needs no owner.

https://docs.joinmastodon.org/client/authorized/. Servers that don't know PKCE (Mastodon before 4.3) ignore
it, as RFC 6749 asks; tokens don't expire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Self
from urllib.parse import urlencode

from repost.base.errors import NotAuthorized, RetryLater
from repost.base.secret import Secret
from repost.networks.authorization import Grant
from repost.networks.code_grant import AppKeys, CodeGrant
from repost.networks.exchange import SUCCESSES
from repost.web.replies import text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.mastodon.network import MastodonCredentials
    from repost.settings.types import Settings
    from repost.web.http import Http

_NAME: Final = "Repost"
_SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"


class MastodonAuthorization(CodeGrant, frozen=True):
    """For the server that the settings name."""

    server: str

    name: ClassVar[str] = "mastodon"
    network: ClassVar[str] = "The Mastodon server"
    host: ClassVar[str] = "127.0.0.1"
    shown: ClassVar[str] = _SHOWN
    registers: ClassVar[bool] = True
    pkce: ClassVar[bool] = True

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""
        at = (server or settings.mastodon.server).rstrip("/")
        scopes = ("read", "write:statuses", "write:media")
        return cls(f"{at}/oauth/authorize", f"{at}/oauth/token", scopes, at)

    def registered(self, redirect: str, http: Http) -> AppKeys:
        """Register an app; see `Authorization.registered`."""
        form = {
            "client_name": _NAME,
            "redirect_uris": redirect,
            "scopes": " ".join(self.scopes),
        }
        told = self.told(f"{self.server}/api/v1/apps", urlencode(form), (), http)
        number, secret = text_in(told, "client_id"), text_in(told, "client_secret")
        if not number or not secret:
            raise RetryLater(f"{self.network} registered no app. Is it one with Mastodon's API?")
        return AppKeys(client_id=Secret(number), client_secret=Secret(secret))

    def granted(self, token: Mapping[str, Any], app: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """The token, and the app that may revoke it."""
        del http, now  # it doesn't expire
        app_keys = {"client_id": app.client_id, "client_secret": app.client_secret}
        return (Grant({"access_token": self.token_in(token), **app_keys}),)

    def revoke(self, credentials: MastodonCredentials, app: object, http: Http) -> None:
        """End the token; see `Revokes.revoke`."""
        del app  # a server has one for each account
        if not credentials.client_id or not credentials.client_secret:
            raise NotAuthorized("Only the app that a token was granted to can revoke it.")
        question = {
            "client_id": credentials.client_id.reveal(),
            "client_secret": credentials.client_secret.reveal(),
            "token": credentials.access_token.reveal(),
        }
        reply = self.asked(f"{self.server}/oauth/revoke", urlencode(question), http)
        if reply.status not in SUCCESSES:
            raise RetryLater(f"{self.network} did not revoke the token (status {reply.status}).")


AUTHORIZATION: Final = MastodonAuthorization
