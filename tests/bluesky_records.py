"""What Bluesky's server makes of records, right and wrong: the real one and the stand-in are asked alike."""

from __future__ import annotations

from typing import Any, Final

GOOD: Final[dict[str, Any]] = {
    "$type": "app.bsky.feed.post",
    "text": "Hello",
    "createdAt": "2026-11-23T12:00:00.123Z",
}


def _facet(start: Any, end: Any, feature: dict[str, Any]) -> dict[str, Any]:
    return {**GOOD, "facets": [{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}]}


def _link(uri: str) -> dict[str, Any]:
    return {"$type": "app.bsky.richtext.facet#link", "uri": uri}


def _tag(tag: str) -> dict[str, Any]:
    return {"$type": "app.bsky.richtext.facet#tag", "tag": tag}


def _card(**external: Any) -> dict[str, Any]:
    return {**GOOD, "embed": {"$type": "app.bsky.embed.external", "external": external}}


ALLOWED: Final[dict[str, dict[str, Any]]] = {
    "plain": GOOD,
    "empty text": {**GOOD, "text": ""},
    "300 graphemes": {**GOOD, "text": "é" * 300},
    "119 families": {**GOOD, "text": "👩‍👩‍👧‍👦" * 119},
    "language": {**GOOD, "langs": ["fr", "pt-BR", "zh-Hant-TW"]},
    "zone": {**GOOD, "createdAt": "2026-11-23T12:00:00+01:00"},
    "link": _facet(0, 5, _link("https://blog.example/é?a=1")),
    "past the end": _facet(0, 500, _link("https://blog.example/")),
    "reversed": _facet(5, 0, _link("https://blog.example/")),
    "tag": _facet(0, 5, _tag("é" * 64)),
    "card": _card(uri="https://blog.example/", title="", description=""),
}
REFUSED: Final[dict[str, dict[str, Any]]] = {
    "301 graphemes": {**GOOD, "text": "é" * 301},
    "3001 bytes": {**GOOD, "text": "👩‍👩‍👧‍👦" * 121},
    "no text": {key: value for key, value in GOOD.items() if key != "text"},
    "number": {**GOOD, "text": 5},
    "no zone": {**GOOD, "createdAt": "2026-11-23T12:00:00"},
    "no date": {**GOOD, "createdAt": "2026-13-23T12:00:00Z"},
    "four languages": {**GOOD, "langs": ["fr", "en", "de", "it"]},
    "nonsense language": {**GOOD, "langs": ["français"]},
    "space in a link": _facet(0, 5, _link("https://blog.example/a b")),
    "relative link": _facet(0, 5, _link("/a")),
    "long tag": _facet(0, 5, _tag("é" * 65)),
    "negative": _facet(-1, 5, _tag("a")),
    "text for a number": _facet("0", 5, _tag("a")),
    "card without description": _card(uri="https://blog.example/", title=""),
    "card without address": _card(uri="", title="", description=""),
}
