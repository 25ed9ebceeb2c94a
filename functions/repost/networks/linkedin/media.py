"""Pictures on LinkedIn: https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.value import Value
from repost.networks.exchange import LARGEST_ANSWER
from repost.networks.pictures import UPLOAD_SECONDS, NoPicture
from repost.web.replies import json_object, quotation, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.base.secret import Secret
    from repost.networks.pictures import Picture
    from repost.web.http import Http, Reply

MOST_BYTES: Final = 5_000_000
REGISTER_SECONDS: Final = 3.0
"""The longest that LinkedIn may take to say where it wants a picture."""

_URN: Final = re.compile(r"urn:li:image:[A-Za-z0-9_-]{1,100}")
_SUCCESSES: Final = range(200, 300)


class Media(Value, frozen=True):
    """A picture that LinkedIn has taken, by its URN, and what is to be seen on it."""

    urn: str
    alt: str


def upload(
    picture: Picture,
    owner: str,
    *,
    api: str,
    headers: Mapping[str, str],
    http: Http,
    secrets: Iterable[Secret],
) -> Media:
    """Ask LinkedIn where it wants a picture of its owner's, and bring it there.

    Raises
    ------
    NoPicture, RequestFailed
    """
    if picture.kind == "image/webp":
        raise NoPicture("LinkedIn takes no WebP")
    registered = http.request(
        "POST",
        f"{api}/rest/images?action=initializeUpload",
        json={"initializeUploadRequest": {"owner": owner}},
        headers=headers,
        max_bytes=LARGEST_ANSWER,
        total_seconds=REGISTER_SECONDS,
    )
    value = table_in(json_object(registered.body), "value")
    urn, url = text_in(value, "image"), text_in(value, "uploadUrl")
    if registered.status not in _SUCCESSES or not _URN.fullmatch(urn):
        raise NoPicture(
            f"LinkedIn answered {registered.status} when asked to take it{_said(registered, secrets)}"
        )
    if not _is_linkedins(url, api):  # the access token goes there
        raise NoPicture("LinkedIn wants it at an address that is not its own")
    brought = http.request(
        "PUT",
        url,
        data=picture.body,
        headers={"Authorization": headers["Authorization"], "Content-Type": picture.kind},
        max_bytes=LARGEST_ANSWER,
        total_seconds=UPLOAD_SECONDS,
    )
    if brought.status not in _SUCCESSES:
        raise NoPicture(f"LinkedIn answered its upload with status {brought.status}{_said(brought, secrets)}")
    return Media(urn, picture.alt)


def _is_linkedins(url: str, api: str) -> bool:
    try:
        there, here = urlsplit(url), urlsplit(api)
    except ValueError:
        return False
    if there[:2] == here[:2]:
        return True
    host = there.hostname or ""
    return there.scheme == "https" and (host == "linkedin.com" or host.endswith(".linkedin.com"))


def _said(reply: Reply, secrets: Iterable[Secret]) -> str:
    return quotation(text_in(json_object(reply.body), "message"), secrets)
