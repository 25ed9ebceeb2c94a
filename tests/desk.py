"""The command for people as a person calls it, over a small world instead of AWS."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from local.aws.stack import LocalContext
from repost.cli import main as command
from repost.cli.secret_store import SecretStore
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.base.secret import Secret
    from tests.world import World


@dataclass(frozen=True)
class Said:
    """What the shell gets, and what a person reads."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class WorldPlace:
    """A world as the command sees it; see `repost.cli.place.Place`."""

    answers_at = 0

    def __init__(self, world: World) -> None:
        self._world = world
        self.path = world.stack.path
        self.endpoints = world.endpoints

    def clock(self) -> datetime:
        return self._world.now

    def http(self) -> Http:
        return Http(allow_loopback=True)

    def documents(self) -> dict[str, str]:
        return self._world.stack.parameters.documents()

    def put_settings(self, name: str, text: str) -> None:
        self._world.stack.put_settings(name, text)

    def groups(self) -> dict[str, str]:
        return self._world.stack.parameters.groups()

    def of_group(self, group: str) -> dict[str, str]:
        return self._world.stack.parameters.of_group(group)

    def put_group(self, name: str, text: str) -> None:
        self._world.stack.put_group(name, text)

    def put_secret(self, account: str, document: Secret, whose: str = "") -> None:
        self._world.stack.secrets.append(document.reveal())
        self._store.keep(f"secrets/{account}", document, whose)

    def whose(self) -> Mapping[str, str]:
        return self._store.whose()

    def kept(self, name: str) -> Secret | None:
        return self._store.kept(name)

    def keep(self, name: str, document: Secret) -> None:
        self._store.keep(name, document)

    def forget(self, *names: str) -> None:
        self._store.forget(*names)

    @property
    def _store(self) -> SecretStore:
        return SecretStore(self._world.stack.ssm, self.path)

    def keys_file(self, network: str) -> str:
        return f"{network}.keys"

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with redirect_stdout(self._world.log):
            return self._world.handler(event, LocalContext())


class Desk:
    """Calls the command in this very process."""

    def __init__(self, world: World) -> None:
        self._place = WorldPlace(world)

    def run(self, *arguments: str) -> Said:
        out, err = StringIO(), StringIO()
        with (
            patch.object(command, "_place", lambda *_: self._place),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                code = command.main(arguments)
            except SystemExit as exit_:  # argparse leaves so
                code = int(exit_.code or 0)
        return Said(code, out.getvalue(), err.getvalue())
