"""What Bluesky requires of a post's record: the part of its lexicon app.bsky.feed.post that Repost uses."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_URI: Final = re.compile(r"\w+:(?://)?[^\s/][^\s]*")
_DATETIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:Z|[+-]\d\d:\d\d)")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MOST_GRAPHEMES: Final = 300
_MOST_BYTES: Final = 3000
_MOST_TAG_GRAPHEMES: Final = 64
_MOST_TAG_BYTES: Final = 640
_MOST_LANGUAGES: Final = 3
_MOST_IMAGES: Final = 4
_MOST_IMAGE_BYTES: Final = 2_000_000
_MOST_THUMB_BYTES: Final = 1_000_000


def broken_rule(record: Mapping[str, Any]) -> str:
    """The first rule that a record breaks, or ""."""
    return next(_broken_rules(record), "")


def _broken_rules(record: Mapping[str, Any]) -> Iterator[str]:
    if record.get("$type") != "app.bsky.feed.post":
        yield f"Invalid $type: expected app.bsky.feed.post, got {record.get('$type')}"
    text = record.get("text")
    if not isinstance(text, str):
        yield "Record must have the property text"
        return
    if len(text.encode()) > _MOST_BYTES:
        yield "Record/text must not be longer than 3000 characters"
    if _graphemes(text) > _MOST_GRAPHEMES:
        yield "Record/text must not be longer than 300 graphemes"
    if not _is_datetime(record.get("createdAt")):
        yield "Record/createdAt must be an valid atproto datetime (both RFC-3339 and ISO-8601)"
    langs = record.get("langs", [])
    if len(langs) > _MOST_LANGUAGES or not all(_LANGUAGE.fullmatch(lang) for lang in langs):
        yield "Record/langs must be well-formed BCP 47 language tags"
    for facet in record.get("facets", []):
        yield from _facet(facet)
    if "embed" in record:
        yield from _embed(record["embed"])


def _graphemes(text: str) -> int:
    import regex

    return len(regex.findall(r"\X", text))


def _is_datetime(value: object) -> bool:
    if not isinstance(value, str) or not _DATETIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _facet(facet: Mapping[str, Any]) -> Iterator[str]:
    index = facet.get("index", {})
    if not all(isinstance(index.get(end), int) and index[end] >= 0 for end in ("byteStart", "byteEnd")):
        yield "Record/facets/0/index must have the property byteStart"
    for feature in facet.get("features", []):
        match feature:
            case {"$type": "app.bsky.richtext.facet#link", "uri": str(uri)}:
                if not _URI.fullmatch(uri):
                    yield "Record/facets/0/features/0/uri must be a uri"
            case {"$type": "app.bsky.richtext.facet#tag", "tag": str(tag)}:
                if _graphemes(tag) > _MOST_TAG_GRAPHEMES or len(tag.encode()) > _MOST_TAG_BYTES:
                    yield "Record/facets/0/features/0/tag must not be longer than 64 graphemes"
            case _:
                yield "Record/facets/0/features/0 must be a known feature"


def blobs_of(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The files that a record without broken rules refers to."""
    embed = record.get("embed", {})
    thumb = embed.get("external", {}).get("thumb")
    return [image["image"] for image in embed.get("images", [])] + ([thumb] if thumb else [])


def _embed(embed: Mapping[str, Any]) -> Iterator[str]:
    match embed:
        case {"$type": "app.bsky.embed.external", "external": dict(card)}:
            yield from _card(card)
        case {"$type": "app.bsky.embed.images", "images": list(images)}:
            if len(images) > _MOST_IMAGES:
                yield "Record/embed/images must not have more than 4 elements"
            for image in images:
                yield from _image(image)
        case _:
            yield "Record/embed must be a known embed"


def _card(card: Mapping[str, Any]) -> Iterator[str]:
    for name in ("uri", "title", "description"):
        if not isinstance(card.get(name), str):
            yield f'Record/embed/external must have the property "{name}"'
    if not _URI.fullmatch(str(card.get("uri"))):
        yield "Record/embed/external/uri must be a uri"
    if "thumb" in card:
        yield from _blob(card["thumb"], "external/thumb", _MOST_THUMB_BYTES)


def _image(image: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(image.get("alt"), str):
        yield 'Record/embed/images/0 must have the property "alt"'
    size = image.get("aspectRatio", {"width": 1, "height": 1})
    for side in ("width", "height"):
        if not isinstance(size.get(side), int) or size[side] < 1:
            yield f"Record/embed/images/0/aspectRatio/{side} can not be less than 1"
    yield from _blob(image.get("image"), "images/0/image", _MOST_IMAGE_BYTES)


def _blob(blob: Any, where: str, most: int) -> Iterator[str]:
    match blob:
        case {"$type": "blob", "ref": {"$link": str()}, "mimeType": str(kind), "size": int(size)}:
            if not kind.startswith("image/"):
                yield f"Record/embed/{where} should be of type image/*"
            if size > most:
                yield f"Record/embed/{where} This file is too large. It is {size}, max {most}"
        case _:
            yield f"Record/embed/{where} should be a blob ref"
