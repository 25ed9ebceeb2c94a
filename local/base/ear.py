"""Hears what functions print, in whichever threads they run."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ear:
    """As `contextlib.redirect_stdout`, which puts the wrong output back if two threads overlap."""

    def __init__(self, log: TextIO) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._listens_to = 0
        self._before: TextIO = sys.stdout

    @contextmanager
    def hears(self) -> Iterator[None]:
        """Print to the log within the block."""
        with self._lock:
            if not self._listens_to:
                self._before, sys.stdout = sys.stdout, self._log
            self._listens_to += 1
        try:
            yield
        finally:
            with self._lock:
                self._listens_to -= 1
                if not self._listens_to:
                    sys.stdout = self._before
