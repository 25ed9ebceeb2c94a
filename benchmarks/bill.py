"""What a month costs: AWS's list prices in us-east-1, without any free tier."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.aws.read_units import UNIT, item_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GB_SECOND: Final = 0.0000133334
"""Lambda on arm64, the first tier."""
REQUEST: Final = 0.20 / 1_000_000
READ_UNIT: Final = 0.125 / 1_000_000
"""DynamoDB on demand; one strongly consistent read of 4 KB. Any other costs half of that."""
WRITE_UNIT: Final = 0.625 / 1_000_000
"""One write of 1 KB; twice that within a transaction."""
GIGABYTES: Final = 0.5
VCPUS: Final = 512 / 1769
"""What Lambda gives a function of 512 MB; with 1,769 MB it has one whole processor."""
UNDISTURBED: Final = 0.190
"""Processor seconds that `arms/idle_floor.py` takes on an otherwise idle x86_64 core.

As seen in November 2026. Money has no other arm to compare with, and on a shared machine other load
would increase a bill by half.
"""
DAYS: Final = 30.4
TICKS: Final = DAYS * 96
POSTS: Final = DAYS * 4


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run requests from AWS: requests by service, and the table's units."""

    parameters: int
    requests: int
    reads: float
    writes: int

    @property
    def price(self) -> float:
        """Dollars, without the processor's time. Standard parameters are free."""
        return self.reads * READ_UNIT + self.writes * WRITE_UNIT


def usage(calls: Iterable[Mapping[str, Any]], sizes: Mapping[str, int]) -> Usage:
    """The sum of recorded calls; `sizes` gives the bytes of items that were there before, by their keys.

    A key is written as `pk` and `sk`, joined by a space.
    """
    parameters = requests = writes = 0
    reads = 0.0
    for call in calls:
        given = call.get("parameters", {})
        requests += call["service"] == "dynamodb"
        parameters += call["service"] == "ssm"
        match call.get("operation"):
            case "GetItem":
                reads += _read([sum(map(item_bytes, call["items"]))], given)
            case "BatchGetItem":
                [table] = given["RequestItems"].values()
                missing = [0] * (len(table["Keys"]) - len(call["items"]))
                reads += _read([*missing, *map(item_bytes, call["items"])], table)
            case "Query":
                reads += _read([sum(map(item_bytes, call["items"]))], given)
            case "PutItem":
                writes += _write(given["Item"], given["Item"], sizes)
            case "UpdateItem":
                writes += _write(given["Key"], given["ExpressionAttributeValues"], sizes)
            case "TransactWriteItems":
                for write in given["TransactItems"]:
                    [update] = write.values()
                    writes += 2 * _write(update["Key"], update["ExpressionAttributeValues"], sizes)
    return Usage(parameters, requests, reads, writes)


def month(idle: float, post: float) -> float:
    """Dollars of a month, from those of an idle tick and of one that posts."""
    return (TICKS - POSTS) * idle + POSTS * post


def compute(processor_seconds: float) -> float:
    """Dollars for a run that takes so much processor time, at the share of a processor that 512 MB get."""
    return processor_seconds / VCPUS * GIGABYTES * GB_SECOND + REQUEST


def _name(key: Mapping[str, Any]) -> str:
    return f"{key['pk']['S']} {key['sk']['S']}"


def _read(sizes: Iterable[int], how: Mapping[str, Any]) -> float:
    """The units of reads that brought so many bytes each."""
    units = sum(max(1, math.ceil(size / UNIT)) for size in sizes)
    return units if how.get("ConsistentRead") else units / 2


def _write(key: Mapping[str, Any], values: Mapping[str, Any], sizes: Mapping[str, int]) -> int:
    """An item is as large as it was, or as what is written; articles are written into two indexes, too."""
    places = 3 if key["sk"]["S"].startswith("POST#") else 1
    return places * max(1, math.ceil(max(sizes.get(_name(key), 0), item_bytes(values)) / 1024))
