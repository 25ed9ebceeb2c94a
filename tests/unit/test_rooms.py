"""The import rule of the rooms; docs/decisions.md says why. Type-only and lazy imports count, too."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = {"repost": ROOT / "functions" / "repost", "local": ROOT / "local"}
STEPS: Final = {
    "repost": (
        "base",
        "settings web aws events markup signing",
        "brand",
        "schedule selection wording results review",
        "feeds networks links",
        "accounts history",
        "fleet",
        "run",
        "simulation",
        "person",
        "pages",
        "app cli",
        "door",
        "deployed __main__",
        "deployed_worker deployed_door deployed_look deployed_act",
    ),
    "local": ("base", "blogs links networks real", "aws show", "run fleet", "place tools __main__"),
}
packages = pytest.mark.parametrize("package", STEPS)


@packages
def test_a_room_imports_only_from_rooms_on_lower_steps(package: str) -> None:
    step = {room: number for number, rooms in enumerate(STEPS[package]) for room in rooms.split()}
    assert not [
        f"{module} imports {other}"
        for module, others in imports(package).items()
        for other in others
        if room(other) != room(module) and step[room(other)] >= step[room(module)]
    ]


@packages
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    TopologicalSorter(imports(package)).prepare()  # raises CycleError, which names them


def test_a_network_imports_nothing_of_another_network() -> None:
    for module, others in imports("repost").items():
        *folder, _ = module.split(".")
        for other in others:
            *other_folder, _ = other.split(".")
            if folder[:2] == other_folder[:2] == ["repost", "networks"] and folder[2:]:
                assert folder[: len(other_folder)] == other_folder, f"{module} imports {other}"


@packages
def test_a_room_itself_is_one_docstring(package: str) -> None:
    for path in FOLDERS[package].rglob("__init__.py"):
        [docstring] = ast.parse(path.read_text("utf-8")).body
        assert isinstance(docstring, ast.Expr), path


@packages
def test_every_room_has_its_step(package: str) -> None:
    rooms = {room(module) for module in imports(package)}
    assert rooms == set(" ".join(STEPS[package]).split())


def room(module: str) -> str:
    return module.split(".")[1]


@cache
def imports(package: str) -> dict[str, set[str]]:
    """What each module of a package imports of it."""
    folder = FOLDERS[package]
    paths = {
        ".".join((package, *path.relative_to(folder).with_suffix("").parts)): path
        for path in folder.rglob("*.py")
        if path.name != "__init__.py"
    }
    return {
        module: {
            name if name in paths else node.module
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            and f"{node.module}.".startswith(f"{package}.")
            and node.module
            for name in (f"{node.module}.{alias.name}" for alias in node.names)
        }
        for module, path in paths.items()
    }


def test_an_idle_tick_imports_nothing_of_what_only_others_need() -> None:
    code = "import sys, repost.app; print(*sys.modules, sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "functions")}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    rooms = ("repost.markup", "repost.signing", "repost.review", "repost.pages", "repost.door")
    others = ("event_handler", "jinja2", "itsdangerous", "oauthlib", "result")
    assert not [each for each in told.stdout.split() if any(of in each for of in (*rooms, *others))]
