"""A post as a record of the AT protocol: https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.web.replies import table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from repost.networks.pictures import Picture
    from repost.networks.protocol import Post
    from repost.wording.facet import Facet

COLLECTION: Final = "app.bsky.feed.post"

MOST_BYTES: Final = 2_000_000
"""The largest picture that is attached."""

MOST_BYTES_OF_CARD: Final = 1_000_000
"""The largest picture in the card of a link."""

_CID: Final = pattern(r"[a-zA-Z0-9]{20,200}")
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_TAG: Final = 64  # graphemes; its bytes are never more than ten times that here


class Blob(Value, frozen=True):
    """A picture that the server has taken, and how records refer to it there."""

    reference: Mapping[str, Any]
    picture: Picture


def blob_of(body: Mapping[str, Any], picture: Picture) -> Blob | None:
    """What the server made of a picture, or None if it made nothing that a record can hold."""
    blob = table_in(body, "blob")
    link, kind = text_in(table_in(blob, "ref"), "$link"), text_in(blob, "mimeType")
    if not _CID.fullmatch(link) or not kind.startswith("image/"):
        return None
    reference = {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": len(picture.body)}
    return Blob(reference, picture)


def record(post: Post, created_at: str, blob: Blob | None = None) -> dict[str, Any]:
    """The record: the same for the same post and picture, to the byte."""
    made: dict[str, Any] = {"$type": COLLECTION, "text": post.text, "createdAt": created_at}
    if facets := list(_facets(post)):
        made["facets"] = facets
    if post.language_tag:
        made["langs"] = [post.language_tag]
    if embed := _embed(post, blob):
        made["embed"] = embed
    return made


def _embed(post: Post, blob: Blob | None) -> dict[str, Any] | None:
    """The picture alone if the settings ask for it; else the link's card, with the picture in it."""
    if blob and post.image and post.image.attach:
        picture = blob.picture
        size = {"width": picture.width, "height": picture.height}
        image = {"image": blob.reference, "alt": picture.alt, "aspectRatio": size}
        return {"$type": "app.bsky.embed.images", "images": [image]}
    if not post.link:
        return None
    card = {"uri": post.link, "title": post.title or post.link, "description": post.summary}
    thumb = {"thumb": blob.reference} if blob else {}
    return {"$type": "app.bsky.embed.external", "external": card | thumb}


def record_key(token: str, now: datetime) -> str:
    """A TID: the same for the same token and time, and the only one of its kind.

    Its 53 bits of microseconds and 10 of a clock's number hold the milliseconds as they are; the
    rest comes out of the token: https://atproto.com/specs/tid
    """
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
    noise = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8])
    number = (milliseconds * 1000 + noise % 1000) << 10 | (noise // 1000) % 1024
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def timestamp(now: datetime) -> str:
    """An instant as records hold it, in milliseconds."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z"


def _facets(post: Post) -> Iterator[Mapping[str, Any]]:
    for facet in post.facets:
        if feature := _feature(facet):
            start = len(post.text[: facet.start].encode())
            end = start + len(post.text[facet.start : facet.end].encode())
            yield {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def _feature(facet: Facet) -> Mapping[str, str] | None:
    if not facet.target.startswith("#"):
        return {"$type": "app.bsky.richtext.facet#link", "uri": facet.target}
    from repost.wording.cutting import graphemes

    tag = facet.target[1:]
    if len(tag) > _LONGEST_TAG and len(graphemes(tag)) > _LONGEST_TAG:
        return None  # it stays a word
    return {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
