"""Everything that reads from outside, against inputs that nobody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.processes import python

if TYPE_CHECKING:
    from pathlib import Path


def fuzz(folder: Path, inputs: int, largest: int, seed: int) -> None:
    where = ("--keep", str(folder), "--inputs", str(inputs), "--largest", str(largest), "--seed", str(seed))
    done = python("-W", "error", "-m", "tests.fuzzing", *where)
    assert done.returncode == 0, done.stdout + done.stderr[-5_000:]


def test_no_input_raises_or_takes_much_time_or_memory(tmp_path: Path) -> None:
    fuzz(tmp_path, 60, 100_000, 0)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_no_large_input_raises_or_takes_much_time_or_memory(tmp_path: Path, part: int) -> None:
    fuzz(tmp_path, 100, 10_000_000, 1_000_000 + 100 * part)
