"""The stand-ins of `make run` as the command sees them, for as long as a command takes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from local.aws.stack_place import StackPlace
from local.base.home import alone, last_world
from local.fleet.kept import Company
from local.run import Scene
from repost.base.errors import EventError, RepostError
from repost.cli.place import PlaceError
from repost.networks.authorization import LOOPBACK_PORT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from local.aws.stack import LocalStack
    from repost.cli.output import Output


class LocalPlace(StackPlace):
    """Emulator, blog and stand-ins, as the last `make run` left them in a folder, with or without FLEET."""

    answers_at = LOOPBACK_PORT

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._running = ExitStack()
        try:
            self._running.enter_context(alone(self._folder))
            last = last_world(self._folder)
            self._world: Company | Scene = (
                Company(last.fleet, self._folder, self._running)
                if last.fleet
                else Scene(self._folder, last, self._running)
            )
        except BaseException:
            self._running.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @property
    def stack(self) -> LocalStack:
        return self._world.stack

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._world.endpoints

    def clock(self) -> datetime:
        return self._world.clock()

    def keys_file(self, network: str) -> str:
        return self._world.keys_file(network)

    def show_pages(self, output: Output) -> None:
        """Serve the pages to a browser until somebody interrupts that."""
        self._world.show_pages(output.address)

    def ask(self, event: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._world.answer(event)
        except EventError as error:
            raise PlaceError(str(error)) from None
        except RepostError as error:
            raise PlaceError(f"The function failed: {error}") from None
