"""Refuses a wish that arrives too late: what was asked for now must not happen hours later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base import instants
from repost.events.events import LATEST
from repost.schedule.activity import SKEW

if TYPE_CHECKING:
    from datetime import datetime

    from repost.person.accounts import Asked
    from repost.run.report import Report


def untimely(asked: Asked, at: datetime) -> Report | None:
    """The refusal of a wish that comes more than half an hour late, or is of a time to come."""
    now = asked.outside.clock()
    if now - LATEST <= at <= now + SKEW:
        return None
    return asked.refused(
        f"This was asked for at {instants.written(at)}, and it is {instants.written(now)} now: "
        "nothing was done. Ask again."
    )
