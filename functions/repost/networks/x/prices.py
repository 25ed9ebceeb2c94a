"""What X bills besides posts (docs.x.com, "Pay-per-use pricing"), in millionths of a US dollar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from repost.networks.exchange import SUCCESSES
from repost.web.replies import json_object

if TYPE_CHECKING:
    from repost.web.http import Reply

USER: Final = 10_000
DELETION: Final = 10_000
POST_READ: Final = 5_000
"""Less if the account itself owns the app, which Repost can't know."""
OWNED_READ: Final = 1_000
"""What one of the account's own posts costs with the metrics that only its author sees."""


def price_of(method: str, url: str, reply: Reply) -> int:
    """The cost of a request that reads or deletes; the cost of posts is counted before they are sent."""
    path, query = urlsplit(url).path, parse_qs(urlsplit(url).query)
    if reply.status not in SUCCESSES:
        return 0
    if method == "DELETE":
        return DELETION
    if method != "GET":
        return 0
    if path == "/2/users/me":
        return USER
    shown = json_object(reply.body).get("data")
    if not path.endswith("/tweets") or not isinstance(shown, list):
        return 0
    is_owned = path.startswith("/2/users/") and "non_public_metrics" in query.get("tweet.fields", [""])[0]
    return (OWNED_READ if is_owned else POST_READ) * len(shown)
