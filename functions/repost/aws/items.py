"""The items of the one DynamoDB table: their keys, and how values and writes are sent.

| item    | pk               | sk                   |
|---------|------------------|----------------------|
| feed    | FEED#<id>        | META                 |
| article | FEED#<id>        | POST#<guid hash>     |
| alias   | FEED#<id>        | ALIAS#<name hash>    |
| page    | FEED#<id>        | PAGE#<guid hash>     |
| blog    | BLOG#<its host>  | FEEDS                |
| state   | ACCOUNT#<name>   | STATE                |
| share   | ACCOUNT#<name>   | SHARE#<guid hash>    |
| slot    | ACCOUNT#<name>   | SLOT#<nominal, UTC>  |
| said    | NETWORK#<name>   | SAID#<guid hash>     |
| text    | NETWORK#<name>   | TEXT#<hash>          |
| member  | FLEET            | MEMBER#<name>        |
| place   | FLEET            | PLACE#<hash>         |
| budget  | ACCOUNT#<name>, and STACK for all | BUDGET#<month> |
| best    | ACCOUNT#<name>   | BEST#                |
| last    | ACCOUNT#<name>   | LAST                 |
| knocks  | DOOR#<member>    | HOUR#<UTC>           |
| lesson  | ACCOUNT#<name>, and REVIEW#<group> | LESSON#<instant, hash> |

Every item carries `schema`, so that a later version knows what it reads. One with the attributes `queue` and
`queue_at` is in the index `by_queue`: the slot of each post that waits for a review, and in a fleet the state
of each member, and the last report of each that is in trouble. DynamoDB removes an item after the instant in
`expires`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from msgspec import field

from repost.base.digests import digest
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA: Final = 1
EXPIRES: Final = "expires"
"""The attribute that says from when on an item may be removed, in seconds since 1970."""

Item = dict[str, Any]
"""One item with plain Python values: str, int, bool, list, dict, set of str."""


class Key(Value, frozen=True):
    """The primary key of one item."""

    pk: str
    sk: str

    @property
    def raw(self) -> dict[str, Any]:
        """The key in DynamoDB's notation."""
        return {"pk": {"S": self.pk}, "sk": {"S": self.sk}}


def feed_partition(feed: str) -> str:
    """The partition of everything known of the feed at this address."""
    return f"FEED#{digest(feed)}"


def account_partition(account: str) -> str:
    return f"ACCOUNT#{account}"


def network_partition(network: str) -> str:
    return f"NETWORK#{network}"


class Write(Value, frozen=True):
    """One update of one item, which is created if necessary.

    `condition` is DynamoDB's own expression, with "#name" for the attribute called name and the
    values of `given` as ":name". `add` adds to numbers and to sets of text, `delete` takes from sets.
    """

    key: Key
    set: Mapping[str, Any] = field(default_factory=dict)
    remove: Sequence[str] = ()
    add: Mapping[str, Any] = field(default_factory=dict)
    delete: Mapping[str, Any] = field(default_factory=dict)
    condition: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    def arguments(self, table: str) -> Any:
        """The arguments of UpdateItem, or of an Update within TransactWriteItems."""
        changed = {"schema": SCHEMA} | {name: v for name, v in self.set.items() if v is not None}
        clauses = {
            "SET": ", ".join(f"#{name} = :set_{name}" for name in changed),
            "REMOVE": ", ".join(f"#{name}" for name in self.remove),
            "ADD": ", ".join(f"#{name} :add_{name}" for name in self.add),
            "DELETE": ", ".join(f"#{name} :delete_{name}" for name in self.delete),
        }
        expression = " ".join(f"{verb} {clause}" for verb, clause in clauses.items() if clause)
        names = re.findall(r"#(\w+)", f"{expression} {self.condition}")
        arguments: dict[str, Any] = {
            "TableName": table,
            "Key": self.key.raw,
            "UpdateExpression": expression,
            "ExpressionAttributeNames": {f"#{name}": name for name in names},
            "ExpressionAttributeValues": marshal(
                {f":set_{name}": value for name, value in changed.items()}
                | {f":add_{name}": value for name, value in self.add.items()}
                | {f":delete_{name}": value for name, value in self.delete.items()}
                | {f":{name}": value for name, value in self.given.items()}
            ),
        }
        if self.condition:
            arguments["ConditionExpression"] = self.condition
        return arguments


def marshal(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values in DynamoDB's notation; None is left out."""
    write = TypeSerializer().serialize
    return {name: write(value) for name, value in values.items() if value is not None}


def unmarshal(raw: Mapping[str, Any]) -> Item:
    """Plain values out of DynamoDB's notation."""
    read = _Reader().deserialize
    return {name: read(value) for name, value in raw.items()}


class _Reader(TypeDeserializer):
    """Reads every number as an int: the table holds no fractions."""

    def _deserialize_n(self, value: str) -> int:
        return int(value)
