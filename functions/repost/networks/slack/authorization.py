"""How a channel of a Slack workspace gets a webhook: the person chooses it while they say yes.

https://docs.slack.dev/authentication/installing-with-oauth. Slack answers with 200 whatever happened, and
sends browsers back to https addresses only. The token of the app is not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from msgspec import Meta

from repost.base.errors import NotAuthorized
from repost.base.secret import Secret
from repost.networks.authorization import Grant
from repost.networks.code_grant import AppKeys, CodeGrant
from repost.web.replies import table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import Keys
    from repost.settings.types import Settings
    from repost.web.http import Http

_SITE: Final = "https://slack.com"


class SlackApp(AppKeys, frozen=True, kw_only=True):
    """An app at api.slack.com, and a public page to which browsers are sent back."""

    client_id: Annotated[
        Secret, Meta(description='the "Client ID" of your app at Slack, under Basic Information')
    ]
    client_secret: Annotated[
        Secret, Meta(description='the "Client Secret" of your app at Slack, under Basic Information')
    ]
    redirect_url: Annotated[
        Secret,
        Meta(
            description="the https address of a page of yours that the app names under OAuth & Permissions, "
            'Redirect URLs, such as your blog\'s "https://blog.example.com/": you end there, and copy the '
            "address",
            pattern=r"https://[^\s#]+",
        ),
    ]


class SlackAuthorization(CodeGrant, frozen=True):
    """Slack at its usual address, or where a stand-in answers."""

    name: ClassVar[str] = "slack"
    network: ClassVar[str] = "Slack"
    usual: ClassVar[bool] = False
    app: ClassVar[type[Keys]] = SlackApp
    joint: ClassVar[str] = ","

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:  # noqa: ARG003 - the same for all
        """See `Authorization.of`."""
        site = server or _SITE
        return cls(f"{site}/oauth/v2/authorize", f"{site}/api/oauth.v2.access", ("incoming-webhook",))

    def granted(self, token: Mapping[str, Any], app: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """The address of the new webhook."""
        del app, http, now
        if address := text_in(table_in(token, "incoming_webhook"), "url"):
            return (Grant({"webhook_url": Secret(address)}),)
        raise NotAuthorized("Slack made no webhook. Run the same command again, and choose a channel.")


AUTHORIZATION: Final = SlackAuthorization
