"""A fleet's day in the terminal, and as a picture of that."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.fleet.summary import refused, reviewed, said, sums
from local.show.marks import MARKS

if TYPE_CHECKING:
    from local.fleet.day import Day

DRAWN: Final = 8
"""How many people the picture in the docs shows."""
_COLUMNS: Final = 104


def show(console: Console, day: Day) -> None:
    """The day in the terminal."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", expand=True)
    for title, width in (("UTC", 5), ("there", 5), ("who", 9), ("on", 8), ("words", None), ("followers", 9)):
        table.add_column(title, no_wrap=True, overflow="ellipsis", width=width, ratio=None if width else 1)
    for post in said(day):
        network = MARKS[post.who.network].name
        table.add_row(
            f"{post.at:%H:%M}",
            Text(post.there, "dim"),
            post.who.name,
            network,
            Text(post.words),
            str(post.who.followers),
        )
    console.print(table)
    refusals = [(each.when, each.who, each.why) for each in refused(day)]
    for title, rows in (("Read by the team first", reviewed(day)), ("Not posted, and why", refusals)):
        if rows:
            console.print(f"\n[bold]{title}[/]")
            grid = Table.grid(padding=(0, 2))
            for row in rows:
                grid.add_row(*map(Text, row))
            console.print(grid)
    console.print()
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold", justify="right")
    for label, value in sums(day):
        facts.add_row(label, value)
    console.print(facts)


def drawn(day: Day) -> str:
    """The same as SVG."""
    console = Console(file=StringIO(), highlight=False, record=True, width=_COLUMNS)
    show(console, day)
    return svg_of(console, f"make run FLEET={len(day.people)}")


def svg_of(console: Console, title: str) -> str:
    """What a console recorded; the same text gives the same picture, in the reader's own fixed-width font."""
    svg = console.export_svg(title=title)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "terminal", svg.replace("Fira Code, monospace", "monospace"))
