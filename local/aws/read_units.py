"""The read units that DynamoDB charges for a client's reads: the emulator does not count them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_dynamodb import DynamoDBClient

UNIT: Final = 4096
"""Bytes of one strongly consistent read."""


class ReadUnits:
    """Counts the queries and batches of reads of a client while it listens: see `counted`.

    A query counts everything it reads together; a batch counts each item separately, even a missing one.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """

    def __init__(self) -> None:
        self.total = 0

    def queried(self, parsed: Mapping[str, Any], **_: object) -> None:
        self.total += max(1, -(-sum(map(item_bytes, parsed["Items"])) // UNIT))

    def asked(self, params: Mapping[str, Any], **_: object) -> None:
        self.total += sum(len(table["Keys"]) for table in params["RequestItems"].values())


@contextmanager
def counted(client: DynamoDBClient) -> Iterator[ReadUnits]:
    """The read units of what the client reads within the block; items in batches count as small."""
    units, events = ReadUnits(), client.meta.events
    events.register("after-call.dynamodb.Query", units.queried)
    events.register("provide-client-params.dynamodb.BatchGetItem", units.asked)
    try:
        yield units
    finally:
        events.unregister("after-call.dynamodb.Query", units.queried)
        events.unregister("provide-client-params.dynamodb.BatchGetItem", units.asked)


def item_bytes(item: Mapping[str, Any]) -> int:
    """About the bytes that an item counts for: names and values, without the notation of types."""
    return sum(len(name) + len(json.dumps(next(iter(value.values())))) for name, value in item.items())
