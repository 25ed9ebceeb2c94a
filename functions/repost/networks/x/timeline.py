"""What X shows of an account's own posts.

The text of a post comes back escaped for HTML and with a t.co address for each URL, whose own address is
in the entities: https://docs.x.com/x-api/fundamentals/data-dictionary#tweet
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from repost.base.errors import RetryLater
from repost.base.html_tags import unescaped
from repost.base.patterns import pattern
from repost.networks.likeness import SKEW, same_link, says, written_forms
from repost.networks.protocol import Post, Posted
from repost.web.replies import text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_PAGE: Final = 100
_MOST_URLS: Final = 20
_PICTURE: Final = pattern(r"https://(?:x|twitter)\.com/\w{1,20}/status/[0-9]{1,20}/photo/[0-9]{1,2}")
_SHORT: Final = pattern(r"https?://t\.co/\w+")
_ADDRESSES: Final = ("expanded_url", "unwound_url", "url")
"""Where an entity says which link was written; the last one does, too, if nothing was shortened."""
_ID: Final = pattern(r"[0-9]{1,20}")


def found(
    post: Post, read: Callable[[str], Mapping[str, Any]], since: datetime, *, most_pages: int
) -> Posted | None:
    """The post among those that its account made since then, or None if it isn't there.

    A post with the same link counts as well, whatever its text: the article is out then.

    Parameters
    ----------
    read : callable
        The JSON object at a path of the API; raises what becomes of any other answer.

    Raises
    ------
    RetryLater
        If not all of the timeline could be read, or not where its links lead.
    """
    account = text_in(read("/2/users/me").get("data"), "id")
    if not is_id(account):
        raise RetryLater("X does not say whose keys these are.")
    query = {
        "start_time": f"{since - SKEW:%Y-%m-%dT%H:%M:%SZ}",
        "max_results": str(_PAGE),
        "exclude": "retweets",
        "tweet.fields": "entities",
    }
    is_readable = True
    for _ in range(most_pages):
        page = read(f"/2/users/{account}/tweets?{urlencode(query)}")
        meta = page.get("meta")
        shown = page.get("data", [])
        if not isinstance(shown, list) or not isinstance(meta, dict) or ("errors" in page and not shown):
            raise RetryLater("X does not show the account's posts.")
        for tweet in shown:
            if (named := posted_as(text_in(tweet, "id"))) and _is(tweet, post):
                return named
            is_readable = is_readable and _is_readable(tweet)
        query["pagination_token"] = text_in(meta, "next_token")
        if not query["pagination_token"] and not is_readable:
            raise RetryLater("X does not show where the links of the account's posts lead.")
        if not query["pagination_token"]:
            return None
    raise RetryLater(f"The account has made more than {most_pages * _PAGE} posts at X since.")


def is_id(text: str) -> bool:
    """Whether a text is the id of a post or a user."""
    return _ID.fullmatch(text) is not None


def posted_as(remote_id: str) -> Posted | None:
    """A post by its id, or None if it isn't one."""
    if not is_id(remote_id):
        return None
    return Posted(remote_id, f"https://x.com/i/web/status/{remote_id}")


def _is(tweet: Mapping[str, Any], post: Post) -> bool:
    links = _links(tweet)
    if post.link and any(same_link(post.link, form) for forms in links.values() for form in forms):
        return True
    text = unescaped(text_in(tweet, "text"))
    if not links:
        return says([text], post.text)
    pieces = re.split(f"({'|'.join(map(re.escape, links))})", text)
    return says([links.get(piece, piece) for piece in pieces], post.text)


def _is_readable(tweet: Mapping[str, Any]) -> bool:
    """Whether its text is known, and where each t.co address in it leads; any other could be anything."""
    if not text_in(tweet, "text"):
        return False
    entities = tweet.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    told = {text_in(url, "url") for url in urls or () if text_in(url, "expanded_url", "unwound_url")}
    return set(_SHORT.findall(text_in(tweet, "text"))) <= told


def _links(tweet: Mapping[str, Any]) -> dict[str, set[str]]:
    """Each t.co address in a text, and the forms in which its URL may have been written.

    X adds one for an attached picture, which isn't part of the text.
    """
    entities = tweet.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    return {
        short: set().union(
            *map(written_forms, filter(None, (text_in(url, key) for key in _ADDRESSES))),
            {""} if _PICTURE.fullmatch(text_in(url, "expanded_url")) else (),
        )
        for url in (urls if isinstance(urls, list) else [])[:_MOST_URLS]
        if (short := text_in(url, "url"))
    }
