"""An independent server of Mastodon's API (mastodon-mock from PyPI) on loopback, with one account."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from local.base.ports import free_port
from local.real.process import INSTALLED, RealServer, install

ACCESS_TOKEN: Final = "real-mastodon-token"  # noqa: S105 - of an account that lives for a minute
DOCUMENT: Final = f'access_token = "{ACCESS_TOKEN}"\n'
_WANTED: Final = "mastodon-mock==0.6.1"
_SETTINGS: Final = f"""\
[[seed.accounts]]
username = "blog"
access_token = "{ACCESS_TOKEN}"
"""


class RealMastodon:
    """The server, for as long as the `with` block; nothing of it is kept."""

    def __enter__(self) -> Self:
        program = _installed()
        with ExitStack() as running:
            folder = Path(running.enter_context(TemporaryDirectory()))
            settings = folder / "settings.toml"
            settings.write_text(_SETTINGS, "utf-8")
            port = free_port()
            self.url = f"http://127.0.0.1:{port}"
            where = ["--in-memory", "--host", "127.0.0.1", "--port", str(port)]
            command = [str(program), "serve", "--config", str(settings), *where]
            running.enter_context(RealServer(command, folder, self.url, "/api/v2/instance"))
            self._running = running.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()


def _installed() -> Path:
    """The server's program in an environment of its own, which is created the first time."""
    folder = INSTALLED / "mastodon"
    ready = folder / "ready"
    if not (ready.exists() and ready.read_text("utf-8") == _WANTED):
        folder.mkdir(parents=True, exist_ok=True)
        install([sys.executable, "-m", "venv", "--clear", "env"], folder)
        install([folder / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", _WANTED], folder)
        ready.write_text(_WANTED, "utf-8")
    return folder / "env" / "bin" / "mastodon_mock"
