"""A function's URL on this machine: HTTP on loopback before a handler that takes Lambda's events.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, payload format 2.0. What AWS encodes and
leaves out is encoded and left out here, too.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from local.aws.stack import LocalContext
from local.base.server import Request, Response, StandIn

if TYPE_CHECKING:
    from repost.app import Handler

_BLOB: Final = "application/x-www-form-urlencoded"


class FunctionUrl(StandIn):
    """Serves a handler, which may be given later.

    Parameters
    ----------
    handler : callable, optional
        Takes an event and a context.
    port : int
        See `StandIn`.
    """

    def __init__(self, handler: Handler | None = None, port: int = 0) -> None:
        super().__init__(port)
        self.handler = handler

    def answer(self, request: Request) -> Response:
        if self.handler is None:
            return Response(503)
        host = urlsplit(self.url).netloc
        answer = self.handler(event_of(request, host), LocalContext())
        body = answer.get("body") or ""
        data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
        headers = {name: value for name, value in answer.get("headers", {}).items() if name != "Set-Cookie"}
        if cookies := answer.get("cookies"):
            [headers["Set-Cookie"]] = cookies
        return Response(answer["statusCode"], data, headers)


def event_of(request: Request, host: str) -> dict[str, Any]:
    """The event of a request to a function URL at this host."""
    parts = urlsplit(request.url)
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    cookies = [each.strip() for each in request.headers.get("cookie", "").split(";") if each.strip()]
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_encoded = bool(request.body) and kind == _BLOB
    body = base64.b64encode(request.body).decode() if is_encoded else request.body.decode("utf-8", "replace")
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": unquote(parts.path),
        "rawQueryString": parts.query,
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": unquote(parts.path),
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": "00000000-0000-0000-0000-000000000000",
            "routeKey": "$default",
            "stage": "$default",
            "time": "23/Nov/2026:09:00:00 +0000",
            "timeEpoch": 0,
        },
        "isBase64Encoded": is_encoded,
        **({"cookies": cookies} if cookies else {}),
        **({"body": body} if request.body else {}),
    }
