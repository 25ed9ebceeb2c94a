"""Shows on a terminal how far a blog has been read."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_WALK = "repost.feeds.walk"


@contextmanager
def progress(console: Console, text: str) -> Iterator[None]:
    """Show a text and a bar, which moves as soon as the log mentions a walk through a blog."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30)
    with Progress(*columns, console=console, transient=True) as bar:
        ear = _Ear(bar, text)
        logging.getLogger(_WALK).addHandler(ear)
        try:
            yield
        finally:
            logging.getLogger(_WALK).removeHandler(ear)


class _Ear(logging.Handler):
    """Listens to what `repost.feeds.walk` logs for each page."""

    def __init__(self, bar: Progress, text: str) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task(text, total=None)

    def emit(self, record: logging.LogRecord) -> None:
        walk = record.__dict__["walk"]
        self._bar.update(
            self._task,
            description=f"Reading the blog: {walk['known']} articles, back to {walk['back_to']}",
            total=1.0 if walk["part"] is not None else None,
            completed=walk["part"] or 0.0,
        )
        self._bar.refresh()
