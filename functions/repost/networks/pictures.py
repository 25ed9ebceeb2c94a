"""The picture of an article on its way to a network. It never costs the post: what fails is left out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec.structs import replace

from repost.base.errors import NetworkError, Rejected, RepostError
from repost.base.value import Value
from repost.web.failures import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from repost.networks.image_header import Kind
    from repost.networks.protocol import Image, Posted
    from repost.web.http import Http

_FIRST_SECONDS: Final = 4.0
_SPARE_SECONDS: Final = 3.0
FETCH_SECONDS: Final = _FIRST_SECONDS + _SPARE_SECONDS
"""The longest that a picture may take to load from its address and that of its other form."""

UPLOAD_SECONDS: Final = 5.0
"""The longest that a network may take to receive one."""

PUBLISH_SECONDS: Final = 14.0
"""The longest that the request which publishes may take."""

AGAIN_SECONDS: Final = 6.0
"""The longest that a second request may take, without a picture that the network refused."""

POST_SECONDS: Final = FETCH_SECONDS + UPLOAD_SECONDS + PUBLISH_SECONDS + AGAIN_SECONDS
"""The longest that a post with a picture takes, besides what a network needs before and between."""

_LEAST_SIDE: Final = 50  # pixels; smaller ones count visits, or are icons
_ENDINGS: Final[Mapping[Kind, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
}

_NAMES: Final[Mapping[Kind, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WebP",
}
_ALL: Final = frozenset(_ENDINGS)

T = TypeVar("T")


class NoPicture(RepostError):
    """There is no picture to show; the message is a clause that says why."""


class Picture(Value, frozen=True):
    """An image file of a known format, its size in pixels, and what it shows."""

    body: bytes
    kind: Kind
    width: int
    height: int
    alt: str

    @property
    def file_name(self) -> str:
        return f"picture.{_ENDINGS[self.kind]}"


def fetch_picture(image: Image, http: Http, *, most_bytes: int, kinds: Container[Kind] = _ALL) -> Picture:
    """Fetch a picture within `FETCH_SECONDS`; its bytes decide what it is, whatever its server says.

    If it isn't of one of the `kinds`, or too large, the spare one is fetched.

    Raises
    ------
    NoPicture
    """
    try:
        return _fetched(image, image.url, http, most_bytes, kinds, _FIRST_SECONDS)
    except NoPicture as first:
        if not image.spare:
            raise
        try:
            return _fetched(image, image.spare, http, most_bytes, kinds, _SPARE_SECONDS)
        except NoPicture:
            raise first from None


def _fetched(
    image: Image, url: str, http: Http, most_bytes: int, kinds: Container[Kind], seconds: float
) -> Picture:
    from repost.networks.image_header import image_header

    try:
        reply = http.get(
            url,
            headers={"Accept": ",".join(kind for kind in _ENDINGS if kind in kinds)},
            max_bytes=most_bytes,
            total_seconds=seconds,
            max_redirects=3,
        )
    except RequestFailed as error:
        raise NoPicture(str(error)) from None
    if reply.status != HTTPStatus.OK:
        raise NoPicture(f"its address answers with status {reply.status}")
    header = image_header(reply.body)
    if header is None:
        raise NoPicture("its address doesn't give a JPEG, PNG, WebP or GIF")
    if header.kind not in kinds:
        raise NoPicture(f"the network takes no {_NAMES[header.kind]}")
    if min(header.width, header.height) < _LEAST_SIDE:
        raise NoPicture(f"it has only {header.width} by {header.height} pixels")
    return Picture(reply.body, header.kind, header.width, header.height, image.alt)


def uploaded(
    image: Image | None,
    http: Http,
    upload: Callable[[Picture], T],
    *,
    most_bytes: int,
    kinds: Container[Kind] = _ALL,
) -> tuple[T | None, tuple[str, ...]]:
    """What a network made of the picture, or None and a note that says why it has none.

    Parameters
    ----------
    upload : callable
        Hands the picture to the network, which doesn't publish anything yet. Any `NoPicture`, error of a
        network or of HTTP that it raises is noted.
    """
    if image is None:
        return None, ()
    try:
        return upload(fetch_picture(image, http, most_bytes=most_bytes, kinds=kinds)), ()
    except (NoPicture, RequestFailed, NetworkError) as error:
        return None, (f"It is posted without its picture: {str(error).rstrip('.')}.",)


def posted_with(media: T | None, notes: tuple[str, ...], send: Callable[[T | None, float], Posted]) -> Posted:
    """The post with its picture, or without it if the network refuses that.

    Only a definite refusal, after which nothing is out, is followed by this second request.

    Parameters
    ----------
    media : object or None
        What `uploaded` gave, with its `notes`.
    send : callable
        Publishes with this or without any, within so many seconds.
    """
    if media is None:
        return _noted(send(None, PUBLISH_SECONDS), notes)
    try:
        return _noted(send(media, PUBLISH_SECONDS), notes)
    except Rejected as refused:
        note = f"It was posted without its picture, because the network refused it with one. {refused}"
        return _noted(send(None, AGAIN_SECONDS), (note,))


def multipart(fields: Mapping[str, str], name: str, picture: Picture) -> tuple[bytes, dict[str, str]]:
    """A body of multipart/form-data (RFC 7578) with text fields and the picture, and its header."""
    from urllib3.filepost import encode_multipart_formdata

    file = (picture.file_name, picture.body, picture.kind)
    body, kind = encode_multipart_formdata([*fields.items(), (name, file)])
    return body, {"Content-Type": kind}


def _noted(posted: Posted, notes: tuple[str, ...]) -> Posted:
    return replace(posted, notes=(*posted.notes, *notes)) if notes else posted
