"""Which addresses of the web Repost may call, and how a host's name becomes one of its IP addresses.

A feed's address is typed by an owner, but redirects and DNS belong to strangers: neither may lead
into the network that Repost runs in, or to the metadata services of a cloud. The address that is checked
is the one that is connected to, so that a name which answers differently the second time (DNS rebinding)
gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Final

from repost.base.value import Value

Resolver = Callable[[str, int], Sequence[str]]

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_FIRST_FREE_PORT: Final = 1024
_LONGEST_URL: Final = 8_000
_LONGEST_SHOWN: Final = 200

# What `is_global` leaves open on some of the supported Pythons, or what leads somewhere else again.
_REFUSED: Final = (
    ipaddress.ip_network("192.0.0.0/24"),  # IETF protocol assignments, RFC 6890
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    ipaddress.ip_network("2001::/23"),  # IETF protocol assignments, Teredo among them, RFC 2928
    ipaddress.ip_network("2001:db8::/32"),  # documentation, RFC 3849
    ipaddress.ip_network("2002::/16"),  # 6to4: an IPv4 address of any kind inside, RFC 3056
    ipaddress.ip_network("3fff::/20"),  # documentation, RFC 9637
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052; what DNS64 answers in an IPv6-only subnet
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # all that IANA has given out, RFC 4291


class Target(Value, frozen=True):
    """An address of the web in the parts that a request needs; `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> Target:
        """The parts of an address.

        Raises
        ------
        ValueError
            If the address must not be called; says why in a clause without its path and query.
        """
        from urllib3.exceptions import LocationParseError
        from urllib3.util import parse_url

        try:
            parts = parse_url(url) if len(url) <= _LONGEST_URL else None
        except LocationParseError:
            parts = None
        if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.host:
            raise ValueError("this is not a web address, such as https://example.com/")
        host = parts.host.strip("[]")
        if parts.auth:
            raise ValueError(f"the address at {host} contains a user name or a password")
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        if port < _FIRST_FREE_PORT and port not in _DEFAULT_PORTS.values():
            raise ValueError(f"port {port} of {host} is not a web port")
        return cls(parts.scheme, host, port, parts.request_uri)

    @property
    def host_header(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def may_be_called(address: str, *, allow_loopback: bool = False) -> bool:
    """Whether an IP address is public: a server of the open internet, reached as itself.

    `allow_loopback` admits 127.0.0.0/8 and ::1 too, for the local run and for tests.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            return _is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return _is_public(ip) or (allow_loopback and ip.is_loopback)


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:  # noqa: PLR2004 - the version of IP
        return False
    return not any(ip in net for net in _REFUSED)


def system_resolver(host: str, port: int) -> list[str]:
    """Every address of a host, as the system's resolver gives them; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def look_up(resolve: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """The addresses of a host within `seconds`.

    getaddrinfo knows no time-out (a silent name server costs 20 seconds and more), so it runs in a
    thread of its own that is left behind if it takes too long.

    Raises
    ------
    OSError
        `TimeoutError`, or `socket.gaierror` if there is no such name.
    """
    answers: SimpleQueue[Sequence[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except OSError as error:
            answers.put(error)
        except UnicodeError:  # a label that is empty or longer than 63 characters
            answers.put(socket.gaierror(socket.EAI_NONAME, "no host name"))

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def shown(url: str) -> str:
    """An address as a message may name it: without user, password and query, which may be secret."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        parts = parse_url(url)
    except LocationParseError:
        return "that address"
    return parts._replace(auth=None, query=None, fragment=None).url[:_LONGEST_SHOWN] or "that address"
