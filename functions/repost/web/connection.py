"""One request and its reply over one connection: to a checked address, with a deadline and a size limit."""

from __future__ import annotations

import io
import re
import socket
import ssl
from contextlib import ExitStack
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Final

from repost.web.addresses import look_up, may_be_called
from repost.web.failures import NotSent, ReplyLost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from _typeshed import WriteableBuffer

    from repost.web.addresses import Resolver, Target

_CONNECT_SECONDS: Final = 5.0  # for the name, for each address, and for the handshake
_MOST_ADDRESSES: Final = 4
_FRAMING: Final = 256 * 1024  # bytes that headers and the sizes of chunks may add to a body
_CHUNK: Final = 64 * 1024
_INTERIM: Final = range(102, 200)  # as Early Hints; http.client skips 100 alone, and nobody asked for 101
_CODINGS: Final = {"gzip", "x-gzip", "deflate"}
# Any other name, such as "utf-8" or "aws-chunked", is a mistake of the server's, and means nothing.
_UNASKED: Final = {"br", "zstd", "compress", "x-compress", "exi", "dcb", "dcz", "pack200-gzip"}


class Deadline:
    """The instant by which everything must be over, on a clock that only goes forward."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left; raises `TimeoutError` if there are none."""
        left = self._end - self._monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Dialer:
    """Opens sockets to public addresses; see `repost.web.http.Http` for the parameters."""

    def __init__(self, *, allow_loopback: bool, resolve: Resolver, ca_file: str | None) -> None:
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._ca_file = ca_file

    def dial(self, target: Target, deadline: Deadline) -> socket.socket:
        """A socket to the target's host, whose certificate is checked if the scheme is https.

        Raises
        ------
        NotSent
            If the host has no address, one that isn't public, or none that answers and proves its name.
        """
        try:
            sock = self._connect(target, self._addresses(target, deadline), deadline)
            return self._secured(sock, target.host, deadline) if target.scheme == "https" else sock
        except TimeoutError:
            raise NotSent(f"{target.host} could not be reached in time") from None

    def _addresses(self, target: Target, deadline: Deadline) -> list[str]:
        host = target.host
        try:
            addresses = look_up(self._resolve, host, target.port, _patience(deadline))
        except socket.gaierror as error:
            if error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)}:
                raise NotSent(f"there is no server named {host}") from None
            raise NotSent(f"the name {host} could not be looked up") from None
        if not addresses:
            raise NotSent(f"there is no server named {host}")
        # One private address among public ones is a trick or a mistake: none of them is called.
        for address in addresses:
            if not may_be_called(address, allow_loopback=self._allow_loopback):
                raise NotSent(f"{host} has the address {address}, which is not on the public internet")
        return list(addresses[:_MOST_ADDRESSES])

    @staticmethod
    def _connect(target: Target, addresses: list[str], deadline: Deadline) -> socket.socket:
        reason = ""
        for address in addresses:
            try:
                sock = socket.create_connection((address, target.port), _patience(deadline))
            except TimeoutError:
                reason = f"{target.host} could not be reached in time"
            except ConnectionRefusedError:
                reason = f"{target.host} refused the connection"
            except OSError:
                reason = f"{target.host} could not be reached"
            else:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock
        raise NotSent(reason)

    def _secured(self, sock: socket.socket, host: str, deadline: Deadline) -> socket.socket:
        try:
            sock.settimeout(_patience(deadline))
            return self._tls.wrap_socket(sock, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            sock.close()
            raise NotSent(f"the certificate of {host} can't be trusted ({error.verify_message})") from None
        except (OSError, ValueError):  # ValueError: a name that no certificate can hold
            sock.close()
            raise NotSent(f"no secure connection to {host} could be made") from None

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        import certifi

        context = ssl.create_default_context(cafile=self._ca_file or certifi.where())
        context.set_alpn_protocols(["http/1.1"])
        return context


class Connection(HTTPConnection):
    """An open socket that carries one request and its reply.

    Parameters
    ----------
    deadline : Deadline
        Checked before every read, so that a server which drips is cut off, headers included.
    max_bytes : int
        The largest body, in bytes after decompression.
    """

    auto_open = 0  # it never reconnects, least of all to an unchecked address

    def __init__(self, target: Target, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        super().__init__(target.host, target.port)
        self.sock = sock
        self.response_class = self._bounded  # type: ignore[assignment]  # http.client only calls it
        self._deadline = deadline
        self._max_bytes = max_bytes

    def send_request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> None:
        """Write the request; raises `NotSent` before its first byte has left, `ReplyLost` thereafter."""
        try:
            self.sock.settimeout(self._deadline.left())
        except TimeoutError:
            raise NotSent(f"{self.host} could not be reached in time") from None
        try:
            self.request(method, path, body, headers)
        except BrokenPipeError:
            pass  # a server that has read enough answers and closes: its answer may still be there
        except (ValueError, HTTPException):  # http.client checks a request before it writes it
            raise NotSent(f"the request to {self.host} is not valid HTTP") from None
        except TimeoutError:
            raise self._too_slow() from None
        except OSError:
            raise ReplyLost(f"{self.host} closed the connection early") from None

    def read_reply(self) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers with names in lower case, and the decompressed body.

        Raises
        ------
        ReplyLost
        """
        try:
            response = self._last_response()
        except TimeoutError:
            raise self._too_slow() from None
        except (HTTPException, OSError, ValueError):
            raise ReplyLost(f"{self.host} closed the connection early") from None
        with response:
            names = {name.lower() for name in response.headers}
            headers = {name: _one_line(response.headers.get_all(name, [])) for name in names}
            return response.status, headers, self._content(response, headers)

    def _last_response(self) -> HTTPResponse:
        """The response behind all that are only on the way to it."""
        response = self.getresponse()
        with ExitStack() as unless_it_is_read:
            unless_it_is_read.callback(response.close)
            while response.status in _INTERIM:
                response.headers = None  # type: ignore[assignment]  # so that it reads the next one
                response.begin()
            unless_it_is_read.pop_all()
        return response

    def _content(self, response: HTTPResponse, headers: Mapping[str, str]) -> bytes:
        from urllib3 import HTTPResponse as Decoded
        from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

        status = response.status
        named = [each.strip() for each in headers.get("content-encoding", "").lower().split(",")]
        codings = [coding for coding in named if coding in _CODINGS]
        if not _UNASKED.isdisjoint(named):
            raise ReplyLost(f"{self.host} used a compression that it wasn't asked for", status)
        if len(codings) > 1:  # each layer may grow a thousandfold
            raise ReplyLost(f"{self.host} compressed its reply more than once", status)
        content = bytearray()
        try:
            plain = {**headers, "content-encoding": "".join(codings)}
            decoded = Decoded(response, plain, status, preload_content=False)
            # urllib3 decompresses no more than it is asked for.
            while self._deadline.left() and (chunk := decoded.read(_CHUNK)):
                content += chunk
                if len(content) > self._max_bytes:
                    raise ReplyLost(f"{self.host} sent more than {self._max_bytes:,} bytes", status)
        except (ReadTimeoutError, TimeoutError):
            raise self._too_slow(status) from None
        except DecodeError:
            raise ReplyLost(f"{self.host} sent a reply with broken compression", status) from None
        except (HTTPError, OSError, ValueError):
            raise ReplyLost(f"{self.host} closed the connection in the middle of its reply", status) from None
        return bytes(content)

    def _too_slow(self, status: int | None = None) -> ReplyLost:
        return ReplyLost(f"{self.host} took longer than {self._deadline.seconds:g} seconds", status)

    def _bounded(self, sock: socket.socket, debuglevel: int = 0, method: str | None = None) -> HTTPResponse:
        response = HTTPResponse(sock, debuglevel, method)
        reader = _BoundedReader(response.fp.detach(), sock, self._deadline, self._max_bytes)
        response.fp = io.BufferedReader(reader, _CHUNK)
        return response


class _BoundedReader(io.RawIOBase):
    """The bytes of a socket, each read within the deadline, and not many more than the body may have."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._raw = raw
        self._sock = sock
        self._deadline = deadline
        self._left = 2 * max_bytes + _FRAMING

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        self._sock.settimeout(self._deadline.left())
        count = self._raw.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise OSError("more than any reply may have")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _patience(deadline: Deadline) -> float:
    return min(deadline.left(), _CONNECT_SECONDS)


def _one_line(values: list[str]) -> str:
    """The values of a header that came once or more, unfolded (RFC 9112, section 5.2)."""
    return re.sub(r"\s*[\r\n]+\s*", " ", ", ".join(values))
