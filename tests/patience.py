"""Time enough for everything: what is slow in a test is the machine."""

from __future__ import annotations

from time import monotonic
from typing import Any, Final, cast

from repost.aws.clients import client
from repost.web import connection

LONGEST: Final = 600
"""The seconds that anything may take."""


class Unhurried(connection.Deadline):
    """A deadline that the machine's own clock never reaches; those that tests set may."""

    def left(self) -> float:
        return LONGEST if self._monotonic is monotonic else super().left()


def be_patient() -> None:
    """Let all that this process calls take its time."""
    vars(connection).update(Deadline=Unhurried, _CONNECT_SECONDS=LONGEST)
    cast("Any", client).__kwdefaults__["read_timeout"] = LONGEST
