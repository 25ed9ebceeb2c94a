"""Lambda on a laptop: AWS's own runtime client under AWS's own emulator of the runtime's interface.

What runs is what `sam build` made, on the runtime's version of Python, and nothing else but what
Lambda's image has.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from local.base.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

ROOT: Final = Path(__file__).resolve().parents[2]
SAM: Final = ROOT / ".venv-sam"
"""The environment of SAM's command line and of the emulator that is deployed to."""
RUNTIME: Final = ROOT / ".venv-lambda"
"""What Lambda's image for the runtime contains: its Python, its runtime client and its SDK."""

_PATH: Final = "/2015-03-31/functions/function/invocations"
_START_SECONDS: Final = 600
_STOP_SECONDS: Final = 60
_LONGEST_ANSWER_SECONDS: Final = 900


@dataclass(frozen=True, slots=True)
class Artifact:
    """A built function and its layer, by their folders."""

    function: Path
    layer: Path

    @property
    def search_path(self) -> str:
        """Where Python looks for modules, in Lambda's order."""
        return os.pathsep.join((str(self.function), str(self.layer / "python")))


@dataclass(frozen=True, slots=True)
class Invocation:
    """What came back: the body as JSON, and how long it took in seconds."""

    body: Any
    seconds: float


class LambdaRuntime:
    """One execution environment of Lambda, cold until its first invocation; use it as a context manager.

    Parameters
    ----------
    artifact : Artifact
        What `sam build` made for this machine's processor.
    handler : str
        As in the template: module and function.
    folder : Path
        Where its log goes.
    environment : mapping of str to str
        What the function finds in its environment, besides what Lambda puts there.
    timeout : int
        Seconds until an invocation is cut off.
    """

    def __init__(
        self,
        artifact: Artifact,
        handler: str,
        folder: Path,
        environment: Mapping[str, str],
        timeout: int = 120,
    ) -> None:
        self._artifact = artifact
        self._handler = handler
        self._log = folder / "lambda.log"
        self._port = free_port()
        self._environment = {
            "AWS_LAMBDA_FUNCTION_NAME": "repost",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(timeout),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": "INFO",
            "LAMBDA_TASK_ROOT": str(artifact.function),
            "PYTHONPATH": artifact.search_path,
            # As in Lambda, where the folders of code and layer can't be written to.
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            **environment,
        }

    def __enter__(self) -> Self:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [
                    *(str(emulator()), "--log-level", "info"),
                    # Without both it listens on every interface.
                    *("--runtime-interface-emulator-address", f"127.0.0.1:{self._port}"),
                    *("--runtime-api-address", f"127.0.0.1:{free_port()}"),
                    *(str(RUNTIME / "bin" / "python"), "-m", "awslambdaric", self._handler),
                ],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def invoke(self, event: object) -> Invocation:
        """Send an event to the function; the first one starts the runtime. One at a time.

        The emulator answers errors, too, with a body: `errorType` and `errorMessage` as in Lambda.
        """
        deadline = time.monotonic() + _START_SECONDS
        while True:
            started = time.perf_counter()
            try:
                body = self._post(json.dumps(event))
                break
            except ConnectionRefusedError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Lambda's runtime did not start:\n{self.log[-2000:]}") from None
                time.sleep(0.005)
        seconds = time.perf_counter() - started
        try:
            return Invocation(json.loads(body), seconds)
        except ValueError:
            return Invocation(body, seconds)

    def _post(self, body: str) -> str:
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=_LONGEST_ANSWER_SECONDS)) as line:
            line.request("POST", _PATH, body, {"Content-Type": "application/json"})
            return line.getresponse().read().decode()

    @property
    def log(self) -> str:
        """Everything that the function and the runtime have said."""
        return self._log.read_text("utf-8", errors="replace")

    def lines(self) -> list[dict[str, Any]]:
        """What the function logged: reports, metrics and errors, each a line of JSON."""
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]

    @property
    def peak_megabytes(self) -> float:
        """The most memory that the runtime's process has had resident so far, in MB of a million bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
        return int(kilobytes) * 1024 / 1e6

    @property
    def pid(self) -> int:
        """The process in which the function runs."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text("utf-8").split()]
        [pid] = children
        return int(pid)


def emulator() -> Path:
    """The emulator of the runtime's interface for this machine, which comes with SAM's command line."""
    machine = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
    [found] = SAM.glob(f"lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{machine}")
    if not os.access(found, os.X_OK):
        found.chmod(0o755)
    return found
