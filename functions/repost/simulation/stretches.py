"""What was read of an index, stretch by stretch: nothing is read twice, and nothing that nobody asks for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.aws.items import Item
    from repost.aws.table import Table

_NEXT: Final = "\0"
"""Makes of a text the first one after it."""


class _Stretch:
    """All items of an index with keys from one text to another, which is not included, in order."""

    def __init__(self, first: str) -> None:
        self.first = self.end = first
        self.keys: list[str] = []
        self.items: list[Item] = []


class Stretches:
    """Reads one partition of an index of a table that doesn't change in the meantime."""

    def __init__(self, table: Table, partition: str, index: str) -> None:
        self._table = table
        self._partition = partition
        self._index = index
        self._known: list[_Stretch] = []

    def between(self, first: str, last: str, likely: int | None) -> Iterator[Item]:
        """The items with keys between two texts (inclusive), in order, read as they are needed."""
        at, end = first, last + _NEXT
        while at < end:
            place = bisect_right(self._known, at, key=attrgetter("first"))
            before = self._known[place - 1] if place else None
            if before and at < before.end:
                start, stop = (bisect_left(before.keys, each) for each in (at, min(end, before.end)))
                yield from before.items[start:stop]
                at = before.end
                continue
            stretch = _Stretch(at)
            until = min(end, self._known[place].first) if place < len(self._known) else end
            try:
                yield from self._read(stretch, until, likely)
            finally:
                if stretch.end > stretch.first:
                    insort(self._known, stretch, key=attrgetter("first"))
            at = stretch.end

    def _read(self, stretch: _Stretch, end: str, likely: int | None) -> Iterator[Item]:
        """The items from the beginning of a stretch to a text, which is not included.

        Items may share a key: as long as there may be more with the last one's, the stretch ends before it.
        """
        name, last = self._index.removeprefix("by_"), end.removesuffix(_NEXT)
        found = self._table.query(
            self._partition, index=self._index, first=stretch.first, last=last, likely=likely
        )
        for item in found:
            if item[name] >= end:
                break
            stretch.end = item[name]
            stretch.keys.append(stretch.end)
            stretch.items.append(item)
            yield item
        stretch.end = end
