"""Runs tests in a process of their own, with one module changed; nothing on disk is touched.

The process is forked from one that has imported everything but Repost and its tests, so that it costs
a second rather than several. It reads the changed module in place of the file.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.tools.mutants.mutant import CODE, ROOT, places

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from types import CodeType, FrameType, ModuleType

    from _typeshed import TraceFunction

    from local.tools.mutants.mutant import Mutant

ARGUMENTS: Final = (
    *("-x", "-q", "--no-header", "--no-summary", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning", "-c", str(ROOT / "pyproject.toml")),
)
_OURS: Final = ("repost", "local", "tests", "benchmarks", "conftest", "__")
_PLUGINS: Final = ("_hypothesis_pytestplugin", "xdist", "_pytest", "pytest")
_IMPORT_SECONDS: Final = 20


def survey(test_file: str, changed_files: Iterable[str], kept: Path) -> dict[str, Any]:
    """Run a file of tests without a change: how long each test takes, what it runs, and what it imports."""
    kept.unlink(missing_ok=True)
    paths = {str(CODE / file): file for file in changed_files}
    _forked(None, [test_file], _Survey(paths, kept))
    if not kept.exists():
        print(f"{test_file} fails without any change, or can't be run: its tests are left out.", flush=True)
        return {"seconds": {}, "reached": {}, "modules": []}
    found: dict[str, Any] = json.loads(kept.read_text("utf-8"))
    return found


def warm(modules: Iterable[str]) -> None:
    """Import what the tests need of others."""
    for name in modules:
        if not name.startswith(_OURS) and not name.startswith(_PLUGINS):
            try:
                importlib.import_module(name)
            except ImportError:
                continue


def killed(mutant: Mutant, tests: Mapping[str, float]) -> str:
    """The first of some tests that fails with the change made (or why none can be run); "" if all pass.

    `tests` says how many seconds each takes without a change.
    """
    if Changed(mutant).name in sys.modules:
        raise SystemExit(f"{mutant.file} was imported before it was changed: no test could see a change.")
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as said:
        status = _forked(mutant, list(tests), _First(Path(said.name), tests))
        return "" if status == pytest.ExitCode.OK else first_failure(status, said.read())


def bound(seconds: float) -> None:
    """Let this process end if it goes on for much longer than it should."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(usage.ru_utime + usage.ru_stime + 5 + 2 * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, 60 + 10 * seconds)  # it may also wait forever


def first_failure(status: int, said: str) -> str:
    """What failed in a process that ended with a status: the test that it named, or else it all."""
    if status == -signal.SIGTERM:
        raise KeyboardInterrupt  # Somebody stopped it: that says nothing about the mutant.
    return said or ("it can't be imported" if status > 0 else "it doesn't end")


def _forked(mutant: Mutant | None, tests: Sequence[str], plugin: object) -> int:
    folder = tempfile.mkdtemp(prefix="repost-mutant-")
    sys.stdout.flush()
    child = os.fork()
    if not child:
        status = 3
        try:
            begin_apart()
            if mutant:
                bound(_IMPORT_SECONDS)
                sys.meta_path.insert(0, Changed(mutant))
            status = int(pytest.main([*ARGUMENTS, f"--basetemp={folder}/tests", *tests], [plugin]))
        finally:
            os._exit(status)
    try:
        return ended(child)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def begin_apart() -> None:
    """Let this process, which was just forked, print nothing, and end with all that it starts."""
    os.setpgid(0, 0)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silent, stream)


def ended(child: int) -> int:
    """Wait for a process; its exit status, or a negative number if a signal ended it."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except BaseException:
        os.killpg(child, signal.SIGKILL)
        raise


class Changed(SourceFileLoader):
    """Finds the changed module before the file is looked for."""

    def __init__(self, mutant: Mutant) -> None:
        parts = ("repost", *mutant.file.removesuffix(".py").split("/"))
        super().__init__(".".join(parts), str(CODE / mutant.file))
        self._code = mutant.code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        del path, target
        return spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - there is but one
        code: CodeType = compile(self._code, self.path, "exec", dont_inherit=True)
        return code


class _First:
    """Notes the first test that fails, and lets none go on forever."""

    def __init__(self, where: Path, seconds: Mapping[str, float]) -> None:
        self._where = where
        self._seconds = seconds

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        bound(self._seconds[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self._where.stat().st_size:
            self._where.write_text(report.nodeid, "utf-8")


class _Survey:
    """Notes for each test which statements of the changed files it runs, and how long it takes."""

    def __init__(self, paths: dict[str, str], where: Path) -> None:
        self._paths = paths
        self._where = where
        self._places = {path: places(file) for path, file in paths.items()}
        self._now: set[tuple[str, int]] = set()
        self._reached: dict[str, list[str]] = {}
        self._seconds: dict[str, float] = {}

    def _called(self, frame: FrameType, _event: str, _argument: object) -> TraceFunction | None:
        if frame.f_code.co_filename not in self._paths:
            return None
        return self._ran(frame, "", None)

    def _ran(self, frame: FrameType, _event: str, _argument: object) -> TraceFunction:
        self._now.add((frame.f_code.co_filename, frame.f_lineno))
        return self._ran

    def _statements(self) -> list[str]:
        found = set()
        for path, line in self._now:
            function, statement = self._places[path][line - 1]
            found |= {f"{self._paths[path]} {function}", f"{self._paths[path]} {function}: {statement}"}
        return sorted(found)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._now = set()
        began = time.process_time()  # which is the same on a busy machine
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            self._seconds[item.nodeid] = time.process_time() - began
            self._reached[item.nodeid] = self._statements()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.OK:
            found = {"seconds": self._seconds, "reached": self._reached, "modules": sorted(sys.modules)}
            self._where.write_text(json.dumps(found), "utf-8")
