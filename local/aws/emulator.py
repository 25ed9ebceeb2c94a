"""AWS on a laptop: an emulator of DynamoDB and Parameter Store as a process on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

_START_SECONDS: Final = 600
_STOP_SECONDS: Final = 120
_SERVE: Final = Path(__file__).with_name("serve.py")
CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
}


class LocalAws:
    """The emulator, running for as long as the `with` block; its state is kept if a folder is given.

    `environment` is what a process needs so that the AWS SDK reaches the emulator and nothing else. Functions
    deployed to it run on the Python it runs on itself: `python`.
    """

    def __init__(self, folder: Path, *, keep: bool, python: str = sys.executable) -> None:
        self._folder = folder
        self._keep = keep
        self._python = python
        # Ours from here on: between finding a free port and taking it, somebody else might take it.
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self.environment = {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}"}

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            **self.environment,
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "PERSIST_STATE": "1" if self._keep else "0",
            "STATE_DIR": str(self._folder / "state"),
            "TMPDIR": str(self._folder),
            "LOG_LEVEL": "WARNING",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }
        environment.pop("AWS_ENDPOINT_URL")
        with (self._folder / "aws.log").open("w") as log:
            # In a session of its own, so that Ctrl-C reaches us first and it stops in good order.
            self._process = subprocess.Popen(
                [self._python, str(_SERVE), str(self._socket.fileno())],
                pass_fds=[self._socket.fileno()],
                env=environment,
                stdin=subprocess.PIPE,  # closed with us, however we end
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._socket.close()  # the process has its own; when that one is gone, nothing answers here
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def processor_seconds(self) -> float:
        """How long it has kept processors busy; 0 on a system that doesn't say so in /proc."""
        ticks = 0
        for file in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # that process has just ended
                facts = file.read_text().rpartition(")")[2].split()
                if int(facts[3]) == self._process.pid:  # the session's
                    ticks += int(facts[11]) + int(facts[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_ministack/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        log = (self._folder / "aws.log").read_text(errors="replace")
        raise RuntimeError(f"The local stand-in for AWS did not start:\n{log[-2000:]}")

    def _stop(self) -> None:
        """Let it save its state, whoever interrupts this once."""
        self._process.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
        except KeyboardInterrupt:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
            raise
        finally:
            self._process.kill()  # if it is still there
            self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
