"""What LinkedIn tells of a company page's posts; of members' posts it tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from repost.networks.counting import total_in
from repost.results.measures import Told
from repost.web.replies import count_in, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_REACTIONS: Final = ("likeCount", "commentCount", "shareCount")
_KINDS: Final = {"shares": ":share:", "ugcPosts": ":ugcPost:"}


def paths(author: str, urns: Iterable[str]) -> Iterator[str]:
    """What to ask: once for each of the two kinds of posts that there are."""
    urns = list(urns) if ":organization:" in author else []
    for parameter, kind in _KINDS.items():
        if wanted := [quote(urn, safe="") for urn in urns if kind in urn]:
            yield (
                "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
                f"&organizationalEntity={quote(author, safe='')}&{parameter}=List({','.join(wanted)})"
            )


def counted(body: Mapping[str, Any]) -> dict[str, Told]:
    """What an answer tells of the posts in it."""
    found = {}
    shown = body.get("elements")
    for element in shown if isinstance(shown, list) else ():
        statistics = table_in(element, "totalShareStatistics")
        found[text_in(element, "share", "ugcPost")] = Told(
            link_clicks=count_in(statistics, "clickCount"), reactions=total_in(statistics, _REACTIONS)
        )
    return found
