"""What the terminal shows at the end of `make run`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from local.base.home import World
from local.show.summary import show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEED = "https://blog.example.com/a/long/address/of/a/feed/that/fills/a/line.xml"
REPORT: dict[str, Any] = {
    "state": "posted",
    "decision": "An old article was posted again.",
    "published": "",
    "why": "",
    "known": 3,
    "eligible": 2,
    "why_not": {},
    "notes": [],
    "remote_url": "",
    "next": "",
}


@dataclass
class Run:
    folder: Path = Path(".local")
    world: World = field(default_factory=lambda: World(FEED, "bluesky"))
    network: str = "bluesky"
    account: str = "yours"
    username: str = "yourblog"
    clock: Callable[[], datetime] = lambda: datetime(2026, 11, 23, tzinfo=UTC)
    zone: tzinfo = UTC
    posts: Sequence[str] = ("a post",)


def shown(**changes: object) -> list[str]:
    console = Console(file=StringIO(), width=60)
    show(console, REPORT | changes, (), Run())
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("state", ["posted", "held", "empty", "failed"])
def test_a_command_to_copy_is_never_folded(state: str) -> None:
    assert f"Run it again: make run FEED={FEED} NETWORK=bluesky" in shown(state=state)


def test_another_address_is_advised_only_where_the_feed_itself_is_the_trouble() -> None:
    other = "Try another address: make run FEED=https://…"
    assert other in shown(state="no_feed", known=0)
    assert other not in shown(state="no_feed", known=10)  # it is an article's page that can't be reached
