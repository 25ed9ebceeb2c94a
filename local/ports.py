"""Ports on loopback: the same ones at every run while they are free, so that old links go on to work."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FIRST: Final = 8310


class Ports:
    """Ports by what they serve, remembered in a file; one that somebody else took meanwhile is replaced."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}

    def of(self, service: str) -> int:
        """A port for this service that nobody listens on at this moment."""
        port = self._ports.get(service, _FIRST + len(self._ports))
        if not _is_free(port):
            port = free_port()
        self._ports[service] = port
        self._file.write_text(json.dumps(self._ports))
        return port


def free_port() -> int:
    """A port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do, so that a port that they let go a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
