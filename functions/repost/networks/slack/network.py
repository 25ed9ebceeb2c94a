"""Slack: an incoming webhook posts into its channel.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; its address is its password.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.base.patterns import pattern
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import (
    NOT_JSON,
    Case,
    Refusal,
    credentials_refused,
    error_of,
    last_cases,
    rejected,
    retry_later,
    then_store,
    unclear,
    words_of,
)
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, TO_BE_SETTLED, ask, publish
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.usual import OneWay
from repost.web.replies import json_object, later_instant, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.web.http import Http, Reply

_ASK_SECONDS: Final = 10.0
_CODE: Final = pattern(rb"[a-z_]{1,60}")
_ADDRESS: Final = pattern(
    r"https://hooks\.slack(?:-gov)?\.com(/services/[A-Za-z0-9]{1,40}/[A-Za-z0-9]{1,40}/[A-Za-z0-9]{1,80})/?"
)


class SlackCredentials(AccountCredentials, frozen=True, kw_only=True):
    """The address of an incoming webhook."""

    webhook_url: Annotated[
        Secret,
        Meta(
            description='the address of an incoming webhook, such as "https://hooks.slack.com/services/T…/B…/…"',
            pattern=_ADDRESS.pattern,
        ),
    ]


class Slack(OneWay, frozen=True):
    """How posts look in the webhook's channel; `api` is used instead of Slack's own address if it is set."""

    link_preview: bool = True
    api: str = ""
    post_seconds: float = 20.0

    name: ClassVar[str] = "slack"
    irrevocable: ClassVar[str] = "A webhook can't delete its posts on Slack: delete it there."
    credentials: ClassVar[type[SlackCredentials]] = SlackCredentials

    def post(self, post: Post, credentials: SlackCredentials, http: Http, now: datetime) -> Posted:
        """Post through the webhook, without any markup; see `Network.post`."""
        from repost.networks.slack.text import escaped

        image = post.image if post.image and post.image.attach else None
        preview = self.link_preview and not image
        message: dict[str, Any] = {
            "text": escaped(post.text),
            "mrkdwn": False,
            "unfurl_links": preview,
            "unfurl_media": preview,
        }
        if image:  # Slack fetches it, and shows its description if it can't
            message["attachments"] = [{"image_url": image.url, "fallback": image.alt or post.title}]
        reply = publish(
            "Slack",
            lambda: self._send(message, credentials, http, self.post_seconds),
            then=TO_BE_SETTLED,
        )
        # A reply that broke off has no body.
        if reply.status == HTTPStatus.OK and reply.body.strip() in {b"ok", b""}:
            return Posted("", "")
        raise error_of(_refusal(reply, credentials, now), _CASES, _UNCLEAR)

    def check(self, credentials: SlackCredentials, http: Http, now: datetime) -> Identity:
        """Send a post without text: a live webhook refuses exactly that; see `Network.check`."""
        reply = ask("Slack", lambda: self._send({"text": ""}, credentials, http, _ASK_SECONDS))
        refusal = _refusal(reply, credentials, now)
        if not _NOTHING_SAID.fits(refusal):
            raise error_of(refusal, _WEBHOOK_CASES, _UNIDENTIFIED)
        return Identity(may=("post",), notes=("Slack does not tell which channel the webhook is for.",))

    def _send(
        self, message: Mapping[str, Any], credentials: SlackCredentials, http: Http, seconds: float
    ) -> Reply:
        address = credentials.webhook_url.reveal()
        if self.api:
            address = _ADDRESS.sub(rf"{self.api}\1", address)
        return http.request("POST", address, json=message, max_bytes=LARGEST_ANSWER, total_seconds=seconds)


def _refusal(reply: Reply, credentials: SlackCredentials, now: datetime) -> Refusal:
    """An error's code is the whole body, or in JSON as Slack's other methods put it."""
    code = reply.body.strip()
    said = code.decode() if _CODE.fullmatch(code) else text_in(json_object(reply.body), "error")
    return Refusal(
        status=reply.status,
        words=said or words_of(reply, {}, ""),
        said=quotation(said, credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after"),
        now=now,
    )


_STORE: Final = then_store("webhook_url")

_UNCLEAR: Final = unclear("Slack", TO_BE_SETTLED)
_UNIDENTIFIED: Final = Case((), retry_later, "Slack does not say whether the webhook works")
_NOTHING_SAID: Final = Case({400}, rejected, "", marker="no_text")

_WEBHOOK_CASES: Final = (
    Case(
        {403, 404},
        retry_later,
        "Something in front of Slack (a proxy or firewall) refused the request",
        marker=NOT_JSON,
    ),
    Case(
        {403},
        credentials_refused,
        "Slack does not accept the webhook's address",
        ": copy it again from your app's page, under Incoming Webhooks, and store it",
        marker="invalid_token",
    ),
    Case(
        {403},
        credentials_refused,
        "An administrator of the Slack workspace does not let the webhook post there",
        f": settle that with them, {_STORE}",
    ),
    Case(
        {404},
        credentials_refused,
        "The webhook's channel no longer exists on Slack",
        ": make a webhook for another, and store its address",
        marker="channel_not_found",
    ),
    Case(
        {404},
        credentials_refused,
        "The webhook no longer exists on Slack",
        ": make another on your app's page, under Incoming Webhooks, and store its address",
    ),
    Case(
        {410},
        credentials_refused,
        "The channel of the webhook at Slack is archived",
        f": take it out of the archive, {_STORE}",
    ),
    Case({429}, retry_later, "Slack accepts no more posts for now"),
)

# The first that fits counts; if none does, the outcome is unclear.
_CASES: Final = (
    *_WEBHOOK_CASES,
    *last_cases("Slack"),
)


NETWORK: Final = Slack
