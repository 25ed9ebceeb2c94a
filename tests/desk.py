"""The command for people as a person calls it, over a small world instead of AWS."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from local.aws.stack import LocalContext
from local.aws.stack_place import StackPlace
from repost.cli import main as command
from tests.servers import port_of_ones_own

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from local.aws.stack import LocalStack
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


class WorldPlace(StackPlace):
    """A world as the command sees it; see `repost.cli.place.Place`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.endpoints = world.endpoints

    @property
    def answers_at(self) -> int:
        return port_of_ones_own()

    @property
    def stack(self) -> LocalStack:
        return self._world.stack

    def clock(self) -> datetime:
        return self._world.now

    def keys_file(self, network: str) -> str:
        return f"{network}.keys"

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with self._world.ear.hears():
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
