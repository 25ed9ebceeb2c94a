"""Pictures on LinkedIn: https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.networks.exchange import LARGEST_ANSWER, SUCCESSES
from repost.networks.pictures import UPLOAD_SECONDS, NoPicture
from repost.web.failures import RequestFailed
from repost.web.replies import json_object, quotation, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from repost.base.secret import Secret
    from repost.networks.image_header import Kind
    from repost.networks.pictures import Picture
    from repost.web.http import Http, Reply

MOST_BYTES: Final = 5_000_000
KINDS: Final[frozenset[Kind]] = frozenset({"image/jpeg", "image/png", "image/gif"})
"""What LinkedIn takes: no WebP."""

PROCESSING_SECONDS: Final = 7.5
"""The longest that LinkedIn may process a picture after the upload."""

REGISTER_SECONDS: Final = 3.0
"""The longest that LinkedIn may take to say where to upload a picture."""

_LOOKS: Final = 3
_PAUSE_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 1.5
_URN: Final = pattern(r"urn:li:image:[A-Za-z0-9_-]{1,100}")


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
    pause: Callable[[float], None],
) -> Media:
    """Ask LinkedIn where to upload a picture for its owner, upload it there, and wait until it is available.

    Raises
    ------
    NoPicture, RequestFailed
    """
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
    if registered.status not in SUCCESSES or not _URN.fullmatch(urn):
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
    if brought.status not in SUCCESSES:
        raise NoPicture(f"LinkedIn answered its upload with status {brought.status}{_said(brought, secrets)}")
    _await(urn, api=api, headers=headers, http=http, pause=pause)
    return Media(urn, picture.alt)


def _await(
    urn: str, *, api: str, headers: Mapping[str, str], http: Http, pause: Callable[[float], None]
) -> None:
    """Wait until LinkedIn has a picture ready, as long as it says that it is still processing it.

    If it doesn't say, for example because a scope is missing, the post itself will show.

    Raises
    ------
    NoPicture
    """
    for _ in range(_LOOKS):
        try:
            look = http.request(
                "GET",
                f"{api}/rest/images/{quote(urn, safe='')}",
                headers=headers,
                max_bytes=LARGEST_ANSWER,
                total_seconds=_LOOK_SECONDS,
            )
        except RequestFailed:
            return
        status = text_in(json_object(look.body), "status")
        if status == "PROCESSING_FAILED":
            raise NoPicture("LinkedIn could not make it ready")
        if look.status not in SUCCESSES or status not in {"WAITING_UPLOAD", "PROCESSING"}:
            return
        pause(_PAUSE_SECONDS)
    raise NoPicture("LinkedIn takes too long to make it ready")


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
