"""What X tells of an account's own posts: clicks on the link for 30 days, likes and the like for good.

X bills what it shows (docs.x.com, "Pay-per-use pricing"): a post of one's own timeline costs a fifth of one
that is asked for by its id, but other posts of the same days come with it. So the page is no larger than what
the ids would cost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from repost.networks.counting import total_in
from repost.results.measures import Told
from repost.web.replies import count_in, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

FIELDS: Final = "public_metrics,non_public_metrics"
_REACTIONS: Final = ("like_count", "retweet_count", "reply_count")
_BEFORE, _AFTER = timedelta(minutes=1), timedelta(minutes=10)
_CHEAPER: Final = 5
_PAGES: Final = (5, 100)  # the least and the most that X shows at once


def counted(
    posts: Mapping[str, datetime], read: Callable[[str], Mapping[str, Any]], user: str
) -> dict[str, Told]:
    """What X tells of these posts: from the timeline of the `user` with this number, if that is known.

    Parameters
    ----------
    read : callable
        The JSON object at a path of the API; raises what becomes of any other answer.
    """
    found: dict[str, Told] = {}
    if user:
        found = dict(_told(read(f"/2/users/{user}/tweets?{_span(posts)}")))
    missing = [remote_id for remote_id in posts if remote_id not in found]
    if missing:
        query = urlencode({"ids": ",".join(missing), "tweet.fields": FIELDS})
        found |= dict(_told(read(f"/2/tweets?{query}")))
    return {remote_id: told for remote_id, told in found.items() if remote_id in posts}


def _span(posts: Mapping[str, datetime]) -> str:
    least, most = _PAGES
    return urlencode(
        {
            "start_time": f"{min(posts.values()) - _BEFORE:%Y-%m-%dT%H:%M:%SZ}",
            "end_time": f"{max(posts.values()) + _AFTER:%Y-%m-%dT%H:%M:%SZ}",
            "max_results": str(min(max(_CHEAPER * len(posts), least), most)),
            "exclude": "replies,retweets",
            "tweet.fields": FIELDS,
        }
    )


def _told(page: Mapping[str, Any]) -> Iterator[tuple[str, Told]]:
    shown = page.get("data")
    for tweet in shown if isinstance(shown, list) else ():
        clicks = count_in(table_in(tweet, "non_public_metrics"), "url_link_clicks")
        reactions = total_in(table_in(tweet, "public_metrics"), _REACTIONS, ["quote_count"])
        yield text_in(tweet, "id"), Told(link_clicks=clicks, reactions=reactions)
