"""How X shows a user's posts: escaped for HTML, each URL as a t.co address, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Response, json_response
from local.networks.x_answers import invalid_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PAGES: Final = range(5, 101)
_PARAMETERS: Final = {"start_time", "end_time", "max_results", "exclude", "tweet.fields", "pagination_token"}


@dataclass(frozen=True, slots=True)
class Stored:
    """One post on the timeline; `created_at` is ISO 8601, in UTC."""

    id: str
    username: str
    text: str
    created_at: str
    media_ids: Sequence[str] = ()


def page(
    posts: Sequence[Stored], query: Mapping[str, str], metrics: Callable[[Stored], dict[str, Any]]
) -> Response:
    """One page of a user's posts, newest first; `metrics` gives what readers did with one."""
    for name in query.keys() - _PARAMETERS:
        return invalid_request(
            f"The query parameter [{name}] is not one of [{','.join(sorted(_PARAMETERS))}]"
        )
    size, start = query.get("max_results", "10"), query.get("pagination_token", "0")
    if not size.isdecimal() or int(size) not in _PAGES:
        return invalid_request(f"The `max_results` query parameter value [{size}] is not between 5 and 100")
    if not start.isdecimal():
        return invalid_request(f"Invalid 'pagination_token':[{start}]. It is not valid")
    try:
        since = datetime.fromisoformat(query.get("start_time", "2010-11-06T00:00:00Z"))
    except ValueError:
        return invalid_request("Invalid 'start_time'")
    try:
        until = datetime.fromisoformat(query.get("end_time", "9999-01-01T00:00:00Z"))
    except ValueError:
        return invalid_request("Invalid 'end_time'")
    recent = [post for post in posts if since <= datetime.fromisoformat(post.created_at) < until]
    end = int(start) + int(size)
    some = recent[int(start) : end]
    meta: dict[str, Any] = {"result_count": len(some)}
    if not some:
        return json_response(200, {"meta": meta})
    meta |= {"newest_id": some[0].id, "oldest_id": some[-1].id}
    meta |= {"next_token": str(end)} if end < len(recent) else {}
    fields = query.get("tweet.fields", "").split(",")
    data = [shown(post, entities="entities" in fields) | wanted(metrics(post), fields) for post in some]
    return json_response(200, {"data": data, "meta": meta})


def wanted(metrics: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Those of the metrics that were asked for."""
    return {name: values for name, values in metrics.items() if name in fields}


def shown(post: Stored, *, entities: bool = False) -> dict[str, Any]:
    """A post as the API returns it."""
    from repost.networks.x.weight import twitter_text

    text, urls, last = "", [], 0
    for found in twitter_text().extract_urls_with_indices(post.text):
        start, end = found["indices"]
        short = "https://t.co/" + sha256(f"{post.id} {start}".encode()).hexdigest()[:10]
        whole = found["url"] if "://" in found["url"] else f"http://{found['url']}"
        text += escape(post.text[last:start], quote=False)
        urls.append({"start": len(text), "end": len(text) + len(short), "url": short, "expanded_url": whole})
        text += short
        last = end
    text += escape(post.text[last:], quote=False)
    for number, media_id in enumerate(post.media_ids, 1):
        short = "https://t.co/" + sha256(f"{post.id} {media_id}".encode()).hexdigest()[:10]
        whole = f"https://x.com/{post.username}/status/{post.id}/photo/{number}"
        start = len(text) + 1
        urls.append({"start": start, "end": start + len(short), "url": short, "expanded_url": whole})
        text += f" {short}"
    data: dict[str, Any] = {"id": post.id, "text": text, "edit_history_tweet_ids": [post.id]}
    return data | ({"entities": {"urls": urls}} if entities and urls else {})
