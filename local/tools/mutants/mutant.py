"""The changes that are tried, the ones that change nothing, and where the tests of each file are."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).parents[3]
CODE: Final = ROOT / "functions" / "repost"
EQUIVALENT: Final = Path(__file__).with_name("equivalent.toml")
_MAKER: Final = (str(ROOT / ".venv-mutants" / "bin" / "python"), str(ROOT / "packaging" / "mutations.py"))

_STATE: Final = (
    *("unit/test_budget", "unit/test_dry_runs", "integration/test_history", "integration/test_conflicts"),
    *("integration/test_account_states", "integration/test_account_results"),
    *("integration/test_history_of_texts", "integration/test_history_of_money", "integration/test_reviews"),
    "integration/test_another_feed",
    *("integration/test_member_queue", "e2e/test_unfinished_runs", "e2e/test_budget", "e2e/test_dry_run"),
    *("e2e/test_review", "e2e/test_reviewed"),
    *("e2e/test_repetition", "e2e/test_talk", "e2e/test_identity", "e2e/test_person", "e2e/test_results"),
    *("e2e/test_main_job", "e2e/test_announcing", "e2e/test_no_copies", "e2e/test_old_slots"),
    *("e2e/test_lessons_by_mail", "e2e/test_tokens", "e2e/test_steering", "e2e/test_digest"),
)
TESTS: Final = {
    "schedule": (
        *("unit/test_schedule", "unit/test_schedule_times", "unit/test_schedule_properties"),
        *("unit/test_talk", "unit/test_restraint_properties", "unit/test_capacity", "unit/test_news"),
        "unit/test_spread",
    ),
    "selection": (
        *("unit/test_selection", "unit/test_selection_walk", "unit/test_selection_properties"),
        *("unit/test_steering", "unit/test_capacity", "unit/test_news", "unit/test_restraint_properties"),
        *("unit/test_evergreen", "unit/test_evergreen_lists", "unit/test_evergreen_learning"),
        *("unit/test_evergreen_phrases", "unit/test_encores"),
        "integration/test_candidates",
    ),
    "history": _STATE,
    "run": (
        *(*_STATE, "e2e/test_sending", "e2e/test_refusals", "e2e/test_next_best", "e2e/test_still_there"),
        *("e2e/test_whose_fault", "e2e/test_brand", "e2e/test_two_steps", "e2e/test_pictures"),
        *("e2e/test_one_handle", "e2e/test_pause_after_new", "e2e/test_isolation"),
    ),
}
"""For each room the files whose tests are tried."""

_RUN: Final = ("delivery", "unfinished", "still_wanted")


class Mutant(NamedTuple):
    """A change to a file: the lines from `start` that it replaces; `function` is empty between functions."""

    file: str
    function: str
    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it changes, wherever in the file it is after an edit."""
        old, new = (" ".join(line.strip() for line in lines) for lines in (self.old, self.new))
        return f"{self.file} {self.function}: {old} -> {new}"

    @property
    def code(self) -> str:
        """The file with the change made."""
        lines = (CODE / self.file).read_text("utf-8").splitlines()
        lines[self.start : self.start + len(self.old)] = self.new
        return "\n".join(lines) + "\n"


def files(room: str) -> list[str]:
    """The files of a room that are changed."""
    if room == "run":
        return [f"run/{name}.py" for name in _RUN]
    return sorted(
        path.relative_to(CODE).as_posix() for path in (CODE / room).glob("*.py") if path.name != "__init__.py"
    )


def mutants(file: str, kept: Path) -> list[Mutant]:
    """All changes to a file; made once, and kept for as long as the file and the maker stay as they are."""
    made = kept / f"made-{digest(CODE / file, Path(_MAKER[1]))}.json"
    if not made.exists():
        done = subprocess.run([*_MAKER, str(CODE / file)], check=True, stdout=subprocess.PIPE, text=True)
        made.write_text(done.stdout, "utf-8")
    found: dict[str, Mutant] = {}
    for line in made.read_text("utf-8").splitlines():
        parts = json.loads(line)
        each = Mutant(file, parts["function"], parts["start"], tuple(parts["old"]), tuple(parts["new"]))
        found.setdefault(each.name, each)  # Of two equal lines of a function the first stands for both.
    return list(found.values())


def places(file: str) -> list[tuple[str, str]]:
    """Where each line of a file is: its function, or "", and the first line of its statement."""
    source = (CODE / file).read_text("utf-8")
    lines = source.splitlines()
    found = [("", "")] * len(lines)

    def fill(nodes: Iterable[ast.AST], within: str, *, is_inside: bool) -> None:
        for node in nodes:
            name = within
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not is_inside:
                name = f"{within}.{node.name}".lstrip(".")
            inside = is_inside or isinstance(node, ast.FunctionDef)
            if isinstance(node, ast.stmt):
                for line in range(node.lineno - 1, node.end_lineno or node.lineno):
                    found[line] = (name if inside else "", lines[node.lineno - 1].strip())
            fill(ast.iter_child_nodes(node), name, is_inside=inside)

    fill(ast.parse(source).body, "", is_inside=False)
    return found


def users(mutant: Mutant) -> set[str]:
    """The functions that use the value which is changed."""
    _, statement = places(mutant.file)[mutant.start]
    words = re.findall(r"\w+", statement)
    name = re.compile(rf"\b{words[0]}\b" if words else "$^")
    lines = (CODE / mutant.file).read_text("utf-8").splitlines()
    found = zip(places(mutant.file), lines, strict=True)
    return {function for (function, _), line in found if function and name.search(line)}


def equivalent() -> dict[str, str]:
    """The changes that change nothing anybody could see, by name, each with its reason."""
    listed = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    return {
        f"{file} {each['function']}: {each['old']} -> {each['new']}": each["reason"]
        for file, entries in listed.items()
        for each in entries
    }


def digest(*paths: Path) -> str:
    """A name for what files contain."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]
