"""Draws the pictures in the docs: what `make run` shows, the page that it writes, and a fleet's day.

They come from runs at a fixed time. The SVGs are text, and the PNG holds the digest of the page that it
shows, so that no browser is needed to check whether they are up to date. That of the fleet is checked by
tests/e2e/test_fleet_day.py, which lives through the same day.
"""

from __future__ import annotations

import argparse
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, chdir, contextmanager
from datetime import UTC, datetime
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from rich.console import Console

from local.aws.stack import LOOK
from local.base.clock import LocalClock
from local.base.home import Example, World
from local.base.picture import note_of, noted
from local.fleet.command import run
from local.fleet.terminal import DRAWN, drawn, svg_of
from local.real.browser import Browser
from local.run import Scene
from local.show.console import still
from local.show.page import PAGE
from local.show.summary import show
from repost.base.digests import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DOCS: Final = Path(__file__).parents[2] / "docs"
_TERMINAL: Final = DOCS / "run.svg"
FLEET: Final = DOCS / "fleet.svg"
DAY: Final = datetime(2026, 11, 23, tzinfo=UTC)
"""The day of the fleet in the picture."""
_PAGE: Final = DOCS / "timeline.png"
_TIME: Final = "2026-11-23T20:00:00+00:00"
_COLUMNS: Final = 80
_WIDTH: Final = 1280
_HEIGHT: Final = 1000
_SHOWN: Final[Mapping[str, tuple[str, bool, int]]] = {
    "pages-coming": ("coming", False, 1000),
    "pages-health": ("health", True, 430),
}
"""The pages of the dashboard that are drawn: by picture the view, whether it is dark, and the height."""

_REVIEW: Final = "pages-review"
_REVIEW_HEIGHT: Final = 450
_HOLD: Final = '\n[review]\nhold = "always"\n'

_UNSEEN: Final = re.compile(r"<style>.*?</style>|<cwdb-action.*?</cwdb-action>|<[^>]*>", re.DOTALL)
"""What a page has beside its words; no two runs have the same tokens."""

_FOLDER: Final = Path(".local")
_ADDRESS: Final = f"file:///home/ada/repost/.local/{PAGE}"
_EXAMPLES: Final[Sequence[Example]] = ("fr", "en")
_STALE: Final = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw them; with --check, only say which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="draw nothing: fail if a picture is out of date")
    given = parser.parse_args(arguments)
    # Each in a process of its own: a handler's logger keeps writing to where it wrote first.
    with ProcessPoolExecutor(len(_EXAMPLES) + 1, get_context("spawn")) as processes:
        review = processes.submit(_review)
        (terminal, _, _), (_, page, pages) = processes.map(_run, _EXAMPLES)
        pages[_REVIEW] = review.result()
    note = digest(re.sub(r'src="data:[^"]*"', "", page))
    of_pages = {
        DOCS / f"{name}.png": digest(" ".join(_UNSEEN.sub(" ", html).split())) for name, html in pages.items()
    }
    if given.check:
        up_to_date = {
            _TERMINAL: _TERMINAL.read_text("utf-8") == terminal,
            _PAGE: note_of(_PAGE.read_bytes()) == note,
            **{file: note_of(file.read_bytes()) == of_page for file, of_page in of_pages.items()},
        }
        stale = [file.name for file, is_up_to_date in up_to_date.items() if not is_up_to_date]
        for name in stale:
            sys.stderr.write(f"docs/{name} is out of date: run `make pictures`.\n")
        return _STALE if stale else 0
    _TERMINAL.write_text(terminal, "utf-8")
    FLEET.write_text(drawn(run(DRAWN, DAY)), "utf-8")
    _PAGE.write_bytes(noted(_photographed(page), note))
    for (file, of_page), (name, html) in zip(of_pages.items(), pages.items(), strict=True):
        is_dark, height = _SHOWN[name][1:] if name in _SHOWN else (False, _REVIEW_HEIGHT)
        file.write_bytes(noted(_photographed(still(html, is_dark=is_dark), height), of_page))
    return 0


def _run(example: Example) -> tuple[str, str, dict[str, str]]:
    """What a first run of an example shows as SVG, its page, and pages of its dashboard."""
    console = Console(file=StringIO(), highlight=False, record=True, width=_COLUMNS)
    with _scene(example) as scene:
        report = {**scene.run(console), "remote_url": _ADDRESS}
        shown = scene.looks(report)
        scene.write_page(report, shown)
        show(console, report, shown, scene)
        page = (_FOLDER / PAGE).read_text("utf-8")
        pages = {name: _seen(scene, view, is_dark=dark) for name, (view, dark, _) in _SHOWN.items()}
    return _on_usual_port(svg_of(console, "make run")), _on_usual_port(page), pages


def _review() -> str:
    """The page of the posts that wait, of a blog whose every post is read first."""
    with _scene("en") as scene:
        name = f"{scene.stack.path}/settings/{scene.account}"
        scene.stack.put_settings(scene.account, scene.stack.parameters.documents()[name] + _HOLD)
        scene.run(Console(file=StringIO()))
        return _seen(scene, "review", is_dark=False)


@contextmanager
def _scene(example: Example) -> Iterator[Scene]:
    """The world of `make run` with an example, at the time of the pictures."""
    with TemporaryDirectory() as folder, chdir(folder), ExitStack() as running:
        _FOLDER.mkdir()
        (_FOLDER / "clock").write_text(f"{_TIME} {_TIME}\n")
        clock = LocalClock(_FOLDER / "clock", seconds=lambda: 0.0)
        yield Scene(_FOLDER, World(example=example), running, clock)


def _seen(scene: Scene, view: str, *, is_dark: bool) -> str:
    """A page of the dashboard."""
    look = scene.stack.dashboard(scene.clock, scene.endpoints).functions[LOOK]
    context = {"locale": "en", "theme": "dark" if is_dark else "light"}
    return _on_usual_port(look({"view": view, "widgetContext": context}))


def _on_usual_port(text: str) -> str:
    return re.sub(r"127\.0\.0\.1:\d{4}\b", "127.0.0.1:8320", text)


def _photographed(page: str, height: int = _HEIGHT) -> bytes:
    with TemporaryDirectory() as folder, Browser() as browser:
        file = Path(folder) / PAGE
        file.write_text(page, "utf-8")
        browser.open(file, width=_WIDTH, height=height)
        return browser.picture()


if __name__ == "__main__":
    sys.exit(main())
