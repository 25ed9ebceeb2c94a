"""A stand-in for every shortener: it checks what the real one checks, answers as it does, and redirects."""

from __future__ import annotations

import json
import string
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from local.base.files import write
from local.base.server import Request, Response, StandIn
from local.links.counting import TELLING, Visits, keyword_in
from local.links.manners import MANNERS, Made

if TYPE_CHECKING:
    from pathlib import Path

Fields = dict[str, Any]


class ShortenerStandIn(StandIn):
    """One service; `links` maps the end of each short link to the long one, `visits` to who followed it.

    They are kept in `file` if one is given, so that the next run starts with them.
    """

    def __init__(self, service: str, key: str = "", file: Path | None = None, port: int = 0) -> None:
        super().__init__(port)
        self.service = service
        self.manners = MANNERS[service]
        self.visits: defaultdict[str, Visits] = defaultdict(Visits)
        self.sent: list[Fields] = []
        self.named: dict[str, Made] = {}
        self._key = key
        self._file = file
        kept = file.read_text("utf-8") if file and file.exists() else "{}"
        self.links: dict[str, str] = json.loads(kept)

    def answer(self, request: Request) -> Response:
        there = self.manners
        if keyword := keyword_in(self.service, request):
            return self._followed(request, keyword)
        if there.info and (request.method, request.path) == ("GET", there.info):
            return self._told(request)
        if (request.method, request.path) != (there.method, there.path):
            return self._redirect(request)
        fields = _fields(request)
        self.sent.append(fields)
        if not there.constants.items() <= fields.items():
            return there.otherwise
        if there.key and not self._is_known(request, fields):
            return there.no_key
        url = _at(fields, there.url)
        if not _is_web_address(url):
            return there.no_url
        domain = _at(fields, there.domain) if there.domain else ""
        again = there.again.items() <= fields.items() and not there.unique
        if (own := str(fields.get(there.unique, ""))) in self.named:
            return there.conflict
        made = self._made(url, domain, again=again)
        if own:
            self.named[own] = made
        return there.made(made)

    def _told(self, request: Request) -> Response:
        """The link of a name."""
        if not self._is_known(request, {}):
            return self.manners.no_key
        made = self.named.get(request.query.get(self.manners.unique, ""))
        return self.manners.made(made) if made else Response(404)

    def _followed(self, request: Request, keyword: str) -> Response:
        """How often a link was followed."""
        if not self._is_known(request, _fields(request)):
            return self.manners.no_key
        if keyword not in self.links:
            return Response(404)
        return TELLING[self.service].answer(self.visits[keyword])

    def _redirect(self, request: Request) -> Response:
        keyword = request.path.removeprefix("/")
        long = self.links.get(keyword)
        if not long:
            return Response(404)
        before, is_machine = self.visits[keyword], "bot" in request.headers.get("user-agent", "").lower()
        self.visits[keyword] = Visits(before.people + (not is_machine), before.machines + is_machine)
        return Response(301, headers={"Location": quote(long, safe=string.punctuation)})

    def _is_known(self, request: Request, fields: Fields) -> bool:
        name, _, value = self.manners.key.partition(": ")
        if not value:
            return fields.get(name) == self._key
        return request.headers.get(name.lower()) == value.format(self._key)

    def _made(self, url: str, domain: str, *, again: bool) -> Made:
        keyword = next((keyword for keyword, long in self.links.items() if long == url and again), "")
        known = bool(keyword)
        if not known:
            keyword = f"s{len(self.links) + 1}"
            self.links[keyword] = url
            if self._file:
                write(self._file, json.dumps(self.links, indent=1))
        return Made(f"https://{domain}/{keyword}" if domain else f"{self.url}/{keyword}", url, known)


class IsGd(ShortenerStandIn):
    """The shortener of the local run, and of most tests: it needs no key."""

    def __init__(self, file: Path | None = None, port: int = 0) -> None:
        super().__init__("is.gd", file=file, port=port)


def _fields(request: Request) -> Fields:
    """What was sent: JSON only if it says that it is."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            value = json.loads(request.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}
    return {**request.query, **request.form}


def _at(fields: Fields, path: str) -> str:
    value: Any = fields
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"https", "http"} and bool(parts.hostname)
