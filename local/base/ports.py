"""Ports on loopback: the same ones in every run while they are free, so that old links keep working."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Final

from local.base.files import write

if TYPE_CHECKING:
    from pathlib import Path

_FIRST: Final = 8310


class Ports:
    """Ports by what they serve, remembered in a file; one that is no longer free is replaced."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}

    def wanted(self, service: str) -> int:
        """The port that this service had the last time, or the one it is to try the first time."""
        return self._ports.get(service, _FIRST + len(self._ports))

    def remember(self, service: str, port: int) -> None:
        """Keep the port that this service got."""
        self._ports[service] = port
        write(self._file, json.dumps(self._ports))


def free_port() -> int:
    """A port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
