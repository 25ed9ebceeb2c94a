"""Pictures on X: https://docs.x.com/x-api/media/upload-media and https://docs.x.com/x-api/media/metadata-create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.networks.exchange import LARGEST_ANSWER, SUCCESSES
from repost.networks.pictures import UPLOAD_SECONDS, NoPicture, multipart
from repost.web.failures import RequestFailed
from repost.web.replies import json_object, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.base.secret import Secret
    from repost.networks.pictures import Picture
    from repost.web.http import Auth, Http, Reply

MOST_BYTES: Final = 5_000_000
DESCRIPTION_SECONDS: Final = 2.0
"""The longest that X may take to store a picture's description."""


class Media(Value, frozen=True):
    """A picture that X has taken, by its id, and what the owner should know about it."""

    id: str
    notes: tuple[str, ...] = ()


def upload(picture: Picture, api: str, auth: Auth, http: Http, secrets: Iterable[Secret]) -> Media:
    """Upload a picture and its description to X; a picture without one is better than none.

    OAuth 1.0a doesn't sign a body of multipart/form-data, nor one of JSON.

    Raises
    ------
    NoPicture, RequestFailed
    """
    from repost.networks.x.timeline import is_id

    body, headers = multipart({"media_category": "tweet_image"}, "media", picture)
    reply = http.request(
        "POST",
        f"{api}/2/media/upload",
        auth=auth,
        data=body,
        headers=headers,
        max_bytes=LARGEST_ANSWER,
        total_seconds=UPLOAD_SECONDS,
    )
    media_id = text_in(json_object(reply.body).get("data"), "id")
    if reply.status not in SUCCESSES or not is_id(media_id):
        raise NoPicture(f"X answered its upload with status {reply.status}{_said(reply, secrets)}")
    if not picture.alt:
        return Media(media_id)
    try:
        described = http.request(
            "POST",
            f"{api}/2/media/metadata",
            auth=auth,
            json={"id": media_id, "metadata": {"alt_text": {"text": picture.alt}}},
            max_bytes=LARGEST_ANSWER,
            total_seconds=DESCRIPTION_SECONDS,
        )
    except RequestFailed as error:
        return Media(media_id, (f"Its picture is posted without a description: {error}.",))
    if described.status in SUCCESSES:
        return Media(media_id)
    said = _said(described, secrets)
    return Media(
        media_id, (f"Its picture is posted without a description: X answered {described.status}{said}.",)
    )


def _said(reply: Reply, secrets: Iterable[Secret]) -> str:
    return quotation(text_in(json_object(reply.body), "detail", "title", "error"), secrets)
