"""How a user of Threads lets an app post.

https://developers.facebook.com/documentation/threads/get-started/get-access-tokens-and-permissions. The code
comes with `#_` behind it and becomes a token of an hour, which becomes one of 60 days.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self
from urllib.parse import urlencode

from repost.base.errors import RetryLater
from repost.networks.authorization import Grant
from repost.networks.code_grant import CodeGrant, dated
from repost.networks.exchange import LARGEST_ANSWER, SUCCESSES, ask
from repost.networks.meta.app import MetaApp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import Keys
    from repost.networks.meta.threads.network import ThreadsCredentials
    from repost.settings.types import Settings
    from repost.web.http import Http

_SITE: Final = "https://threads.com"
_API: Final = "https://graph.threads.net"
_SECONDS: Final = 15.0


class ThreadsAuthorization(CodeGrant, frozen=True):
    """Threads at its usual addresses, or where a stand-in answers."""

    api: str

    name: ClassVar[str] = "threads"
    network: ClassVar[str] = "Threads"
    app: ClassVar[type[Keys]] = MetaApp
    joint: ClassVar[str] = ","
    rights: ClassVar[str] = (
        "under its use case, Customize, add threads_basic, threads_content_publish and threads_delete"
    )

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""
        api = server or _API
        more = ("threads_manage_insights",) if settings.wants_results else ()
        scopes = ("threads_basic", "threads_content_publish", "threads_delete", *more)
        return cls(f"{server or _SITE}/oauth/authorize", f"{api}/oauth/access_token", scopes, api)

    def granted(self, token: Mapping[str, Any], app: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """Exchange the token of an hour for one of 60 days."""
        short = self.token_in(token)
        question = {
            "grant_type": "th_exchange_token",
            "client_secret": app.client_secret.reveal(),
            "access_token": short.reveal(),
        }
        reply = ask(
            self.network,
            lambda: http.request(
                "GET",
                f"{self.api}/access_token?{urlencode(question)}",
                max_bytes=LARGEST_ANSWER,
                total_seconds=_SECONDS,
            ),
        )
        told = self.read(reply, (*app.secrets, short))
        return (Grant({"access_token": self.token_in(told), **dated(told, now)}),)

    def revoke(self, credentials: ThreadsCredentials, app: object, http: Http) -> None:
        """Take back all that the app may do; see `Revokes.revoke`.

        https://developers.facebook.com/docs/graph-api/reference/user/permissions has it for Facebook;
        clients of Threads do the same.
        """
        del app
        reply = ask(
            self.network,
            lambda: http.request(
                "DELETE",
                f"{self.api}/v1.0/me/permissions",
                headers={"Authorization": f"Bearer {credentials.access_token.reveal()}"},
                max_bytes=LARGEST_ANSWER,
                total_seconds=_SECONDS,
            ),
        )
        if reply.status not in SUCCESSES and reply.status != HTTPStatus.UNAUTHORIZED:
            raise RetryLater(f"Threads did not revoke the token (status {reply.status}).")


AUTHORIZATION: Final = ThreadsAuthorization
