"""A table whose writes stay in memory, on top of what the real table contains."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, Any

from repost.aws.items import SCHEMA, Key, marshal, unmarshal
from repost.aws.table import Table
from repost.simulation.conditions import holds
from repost.simulation.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from repost.aws.items import Item, Write


class Overlay(Table):
    """Answers as the table would if the writes had been made; what it read once, it doesn't read again."""

    def __init__(self, base: Table) -> None:
        self._base = base
        self._items: dict[Key, Item | None] = {}
        self._written: dict[Key, Item] = {}
        self._read: dict[tuple[str, str], Stretches] = {}
        self._whole: list[tuple[str, str, str]] = []

    def know(self, partition: str, first: str, last: str, most: int) -> None:
        """Read what a partition has between two keys (inclusive) at once, as far as `most` items go."""
        items = self._base.first_in(partition, first, last, most)
        for item in items:
            self._items.setdefault(Key(item["pk"], item["sk"]), item)
        self._whole.append((partition, first, last if len(items) < most else items[-1]["sk"]))

    def get(self, key: Key) -> Item | None:
        return self.get_many([key]).get(key)

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        keys = list(dict.fromkeys(keys))
        unread = [key for key in keys if key not in self._items and not self._is_known(key)]
        found = self._base.get_many(unread) if unread else {}
        self._items.update((key, found.get(key)) for key in unread)
        return {key: dict(item) for key in keys if (item := self._items.get(key)) is not None}

    def _is_known(self, key: Key) -> bool:
        return any(key.pk == partition and first <= key.sk <= last for partition, first, last in self._whole)

    def query(
        self, partition: str, *, index: str, first: str, last: str, likely: int | None = None
    ) -> Iterator[Item]:
        name = index.removeprefix("by_")
        written = sorted(
            (
                item
                for key, item in self._written.items()
                if key.pk == partition and first <= item.get(name, "") <= last
            ),
            key=lambda item: (item[name], item["sk"]),
        )
        if (partition, index) not in self._read:
            self._read[partition, index] = Stretches(self._base, partition, index)
        read = self._read[partition, index].between(first, last, likely)
        if not self._written:
            yield from map(dict, read)
            return
        still = (item for item in read if Key(item["pk"], item["sk"]) not in self._written)
        yield from map(dict, merge(written, still, key=lambda item: (item[name], item["sk"])))

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
        self._items[key] = self._written[key] = item
