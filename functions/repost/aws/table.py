"""The calls of the one DynamoDB table; `repost.aws.items` has what is in it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from repost.aws.clients import pause_before_retry
from repost.aws.items import SCHEMA, Key, marshal, unmarshal
from repost.base.digests import digest
from repost.base.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from botocore.exceptions import ClientError
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from repost.aws.items import Item, Write

BY_PUBLISHED: Final = "by_published"
BY_POSITION: Final = "by_position"
BY_QUEUE: Final = "by_queue"

_MOST_KEYS_A_READ: Final = 100  # BatchGetItem's own limit
_MOST_ITEMS_A_WRITE: Final = 25  # BatchWriteItem's own limit
_MOST_BATCH_ROUNDS: Final = 8
_MOST_TRIES: Final = 9
_HELD: Final = {None, "None"}
"""What DynamoDB says of a write in a cancelled transaction that would have been made."""

_OUR_OWN: Final = _HELD | {"ConditionalCheckFailed", "TransactionConflict"}
"""Why DynamoDB cancels a transaction if another writer came first; any other reason is a failure."""


class Table:
    """The table over a low-level DynamoDB client.

    Parameters
    ----------
    client : DynamoDBClient
    name : str
        The table's.
    pause : callable
        Waits before a retry, given how many retries came before it.
    is_consistent : bool
        Whether a read sees every write before it. Otherwise it may be a second behind, at half the price.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        pause: Callable[[int], None] = pause_before_retry,
        *,
        is_consistent: bool = True,
    ) -> None:
        self._client = client
        self._name = name
        self._pause = pause
        self._is_consistent = is_consistent

    def a_moment_behind(self) -> Table:
        """The same table for those who only look: what they see may be a second old."""
        return Table(self._client, self._name, self._pause, is_consistent=False)

    def get(self, key: Key) -> Item | None:
        reply = self._client.get_item(TableName=self._name, Key=key.raw, ConsistentRead=self._is_consistent)
        return unmarshal(reply["Item"]) if "Item" in reply else None

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The items that exist, for any number of different keys."""
        found: dict[Key, Item] = {}
        remaining = iter(dict.fromkeys(keys))
        while batch := list(islice(remaining, _MOST_KEYS_A_READ)):
            wanted = [key.raw for key in batch]
            pending: Any = {self._name: {"Keys": wanted, "ConsistentRead": self._is_consistent}}
            for _ in range(_MOST_BATCH_ROUNDS):
                reply = self._client.batch_get_item(RequestItems=pending)
                for raw in reply["Responses"].get(self._name, []):
                    item = unmarshal(raw)
                    found[Key(item["pk"], item["sk"])] = item
                pending = reply.get("UnprocessedKeys")
                if not pending:
                    break
            else:
                raise TimeoutError("DynamoDB keeps putting off a batch of reads")
        return found

    def query(
        self, partition: str, *, index: str, first: str, last: str, likely: int | None = None
    ) -> Iterator[Item]:
        """The items of a partition with an index key between two texts (inclusive), in index order.

        They are read as they are needed; `likely` is how many that will be, if known.
        """
        start: Any = {"Limit": likely} if likely else {}
        read = 0
        while first <= last:  # DynamoDB refuses to look between them otherwise
            reply = self._client.query(
                TableName=self._name,
                IndexName=index,
                ConsistentRead=self._is_consistent,
                KeyConditionExpression="pk = :pk AND #key BETWEEN :first AND :last",
                ExpressionAttributeNames={"#key": index.removeprefix("by_")},
                ExpressionAttributeValues=marshal({":pk": partition, ":first": first, ":last": last}),
                **start,
            )
            yield from map(unmarshal, reply["Items"])
            if "LastEvaluatedKey" not in reply:
                return
            start = {"ExclusiveStartKey": reply["LastEvaluatedKey"]}
            if likely:  # if that isn't enough, a few more may be, or all
                read += len(reply["Items"])
                start["Limit"] = max(likely // 2, read // 4, 1)

    def waiting(self, queue: str, until: str, *, most: int | None = None) -> Iterator[Item]:
        """What waits in a queue up to a text of its time (inclusive), in the order of their times.

        Pages are read as they are needed, `most` items at a time if that is given, from an index that may be
        a moment behind and has only some of an item's attributes.

        Raises
        ------
        SettingsError
            If an earlier version of Repost made the table, without this index.
        """
        limit: Any = {"Limit": most} if most else {}
        start: Any = {}
        while True:
            values = {":queue": queue, ":until": until}
            reply = self._in_queue("queue_at <= :until", values, **limit, **start)
            yield from map(unmarshal, reply["Items"])
            if "LastEvaluatedKey" not in reply:
                return
            start = {"ExclusiveStartKey": reply["LastEvaluatedKey"]}

    def queued(self, queue: str, after: str, most: int, start: Item | None = None) -> list[Item]:
        """What waits in a queue for a time after a text, in the order of times: at most so many.

        `start` has the keys of the item after which to begin; its time is after the text, too. See `waiting`.
        """
        reply = self._in_queue(
            "queue_at > :after",
            {":queue": queue, ":after": after},
            Limit=most,
            **({"ExclusiveStartKey": marshal(start)} if start else {}),
        )
        return list(map(unmarshal, reply["Items"]))

    def _in_queue(self, times: str, values: Mapping[str, str], **more: Any) -> Any:
        try:
            return self._client.query(
                TableName=self._name,
                IndexName=BY_QUEUE,
                KeyConditionExpression=f"queue = :queue AND {times}",
                ExpressionAttributeValues=marshal(values),
                **more,
            )
        except self._client.exceptions.ClientError as error:
            if _lacks_index(error):
                raise _index_missing(self._name) from None
            raise

    def last_in(self, partition: str, first: str, last: str, most: int) -> list[Item]:
        """The items of a partition from the key before `last` back to `first`, at most so many."""
        items = self._in(partition, first, last, most + 1, forward=False)
        return [item for item in items if item["sk"] != last][:most]

    def first_in(self, partition: str, first: str, last: str, most: int) -> list[Item]:
        """The items of a partition between two keys (inclusive), in the order of keys, at most so many."""
        return self._in(partition, first, last, most, forward=True)

    def _in(self, partition: str, first: str, last: str, most: int, *, forward: bool) -> list[Item]:
        items: list[Item] = []
        start: Any = {}
        while len(items) < most:
            reply = self._client.query(
                TableName=self._name,
                ConsistentRead=self._is_consistent,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
                ExpressionAttributeValues=marshal({":pk": partition, ":first": first, ":last": last}),
                ScanIndexForward=forward,
                Limit=most - len(items),
                **start,
            )
            items += map(unmarshal, reply["Items"])
            if "LastEvaluatedKey" not in reply:
                break
            start = {"ExclusiveStartKey": reply["LastEvaluatedKey"]}
        return items

    def put_all(self, items: Iterable[Item]) -> None:
        """Write whole items, replacing any with the same keys."""
        remaining = iter(items)
        while batch := list(islice(remaining, _MOST_ITEMS_A_WRITE)):
            puts = [{"PutRequest": {"Item": marshal(item | {"schema": SCHEMA})}} for item in batch]
            pending: Any = {self._name: puts}
            for retries in range(_MOST_BATCH_ROUNDS):
                pending = self._client.batch_write_item(RequestItems=pending).get("UnprocessedItems")
                if not pending:
                    break
                self._pause(retries)
            else:
                raise TimeoutError("DynamoDB keeps putting off a batch of writes")

    def put_new(self, item: Item) -> bool:
        """Write an item unless its key is taken; False if it is."""
        condition = "attribute_not_exists(pk)"
        new = marshal(item | {"schema": SCHEMA})
        return not self._past_conflicts(
            lambda: self._client.put_item(TableName=self._name, Item=new, ConditionExpression=condition)
        )

    def update(self, write: Write) -> bool:
        """One conditional update; False if its condition did not hold.

        A write that an owner's condition guards succeeded if the item has exactly that owner's values: the
        SDK repeats a request whose answer was lost, and the repeat fails on what the first has written.
        """
        arguments = write.arguments(self._name)
        failed = self._past_conflicts(lambda: self._client.update_item(**arguments))
        return not failed or self._shows(write)

    def transact(self, writes: Sequence[Write], *, proof: Write, gives_way: bool = False) -> bool:
        """Make all of the writes or none; False if a condition did not hold. See `lost`."""
        return not self.lost(writes, proof=proof, gives_way=gives_way)

    def lost(self, writes: Sequence[Write], *, proof: Write, gives_way: bool = False) -> list[Write]:
        """Make all of the writes or none; those whose conditions did not hold, if it is none.

        Parameters
        ----------
        writes : sequence of Write
        proof : Write
            The one that shows whether an earlier request, whose answer was lost, made all of them.
        gives_way : bool
            Whether a write is lost, too, if other writers get in its way on every try.
        """
        items: list[TransactWriteItemTypeDef] = [{"Update": write.arguments(self._name)} for write in writes]
        # Within ten minutes DynamoDB makes equal requests once, and refuses others with the same token.
        token = digest(repr(items))
        try:
            failed = self._past_conflicts(
                lambda: self._client.transact_write_items(TransactItems=items, ClientRequestToken=token)
            )
            if failed is None or self._shows(proof):
                return []
        except self._client.exceptions.TransactionCanceledException as error:
            if not gives_way or not set(_reasons(error)) <= _OUR_OWN:
                raise
            failed = error
        reasons = zip(writes, _reasons(failed), strict=True)
        return [write for write, reason in reasons if reason not in _HELD] or list(writes)

    def _past_conflicts(self, request: Callable[[], object]) -> ClientError | None:
        """Send a write until no other writer is in its way; the error if its condition did not hold.

        Raises
        ------
        ClientError
            If something else fails it, or other writers were in its way each time.
        """
        known = self._client.exceptions
        for retries in range(_MOST_TRIES):
            if retries:
                self._pause(retries - 1)
            try:
                request()
            except known.ConditionalCheckFailedException as error:
                return error
            except known.TransactionCanceledException as error:
                reasons = set(_reasons(error))
                if "ConditionalCheckFailed" in reasons and reasons <= _OUR_OWN:
                    return error
                if retries + 1 == _MOST_TRIES or not reasons <= _OUR_OWN:
                    raise
            except (known.TransactionConflictException, known.TransactionInProgressException):
                if retries + 1 == _MOST_TRIES:
                    raise
            else:
                return None
        raise AssertionError("the last try returns or raises")

    def _shows(self, write: Write) -> bool:
        """Whether the item of an owner's write holds just what that write sets."""
        owner = write.set.get("owner", write.given.get("owner"))
        if owner is None:
            return False
        item = self.get(write.key) or {}
        return item.items() >= (unmarshal(marshal(write.set)) | {"owner": owner}).items()


def _lacks_index(error: ClientError) -> bool:
    said = error.response["Error"]
    return said["Code"] == "ValidationException" and "specified index" in said["Message"]


def _index_missing(table: str) -> SettingsError:
    """What is wrong with a table without the index of what waits, and the command that adds it."""
    key = "{AttributeName=queue,KeyType=HASH},{AttributeName=queue_at,KeyType=RANGE}"
    projection = "{ProjectionType=INCLUDE,NonKeyAttributes=[due_at]}"
    command = (
        f"aws dynamodb update-table --table-name {table} --attribute-definitions"
        " AttributeName=queue,AttributeType=S AttributeName=queue_at,AttributeType=S"
        " --global-secondary-index-updates"
        f" 'Create={{IndexName={BY_QUEUE},KeySchema=[{key}],Projection={projection}}}'"
    )
    problem = f"is {table}, which has no index {BY_QUEUE}, and reviews and fleets need it"
    return SettingsError("ExistingTable", "", problem, f"Add it once: {command}")


def _reasons(error: ClientError) -> list[str | None]:
    """Why DynamoDB cancelled a transaction: a code for each of its items."""
    return [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
