"""Refuses a wish that arrives too late: a request for now must not be carried out hours later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base import instants
from repost.events.events import LATEST
from repost.schedule.activity import SKEW

if TYPE_CHECKING:
    from datetime import datetime

    from repost.person.accounts import AccountNow
    from repost.run.report import Report


def untimely(asked: AccountNow, at: datetime) -> Report | None:
    """The refusal of a wish that comes more than half an hour late, or is dated in the future."""
    now = asked.outside.clock()
    if now - LATEST <= at <= now + SKEW:
        return None
    return asked.refused(
        f"This was asked for at {instants.written(at)}, and it is {instants.written(now)} now: "
        "nothing was done. Ask again."
    )
