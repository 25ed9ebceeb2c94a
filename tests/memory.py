"""A table, parameters and a stack in memory, for walks of which there are thousands.

The table does what DynamoDB does: tests/integration/test_overlay.py compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.aws.stack import LocalStack
from repost.aws.parameters import SecretDocument
from repost.base.secret import Secret
from repost.simulation.overlay import Overlay
from repost.simulation.silence import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.aws.items import Item, Key


class Nothing:
    """A table that has nothing in it."""

    def get_many(self, _: object) -> dict[Key, Item]:
        return {}

    def query(self, *_: object, **__: object) -> Iterator[Item]:
        return iter(())


class Memory(Overlay):
    """A table in memory."""

    def __init__(self) -> None:
        super().__init__(Nothing())  # type: ignore[arg-type] # acts as one

    @property
    def written(self) -> dict[Key, Item]:
        """Everything in it."""
        return self._written

    def _in(self, partition: str, first: str, last: str, most: int, *, forward: bool) -> list[Item]:
        found = [
            dict(item)
            for key, item in self.written.items()
            if key.pk == partition and first <= key.sk <= last
        ]
        return sorted(found, key=lambda item: str(item["sk"]), reverse=not forward)[:most]


class Stored(Remembered):
    """Parameters in memory: `texts` are the settings by the names of their parameters.

    `secrets` are the documents of credentials by account, each with its version.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path, {})
        self.texts: dict[str, str] = {}
        self.secrets: dict[str, tuple[str, int]] = {}

    def documents(self) -> dict[str, str]:  # type: ignore[override] # there are some
        return dict(self.texts)

    def secret(self, account: str) -> SecretDocument:
        document, version = self.secrets[account]
        return SecretDocument(self.secret_parameter(account), Secret(document), version)


class MemoryStack(LocalStack):
    """A stack that asks no emulator, though its clients know one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.table: Memory = Memory()
        self.parameters: Stored = Stored(self.path)

    def _have_table(self) -> None:
        """It comes by itself."""

    def _put(self, name: str, document: str) -> None:
        self.parameters.texts[f"{self.path}/{name}"] = document

    def put_secret(self, account: str, document: str) -> None:
        """The next version of an account's credentials."""
        _, version = self.parameters.secrets.get(account, ("", 0))
        self.parameters.secrets[account] = document, version + 1
