"""The clock of the local run: it goes on from where the last run ended, and jumps on request."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from local.base.files import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class LocalClock:
    """A clock that begins with the real time, later where it was left; `start` is its first instant.

    `seconds` is what moves it on.
    """

    def __init__(self, file: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._seconds = seconds
        if file.exists():
            self.start, self._base = map(datetime.fromisoformat, file.read_text().split())
        else:
            self.start = self._base = datetime.now(UTC).replace(microsecond=0)
        self._since = self._seconds()

    def __call__(self) -> datetime:
        return self._base + timedelta(seconds=self._seconds() - self._since)

    def jump(self, to: datetime) -> None:
        """Go forward to an instant."""
        self._base, self._since = to, self._seconds()

    def save(self) -> None:
        """Keep the time for the next run."""
        write(self._file, f"{self.start.isoformat()} {self().isoformat()}\n")
