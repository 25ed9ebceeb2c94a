"""Changes a Python file in every way that mutmut's operators know, and prints each change as a line of JSON.

`python mutations.py <file>`. It runs in `.venv-mutants`, which has mutmut and nothing of Repost.

mutmut's own runner isn't used: it changes only what is inside undecorated functions, so constants, properties
and the defaults of values would stay as they are, and it names its mutants by number, so a list of equivalent
ones would be wrong after the next edit.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from mutmut.mutation.mutators import mutation_operators, operator_assignment

_TYPES_ALONE = m.If(test=m.Name("TYPE_CHECKING"))
_NAMES = m.Assign(targets=[m.AssignTarget(target=m.Name("__all__"))])
_FROZEN = m.Arg(keyword=m.Name("frozen"))
_TYPE = m.Subscript(value=m.Name("Literal"))
_UNSEEN = m.Annotation() | m.Import() | m.ImportFrom() | _TYPES_ALONE | _NAMES | _FROZEN | _TYPE
"""What has no effect at run time, or none that mypy doesn't see first."""


def _none_for_something(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Whether an argument becomes None: mypy refuses that, and it is part of `make test`."""
    return (
        isinstance(node, cst.Call)
        and isinstance(changed, cst.Call)
        and len(node.args) == len(changed.args)
        and len(_nones(node)) < len(_nones(changed))
    )


def _nones(call: cst.Call) -> list[cst.Arg]:
    return [arg for arg in call.args if m.matches(arg.value, m.Name("None"))]


def _without_a_part(text: cst.SimpleString) -> list[cst.SimpleString]:
    """A condition for DynamoDB without one of its parts; mutmut has no operator for such texts."""
    for word in (" AND ", " OR "):
        parts = text.value.split(word)
        if len(parts) > 1:
            left = [word.join(parts[:at] + parts[at + 1 :]) for at in range(1, len(parts) - 1)]
            left += [text.value[0] + word.join(parts[1:]), word.join(parts[:-1]) + text.value[-1]]
            return [text.with_changes(value=each) for each in left]
    return []


def _is_sentence(node: cst.CSTNode) -> bool:
    """Whether it is wording: a test could only repeat it."""
    return isinstance(node, cst.SimpleString) and bool(
        re.fullmatch(r"\W?[A-Z].* .*\.\W", node.value, re.DOTALL)
    )


# An assignment of None would be refused by mypy, too.
_OPERATORS = [pair for pair in mutation_operators if pair[1] is not operator_assignment]
_OPERATORS.append((cst.SimpleString, _without_a_part))


class _Changes(cst.CSTVisitor):
    """Collects the changed nodes, each with the function or method that holds the original."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []
        self._within: list[str] = []
        self._functions = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, _UNSEEN) or _is_sentence(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            if not self._functions:
                self._within.append(node.name.value)
            self._functions += isinstance(node, cst.FunctionDef)
        where = ".".join(self._within) if self._functions else ""
        for kind, operator in _OPERATORS:
            if isinstance(node, kind):
                changed = [each for each in operator(node) if not _none_for_something(node, each)]
                # Of a text's three changes one is enough: the others only exchange small and capital letters.
                self.found += [
                    (where, node, each) for each in changed[: 1 if kind is cst.BaseString else None]
                ]
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._functions -= isinstance(node, cst.FunctionDef)
            if not self._functions:
                self._within.pop()


def main(path: Path) -> None:
    """Print the file's mutants: the function, the lines that change (from 0) and what they become."""
    module = cst.parse_module(path.read_text("utf-8"))
    at = 0
    for statement in module.body:
        before = module.code_for_node(statement)
        at = module.code.index(before, at)
        start = module.code.count("\n", 0, at)
        changes = _Changes()
        statement.visit(changes)
        seen = {ast.dump(ast.parse(before))}
        for function, node, changed in changes.found:
            # One statement alone, since replacing a node walks through all there is.
            new = changed if node is statement else statement.deep_replace(node, changed)
            after = module.code_for_node(cst.ensure_type(new, cst.CSTNode))
            try:
                meaning = ast.dump(ast.parse(after))
            except SyntaxError:
                continue  # A line break lost its parentheses.
            if meaning not in seen:
                seen.add(meaning)
                print(json.dumps({"function": function, **_lines(before, after, start)}))


def _lines(before: str, after: str, start: int) -> dict[str, object]:
    old, new = before.splitlines(), after.splitlines()
    same = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    end = 0
    while end < min(len(old), len(new)) - same and old[-1 - end] == new[-1 - end]:
        end += 1
    return {
        "start": start + same,
        "old": old[same : len(old) - end],
        "new": new[same : len(new) - end],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
