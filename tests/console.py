"""The console in front of the dashboard, without a browser: it opens widgets and clicks on buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from repost.pages.act import make_act
from repost.pages.look import make_look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.world import World

LOOK, ACT = (f"arn:aws:lambda:us-east-1:000000000000:function:{name}" for name in ("look", "act"))
DASHBOARD = "repost-us-east-1"


@dataclass
class Context:
    """Lambda's own, of the function at this ARN."""

    invoked_function_arn: str
    aws_request_id: str = "00000000-0000-0000-0000-000000000001"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@dataclass(frozen=True)
class Button:
    """A button as the console binds it."""

    label: str
    endpoint: str
    question: str
    says: Mapping[str, Any]


class Page(HTMLParser):
    """The buttons of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.buttons: list[Button] = []
        self._label = self._inside = ""
        self._text: list[str] = []
        self._action: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self._text = []
        if tag == "cwdb-action":
            self._action = {name: value or "" for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text)
        if tag == "a":
            self._label = text
        elif tag == "cwdb-action":
            asked = self._action.get("confirmation", "")
            self.buttons.append(Button(self._label, self._action["endpoint"], asked, json.loads(text)))

    def button(self, label: str) -> Button:
        """The first button with this label."""
        return next(each for each in self.buttons if each.label == label)

    @property
    def text(self) -> str:
        return unescape(self.html)


class Console:
    """Somebody in front of the dashboard."""

    def __init__(self, world: World) -> None:
        self.world = world

        def outside(remaining: Any) -> Any:
            return world.stack.outside(lambda: world.now, remaining, world.endpoints)

        self._functions = {LOOK: make_look(outside, ACT), ACT: make_act(outside, DASHBOARD)}

    def open(self, view: str = "coming", **params: str) -> Page:
        """Load the widget."""
        return self.call(LOOK, {"view": view, **params}, params={"view": view, **params})

    def click(self, button: Button, typed: Mapping[str, str] | None = None, **context: Any) -> Page:
        return self.call(button.endpoint, button.says, forms={"all": dict(typed or {})}, **context)

    def call(self, endpoint: str, says: Mapping[str, Any], **context: Any) -> Page:
        own = {"dashboardName": DASHBOARD, "params": {"view": "coming"}, "locale": "en", **context}
        with self.world.ear.hears():
            return Page(self._functions[endpoint]({**says, "widgetContext": own}, Context(endpoint)))
