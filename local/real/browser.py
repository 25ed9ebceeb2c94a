"""A real browser (Debian's Chromium) without a screen, driven by WebDriver: https://www.w3.org/TR/webdriver2/."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self

from local.base.ports import free_port
from local.real.process import RealServer, tool
from repost.web.http import Http

_WHY: Final = "pages are looked at in a real browser (Debian: apt install chromium chromium-driver)"
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_OK: Final = 200
_LARGEST: Final = 20_000_000
_PATIENCE: Final = 600.0


class Browser:
    """One window, for as long as the `with` block; it shares nothing with an earlier one."""

    def __enter__(self) -> Self:
        chromium, driver = tool("chromium", why=_WHY), tool("chromedriver", why=_WHY)
        with ExitStack() as running:
            folder = Path(running.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
            port = free_port()
            self._url = f"http://127.0.0.1:{port}"
            running.enter_context(RealServer([driver, f"--port={port}"], folder, self._url, "/status"))
            options = {"binary": chromium, "args": [*_FLAGS, f"--user-data-dir={folder / 'profile'}"]}
            wish = {
                "capabilities": {
                    "alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
                }
            }
            self._url += f"/session/{self._ask('POST', '/session', wish)['sessionId']}"
            running.callback(self._ask, "DELETE", "")
            self._running = running.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def open(self, page: Path | str, *, width: int, height: int = 900, dark: bool = False) -> None:
        """Show a file or an address in a window of so many pixels, with a light or dark preference."""
        # A window has a least width; what a page sees of it has none.
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._devtools("Emulation.setDeviceMetricsOverride", metrics)
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._devtools("Emulation.setEmulatedMedia", {"features": [feature]})
        address = page if isinstance(page, str) else page.resolve().as_uri()
        self._ask("POST", "/url", {"url": address})

    def without_scripts(self) -> None:
        """Run no script of any page from now on."""
        self._devtools("Emulation.setScriptExecutionDisabled", {"value": True})

    def press(self, selector: str) -> None:
        """Click on the first element that a CSS selector finds, and wait for the page that it leads to.

        The driver may answer before a form is on its way.
        """
        element = self._found(selector)
        self._ask("POST", f"/element/{element}/click", {})
        deadline = time.monotonic() + _PATIENCE
        while self._is_there(element):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{selector} leads nowhere")

    def _is_there(self, element: str) -> bool:
        """Whether an element is still on the page."""
        try:
            self._ask("GET", f"/element/{element}/name")
        except RuntimeError:
            return False
        return True

    def type(self, selector: str, text: str) -> None:
        """Type into a field, in place of what it holds."""
        element = self._found(selector)
        self._ask("POST", f"/element/{element}/clear", {})
        self._ask("POST", f"/element/{element}/value", {"text": text})

    @property
    def address(self) -> str:
        """Where it is."""
        return str(self._ask("GET", "/url"))

    @property
    def source(self) -> str:
        """The page as it stands."""
        return str(self._ask("GET", "/source"))

    def _found(self, selector: str) -> str:
        found = self._ask("POST", "/element", {"using": "css selector", "value": selector})
        return str(next(iter(found.values())))

    def evaluate(self, script: str) -> Any:
        """What a function body of JavaScript returns on the page."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": []})

    def wait(self, script: str) -> Any:
        """What an asynchronous function body of JavaScript returns on the page in the end."""
        body = (
            f"const done = arguments[0]; (async () => {{{script}}})().then(done, (why) => done(`${{why}}`));"
        )
        return self._ask("POST", "/execute/async", {"script": body, "args": []})

    def complaints(self) -> list[str]:
        """What the browser's console has said since it was last asked."""
        return [each["message"] for each in self._ask("POST", "/se/log", {"type": "browser"})]

    def picture(self) -> bytes:
        """A screenshot of the page, as a PNG."""
        return b64decode(self._ask("GET", "/screenshot"))

    def _devtools(self, command: str, parameters: dict[str, Any]) -> Any:
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _ask(self, method: str, path: str, given: object = None) -> Any:
        reply = Http(allow_loopback=True).request(
            method, self._url + path, json=given, max_bytes=_LARGEST, total_seconds=60
        )
        value = json.loads(reply.body)["value"]
        if reply.status != _OK:
            raise RuntimeError(f"{path}: {value}")
        return value
