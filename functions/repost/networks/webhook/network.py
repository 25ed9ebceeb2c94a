"""A webhook: each post is delivered as signed JSON to the owner's address.

Signed as Standard Webhooks 1.0 says, so that its libraries verify it in any language:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import (
    Case,
    Refusal,
    credentials_refused,
    error_of,
    last_cases,
    retry_later,
    unclear,
)
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, TO_BE_SETTLED, ask, publish
from repost.networks.protocol import Identity, Post, Posted
from repost.networks.usual import OneWay
from repost.web.replies import json_object, later_instant, quotation, text_in, web_address_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.web.http import Http, Reply
    from repost.wording.limits import TextRules

_CHECK_SECONDS: Final = 10.0
_LONGEST_ID: Final = 200


class WebhookCredentials(AccountCredentials, frozen=True, kw_only=True):
    """Where posts are delivered, and what their signatures are made with."""

    webhook_url: Annotated[
        Secret,
        Meta(
            description='the address that takes your posts, such as "https://example.com/hooks/repost"',
            pattern=r"https://[^@/?#]+(?:[/?].*)?",
        ),
    ]
    signing_secret: Annotated[
        Secret,
        Meta(
            description="a random key of 24 to 64 bytes in Base64, such as `openssl rand -base64 32` prints",
            pattern=r"(whsec_)?(?=.{32,88}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
        ),
    ]


class Webhook(OneWay, frozen=True):
    """One receiver; `api` is used instead of its own address if it is set."""

    max_characters: int = 500
    api: str = ""
    post_seconds: float = 20.0

    name: ClassVar[str] = "webhook"
    irrevocable: ClassVar[str] = "A delivered webhook can't be undone: delete the post where it went."
    credentials: ClassVar[type[WebhookCredentials]] = WebhookCredentials
    shows_summary: ClassVar[bool] = True

    def text_rules(self, http: Http) -> TextRules:  # noqa: ARG002 - its owner sets them
        """As many characters as its owner wants; see `Network.text_rules`."""
        from repost.networks.webhook.text import text_rules

        return text_rules(self.max_characters)

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:
        """The message's id, by which a receiver recognizes a repeat, and its timestamp."""
        return {"id": f"msg_{token.replace('-', '')}", "created": now.isoformat(timespec="seconds")}

    def post(self, post: Post, credentials: WebhookCredentials, http: Http, now: datetime) -> Posted:
        """Deliver it, signed; see `Network.post`."""
        reply = publish(
            "the webhook's receiver",
            lambda: self._send("POST", post.idempotency["id"], _message(post), credentials, http, now),
            then=TO_BE_SETTLED,
        )
        if not HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            raise error_of(_refusal(reply, credentials, now), _CASES, _UNCLEAR)
        body = json_object(reply.body)
        remote_id = text_in(body, "id")
        is_id = len(remote_id) <= _LONGEST_ID and remote_id.isprintable()
        return Posted(remote_id if is_id else "", web_address_in(body, "url"))

    def check(self, credentials: WebhookCredentials, http: Http, now: datetime) -> Identity:
        """Ask for the options of the address, signed like a post: that changes nothing there.

        See `Network.check`.
        """
        reply = ask(
            "the webhook's receiver",
            lambda: self._send("OPTIONS", f"check_{now:%Y%m%dT%H%M%S}", b"", credentials, http, now),
        )
        refusal = _refusal(reply, credentials, now)
        for case in _CHECKING_CASES:
            if case.fits(refusal):
                raise case.error(refusal)
        return Identity(notes=("The receiver answers; only a real post will show whether it accepts posts.",))

    def _send(
        self,
        method: str,
        message_id: str,
        body: bytes,
        credentials: WebhookCredentials,
        http: Http,
        now: datetime,
    ) -> Reply:
        timestamp = str(int(now.timestamp()))
        return http.request(
            method,
            self.api or credentials.webhook_url.reveal(),
            data=body,
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": message_id,
                "Webhook-Id": message_id,
                "Webhook-Timestamp": timestamp,
                "Webhook-Signature": signature(credentials.signing_secret, message_id, timestamp, body),
            },
            max_bytes=LARGEST_ANSWER,
            total_seconds=self.post_seconds if method == "POST" else _CHECK_SECONDS,
        )


def signature(secret: Secret, message_id: str, timestamp: str, body: bytes) -> str:
    """The value of the header Webhook-Signature."""
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _message(post: Post) -> bytes:
    """What is delivered: the same for the same post, to the byte."""
    data: dict[str, Any] = {
        "text": post.text,
        "link": post.link or None,
        "title": post.title,
        "summary": post.summary,
        "image": {"url": post.image.url, "alt": post.image.alt} if post.image else None,
        "language": post.language_tag or None,
        "hashtags": [facet.target for facet in post.facets if facet.target.startswith("#")],
    }
    message = {"type": "post", "timestamp": post.idempotency["created"], "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _refusal(reply: Reply, credentials: WebhookCredentials, now: datetime) -> Refusal:
    body = json_object(reply.body)
    detail = text_in(body, "detail", "message", "error") or text_in(body.get("error"), "message")
    return Refusal(
        status=reply.status,
        words=detail.lower(),
        said=quotation(detail, credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after"),
        now=now,
    )


_UNCLEAR: Final = unclear("The webhook's receiver", TO_BE_SETTLED)

_ADDRESS_CASES: Final = (
    Case(
        {401, 403},
        credentials_refused,
        "The webhook's receiver does not accept the signature",
        ": store the signing_secret that it knows",
    ),
    Case(
        {410},
        credentials_refused,
        "The webhook's receiver is gone for good",
        ": store the address of another as webhook_url",
    ),
    Case(
        {301, 307, 308, 404},
        retry_later,
        "The webhook's receiver is not at its address",
        ": webhook_url in the secret must be its exact address, and no redirect is followed",
    ),
)
_CHECKING_CASES: Final = (
    *_ADDRESS_CASES,
    Case({429}, retry_later, "The webhook's receiver accepts nothing for now"),
    Case(range(500, 600), retry_later, "The webhook's receiver is out of order"),
)

# The first that fits counts; if none does, the outcome is unclear.
_CASES: Final = (
    *_ADDRESS_CASES,
    Case(
        {405},
        retry_later,
        "The webhook's receiver takes nothing at its address",
        ": webhook_url in the secret must be an address that takes POST",
    ),
    Case({503}, retry_later, "The webhook's receiver is out of order for now"),
    *last_cases("the webhook's receiver"),
)


NETWORK: Final = Webhook
