"""What a page tells search engines in JSON-LD (https://schema.org): its things, within bounds."""

from __future__ import annotations

import json
import re
from collections import deque
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MOST_BLOCKS: Final = 200
_LONGEST_BLOCK: Final = 500_000
_DEEPEST: Final = 6
_MOST_THINGS: Final = 2_000
_MOST_TEXTS: Final = 100
_OWN: Final = frozenset({"@graph", "mainEntity"})  # what holds the things that a page itself is about

_NAMES: Final = ("name", "@value", "url")
_ADDRESSES: Final = ("url", "contentUrl")
_BEGIN: Final = pattern(r"(?:\[\s*+)?\{")
_NO_SPACE: Final = pattern(r"\S|\Z")
_MISTAKE: Final = pattern(r'(\\["\\/bfnrtu])|\\|,(?=\s*+[\]}])')  # an escape that is none, a comma too many


class Thing(Value, frozen=True):
    """An object of a document.

    Attributes
    ----------
    kinds : frozenset of str
        Its types by their bare names: "BlogPosting" for "https://schema.org/BlogPosting".
    values : mapping
        What it says.
    is_own : bool
        Whether the page says it of itself, rather than of something that one of its things mentions.
    others : mapping
        All things of the page by their `@id`.
    """

    kinds: frozenset[str] = frozenset()
    values: Mapping[str, Any] = {}
    is_own: bool = True
    others: Mapping[str, Any] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its address, as it gives it itself."""
        values = [self.values.get(key) for key in ("url", "@id", "mainEntityOfPage")]
        texts = [each.get("@id") if isinstance(each, dict) else each for each in values]
        return tuple(text for text in texts if isinstance(text, str) and text)

    def texts(self, *keys: str) -> tuple[str, ...]:
        """What the first of these keys that isn't empty holds: texts, or names or addresses of things."""
        for key in keys:
            if found := tuple(self._texts(self.values.get(key))):
                return found
        return ()

    def text(self, *keys: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.texts(*keys)), "")

    def address(self, key: str) -> str:
        """Where the first thing under a key is, or ""."""
        return next(self._texts(self.values.get(key), _ADDRESSES), "")

    def _texts(self, value: object, named: Sequence[str] = _NAMES) -> Iterator[str]:
        for each in value[:_MOST_TEXTS] if isinstance(value, list) else [value]:
            text: object = each
            if isinstance(each, dict):
                other = self.others.get(str(each.get("@id")), {})
                found = (table.get(key) for table in (each, other) for key in named)
                text = next((name for name in found if name), "")
                text = text[0] if isinstance(text, list) else text
                text = text.get("@value") if isinstance(text, dict) else text
            if isinstance(text, str) and text.strip():
                yield text.strip()


def things_in(blocks: Iterable[str]) -> list[Thing]:
    """The objects of a page's JSON-LD blocks, the outer ones first; what can't be read is skipped."""
    documents = (value for block in list(blocks)[:_MOST_BLOCKS] for value in _values_in(block))
    found: list[tuple[dict[str, Any], bool]] = []
    pending = deque(
        (each, 0, True) for each in islice(documents, _MOST_THINGS) if isinstance(each, dict | list)
    )
    seen = 0
    while pending and seen < _MOST_THINGS:
        here, depth, is_own = pending.popleft()
        seen += 1
        if isinstance(here, dict):
            found.append((here, is_own))
            inner = [(each, is_own and key in _OWN) for key, each in islice(here.items(), _MOST_THINGS)]
        else:
            inner = [(each, is_own) for each in here[:_MOST_THINGS]]
        if depth < _DEEPEST:
            pending += [(each, depth + 1, own) for each, own in inner if isinstance(each, dict | list)]
    named = ((each.get("@id"), each) for each, _ in reversed(found) if len(each) > 1)
    others = {name: each for name, each in named if isinstance(name, str)}
    return [Thing(_kinds(each.get("@type")), each, own, others) for each, own in found]


def _values_in(block: str) -> list[Any]:
    # Some themes wrap it in a comment or in CDATA, or put a semicolon after it.
    begin, end = _BEGIN.search(block), block.rfind("}") + 1
    if not begin or len(block) > _LONGEST_BLOCK:
        return []
    text = block[begin.start() : end] + ("]" if begin[0][0] == "[" else "")
    for written in (text, _MISTAKE.sub(r"\1", text)):
        with suppress(ValueError, RecursionError):
            return _values(written)
    return []


def _values(text: str) -> list[Any]:
    """The values in a text, which should be one: some plugins write several into one block."""
    # Not strict: publishers write line breaks into their texts as they are.
    decoder, values, end = json.JSONDecoder(strict=False), list[Any](), 0
    while end < len(text):
        value, end = decoder.raw_decode(text, end)
        values.append(value)
        end = next(each.start() for each in _NO_SPACE.finditer(text, end))
    return values


def _kinds(types: object) -> frozenset[str]:
    names = types[:_MOST_TEXTS] if isinstance(types, list) else [types]
    return frozenset(re.split(r"[/#:]", name.strip())[-1] for name in names if isinstance(name, str))
