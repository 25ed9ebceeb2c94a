"""Pictures on a Mastodon server: https://docs.joinmastodon.org/methods/media/#v2."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from repost.networks.exchange import LARGEST_ANSWER
from repost.networks.pictures import UPLOAD_SECONDS, NoPicture, multipart
from repost.web.replies import json_object, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from repost.base.secret import Secret
    from repost.networks.pictures import Picture
    from repost.web.http import Http

MOST_BYTES: Final = 5_000_000
PROCESSING_SECONDS: Final = 4.5
"""The longest that a server may process a picture after the upload."""

_LOOKS: Final = 3
_PAUSE_SECONDS: Final = 0.5
_LOOK_SECONDS: Final = 1.0


def upload(
    picture: Picture,
    server: str,
    headers: Mapping[str, str],
    http: Http,
    *,
    secrets: Iterable[Secret],
    pause: Callable[[float], None],
) -> str:
    """Upload a picture with its description; returns its id, once a post can show it.

    Parameters
    ----------
    headers : mapping
        Say whose it is.
    pause : callable
        Waits so many seconds.

    Raises
    ------
    NoPicture, RequestFailed
    """
    from repost.networks.mastodon.timeline import is_id

    body, kind = multipart({"description": picture.alt} if picture.alt else {}, "file", picture)
    reply = http.request(
        "POST",
        f"{server}/api/v2/media",
        data=body,
        headers={**headers, **kind},
        max_bytes=LARGEST_ANSWER,
        total_seconds=UPLOAD_SECONDS,
    )
    answer = json_object(reply.body)
    media_id = text_in(answer, "id")
    if reply.status not in {HTTPStatus.OK, HTTPStatus.ACCEPTED} or not is_id(media_id):
        said = quotation(text_in(answer, "error", "message"), secrets)
        advice = ": make an access token with the scope write:media, too" if "scope" in said.lower() else ""
        raise NoPicture(f"the Mastodon server answered its upload with status {reply.status}{said}{advice}")
    if reply.status == HTTPStatus.OK:
        return media_id
    for _ in range(_LOOKS):
        pause(_PAUSE_SECONDS)
        look = http.request(
            "GET",
            f"{server}/api/v1/media/{media_id}",
            headers=headers,
            max_bytes=LARGEST_ANSWER,
            total_seconds=_LOOK_SECONDS,
        )
        if look.status == HTTPStatus.OK:
            return media_id
    raise NoPicture("the Mastodon server takes too long to make it ready")
