"""Let a day of an invented company pass on this machine: who posts when, in which words, and what is refused.

Tick, queue and worker are those that run in Lambda; AWS is an emulator, the networks are stand-ins, and the
clock jumps from one event to the next. Each run starts afresh.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NoReturn

from local.aws.emulator import LocalAws
from local.base.clock import LocalClock
from local.base.files import write
from local.base.home import FOLDER, World, alone, remember
from local.base.home import shown as shown_path
from local.fleet.company import employees
from local.fleet.day import live
from local.fleet.door import LocalDoor, wait
from local.fleet.kept import PAGE, begun, until_something_waits
from local.fleet.page import page
from local.fleet.terminal import show
from local.show.progress import progress
from repost.cli.arguments import Parser, yes_or_no
from repost.cli.output import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from local.fleet.day import Day

_MOST: Final = 500
_WITH_GUEST: Final = 7
"""With so many people, somebody is on every network, and one of them hasn't agreed yet."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Show a day of so many people."""
    parser = Parser(prog="make run FLEET=25", description=__doc__)
    parser.add_argument("members", type=_number, metavar="FLEET", help="how many people")
    parser.add_argument(
        "--door",
        type=yes_or_no,
        nargs="?",
        const=True,
        default=False,
        help="instead, let one of them join in your browser",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the page is kept")
    given = parser.parse_args(arguments)
    console = Terminal(file=sys.stdout, highlight=False)
    try:
        if given.door:
            open_door(given.members, lambda text: console.print(text, markup=False, soft_wrap=True))
        text = f"A day of {given.members} people passes on this machine …"
        with progress(console, text), ExitStack() as running:
            running.enter_context(alone(given.folder))
            scene = begun(given.members, given.folder, running, _midnight())
            day = live(scene)
            group = until_something_waits(scene)
            remember(given.folder, World(fleet=given.members))
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")
        return 130
    write(given.folder / PAGE, page(day))
    show(console, day)
    console.print(f"\n[dim]On one page: {shown_path(given.folder / PAGE)}. How it works: docs/fleets.md.[/]")
    if group:
        console.print(
            f"[dim]A post of the group {group} waits for you: ./repost review --local --group {group}, or in "
            "your browser: ./repost page --local. make run brings your own account back.[/]",
            soft_wrap=True,
        )
    return 0


def run(members: int, start: datetime | None = None) -> Day:
    """A day from midnight on (UTC), today's if none is given."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        return live(begun(members, Path(folder), running, start or _midnight()))


def open_door(members: int, told: Callable[[str], object]) -> NoReturn:
    """Let one of so many people join, until Ctrl-C."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        aws = running.enter_context(LocalAws(Path(folder) / "aws", keep=False))
        os.environ.update(aws.environment)
        people = employees(max(members, _WITH_GUEST))
        wait(LocalDoor(people, LocalClock(Path(folder) / "clock"), running), told)


def _midnight() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= _MOST:
        raise argparse.ArgumentTypeError(f'"{text}" is no number from 1 to {_MOST}.')
    return number
