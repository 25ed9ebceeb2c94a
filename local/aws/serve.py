"""Serves the emulator while the process that started it lives, however that ends: `serve.py <descriptor>`.

The descriptor is a listening socket's. Standard input is the other end of the starter's pipe: when it
closes, the emulator saves its state and stops. Its usual server takes four times as long for a request as the
emulator itself. This one reads what the SDK sends, bodies of a known length, and answers with such bodies.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Message = dict[str, Any]
    App = Callable[
        [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
    ]


class Lifespan:
    """The emulator's life: it loads its state as the block begins, and saves it as that ends."""

    def __init__(self, app: App) -> None:
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self._done: asyncio.Queue[Message] = asyncio.Queue()
        self._life = asyncio.ensure_future(app({"type": "lifespan"}, self._told.get, self._done.put))

    async def __aenter__(self) -> None:
        await self._tell("lifespan.startup")

    async def __aexit__(self, *_: object) -> None:
        await self._tell("lifespan.shutdown")
        await self._life

    async def _tell(self, event: str) -> None:
        await self._told.put({"type": event})
        await self._done.get()


async def converse(app: App, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of a connection, one after the other, until it ends."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head[:-4].split(b"\r\n")
            fields = (line.partition(b":") for line in lines)
            headers = [(name.lower(), value.strip()) for name, _, value in fields]
            given = dict(headers)
            if given.get(b"expect", b"").lower() == b"100-continue":
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = await reader.readexactly(int(given.get(b"content-length", 0)))
            await answer(app, first, headers, body, writer)
            await writer.drain()
            if given.get(b"connection", b"").lower() == b"close":
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(
    app: App, first: bytes, headers: list[tuple[bytes, bytes]], body: bytes, writer: asyncio.StreamWriter
) -> None:
    """Answer one request (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
    method, target, _ = first.split(b" ")
    path, _, query = target.partition(b"?")
    scope = {
        "type": "http",
        "method": method.decode(),
        "path": unquote(path.decode()),
        "raw_path": path,
        "query_string": query,
        "scheme": "http",
        "client": ("127.0.0.1", 0),
        "headers": headers,
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *bodies = sent
    status = HTTPStatus(start["status"])
    fields = (b"%b: %b\r\n" % header for header in start["headers"])
    parts = (b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode()), *fields, b"\r\n")
    writer.write(b"".join((*parts, *(each.get("body", b"") for each in bodies))))


async def serve(app: App, listening: socket.socket) -> None:
    """Serve until this process is asked to stop, or its starter is gone."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    loop.add_reader(0, lambda: None if os.read(0, 1) else over.set())
    async with Lifespan(app):
        server = await asyncio.start_server(lambda *streams: converse(app, *streams), sock=listening)
        await over.wait()
        server.close()


if __name__ == "__main__":
    from ministack.app import app as emulator
    from ministack.services import dynamodb

    # It checks the grammar of the same few conditions again for every item of a query.
    grammar = "_condition_syntax_error"
    vars(dynamodb)[grammar] = cache(vars(dynamodb)[grammar])
    asyncio.run(serve(emulator, socket.socket(fileno=int(sys.argv[1]))))
