"""A receiver of webhooks: checks what one should check, and refuses what it should refuse.

Verifies signatures as Standard Webhooks says, with code of its own:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Request, Response, json_response
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLERANCE_SECONDS: Final = 300
_SIGNED_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")

REFUSALS: Final[Mapping[str, Response]] = {
    "bad signature": json_response(401, {"error": "No matching signature found"}),
    "too old": json_response(401, {"error": "Message timestamp too old"}),
    "not allowed": Response(403, b"<html><body>Forbidden</body></html>"),
    "gone": json_response(410, {"error": "This endpoint was removed"}),
    "not found": Response(404, b"<html><body>Not Found</body></html>"),
    "moved": Response(308, headers={"Location": "https://elsewhere.example/"}),
    "takes no POST": Response(405),
    "bad request": json_response(400, {"error": "data.text is too short"}),
    "too large": Response(413),
    "not processable": json_response(422, {"detail": "data.link is not on our list"}),
    "too many requests": json_response(429, {"error": "Slow down"}, {"Retry-After": "120"}),
    "teapot": Response(418),
    "under way": json_response(409, {"error": "A request with this Idempotency-Key is being processed"}),
    "request timeout": Response(408),
    "server error": Response(500, b"<html><body>Internal Server Error</body></html>"),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
    "unavailable": Response(503, headers={"Retry-After": "60"}),
}
"""Refusals by what they mean, also for `fail_next`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One accepted message; `data` is its content."""

    id: str
    username: str
    text: str
    created_at: str
    data: Mapping[str, Any]


class WebhookStandIn(SimpleStandIn):
    """Accepts what is signed with the secret of one of its senders, each message once.

    Parameters
    ----------
    usernames : sequence of str
        The senders whose secrets it knows.
    """

    kind = Delivery

    def open_accounts(self) -> None:
        self._keys = {username: _key(username) for username in self.usernames}

    @staticmethod
    def secret(username: str) -> str:
        encoded = base64.b64encode(_key(username)).decode()
        url = f"https://hooks.example/{username}?token={_key(username).hex()[:16]}"
        return f'webhook_url = "{url}"\nsigning_secret = "whsec_{encoded}"\n'

    def answer(self, request: Request) -> Response:
        if request.method not in {"POST", "OPTIONS"}:
            return Response(405, headers={"Allow": "OPTIONS, POST"})
        if any(name not in request.headers for name in _SIGNED_HEADERS):
            return REFUSALS["bad signature"]
        message_id, timestamp, signatures = (request.headers[name] for name in _SIGNED_HEADERS)
        if not timestamp.isdecimal() or abs(int(timestamp) - self._clock().timestamp()) > _TOLERANCE_SECONDS:
            return REFUSALS["too old"]
        signed = b".".join((message_id.encode(), timestamp.encode(), request.body))
        sender = next((name for name in self._keys if self._is_by(name, signed, signatures)), None)
        if sender is None:
            return REFUSALS["bad signature"]
        if request.method == "OPTIONS":
            return Response(204, headers={"Allow": "OPTIONS, POST"})
        return self._take_in(sender, message_id, request)

    def _is_by(self, name: str, signed: bytes, signatures: str) -> bool:
        wanted = base64.b64encode(hmac.new(self._keys[name], signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(f"v1,{wanted}", each) for each in signatures.split(" "))

    def _take_in(self, sender: str, message_id: str, request: Request) -> Response:
        if request.headers.get("idempotency-key") != message_id:
            return json_response(400, {"error": "The Idempotency-Key is not the message's id"})
        there = next((post for post in self.posts if post.id == message_id), None)
        if there is None:
            message = json.loads(request.body)
            if message.get("type") != "post" or not message.get("data", {}).get("text"):
                return REFUSALS["bad request"]
            data = message["data"]
            there = Delivery(message_id, sender, data["text"], self._clock().isoformat(), data)
            self.add(there)
        return json_response(202, {"id": there.id, "url": f"https://hooks.example/posts/{there.id}"})


def _key(username: str) -> bytes:
    return hashlib.sha256(f"signing secret of {username}".encode()).digest()


STAND_IN: Final = WebhookStandIn
