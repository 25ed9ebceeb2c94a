"""A real Bluesky server (the PDS from npm) with its directory, on loopback, with one account.

Needs Node.js 20 or newer with npm, and a C++ compiler; the first time takes some two minutes.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Self

from local.base.ports import free_port
from local.real.process import HERE, INSTALLED, RealServer, install, tool
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HANDLE: Final = "alice.test"
PASSWORD: Final = "the account's own password"  # noqa: S105 - of an account that lives for a minute
_WHY_NODE: Final = "the real Bluesky server comes from npm (Debian: apt install nodejs npm)"


@dataclass(frozen=True, slots=True)
class Account:
    """The account on the server; `token` is that of a session with its own password."""

    did: str
    token: str
    app_password: str

    @property
    def document(self) -> str:
        """Its secret as Parameter Store holds it."""
        return f'handle = "{HANDLE}"\napp_password = "{self.app_password}"\n'


class RealBluesky:
    """The server, for as long as the `with` block; nothing of it is kept."""

    account: Account

    def __enter__(self) -> Self:
        folder = _installed()
        with ExitStack() as running:
            data = running.enter_context(TemporaryDirectory())
            port, directory_port = free_port(), free_port()
            self.url = f"http://127.0.0.1:{port}"
            program = [tool("node", why=_WHY_NODE), str(HERE / "pds.cjs")]
            command = [*program, str(port), str(directory_port), data]
            running.enter_context(RealServer(command, folder, self.url, "/xrpc/_health"))
            self.account = self._new_account()
            self._running = running.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def call(self, method: str, given: Mapping[str, Any] | None = None, token: str = "") -> dict[str, Any]:
        """What a procedure of XRPC answers; with nothing given, a query."""
        status, answer = self.answer(method, given, token)
        if status != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(f"{method}: {answer}")
        return answer

    def answer(
        self, method: str, given: Mapping[str, Any] | None = None, token: str = "", *, verb: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """The status and the body of any answer."""
        reply = Http(allow_loopback=True).request(
            verb or ("GET" if given is None else "POST"),
            f"{self.url}/xrpc/{method}",
            json=given,
            headers={"Authorization": f"Bearer {token}"} if token else None,
        )
        return reply.status, json.loads(reply.body or b"{}")

    def _new_account(self) -> Account:
        given = {"email": "alice@example.com", "handle": HANDLE, "password": PASSWORD}
        made = self.call("com.atproto.server.createAccount", given)
        token = made["accessJwt"]
        app = self.call("com.atproto.server.createAppPassword", {"name": "repost"}, token)
        return Account(made["did"], token, app["password"])


def _installed() -> Path:
    """The folder with the server, which is installed the first time."""
    folder = INSTALLED / "bluesky"
    wanted = (HERE / "package.json").read_text("utf-8")
    ready = folder / "ready"
    if ready.exists() and ready.read_text("utf-8") == wanted:
        return folder
    node, npm = tool("node", why=_WHY_NODE), tool("npm", why=_WHY_NODE)
    tool("c++", why="npm compiles the server's database (Debian: apt install g++ make)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(wanted, "utf-8")
    install([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], folder)
    [database] = (folder / "node_modules").glob("**/better-sqlite3/binding.gyp")
    gyp = folder / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
    headers = _node_headers(node)
    install([node, gyp, "rebuild", "--release", "-C", database.parent, *headers], folder)
    ready.write_text(wanted, "utf-8")
    return folder


def _node_headers(node: str) -> list[str]:
    """Node.js's own headers are used if it has them; otherwise node-gyp downloads them."""
    from pathlib import Path

    home = Path(node).resolve().parent.parent
    return [f"--nodedir={home}"] if (home / "include" / "node" / "node.h").exists() else []
