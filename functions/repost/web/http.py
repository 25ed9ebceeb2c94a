"""The one place that every outgoing request leaves from: feeds, shorteners, social networks.

Each request has a connection of its own: no cookie is kept, no stale connection that froze together
with the function is tried, no proxy or netrc is taken from the environment. Only public addresses are
called. Nothing is ever repeated: the next tick is the next try.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urljoin

from msgspec.structs import replace

from repost.base.value import Value
from repost.web.addresses import Resolver, Target, system_resolver
from repost.web.failures import NotSent, ReplyLost

if TYPE_CHECKING:
    from repost.web.connection import Deadline, Dialer

Auth = Callable[[str, str], Mapping[str, str]]
"""The headers that prove who is asking, from the method and address of a request."""

USER_AGENT: Final = "Mozilla/5.0 (compatible; Repost; shares the articles of a blog again)"

_REDIRECTS: Final = {301, 302, 303, 307, 308}
_PRIVATE_HEADERS: Final = {"authorization", "cookie"}


class Reply(Value, frozen=True):
    """A whole reply. The names of its headers are in lower case; its body is decompressed.

    `url` is the address that answered, after redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def __repr__(self) -> str:
        """Body and address may contain secrets."""
        return f"Reply(status={self.status})"


class Http:
    """Sends requests to public addresses and limits how large a reply may be and how long it may take.

    Parameters
    ----------
    allow_loopback : bool
        Whether addresses of this machine may be called, too: for the local run and for tests.
    user_agent : str
        What Repost calls itself.
    monotonic : callable
        A clock in seconds that only goes forward.
    resolve : callable
        The IP addresses of a host; raises `OSError`.
    ca_file : str or None
        Whose signatures on certificates count; by default those that certifi knows.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        user_agent: str = USER_AGENT,
        monotonic: Callable[[], float] = time.monotonic,
        resolve: Resolver = system_resolver,
        ca_file: str | None = None,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._user_agent = user_agent
        self._monotonic = monotonic
        self._resolve = resolve
        self._ca_file = ca_file

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 1_000_000,
        total_seconds: float = 20.0,
        max_redirects: int = 5,
    ) -> Reply:
        """Fetch an address, following redirects, each of them checked as the first address is.

        Parameters
        ----------
        max_bytes : int
            The largest body, in bytes after decompression.
        total_seconds : float
            The longest that all of it may take, redirects included.

        Raises
        ------
        NotSent
        ReplyLost
        """
        deadline = self._deadline(total_seconds)
        headers = dict(headers or {})
        visited = {url}
        while True:
            reply = self._send(_Request("GET", url, headers), max_bytes, deadline)
            if reply.status not in _REDIRECTS or "location" not in reply.headers:
                return reply
            host = _target(url).host
            url = _redirected(reply)
            if url in visited:
                raise ReplyLost(f"{host} redirects in a circle", reply.status)
            if len(visited) > max_redirects:
                raise ReplyLost(f"{host} redirects more than {max_redirects} times", reply.status)
            visited.add(url)
            if _origin(url) != _origin(reply.url):
                headers = {k: v for k, v in headers.items() if k.lower() not in _PRIVATE_HEADERS}

    def request(  # noqa: PLR0913 - the parts of a request, each by its name
        self,
        method: str,
        url: str,
        *,
        auth: Auth | None = None,
        json: object = None,
        data: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 1_000_000,
        total_seconds: float = 30.0,
    ) -> Reply:
        """Send one request once: no redirect is followed and nothing is repeated.

        Parameters
        ----------
        auth : callable or None
            Signs the request: see `Auth`.
        json : object
            The body, to be sent as JSON.
        data : mapping or bytes or None
            Instead of it, form fields, or bytes as they are.

        Raises
        ------
        NotSent
        ReplyLost
        """
        deadline = self._deadline(total_seconds)
        request = _with_body(_Request(method, url, dict(headers or {})), json, data)
        if auth:
            request = replace(request, headers={**request.headers, **auth(method, url)})
        return self._send(request, max_bytes, deadline)

    def _deadline(self, seconds: float) -> Deadline:
        from repost.web.connection import Deadline

        return Deadline(seconds, self._monotonic)

    @cached_property
    def _dialer(self) -> Dialer:
        from repost.web.connection import Dialer

        return Dialer(allow_loopback=self._allow_loopback, resolve=self._resolve, ca_file=self._ca_file)

    def _send(self, request: _Request, max_bytes: int, deadline: Deadline) -> Reply:
        from repost.web.connection import Connection

        target = _target(request.url)
        headers = {
            "Host": target.host_header,
            "User-Agent": self._user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        given = {name.lower() for name in request.headers}
        headers = {name: value for name, value in headers.items() if name.lower() not in given}
        with closing(Connection(target, self._dialer.dial(target, deadline), deadline, max_bytes)) as line:
            line.send_request(request.method, target.path, headers | request.headers, request.body)
            return Reply(*line.read_reply(), request.url)


class _Request(Value, frozen=True):
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None = None


def _target(url: str) -> Target:
    try:
        return Target.parse(url)
    except ValueError as refused:
        raise NotSent(str(refused)) from None


def _origin(url: str) -> tuple[str, str, int]:
    target = _target(url)
    return target.scheme, target.host, target.port


def _redirected(reply: Reply) -> str:
    """Where a reply sends us; servers write UTF-8 into a header that http.client reads as Latin-1."""
    location = reply.headers["location"]
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    try:
        return urljoin(reply.url, location)
    except ValueError:
        raise ReplyLost(f"{_target(reply.url).host} redirects without an address", reply.status) from None


def _with_body(request: _Request, json: object, data: Mapping[str, str] | bytes | None) -> _Request:
    if json is not None:
        from json import dumps

        kind, body = {"Content-Type": "application/json"}, dumps(json).encode()
    elif isinstance(data, Mapping):
        kind, body = {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(data).encode()
    else:
        return replace(request, body=data)
    return replace(request, headers=kind | request.headers, body=body)
