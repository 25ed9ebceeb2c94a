"""What the local run is built on holds when it is interrupted, and when threads overlap."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from typing import NoReturn

import pytest

from local.base.ear import Ear
from local.base.files import write


def test_a_file_whose_writing_is_interrupted_is_what_it_was_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    file = tmp_path / "clock"
    write(file, "nine")
    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(file, "ten")
    assert file.read_text() == "nine"


def test_what_is_printed_meanwhile_is_heard_until_the_last_has_finished_and_then_no_more() -> None:
    log, before = StringIO(), sys.stdout
    ear = Ear(log)
    first, second = ear.hears(), ear.hears()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    print("still heard", end="")  # noqa: T201 - that is heard
    second.__exit__(None, None, None)
    assert sys.stdout is before
    assert log.getvalue() == "still heard"
