"""How a channel of a Discord server gets a webhook: the person chooses it while they say yes.

https://docs.discord.com/developers/topics/oauth2#webhooks. The answer with the token has the webhook in
it; the token itself is not kept.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from msgspec import Meta

from repost.base.errors import NotAuthorized, RetryLater
from repost.base.secret import Secret
from repost.networks.authorization import Grant
from repost.networks.code_grant import AppKeys, CodeGrant
from repost.networks.discord.network import API, Discord, agent, home_of
from repost.networks.exchange import LARGEST_ANSWER, SUCCESSES, ask
from repost.web.replies import json_object, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import Keys
    from repost.networks.discord.network import DiscordCredentials
    from repost.settings.types import Settings
    from repost.web.http import Http

_SITE: Final = "https://discord.com"
_SECONDS: Final = 10.0


class DiscordApp(AppKeys, frozen=True, kw_only=True):
    """An app in Discord's developer portal."""

    client_id: Annotated[Secret, Meta(description='the "Client ID" of your app at Discord, under OAuth2')]
    client_secret: Annotated[
        Secret, Meta(description='the "Client Secret" of your app at Discord, under OAuth2')
    ]


class DiscordAuthorization(CodeGrant, frozen=True):
    """Discord at its usual address, or where a stand-in answers; `home` is whom it asks about the app."""

    home: str
    api: str

    name: ClassVar[str] = "discord"
    network: ClassVar[str] = "Discord"
    usual: ClassVar[bool] = False
    host: ClassVar[str] = "127.0.0.1"
    pkce: ClassVar[bool] = True
    app: ClassVar[type[Keys]] = DiscordApp

    @property
    def headers(self) -> Mapping[str, str]:
        """Discord wants to know who calls."""
        return agent(self.home)

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""
        site = server or _SITE
        return cls(
            f"{site}/oauth2/authorize",
            f"{site}/api/oauth2/token",
            ("webhook.incoming",),
            home_of(settings),
            server or API,
        )

    def granted(self, token: Mapping[str, Any], app: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """The address of the new webhook."""
        del app, http, now
        if address := text_in(table_in(token, "webhook"), "url"):
            return (Grant({"webhook_url": Secret(address)}),)
        raise NotAuthorized("Discord made no webhook. Run the same command again, and choose a channel.")

    def revoke(self, credentials: DiscordCredentials, app: object, http: Http) -> None:
        """Delete the webhook, whose address is all that it takes; see `Revokes.revoke`."""
        del app
        webhook = Discord(api=self.api, home=self.home).webhook(credentials)
        reply = ask(
            self.network,
            lambda: http.request(
                "DELETE", webhook, headers=self.headers, max_bytes=LARGEST_ANSWER, total_seconds=_SECONDS
            ),
        )
        is_gone = reply.status == HTTPStatus.NOT_FOUND and bool(json_object(reply.body))
        if reply.status not in SUCCESSES and not is_gone:
            raise RetryLater(f"Discord did not delete the webhook (status {reply.status}).")


AUTHORIZATION: Final = DiscordAuthorization
