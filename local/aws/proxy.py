"""A proxy in front of the emulator that does what real DynamoDB does and the emulator can't."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from threading import Event
from typing import TYPE_CHECKING, Final

from local.base.server import Fault, Response
from local.real.proxy import Proxy
from repost.aws.clients import pause_before_retry

if TYPE_CHECKING:
    from local.base.server import Request

_AT_AWS: Final = 0.02
"""The seconds that a transaction takes there."""


class AwsProxy(Proxy):
    """Passes requests on; `fail` makes the next ones of one operation go wrong, one fault each."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)

    def fail(self, operation: str, *faults: Fault) -> None:
        """Plan faults for an operation, such as "UpdateItem"."""
        self._planned[operation].extend(faults)

    def asked(self, operation: str) -> int:
        """How often an operation was requested."""
        return sum(_operation(request) == operation for request in self.requests)

    def take(self, request: Request) -> tuple[Response | None, Fault]:
        if planned := self._planned[_operation(request)]:
            self.faults.append(planned.popleft())
        return super().take(request)


class ConflictingAws(AwsProxy):
    """Passes requests on at the same time, and refuses a transaction that meets another on an item.

    Attributes
    ----------
    conflicts : int
        How many were refused.
    """

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self._under_way: set[str] = set()
        self._met = Event()
        self._met.set()
        self._longest = 0.0
        self.conflicts = 0

    def let_some_meet(self) -> None:
        """Keep transactions under way until one meets another."""
        self._met.clear()

    def pause(self, retries: int) -> None:
        """Pause as before AWS, but for longer where a busy machine takes longer for a transaction."""
        for _ in range(1 + int(self._longest / _AT_AWS)):
            pause_before_retry(retries)

    def take(self, request: Request) -> tuple[Response | None, Fault]:
        if _operation(request) != "TransactWriteItems":
            return self.answer(request), Fault(accepted=True)
        writes = [write for each in json.loads(request.body)["TransactItems"] for write in each.values()]
        keys = {json.dumps([write["TableName"], write["Key"]], sort_keys=True) for write in writes}
        with self._lock:
            if keys & self._under_way:
                self.conflicts += 1
                self._met.set()
                refusal = conflict(len(writes))
                return refusal.instead, refusal
            self._under_way |= keys
        self._met.wait()
        begun = time.monotonic()
        try:
            return self.answer(request), Fault(accepted=True)
        finally:
            with self._lock:
                self._longest = max(self._longest, time.monotonic() - begun)
                self._under_way -= keys


def conflict(items: int) -> Fault:
    """Another transaction is under way on the last of so many items."""
    reasons = [{"Code": "None"}] * (items - 1) + [
        {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    ]
    return _refusal("TransactionCanceledException", CancellationReasons=reasons)


def conflict_of_one() -> Fault:
    """A transaction is under way on the item of a single write."""
    return _refusal("TransactionConflictException")


LOST = Fault("cut", accepted=True)
"""The request is carried out, and its answer is lost."""


def _refusal(error: str, **more: object) -> Fault:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{error}", "message": "Transaction cancelled", **more}
    headers = {"Content-Type": "application/x-amz-json-1.0"}
    return Fault(instead=Response(400, json.dumps(body).encode(), headers))


def _operation(request: Request) -> str:
    return request.headers.get("x-amz-target", "").rpartition(".")[2]
