"""A member at the door, with a browser that runs no scripts: it reads pages and answers their forms."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from repost.web.http import Http, Reply
from tests import leaks

if TYPE_CHECKING:
    from collections.abc import Callable

_FORM = re.compile(r'<form method="post" action="([^"]*)">(.*?)</form>', re.DOTALL)
_INPUT = re.compile(r"<input ([^>]*)>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_HOP = {301, 302, 303}


@dataclass
class Guest:
    """A browser with one cookie jar. `page` is what it shows, `seen` everything that it has been shown."""

    cookie: str = ""
    at: str = ""
    page: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    language: str = "en"
    back: str = ""
    """Where the network sent it last, with what the network answered."""
    code: str = ""
    """The code that the network showed, where it shows one."""
    through: str = ""
    """Where all hosts are served from, by their names."""

    def open(self, address: str) -> None:
        self._show(address, self._send("GET", address))

    def answer(self, path: str, **values: str) -> None:
        """Send the first form that leads to a path, with these values typed into it."""
        self._answer(path, 0, values)

    def _answer(self, path: str, which: int, values: dict[str, str]) -> None:
        forms = [fields for action, fields in self.forms if action == path]
        there = urljoin(self.at, path)
        self._show(there, self._send("POST", there, forms[which] | values))

    def choose(self, network: str, **values: str) -> None:
        numbers = [fields["network"] for action, fields in self.forms if action == "/network"]
        self._answer("/network", numbers.index(network), values)

    @property
    def forms(self) -> list[tuple[str, dict[str, str]]]:
        """Each form's path and the values of its fields."""
        found = []
        for action, inner in _FORM.findall(self.page):
            inputs = [dict(_ATTRIBUTE.findall(each)) for each in _INPUT.findall(inner)]
            found.append((action, {each["name"]: html.unescape(each.get("value", "")) for each in inputs}))
        return found

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.page)
        return html.unescape(found[1]) if found else ""

    @property
    def notice(self) -> str:
        found = re.search(r'role="alert">(.*?)</p>', self.page)
        return html.unescape(found[1]) if found else ""

    @property
    def target(self) -> str:
        """Where the page leads: the network's own page."""
        found = re.search(r'<a class="main" href="([^"]*)"', self.page)
        return html.unescape(found[1]) if found else ""

    def says(self, username: str = "ada", meanwhile: Callable[[], object] = lambda: None) -> None:
        """Go to the network's page, say yes as a user or no, and come back."""
        there = self.target
        decision = {"as": username} if username else {"deny": "1"}
        reply = Http(allow_loopback=True).request("POST", there, data=decision)
        self.back = reply.headers.get("location", "").partition("#")[0]
        if code := re.search(r"<code>(.+?)</code>", reply.body.decode()):
            self.code = code[1]
        for secret in re.findall(r"(?:code|oauth_verifier)=([^&]+)", self.back):
            leaks.plant(f'code = "{secret}"')
        meanwhile()
        if self.back:
            self.open(self.back)

    def _send(self, method: str, address: str, data: dict[str, str] | None = None) -> Reply:
        headers = {"Accept-Language": self.language} | ({"Cookie": self.cookie} if self.cookie else {})
        if self.through:
            parts = urlsplit(address)
            headers["Host"] = parts.netloc
            address = address.replace(f"{parts.scheme}://{parts.netloc}", self.through, 1)
        return Http(allow_loopback=True).request(method, address, data=data, headers=headers)

    def _show(self, address: str, reply: Reply) -> None:
        while True:
            self.seen.append(f"{reply.headers}\n{reply.body.decode()}".replace(self._cookie_of(reply), ""))
            if given := self._cookie_of(reply):
                self.cookie = self._with(given)
            if reply.status not in _HOP:
                break
            address = urljoin(address, reply.headers["location"])
            assert urlsplit(address).netloc == urlsplit(self.at or address).netloc, "never to another host"
            reply = self._send("GET", address)
        self.at, self.page = address, reply.body.decode()
        self.status, self.headers = reply.status, dict(reply.headers)

    def _with(self, given: str) -> str:
        """The cookies once one of them is set."""
        jar = dict(each.split("=", 1) for each in (*filter(None, self.cookie.split("; ")), given))
        return "; ".join(f"{name}={value}" for name, value in jar.items())

    @staticmethod
    def _cookie_of(reply: Reply) -> str:
        return reply.headers.get("set-cookie", "").partition(";")[0]
