"""Everything that reads from outside, against inputs that nobody wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]


def fuzz(folder: Path, inputs: int, largest: int, seed: int) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-W", "error", "-m", "tests.fuzzing", "--keep", str(folder)),
            *("--inputs", str(inputs), "--largest", str(largest), "--seed", str(seed)),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "functions"), str(ROOT)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-5_000:]


def test_no_input_raises_or_takes_much_time_or_memory(tmp_path: Path) -> None:
    fuzz(tmp_path, 60, 100_000, 0)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_no_large_input_raises_or_takes_much_time_or_memory(tmp_path: Path, part: int) -> None:
    fuzz(tmp_path, 100, 10_000_000, 1_000_000 + 100 * part)
