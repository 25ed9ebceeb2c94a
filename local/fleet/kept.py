"""The company of the last `make run FLEET=…`, for the commands with --local: a day later, something waits.

Nothing ticks while nobody asks. When a person has decided, a quarter of an hour passes, in which the tick and
the worker do what is due: what was approved goes out.
"""

from __future__ import annotations

import os
import shutil
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, Final

from local.aws.emulator import LocalAws
from local.aws.stack import ACT
from local.base.clock import LocalClock
from local.base.files import write
from local.fleet.company import GROUPS, employees
from local.fleet.day import TICK, Scene
from local.show.console import serve
from repost.cli.place import PlaceError
from repost.pages.clicks import is_click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import ExitStack
    from datetime import datetime
    from pathlib import Path

PAGE: Final = "fleet.html"
_HOME: Final = "fleet"
_MOST_TICKS: Final = 200
_DECISIONS: Final = ("approve", "edit")


def begun(members: int, folder: Path, running: ExitStack, midnight: datetime) -> Scene:
    """A company that stays in a folder, in place of an earlier one, as of an instant at which time stands."""
    home = folder / _HOME
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    write(home / "clock", f"{midnight.isoformat()} {midnight.isoformat()}\n")
    return _scene(members, home, running, LocalClock(home / "clock", seconds=lambda: 0.0))


def until_something_waits(scene: Scene) -> str:
    """Let time pass until a post waits for a person; its group, or "" if none does for two days."""
    for _ in range(_MOST_TICKS):
        for group in GROUPS:
            if scene.ask("waiting", group=group)["waiting"]:
                return group
        following = scene.clock() + TICK
        _pass_a_quarter(scene)
        scene.clock.jump(max(following, scene.clock()))
    return ""


class Company:
    """The company as it was left."""

    def __init__(self, members: int, folder: Path, running: ExitStack) -> None:
        home = folder / _HOME
        self._page = folder / PAGE
        self.log = running.enter_context((folder / "log.jsonl").open("a", encoding="utf-8"))
        self._scene = _scene(members, home, running, LocalClock(home / "clock"))
        self._scene.found()
        self.stack, self.clock, self.endpoints = self._scene.stack, self._scene.clock, self._scene.endpoints

    def keys_file(self, network: str) -> str:
        """A file with keys for this network: nobody needs one."""
        raise PlaceError(f"Everybody on {network} is connected. make run brings your own account back.")

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What the function answers; after a decision, a quarter of an hour has passed."""
        answer = self._scene.answer(event)
        if any(each in event for each in _DECISIONS):
            _pass_a_quarter(self._scene)
        return answer

    def show_pages(self, told: Callable[[str], object]) -> None:
        """Serve the dashboard's pages and the day to a browser until somebody interrupts that."""
        with redirect_stdout(self.log):
            dashboard = self.stack.dashboard(self.clock, self.endpoints)

        def act(event: Mapping[str, Any]) -> str:
            answer = dashboard.functions[ACT](event)
            if is_click(event):
                _pass_a_quarter(self._scene)
            return answer

        serve({**dashboard.functions, ACT: act}, dashboard.name, {PAGE: self._page}, told)


def _scene(members: int, home: Path, running: ExitStack, clock: LocalClock) -> Scene:
    running.callback(clock.save)
    aws = running.enter_context(LocalAws(home / "aws", keep=True))
    os.environ.update(aws.environment)
    return Scene(employees(members), clock, running, home=home)


def _pass_a_quarter(scene: Scene) -> None:
    for _ in scene.quarter():
        pass
