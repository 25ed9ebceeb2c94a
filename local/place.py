"""The world of `make run` as the command for people sees it, for as long as a command takes."""

from __future__ import annotations

from contextlib import ExitStack, redirect_stdout
from typing import TYPE_CHECKING, Any, Self

from local.aws.stack import LocalContext
from local.run import Scene
from repost.base.errors import RepostError
from repost.cli.place import PlaceError
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from repost.base.secret import Secret


class LocalPlace:
    """Emulator, sample blog and stand-ins, as they were left in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._running = ExitStack()
        try:
            self._scene = Scene(self._folder, None, "x", self._running)
            self._log = self._running.enter_context((self._folder / "log.jsonl").open("a", encoding="utf-8"))
            with redirect_stdout(self._log):  # where the logger writes from its first line on
                self._handler = self._scene.stack.handler(self._scene.clock, self._scene.endpoints)
        except BaseException:
            self._running.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scene.clock.save()
        self._running.close()

    @property
    def path(self) -> str:
        return self._scene.stack.path

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._scene.endpoints

    def clock(self) -> datetime:
        return self._scene.clock()

    def http(self) -> Http:
        return Http(allow_loopback=True)

    def documents(self) -> dict[str, str]:
        return self._scene.stack.parameters.documents()

    def put_settings(self, name: str, text: str) -> None:
        self._scene.stack.put_settings(name, text)

    def put_secret(self, account: str, document: Secret) -> None:
        self._scene.stack.put_secret(account, document.reveal())

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with redirect_stdout(self._log):
            try:
                return self._handler(event, LocalContext())
            except RepostError as error:
                raise PlaceError(f"The function failed: {error}") from None
