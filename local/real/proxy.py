"""A proxy in front of a real server that forwards everything, or loses what a test wants lost."""

from __future__ import annotations

from typing import Final

from local.base.server import Request, Response, StandIn
from repost.web.http import Http

_OF_THIS_CONNECTION: Final = {"connection", "content-encoding", "content-length", "transfer-encoding", "date"}


class Proxy(StandIn):
    """Forwards requests to another server; `fail_next` loses requests or answers on the way."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._upstream = server

    def answer(self, request: Request) -> Response:
        headers = {name: value for name, value in request.headers.items() if name not in _OF_THIS_CONNECTION}
        headers.pop("host", None)
        reply = Http(allow_loopback=True).request(
            request.method,
            self._upstream + request.url.removeprefix(self.url),
            data=request.body or None,
            headers=headers,
        )
        kept = {name: value for name, value in reply.headers.items() if name not in _OF_THIS_CONNECTION}
        return Response(reply.status, reply.body, kept)
