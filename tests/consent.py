"""A person at a browser: opens a network's page, decides, and goes where the network sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.web.http import Reply

_CODE: re.Pattern[str] = re.compile(r"<code>(.+?)</code>")
_HERE = {"127.0.0.1", "localhost"}


@dataclass
class Person:
    """Says yes as a user of the network, or no.

    Attributes
    ----------
    username : str
        Who they are there; "" to say no.
    meanwhile : callable
        What happens after they decided, before their browser goes on.
    follows : bool
        Whether their browser is on this machine, and so gets back to it.
    opened : list of str
        Every address that they were asked to open.
    end : str
        Where they ended, or the code that they were shown.
    seen : str
        What their last page said.
    """

    username: str = "ada"
    meanwhile: Callable[[], object] = lambda: None
    follows: bool = True
    opened: list[str] = field(default_factory=list)
    end: str = ""
    seen: str = ""

    def open(self, address: str) -> bool:
        """What a browser does that is told to show an address."""
        self.opened.append(address)
        if urlsplit(address).hostname not in _HERE:
            return True  # a page of the real network
        http = Http(allow_loopback=True)
        reply = http.request("GET", address)
        if b"<form" in reply.body:
            decision = {"as": self.username} if self.username else {"deny": "1"}
            reply = http.request("POST", address, data=decision)
            self.meanwhile()
        self._show(reply)
        self.end = reply.headers.get("location", "") or self._code(reply)
        if self.follows and urlsplit(self.end).hostname in _HERE:
            self.follow(self.end.partition("#")[0])
        return True

    def follow(self, address: str) -> None:
        """Go where a page sends the browser."""
        self._show(Http(allow_loopback=True).request("GET", address))

    def _show(self, reply: Reply) -> None:
        self.seen = reply.body.decode()

    def _code(self, reply: Reply) -> str:
        found = _CODE.search(reply.body.decode())
        return found[1] if found else ""
