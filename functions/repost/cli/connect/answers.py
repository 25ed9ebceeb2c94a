"""Receives a network's answer: a browser that it sends back to this machine, or what a person pastes.

Anybody may call an address of this machine, every page in the browser included. So only an answer to our own
question counts; whatever else comes in is refused, and waited past.
"""

from __future__ import annotations

import select
import socket
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.networks.authorization import ARRIVES_AT, Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HERE: Final = "127.0.0.1"
_LONGEST_ADDRESS: Final = 8_000
_IDLE_SECONDS: Final = 10
_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Repost</title><p>{}</p></html>'
)


class Listener(ThreadingHTTPServer):
    """Waits on loopback for the answer to one question, which `belongs` recognizes.

    Raises
    ------
    OSError
        If its port is taken.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.belongs: Callable[[Answer], bool] = lambda _: False
        self.answer: Answer | None = None
        self._one_at_a_time = threading.Lock()
        super().__init__((_HERE, port), _Handler)
        self.bell, self._rings = socket.socketpair()

    def server_bind(self) -> None:
        """Bind without asking the name service for this machine's name, as the parent would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = _HERE, self.socket.getsockname()[1]

    def take(self, answer: Answer) -> bool:
        """Whether this is the answer."""
        with self._one_at_a_time:
            if not self.belongs(answer):
                return False
            if self.answer is None:
                self.answer = answer
                self._rings.send(b".")
            return True

    def close(self) -> None:
        """Stop listening."""
        self.server_close()
        self.bell.close()
        self._rings.close()


class _Handler(BaseHTTPRequestHandler):
    server: Listener
    server_version = "Repost"
    sys_version = ""
    timeout = _IDLE_SECONDS  # browsers open connections in advance

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Take an answer; anything else gets no information."""
        address = urlsplit(self.path)
        hosts = {f"{name}:{self.server.server_port}" for name in (_HERE, "localhost")}
        if (
            self.headers.get("Host") not in hosts
            or address.path != ARRIVES_AT
            or len(self.path) > _LONGEST_ADDRESS
        ):
            self._reply(404, "There is nothing here.")
        elif self.server.take(Answer.of(f"?{address.query}")):
            self._reply(200, "Thank you. Go back to the terminal; you can close this page.")
        else:
            self._reply(400, "This is not the answer that Repost is waiting for.")

    def _reply(self, status: int, words: str) -> None:
        body = _PAGE.format(words).encode()
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing: the address has a code in it."""


@contextmanager
def listening(port: int) -> Iterator[Listener | None]:
    """A listener for as long as the block; None if the port is taken."""
    try:
        listener = Listener(port)
    except OSError:
        yield None
        return
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        listener.shutdown()
        thread.join()
        listener.close()


def awaited(listener: Listener, typed: int | None, seconds: float) -> Answer | None:
    """The answer that arrives first, from a browser or pasted at the terminal; None if none does in time.

    To be called while the terminal's input is `unseen`, which names it.

    Raises
    ------
    EOFError
        If the person ends the input.
    """
    until = time.monotonic() + seconds
    sources: list[socket.socket | int] = [listener.bell, *(() if typed is None else (typed,))]
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select(sources, [], [], left)
        if listener.bell in ready:
            return listener.answer
        if ready:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            if line.strip():
                return Answer.of(line)
    return None


@contextmanager
def unseen() -> Iterator[int | None]:
    """The terminal's input, which isn't shown meanwhile; None if there is no such terminal."""
    try:
        import termios
    except ImportError:
        yield None
        return
    try:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
    except (OSError, ValueError, termios.error):
        yield None
        return
    hidden = [*before]
    hidden[3] = before[3] & ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, hidden)
    try:
        yield terminal
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
