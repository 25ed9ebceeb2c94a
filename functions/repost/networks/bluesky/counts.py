"""What Bluesky's public app view tells of posts: it needs no login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from repost.networks.counting import total_in
from repost.results.measures import Told
from repost.web.replies import text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_REACTIONS: Final = ("likeCount", "repostCount", "replyCount")


def query_of(uris: Iterable[str]) -> str:
    """The query that asks for posts by their at:// addresses, at most 25."""
    return urlencode([("uris", uri) for uri in uris])


def counted(body: Mapping[str, Any]) -> dict[str, Told]:
    """What an answer tells of the posts in it."""
    shown = body.get("posts")
    return {
        text_in(post, "uri"): Told(reactions=total_in(post, _REACTIONS, ["quoteCount"]))
        for post in (shown if isinstance(shown, list) else ())
    }
