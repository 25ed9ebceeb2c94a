"""What Threads tells of one post: its insights, each with a value of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.networks.counting import total_in
from repost.results.measures import Told
from repost.web.replies import count_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

METRICS: Final = ("likes", "replies", "reposts", "quotes")


def counted(body: Mapping[str, Any]) -> Told:
    """What an answer tells."""
    shown = body.get("data")
    values: dict[str, int | None] = {}
    for metric in shown if isinstance(shown, list) else ():
        several = metric.get("values") if isinstance(metric, dict) else None
        first = several[0] if isinstance(several, list) and several else None
        values[text_in(metric, "name")] = count_in(first, "value")
    return Told(reactions=total_in(values, METRICS))
