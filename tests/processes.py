"""Commands as processes, at a terminal too: however a test ends, they end and leave nothing open."""

from __future__ import annotations

import codecs
import os
import pty
import select
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Final

from tests.patience import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).parents[1]
_PATIENCE: Final = 10
"""After so many seconds a person presses a key once more."""

# What a shell has put into the background is deaf to Ctrl-C, and so would be whatever it starts.
_HEAR: Final = "import os, signal, sys\nfor each in (1, 2, 15): signal.signal(each, signal.SIG_DFL)\n"
# To fork and take the terminal right here would be unsafe: a test has threads.
_SIT_DOWN: Final = "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
_BECOME: Final = "os.execv(sys.argv[1], sys.argv[1:])"


def environment(**more: str) -> dict[str, str]:
    """What any machine has, without a way into AWS, and lines that nothing is too long for."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}", "COLUMNS": "500", **more}


def environment_in_aws() -> dict[str, str]:
    """The same, with the way into the emulator that the test has."""
    return {**os.environ, **environment()}


def python(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """A run of Python that ended by itself."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        env=environment() if env is None else env,
        text=True,
        timeout=LONGEST,
    )


def _born(way: str, *arguments: str) -> list[str]:
    return [sys.executable, "-ISc", way + _BECOME, sys.executable, *arguments]


class Running:
    """A process that can be listened to, and told to end. `said` is what it has written, errors included."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.said = ""

    def line_with(self, text: str) -> str:
        """The next line that contains a text."""
        assert self._process.stdout
        for line in self._process.stdout:
            self.said += line
            if text in line:
                return line.strip()
        raise AssertionError(f"It ended, and never said {text!r}:\n{self.said}")

    def send(self, what: signal.Signals) -> None:
        """Send a signal to this process, or Ctrl-C to all that its terminal would send it to."""
        if what is signal.SIGINT:
            os.killpg(self._process.pid, what)
        else:
            self._process.send_signal(what)

    def end(self) -> int:
        """Wait until it has ended; what the shell gets."""
        assert self._process.stdout
        self.said += self._process.stdout.read()
        return self._process.wait(LONGEST)


@contextmanager
def running(*arguments: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Iterator[Running]:
    """A run of Python, which is killed if the block ends before it."""
    with subprocess.Popen(
        _born(_HEAR, *arguments),
        cwd=cwd,
        env=environment() if env is None else env,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        too_late = Timer(LONGEST, process.kill)
        too_late.start()
        try:
            yield Running(process)
        finally:
            too_late.cancel()
            process.kill()


class Terminal:
    """A process at a terminal, and the person who sits there. `shown` is all that the person has seen."""

    def __init__(self, process: subprocess.Popen[bytes], keyboard: int) -> None:
        self._process = process
        self._keyboard = keyboard
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._fresh = ""
        self.shown = ""

    def _has_news(self, seconds: float) -> bool:
        return bool(select.select([self._keyboard], [], [], seconds)[0])

    def _see(self) -> bool:
        """Wait for something new; False if the process has left the terminal, or nothing comes."""
        data = b""
        if self._has_news(LONGEST):
            with suppress(OSError):  # so Linux tells that nobody is at the other end any more
                data = os.read(self._keyboard, 65536)
        text = self._decoder.decode(data)
        self.shown += text
        self._fresh += text
        return bool(data)

    def asks(self, question: str) -> bool:
        """Wait until it asks a question; False if it ends before."""
        while not self._fresh.rstrip().endswith(question):
            if not self._see():
                return False
        self._fresh = ""
        return True

    def type(self, keys: str) -> None:
        os.write(self._keyboard, keys.encode())

    def end(self) -> int:
        """Wait until it has ended; what the shell gets."""
        while self._see():
            pass
        return self._process.wait(LONGEST)

    def ends_with(self, key: str) -> int:
        """Press a key that ends it, and once more if it was just about to listen; what the shell gets."""
        for _ in range(LONGEST // _PATIENCE):
            self.type(key)
            while self._has_news(_PATIENCE):
                if not self._see():
                    return self._process.wait(LONGEST)
        raise AssertionError(f"It didn't listen: {self.shown}")


@contextmanager
def terminal_of(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """A run of Python at a terminal of its own, which is killed if the block ends before it."""
    ends = pty.openpty()
    with (
        os.fdopen(ends[0], "rb", 0) as keyboard,
        os.fdopen(ends[1], "rb", 0) as there,
        subprocess.Popen(
            _born(_HEAR + _SIT_DOWN, *arguments),
            cwd=ROOT,
            env=environment() if env is None else env,
            start_new_session=True,
            stdin=there,
            stdout=there,
            stderr=there,
        ) as process,
    ):
        there.close()
        try:
            yield Terminal(process, keyboard.fileno())
        finally:
            process.kill()
