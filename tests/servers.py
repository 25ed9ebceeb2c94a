"""Small HTTP servers on loopback that answer byte for byte as a test wants, however wrong that is."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

from repost.web.http import Http

SAMPLES: Final = Path(__file__).parent / "samples"
HURRIED: Final = 3.4
"""The seconds that a `hurried` client is given."""

Handler = Callable[["Visit"], None]


class Visit:
    """One connection with its request: `head` in full, `body` as far as Content-Length says."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self._sock = sock
        self._over = over
        head, _, body = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        self.head = head.decode("latin-1")
        wanted = int(self.header("Content-Length") or 0)
        while len(body) < wanted and (more := sock.recv(65536)):
            body += more
        self.body = body

    @property
    def path(self) -> str:
        return self.head.split(" ")[1] if self.head else ""

    def header(self, name: str) -> str:
        """The value of a header of the request, or ""."""
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._sock.sendall(piece)

    def send_for_ever(self, piece: bytes) -> None:
        """As fast as the other side takes it, until it hangs up."""
        while not self._over.is_set():
            self._sock.sendall(piece)

    def keep_silent(self) -> None:
        """Say nothing, but stay on the line, until the test is over."""
        self._over.wait()

    def reset(self) -> None:
        """Break the connection off at once, without a farewell."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def _until(self, end: bytes) -> bytes:
        data = b""
        while end not in data and (more := self._sock.recv(65536)):
            data += more
        return data


class Server:
    """What a test sees of a server: where it is, and what it was asked."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.url = f"{scheme}://127.0.0.1:{port}"
        self.visits: list[Visit] = []


@contextmanager
def serving(answer: Handler, *, certificate: Path | None = None) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1 whose every visit is handed to `answer`, before the block ends.

    With `certificate` (a PEM file that holds key and certificate) it speaks TLS.
    """
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1], "https" if context else "http")
    threads: list[threading.Thread] = []
    bell = socket.socket()  # calls when the test is over, after whoever called before
    bell.bind(("127.0.0.1", 0))

    def converse(raw: socket.socket) -> None:
        # The other side hangs up whenever it has had enough: that is what most tests are about.
        with suppress(OSError), context.wrap_socket(raw, server_side=True) if context else raw as sock:
            visit = Visit(sock, over)
            server.visits.append(visit)
            answer(visit)

    def accept() -> None:
        while True:
            sock, caller = listener.accept()
            if caller == bell.getsockname():
                sock.close()
                return
            thread = threading.Thread(target=converse, args=(sock,))
            threads.append(thread)
            thread.start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield server
    finally:
        over.set()
        with bell:
            bell.connect(("127.0.0.1", server.port))
            acceptor.join()
        listener.close()
        for thread in threads:
            thread.join()


@cache
def port_of_ones_own() -> int:
    """A port that this process can leave and come back to: no system gives it to whoever wants any."""
    for port in range(20_000 + os.getpid() % 8_000, 32_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("all of them are taken")


@contextmanager
def refusing() -> Iterator[str]:
    """The address of a port that nothing listens on, held so that nothing else gets it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def reply(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole reply; `Content_Type="text/xml"` becomes a header, and "" leaves one out."""
    fields = {"Content-Length": str(len(body))} | {k.replace("_", "-"): v for k, v in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def answering(*replies: bytes) -> Handler:
    """Answers the first visit with the first reply and so on, and the rest with the last one."""
    left = list(replies)
    lock = threading.Lock()

    def answer(visit: Visit) -> None:
        with lock:
            now = left.pop(0) if len(left) > 1 else left[0]
        visit.send(now)

    return answer


def gzip_bomb(megabytes: int) -> bytes:
    """Some kilobytes that decompress to many megabytes of spaces."""
    return gzip.compress(b" " * (megabytes * 1_000_000), compresslevel=9)


class Clock:
    """A clock that moves on by `step` seconds whenever it is read: hours pass without any waiting."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 0.0
        self._step = step

    def __call__(self) -> float:
        self.now += self._step
        return self.now


def hurried() -> Http:
    """A client that waits only a fifth of a second for a reply, but long enough for what comes before.

    Each look at its clock takes 0.8 seconds, and there are three before the request: it is sent, however busy
    the machine is.
    """
    return Http(allow_loopback=True, monotonic=Clock(step=0.8))
