"""The card that `make run` shows of a post."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from local.show import timeline

LINK = "https://example.com/2026/10/an-article-with-an-address-that-no-narrow-terminal-can-hold/?utm_source=x"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_link_is_never_folded_or_cut_however_narrow_the_terminal(width: int) -> None:
    terminal = Console(file=StringIO(), width=width, highlight=False)
    report = {"text": f"From the archive, as it is: Rye bread {LINK} #bread", "link": LINK, "guid": LINK}
    card = timeline.post(
        report | {"title": "Rye bread for beginners"},
        handle="ada",
        at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        zone=UTC,
        used_and_allowed=(60, 280),
        width=width,
    )
    terminal.print(card, crop=False)
    assert isinstance(terminal.file, StringIO)
    lines = terminal.file.getvalue().splitlines()
    assert sum(LINK in line for line in lines) == 1
    assert all(len(line) <= max(width, len(LINK)) for line in lines)
    assert any("#bread" in line for line in lines)
    assert any("60 of 280 characters" in line for line in lines)


def test_the_facts_keep_their_order_and_their_addresses_whole() -> None:
    report: dict[str, Any] = {
        "state": "no_feed",
        "decision": f"{LINK} could not be fetched.",
        "published": None,
        "why": "",
    }
    report |= {"known": None, "notes": (), "remote_url": LINK, "next": "2026-11-23T09:00:00Z"}
    terminal = Console(file=StringIO(), width=40, highlight=False)
    for line in timeline.facts(report, UTC, 40):
        terminal.print(line, soft_wrap=True)
    assert isinstance(terminal.file, StringIO)
    assert terminal.file.getvalue().splitlines() == [
        "State  no_feed",
        f"       {LINK}",
        "       could not be fetched.",
        f" Post  {LINK}",
        " Next  Monday 23 November, 09:00",
    ]
