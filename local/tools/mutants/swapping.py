"""Tries changed functions in forks of one process, which has imported everything and collected the tests.

So a change costs little more than the tests that run it. A change outside the body of a function can't be put
into what is imported already: `local.tools.mutants.trial` tries it.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
from inspect import unwrap
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Self

import pytest

from local.tools.mutants.mutant import Mutant
from local.tools.mutants.trial import ARGUMENTS, Changed, begin_apart, bound, ended, first_failure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType


_ELSEWHERE: Final = "?"
"""The answer to a change that is not in the body of a function."""


class Swapping:
    """The process that is forked; it runs for as long as the `with` block."""

    def __init__(self, test_files: Sequence[str]) -> None:
        self._test_files = test_files

    def __enter__(self) -> Self:
        self._folder = tempfile.mkdtemp(prefix="repost-mutants-")
        asked, ask = os.pipe()
        told, tell = os.pipe()
        sys.stdout.flush()
        self._child = os.fork()
        if not self._child:
            try:
                begin_apart()
                os.close(ask)
                os.close(told)
                arguments = [*ARGUMENTS, f"--basetemp={self._folder}/tests", *self._test_files]
                pytest.main(arguments, [_Forks(asked, tell, Path(self._folder) / "tests")])
            finally:
                os._exit(0)
        os.close(asked)
        os.close(tell)
        self._ask, self._told = os.fdopen(ask, "w"), os.fdopen(told)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ask.close()
        if error:
            os.killpg(self._child, signal.SIGKILL)
        ended(self._child)
        shutil.rmtree(self._folder, ignore_errors=True)

    def killed(self, mutant: Mutant, tests: Mapping[str, float]) -> str | None:
        """The first of some tests that fails with the change made; "" if all pass, None if it is elsewhere.

        `tests` says how many seconds each takes without a change.
        """
        self._ask.write(json.dumps([mutant, tests]) + "\n")
        self._ask.flush()
        answer = self._told.readline()
        if not answer:
            raise SystemExit("The tests can't be collected: run them first.")
        by: str = json.loads(answer)
        return None if by == _ELSEWHERE else by


class _Forks:
    """In place of running the tests that were collected, runs those asked for, with the change asked for."""

    def __init__(self, asked: int, tell: int, folder: Path) -> None:
        self._asked = asked
        self._tell = tell
        self._folder = folder
        self._failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        _begin_what_all_share(session)
        numbers = itertools.count(1)
        with os.fdopen(self._asked) as asked, os.fdopen(self._tell, "w") as tell:
            for line in asked:
                (file, function, start, old, new), tests = json.loads(line)
                mutant = Mutant(file, function, start, tuple(old), tuple(new))
                before = set(self._folder.iterdir()) if self._folder.exists() else set()
                by = self._tried(mutant, [(items[test], tests[test]) for test in tests], next(numbers))
                for left in set(self._folder.iterdir()) - before if self._folder.exists() else ():
                    shutil.rmtree(left, ignore_errors=True)
                tell.write(json.dumps(by) + "\n")
                tell.flush()
        return True

    def _tried(self, mutant: Mutant, tests: Sequence[tuple[pytest.Item, float]], number: int) -> str:
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as said:
            child = os.fork()
            if not child:
                try:
                    os.setpgid(0, 0)
                    self._run(mutant, tests, number, Path(said.name))
                finally:
                    os._exit(0)
            status = ended(child)
            return first_failure(status, said.read()) if status else said.read()

    def _run(
        self, mutant: Mutant, tests: Sequence[tuple[pytest.Item, float]], number: int, said: Path
    ) -> None:
        said.write_text(_ELSEWHERE, "utf-8")
        _swap(mutant)
        said.write_text("", "utf-8")
        session = tests[0][0].session
        _name_stacks_from(session, number * 1000)
        following = [*(item for item, _ in tests[1:]), session]
        for (item, seconds), after in zip(tests, following, strict=True):
            bound(seconds)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self._failed:
                said.write_text(self._failed, "utf-8")
                return


def _begin_what_all_share(session: pytest.Session) -> None:
    """Start the emulator, if a test needs it, so that not every fork has to."""
    first = next((item for item in session.items if "aws" in getattr(item, "fixturenames", ())), None)
    if first:
        # What belongs to the session alone stays as it is after the test.
        first.config.hook.pytest_runtest_protocol(item=first, nextitem=session)


def _name_stacks_from(session: pytest.Session, number: int) -> None:
    """Give the stacks of a fork names that no other fork has: they share an emulator."""
    for plugin in session.config.pluginmanager.get_plugins():
        if hasattr(plugin, "stack_numbers"):
            plugin.stack_numbers = itertools.count(number)


def _swap(mutant: Mutant) -> None:
    """Put a changed function into the module that is imported."""
    changed = Changed(mutant)
    fresh = ModuleType(changed.name)
    fresh.__file__ = changed.path
    changed.exec_module(fresh)
    old, new = (_function(module, mutant.function) for module in (sys.modules[changed.name], fresh))
    if (old.__defaults__, old.__kwdefaults__) != (new.__defaults__, new.__kwdefaults__):
        raise ValueError("The change isn't in the body.")
    old.__code__ = new.__code__


def _function(module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    for inner in ("fget", "func", "__func__"):
        found = getattr(found, inner, found)
    return unwrap(found)
