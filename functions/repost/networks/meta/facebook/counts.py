"""What Facebook tells of a Page's posts: reactions, comments and shares, and apart from those the clicks.

An unknown metric fails the whole request, so that clicks are never asked for together with the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.networks.counting import total_in
from repost.results.measures import Told
from repost.web.replies import count_in, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Final = "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0),shares"
CLICKS: Final = "insights.metric(post_clicks)"


def reactions_in(post: object) -> int | None:
    """How often people reacted to a post, commented on it or shared it; without "shares", nobody did that."""
    counts = {
        name: count_in(table_in(table_in(post, name), "summary"), "total_count")
        for name in ("reactions", "comments")
    }
    counts["shares"] = count_in(table_in(post, "shares"), "count")
    return total_in(counts, ("reactions", "comments"), ["shares"])


def clicks_in(post: object) -> int | None:
    """How often a post was clicked; Facebook tells that of Pages with a hundred likes or more."""
    shown = table_in(post, "insights").get("data")
    for metric in shown if isinstance(shown, list) else ():
        values = metric.get("values") if isinstance(metric, dict) else None
        if text_in(metric, "name") == "post_clicks" and isinstance(values, list) and values:
            return count_in(values[0], "value")
    return None


def counted(posts: Mapping[str, Any], clicks: Mapping[str, Any]) -> dict[str, Told]:
    """What two answers tell of posts, by their ids."""
    return {
        remote_id: Told(link_clicks=clicks_in(clicks.get(remote_id)), reactions=reactions_in(post))
        for remote_id, post in posts.items()
    }
