"""Servers by other people: installed below `.local/real`, run on loopback for as long as a `with` block."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from repost.web.failures import RequestFailed
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).parent
INSTALLED: Final = HERE.parents[1] / ".local" / "real"
_START_SECONDS: Final = 600.0


class NotInstalled(RuntimeError):
    """Something that a server needs is missing, or its installation failed; the message says what."""


def tool(name: str, *, why: str) -> str:
    """The path of a program that must be there."""
    found = shutil.which(name)
    if not found:
        raise NotInstalled(f"{name} is needed: {why}.")
    return found


def install(command: Sequence[str | Path], folder: Path) -> None:
    """Run a step of an installation in a folder; its output is kept in install.log there."""
    with (folder / "install.log").open("a") as log:
        done = subprocess.run(
            list(map(str, command)), cwd=folder, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        raise NotInstalled(f"{command[0]} failed; {folder / 'install.log'} says why.")


class RealServer:
    """A process that answers at `health` once it is up, and leaves no temporary files.

    Parameters
    ----------
    command : sequence
        What starts it.
    folder : path
        Where it runs, and where server.log is kept.
    url : str
        Where it answers.
    health : str
        A path that it answers with 200.
    """

    def __init__(self, command: Sequence[str | Path], folder: Path, url: str, health: str) -> None:
        self._command = list(map(str, command))
        self._folder = folder
        self.url = url
        self._health = health

    def __enter__(self) -> Self:
        self._temporary = TemporaryDirectory(ignore_cleanup_errors=True)
        with (self._folder / "server.log").open("w") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env={**os.environ, "TMPDIR": self._temporary.name},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise NotInstalled(
                    f"{self._command[0]} did not start; {self._folder / 'server.log'} says why."
                )
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._temporary.cleanup()

    def _is_up(self) -> bool:
        with suppress(RequestFailed):
            return Http(allow_loopback=True).get(self.url + self._health).status == HTTPStatus.OK
        return False
