"""Carries the SDK's requests to the emulator: plain HTTP on loopback, and nothing else.

What the SDK sends with is made for proxies, TLS and bodies without end: it takes half of a request's time.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BufferedRWPair

    from botocore.awsrequest import AWSPreparedRequest

_SECONDS: Final = 600
"""How long an answer may take: a busy machine is no fault."""


class Wire:
    """Connections that stay open, each for one request at a time."""

    def __init__(self) -> None:
        self._idle: list[BufferedRWPair] = []

    def send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Send a request and read its answer: a handler of the SDK's event `before-send`."""
        body = request.body or b""
        if not isinstance(body, bytes | bytearray):
            raise TypeError("Only bytes are sent here.")
        url = urlsplit(request.url)
        lines = [f"{request.method} {url.path or '/'}?{url.query} HTTP/1.1", f"Host: {url.netloc}"]
        fields: Iterable[tuple[str, str | bytes]] = request.headers.items()
        lines += [f"{name}: {value if isinstance(value, str) else value.decode()}" for name, value in fields]
        try:
            stream = self._idle_one() or _connected(url.hostname or "", url.port or 80)
            try:
                stream.write("\r\n".join([*lines, "", ""]).encode() + body)
                stream.flush()
                answer = _read(request.url, stream)
            except BaseException:
                stream.close()
                raise
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=request.url, error=error) from error
        self._idle.append(stream)
        return answer

    def close(self) -> None:
        """Close all connections; in a process that was forked, its copies of its parent's."""
        while stream := self._idle_one():
            stream.close()

    def _idle_one(self) -> BufferedRWPair | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None


def _connected(host: str, port: int) -> BufferedRWPair:
    with socket.create_connection((host, port), _SECONDS) as made:  # open until its file is closed
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made.makefile("rwb")


def _read(url: str, stream: BufferedRWPair) -> AWSResponse:
    if not (first := stream.readline()):
        raise ConnectionClosedError(endpoint_url=url)
    headers = HTTPHeaders()
    while line := stream.readline().strip():
        name, _, value = line.decode().partition(": ")
        headers[name] = value
    content = stream.read(int(headers["Content-Length"]))
    return AWSResponse(url, int(first.split()[1]), headers, SimpleNamespace(stream=lambda: [content]))
