"""Patterns that are compiled at their first use: a cold start pays for what it needs."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = Path(__file__).parents[2] / "functions" / "repost"


def test_a_pattern_is_what_re_compiles() -> None:
    words, figures = pattern(r"[a-z]+", re.IGNORECASE), pattern(rb"(?P<figure>[0-9])")
    assert words.findall("An old Article") == ["An", "old", "Article"]
    assert words.sub("-", "1 a 2") == "1 - 2"
    assert words.pattern == r"[a-z]+"
    found = figures.search(b"no. 7")
    assert found is not None
    assert found["figure"] == b"7"


def test_it_is_compiled_at_its_first_use_and_no_earlier() -> None:
    broken = pattern("(")
    with pytest.raises(re.error):
        broken.match("")


def test_no_module_compiles_a_pattern_when_it_is_imported() -> None:
    assert not [
        f"{path.relative_to(CODE)}:{call.lineno}"
        for path in CODE.rglob("*.py")
        for call in calls_at_import(ast.parse(path.read_text("utf-8")))
        if ast.unparse(call.func) == "re.compile"
    ]


def calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls in a module outside its functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            if isinstance(child, ast.Call):
                yield child
            yield from calls_at_import(child)
