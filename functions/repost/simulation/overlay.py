"""A table whose writes stay in memory, on top of what the real table contains."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, Final

from repost.aws.table import SCHEMA, Key, Table, marshal, unmarshal
from repost.simulation.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from repost.aws.table import Item, Write

_FIRST: Final = "!"  # before every key of an index
_LAST: Final = "~"  # and after


class Overlay(Table):
    """Answers as the table would if the writes had been made; what it read once, it doesn't read again."""

    def __init__(self, base: Table) -> None:
        self._base = base
        self._items: dict[Key, Item | None] = {}
        self._indexes: dict[tuple[str, str], list[Item]] = {}
        self._whole: set[tuple[str, str]] = set()

    def get(self, key: Key) -> Item | None:
        return self.get_many([key]).get(key)

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        keys = list(dict.fromkeys(keys))
        unread = [key for key in keys if key not in self._items]
        found = self._base.get_many(unread) if unread else {}
        self._items.update((key, found.get(key)) for key in unread)
        return {key: dict(item) for key in keys if (item := self._items[key]) is not None}

    def query(
        self,
        partition: str,
        *,
        index: str,
        first: str,
        last: str,
        likely: int | None = None,  # noqa: ARG002 - all of an index is read at once, and once
    ) -> Iterator[Item]:
        items, name = self._index(partition, index), index.removeprefix("by_")
        start = bisect_left(items, first, key=lambda item: item[name])
        end = bisect_right(items, last, key=lambda item: item[name])
        return (dict(item) for item in items[start:end])

    def put_all(self, items: Iterable[Item]) -> None:
        for item in items:
            self._put(Key(item["pk"], item["sk"]), unmarshal(marshal(item | {"schema": SCHEMA})))

    def put_new(self, item: Item) -> bool:
        key = Key(item["pk"], item["sk"])
        if self.get(key) is not None:
            return False
        self._put(key, unmarshal(marshal(item | {"schema": SCHEMA})))
        return True

    def update(self, write: Write) -> bool:
        if not self._may(write):
            return False
        self._write(write)
        return True

    def lost(
        self,
        writes: Sequence[Write],
        *,
        proof: Write,  # noqa: ARG002 - nothing is repeated here
        gives_way: bool = False,  # noqa: ARG002 - and nobody else writes
    ) -> list[Write]:
        if lost := [write for write in writes if not self._may(write)]:
            return lost
        for write in writes:
            self._write(write)
        return []

    def _may(self, write: Write) -> bool:
        return holds(write.condition, self.get(write.key), write.given)

    def _write(self, write: Write) -> None:
        """The item as UpdateItem would leave it."""
        item = self.get(write.key) or {"pk": write.key.pk, "sk": write.key.sk}
        item |= unmarshal(marshal(write.set)) | {"schema": SCHEMA}
        for name in write.remove:
            item.pop(name, None)
        for name, value in write.add.items():
            item[name] = (
                item.get(name, set()) | set(value)
                if isinstance(value, set | frozenset)
                else item.get(name, 0) + value
            )
        for name, value in write.delete.items():
            left: set[Any] = item.pop(name, set()) - set(value)
            if left:  # DynamoDB has no empty sets
                item[name] = left
        self._put(write.key, item)

    def _put(self, key: Key, item: Item) -> None:
        self._items[key] = item
        for partition, index in list(self._indexes):
            if partition == key.pk:
                del self._indexes[partition, index]

    def _index(self, partition: str, index: str) -> list[Item]:
        """Every item of a partition in an index, by the index's key."""
        if (partition, index) not in self._whole:
            for item in self._base.query(partition, index=index, first=_FIRST, last=_LAST):
                self._items.setdefault(Key(item["pk"], item["sk"]), item)
            self._whole.add((partition, index))
        if (partition, index) not in self._indexes:
            name = index.removeprefix("by_")
            held = (item for key, item in self._items.items() if item and key.pk == partition)
            self._indexes[partition, index] = sorted(
                (item for item in held if name in item), key=lambda item: (item[name], item["sk"])
            )
        return self._indexes[partition, index]
