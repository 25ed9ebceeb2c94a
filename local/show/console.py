"""What CloudWatch's console does with a custom widget, for a browser on this machine.

The page calls the functions that the answers name, and shows the HTML that comes back: the same HTML, from
the same handlers. It is reached on loopback alone, at an address that nobody else can guess, and other sites'
pages can't call it.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from local.base.server import Request, Response, StandIn, json_response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HERE: Final = Path(__file__).parent
_KINDS: Final = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_GUARD: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src https: data:; "
    "connect-src 'self'"
)


def open_browser(address: str) -> None:
    """Show a page in the browser of a desktop, if there is one."""
    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)


def serve(
    functions: Mapping[str, Callable[[Mapping[str, Any]], Any]],
    dashboard: str,
    files: Mapping[str, Path],
    told: Callable[[str], object],
) -> None:
    """Open a dashboard in a browser, and serve it until somebody interrupts that."""
    # Whoever reads the address may interrupt at once.
    with suppress(KeyboardInterrupt), Console(functions, dashboard, files) as console:
        told("The pages are here as long as this runs; Ctrl-C ends it:")
        told(console.address)
        sys.stdout.flush()  # what starts it may be waiting for the address
        open_browser(console.address)
        console.wait_until_released()


def still(html: str, *, is_dark: bool) -> str:
    """A document that shows an answer as the console does, for a picture: nothing in it can be clicked."""
    style = (_HERE / "console.css").read_text("utf-8")
    theme = "cwdb-theme-dark" if is_dark else "light"
    head = f'<!DOCTYPE html><html lang="en" class="{theme}"><meta charset="utf-8"><style>{style}</style>'
    return f'{head}<main class="cwdb-custom"><div class="cwdb-custom-inner">{html}</div></main>'


class Console(StandIn):
    """A dashboard with one widget.

    Parameters
    ----------
    functions : mapping of str to callable
        What each ARN calls, given the event. The first shows the widget.
    dashboard : str
        The dashboard's name.
    files : mapping of str to Path
        Further pages, by name.
    is_guarded : bool
        Whether the browser is told to run and fetch nothing but the console's own. Tests look at what an
        answer does by itself.
    """

    def __init__(
        self,
        functions: Mapping[str, Callable[[Mapping[str, Any]], Any]],
        dashboard: str,
        files: Mapping[str, Path] | None = None,
        *,
        is_guarded: bool = True,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self._functions = functions
        self._dashboard = dashboard
        self._files = {name: _HERE / name for name in ("console.html", "console.js", "console.css")} | dict(
            files or {}
        )
        self._further = tuple(files or ())
        self._guard = _GUARD if is_guarded else ""
        self._key = token_urlsafe(16)
        self.address = f"{self.url}/{self._key}/console.html"

    def answer(self, request: Request) -> Response:
        if request.headers.get("host") != f"127.0.0.1:{self.port}":
            return Response(404)  # another name for this machine is somebody else's
        key, _, name = urlsplit(request.url).path.lstrip("/").partition("/")
        if key != self._key:
            return Response(404)
        if request.method == "POST" and name == "call":
            return self._called(request)
        if request.method == "GET" and name == "widget.json":
            known = {"endpoint": next(iter(self._functions)), "dashboard": self._dashboard}
            return json_response(200, known | {"further": [n for n in self._further if self._is_there(n)]})
        if request.method != "GET" or not self._is_there(name):
            return Response(404)
        file = self._files[name]
        headers = {"Content-Type": f"{_KINDS[file.suffix]}; charset=utf-8", "Referrer-Policy": "no-referrer"}
        if file.suffix == ".html" and file.parent == _HERE and self._guard:
            headers["Content-Security-Policy"] = self._guard
        return Response(200, file.read_bytes(), headers)

    def _is_there(self, name: str) -> bool:
        return name in self._files and self._files[name].exists()

    def _called(self, request: Request) -> Response:
        """What a function answers to an event; only the console's own page may call it."""
        if request.headers.get("origin") != self.url:
            return Response(403)
        asked = json.loads(request.body)
        function = self._functions.get(asked["endpoint"])
        if function is None:
            return json_response(200, "There is no such function here.")
        return json_response(200, function(asked["event"]))
