"""What Meta's Graph APIs show of an account's own posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from repost.base.errors import RetryLater
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.networks.likeness import SKEW, essence, links_in, same_link
from repost.networks.protocol import Post, Posted
from repost.web.replies import table_in, text_in, web_address_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_PAGE: Final = 100
_CURSOR: Final = pattern(r"[\w=-]{1,500}", re.ASCII)


class Shape(Value, frozen=True):
    """The name of one of them, and its fields for a post's text and public address."""

    network: str
    text: str
    address: str


FACEBOOK: Final = Shape("Facebook", "message", "permalink_url")
THREADS: Final = Shape("Threads", "text", "permalink")


def found(
    post: Post, read: Callable[[str], Mapping[str, Any]], since: datetime, shape: Shape, *, most_pages: int
) -> Posted | None:
    """The post among those that its account made since then, or None if it isn't there.

    A post with the same link in its text counts as well, whatever else it says: the article is out then.

    Parameters
    ----------
    read : callable
        The JSON object that a query of the posts gives; raises what becomes of any other answer.

    Raises
    ------
    RetryLater
        If not all of the posts could be read, or not what one of them says.
    """
    query = {
        "fields": f"id,{shape.text},{shape.address}",
        "since": str(int((since - SKEW).timestamp())),
        "limit": str(_PAGE),
    }
    is_readable = True
    for _ in range(most_pages):
        page = read(urlencode(query))
        shown = page.get("data")
        if not isinstance(shown, list):
            raise RetryLater(f"{shape.network} does not show the account's posts.")
        for each in shown:
            if _is(text_in(each, shape.text), post):
                return Posted(text_in(each, "id"), web_address_in(each, shape.address))
            is_readable = is_readable and isinstance(each, dict) and shape.text in each
        paging = table_in(page, "paging")
        # The address of the next page would contain the token.
        cursor = text_in(table_in(paging, "cursors"), "after")
        is_last = "next" not in paging
        if is_last and is_readable:
            return None
        if is_last or not _CURSOR.fullmatch(cursor):
            raise RetryLater(f"{shape.network} does not show all of the account's posts.")
        query["after"] = cursor
    raise RetryLater(f"The account has made more than {most_pages * _PAGE} posts at {shape.network} since.")


def _is(text: str, post: Post) -> bool:
    is_linked = bool(post.link) and any(same_link(post.link, link) for link in links_in(text))
    return is_linked or essence(text) == essence(post.text)
