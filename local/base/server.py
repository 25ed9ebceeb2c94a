"""A small HTTP server on loopback: what the stand-ins of networks, shorteners and blogs are built on."""

from __future__ import annotations

import errno
import json
import socket
import threading
from abc import ABC, abstractmethod
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, Final, Literal, Self
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST_BODY: Final = 8_000_000
_NEIGHBOURS: Final = 200
_LAST_PORT: Final = 65_535
_PATIENCE: Final = 600.0
"""Seconds: a busy machine is no fault."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; `url` is complete, the names in `headers` are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """The fields of an urlencoded body; empty for any other."""
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """One response; its length is added on sending."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """A response whose body is a JSON document."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


@dataclass(frozen=True, slots=True)
class Fault:
    """How the next request goes wrong.

    `instead` is answered without carrying the request out. Otherwise the request is carried out when
    `accepted`, and its answer is cut off ("cut": before its first byte, "half": in its middle), sent
    byte by byte until the server is released ("trickle"), or kept back until then ("hang").
    """

    delivery: Literal["whole", "cut", "half", "trickle", "hang"] = "whole"
    accepted: bool = False
    instead: Response | None = None


class StandIn(ABC):
    """A server on 127.0.0.1 with a port of its own; use it as a context manager.

    Parameters
    ----------
    port : int
        The preferred port; the next free one if that is taken, and any for 0.

    Attributes
    ----------
    port : int
        Where it listens.
    requests : list of Request
        Everything that came in, in order.
    faults : deque of Fault
        Each request takes the first one; without any, requests go well.
    """

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Request] = []
        self.faults: deque[Fault] = deque()
        self._lock = threading.Lock()
        self._came = threading.Condition(self._lock)
        self._released = threading.Event()
        self._is_over = False
        self._server = self._listening(port)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _listening(self, port: int) -> _Server:
        for each in (*range(port, min(port + _NEIGHBOURS, _LAST_PORT)), 0) if port else (0,):
            try:
                return _Server(self, each)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
        raise OSError(errno.EADDRINUSE, "no port is free")

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """What this request gets; one at a time."""

    def fail_next(self, *faults: Fault | Response) -> None:
        """Let the next requests go wrong, one fault each."""
        self.faults.extend(
            fault if isinstance(fault, Fault) else Fault(instead=fault, accepted=False) for fault in faults
        )

    def release(self) -> None:
        """Release everything that hangs."""
        self._released.set()

    def wait_until_released(self, seconds: float | None = None) -> bool:
        """Wait; whether it was released within these seconds."""
        return self._released.wait(seconds)

    def wait_for_requests(self, count: int) -> list[Request]:
        """What came in, once so many have: whoever doesn't wait for an answer may be here first."""
        with self._came:
            self._came.wait_for(lambda: len(self.requests) >= count, _PATIENCE)
            return list(self.requests)

    def take(self, request: Request) -> tuple[Response | None, Fault]:
        """Record a request and carry it out, or not; returns its answer, and how to deliver it."""
        with self._lock:
            self.requests.append(request)
            self._came.notify_all()
            fault = self.faults.popleft() if self.faults else Fault(accepted=True)
            if fault.instead:
                return fault.instead, fault
            return (self.answer(request) if fault.accepted else None), fault

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._is_over = True
        # It waits for nothing but connections: one more lets it see that at once.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        while not self._is_over:
            self._server.handle_request()


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def __init__(self, stand_in: StandIn, port: int) -> None:
        self.stand_in = stand_in
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service for this machine's name, as the parent would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "stand-in"
    sys_version = ""
    timeout = _PATIENCE
    server: _Server

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._handle
        raise AttributeError(name)

    def handle(self) -> None:
        """Serve; the client may have gone in the meantime."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Log nothing: tests read `requests`."""

    def _handle(self) -> None:
        self.close_connection = True
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > _LARGEST_BODY:
            self._deliver(Response(413), Fault())
            return
        stand_in = self.server.stand_in
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, stand_in.url + self.path, headers, self.rfile.read(int(length)))
        answer, fault = stand_in.take(request)
        self._deliver(answer, fault)

    def _deliver(self, answer: Response | None, fault: Fault) -> None:
        if fault.delivery == "hang":
            self.server.stand_in.wait_until_released()
        if answer is None or fault.delivery == "cut":
            return
        self.send_response(answer.status)
        for name, value in {"Connection": "close", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if fault.delivery == "trickle":
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                self.server.stand_in.wait_until_released(0.05)
            return
        end = len(answer.body) // 2 if fault.delivery == "half" else len(answer.body)
        self.wfile.write(answer.body[:end])
