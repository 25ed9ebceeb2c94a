"""How often a link may be used: so many requests an hour for each member, whoever makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.aws.items import EXPIRES, Key, Write

if TYPE_CHECKING:
    from datetime import datetime

    from repost.aws.table import Table

MOST: Final = 120
"""A whole way with all its mistakes takes some thirty."""

_KEPT: Final = timedelta(hours=2)


def may_knock(table: Table, account: str, now: datetime) -> bool:
    """Count a request; False if there were too many within this hour."""
    return table.update(
        Write(
            Key(f"DOOR#{account}", f"HOUR#{now:%Y-%m-%dT%H}"),
            set={EXPIRES: int((now + _KEPT).timestamp())},
            add={"requests": 1},
            condition="attribute_not_exists(#requests) OR #requests < :most",
            given={"most": MOST},
        )
    )
