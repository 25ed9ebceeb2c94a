"""Reads the HTML of a page as a browser would, against a list of what may be in it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any, Final

ALLOWED: Final[dict[str, set[str]]] = {
    "a": {"class", "href", "rel", "target"},
    "cwdb-action": {"action", "endpoint", "confirmation", "display"},
    "div": {"class"},
    "form": {"class"},
    "h2": {"class"},
    "img": {"class", "src", "width", "height", "loading", "alt"},
    "input": {"name", "value", "maxlength"},
    "label": {"class"},
    "nav": {"class"},
    "option": {"value", "selected"},
    "p": {"class"},
    "rect": {"class", "width", "height", "rx", "fill"},
    "section": {"class", "lang"},
    "select": {"name"},
    "span": {"class"},
    "strong": set(),
    "style": set(),
    "svg": {"class", "width", "height", "viewbox", "aria-hidden"},
    "table": {"class"},
    "tbody": set(),
    "td": {"data-label"},
    "textarea": {"name", "rows", "maxlength"},
    "text": {"x", "y", "text-anchor", "font-size", "fill"},
    "th": {"scope"},
    "thead": set(),
    "tr": {"class"},
}
RESULTS: Final[dict[str, set[str]]] = {
    "b": set(),
    "caption": set(),
    "h1": set(),
    "i": {"style"},
    "td": {"class", "data-label"},
    "th": {"scope", "class"},
}
"""What the room of results adds."""

_VOID: Final = {"img", "input"}


class Seen(HTMLParser):
    """Collects what a page has; fails on what may not be there, or isn't closed.

    Attributes
    ----------
    calls : list of dict
        The event of each button, by its label under "".
    """

    def __init__(self, html: str, *, results: bool = False) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.classes: list[str] = []
        self.calls: list[dict[str, str]] = []
        self.confirmations: list[str] = []
        self._allowed = {tag: ALLOWED.get(tag, set()) for tag in ALLOWED}
        for tag, names in RESULTS.items() if results else ():
            self._allowed[tag] = self._allowed.get(tag, set()) | names
        self._open: list[str] = []
        self._before: tuple[str, str] = ("", "")
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert tag in self._allowed, tag
        assert given.keys() <= self._allowed[tag], (tag, given)
        if tag not in _VOID:
            self._open.append(tag)
        self.classes += given.get("class", "").split()
        if "href" in given:
            assert given["href"].startswith(("https://", "http://"))
            self.links.append(given["href"])
        if "src" in given:
            assert given["src"].startswith("https://")
            self.pictures.append(given["src"])
        if tag == "cwdb-action":
            assert self._before[0] == "a", "an action belongs to the button before it"
            assert given["action"] == "call"
            assert given["endpoint"].startswith("arn:aws:lambda:")
            self.confirmations.append(given.get("confirmation", ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "cwdb-action":
            call: Any = json.loads(data)
            assert all(isinstance(value, str) and len(value) < 300 for value in call.values())
            self.calls.append({"": self._before[1], **call})
        elif inside != "style" and data.strip():
            self.text.append(data.strip())
            self._before = (inside, data.strip())

    @property
    def all_text(self) -> str:
        return "\n".join(self.text)
