"""The day of a company that `make run FLEET=…` shows."""

from __future__ import annotations

from contextlib import ExitStack
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from local.base.clock import LocalClock
from local.fleet.__main__ import main, show
from local.fleet.company import as_file, employees
from local.fleet.day import live
from local.fleet.page import page
from local.fleet.summary import said
from repost.fleet.people import read_people
from tests.world import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from local.aws.emulator import LocalAws


def test_a_day_of_a_company_shows_who_said_what_and_what_was_refused(
    aws: LocalAws,  # noqa: ARG001 - the emulator has to run
    tmp_path: Path,
) -> None:
    midnight = NOW.replace(hour=0).isoformat()
    (tmp_path / "clock").write_text(f"{midnight} {midnight}\n")
    people = employees(5)
    with ExitStack() as running:
        day = live(people, LocalClock(tmp_path / "clock", seconds=lambda: 0.0), running)
    posts = said(day)
    assert {post.who.name for post in posts} == {"ada", "bjorn", "chen", "emil"}
    assert all("#LarkfieldTeam" in post.text for post in posts)
    assert "guarantee" not in " ".join(post.text for post in posts).casefold()
    assert day.members["dana"] == "connected"
    console = Console(file=StringIO(), width=120)
    show(console, day)
    assert isinstance(console.file, StringIO)
    shown, written = console.file.getvalue(), page(day)
    for text in (shown, written):
        assert "dana" in text
        assert "No yes is recorded" in text
        assert f"{sum(each.followers for each in people if each.name != 'dana'):,} followers" in text
    assert written.count("<circle") == len(posts)


def test_any_number_of_people_can_be_invented_and_imported() -> None:
    people = employees(200)
    assert len({each.name for each in people}) == 200
    assert not read_people(as_file(people)).mistakes
    for wrong in ("0", "many", "501"):
        with pytest.raises(SystemExit):
            main([wrong])
