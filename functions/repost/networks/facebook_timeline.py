"""What Facebook shows of a Page's own posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from repost.errors import RetryLater
from repost.networks.likeness import SKEW, essence
from repost.networks.protocol import Post, Posted
from repost.networks.replies import table_in, text_in, web_address_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_PAGE: Final = 100
_CURSOR: Final = re.compile(r"[\w=-]{1,500}", re.ASCII)


def found(
    post: Post, read: Callable[[str], Mapping[str, Any]], since: datetime, *, most_pages: int
) -> Posted | None:
    """The post among those that its Page made since then, or None if it isn't there.

    A post with the same link in its words counts as well, whatever they are: the article is out then.

    Parameters
    ----------
    read : callable
        The JSON object that a query of the posts gives; raises what becomes of any other answer.

    Raises
    ------
    RetryLater
        If not all of the posts could be read.
    """
    query = {
        "fields": "id,message,permalink_url",
        "since": str(int((since - SKEW).timestamp())),
        "limit": str(_PAGE),
    }
    for _ in range(most_pages):
        page = read(urlencode(query))
        shown = page.get("data")
        if not isinstance(shown, list):
            raise RetryLater("Facebook does not show the Page's posts.")
        for each in shown:
            if _is(text_in(each, "message"), post):
                return Posted(text_in(each, "id"), web_address_in(each, "permalink_url"))
        paging = table_in(page, "paging")
        # The address of the next page would hold the token.
        cursor = text_in(table_in(paging, "cursors"), "after")
        if "next" not in paging or not _CURSOR.fullmatch(cursor):
            return None
        query["after"] = cursor
    raise RetryLater(f"The Page has made more than {most_pages * _PAGE} posts at Facebook since.")


def _is(message: str, post: Post) -> bool:
    return bool(post.link and post.link in message) or essence(message) == essence(post.text)
