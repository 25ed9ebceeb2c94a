"""What values promise, and that everything a run passes around is one."""

from __future__ import annotations

from pathlib import Path

import pytest

import repost
from repost.base.value import Value


class Pair(Value, frozen=True):
    left: int
    right: int = 0


def test_a_value_is_fixed_and_equal_to_what_has_the_same_fields() -> None:
    assert Pair(1) == Pair(1, 0) != Pair(1, 2)
    assert len({Pair(1), Pair(1, 0)}) == 1
    with pytest.raises(AttributeError):
        Pair(1).left = 2  # type: ignore[misc]


def test_no_module_of_the_function_pays_for_dataclasses() -> None:
    modules = Path(repost.__file__).parent.rglob("*.py")
    assert [str(path) for path in modules if "dataclass" in path.read_text("utf-8")] == [
        str(Path(repost.__file__).parent / "base" / "value.py")
    ]
