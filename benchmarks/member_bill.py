"""What a month of a fleet's member costs, from what the workers' turns asked of AWS."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from benchmarks import bill
from local.aws.read_units import item_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SQS_REQUEST: Final = 0.40 / 1_000_000
IDLE_POLLS: Final = 5 * 3 * 60 * 24 * bill.DAYS
"""How often Lambda looks into a queue in a month: five pollers, three times a minute."""
MESSAGE_REQUESTS: Final = 1 / 10 + 1 / 5 + 1 / 5
"""Messages are sent by ten, and received and deleted by five."""
DECRYPTION: Final = 0.03 / 10_000
LOG_BYTE: Final = 0.50 / 1e9
AWS_SECONDS: Final = 0.007
"""About what a request to DynamoDB or Parameter Store takes within AWS."""
IDLE_TICK: Final = 0.25
"""Processor seconds of a cold tick in which nothing is due, generously."""
INDEX_WRITES: Final = 2
"""A new time in the index: its old place is deleted, and the new one written."""
MOST_CALLS: Final = 5_000


@dataclass
class Sample:
    """What one worker did: turns, processor seconds, bytes logged, and its first calls to AWS.

    `others` are what turns have decided that posted nothing.
    """

    turns: int = 0
    cpu: float = 0.0
    logged: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    others: Counter[str] = field(default_factory=Counter)

    def listen(self, session: Any) -> None:
        """Note the calls of the clients of a session that are made from now on."""
        session.events.register("before-parameter-build.*.*", self._begin)
        session.events.register("after-call.*.*", self._note)

    def begin(self) -> None:
        """Count from now on."""
        self.calls.clear()
        self.requests = 0
        self.cpu = time.process_time()

    def end(self, log: str) -> None:
        """Count no more; `log` is what was logged."""
        self.cpu = time.process_time() - self.cpu
        self.logged = len(log)
        reports = [line.get("report", {}) for line in map(json.loads, log.splitlines())]
        self.others = Counter(
            f"{report['state']}: {report['decision']}"
            for report in reports
            if report.get("state", "posted") != "posted"
        )

    def _begin(self, **event: Any) -> None:
        event["context"]["asked"] = event["params"]

    def _note(self, **event: Any) -> None:
        model, answer = event["model"], event["parsed"]
        service = model.service_model.service_name
        if service == "sqs":
            return
        self.requests += 1
        if len(self.calls) < MOST_CALLS:
            batches = answer.get("Responses", {}).values()
            items = [*answer.get("Items", []), *filter(None, [answer.get("Item")])]
            items += [item for batch in batches for item in batch]
            call = {"service": service, "operation": model.name, "parameters": event["context"]["asked"]}
            self.calls.append({**call, "items": items})


def month_of_a_member(
    items: Iterable[Any], samples: Sequence[Sample], *, network_seconds: float, members: int
) -> tuple[float, list[str]]:
    """Dollars, by list price of us-east-1 without any free tier, and what they consist of.

    `items` are the table's after the turns; `network_seconds` is what a turn waits for networks and blog.
    """
    sizes = {f"{item['pk']['S']} {item['sk']['S']}": item_bytes(item) for item in items}
    turns = sum(sample.turns for sample in samples)
    requests = sum(sample.requests for sample in samples)
    calls = [call for sample in samples for call in sample.calls]
    share = requests / len(calls) / turns
    used = bill.usage(calls, sizes)
    state = max(math.ceil(size / 1024) for name, size in sizes.items() if name.endswith(" STATE"))
    moved = sum("queue_at" in str(call["parameters"].get("UpdateExpression")) for call in calls)
    reads = used.reads * share
    writes = (used.writes + INDEX_WRITES * moved) * share + state + INDEX_WRITES  # the last two by the tick
    table = reads * bill.READ_UNIT + writes * bill.WRITE_UNIT
    cpu = sum(sample.cpu for sample in samples) / turns
    seconds = cpu / bill.VCPUS + network_seconds + requests / turns * AWS_SECONDS
    compute = seconds * bill.GIGABYTES * bill.GB_SECOND + bill.REQUEST / 5
    queue, keys = MESSAGE_REQUESTS * SQS_REQUEST, DECRYPTION
    logs = sum(sample.logged for sample in samples) / turns * LOG_BYTE
    post = table + compute + queue + keys + logs
    shared = (bill.TICKS * bill.compute(IDLE_TICK) + IDLE_POLLS * SQS_REQUEST) / members
    notes = [
        f"""A turn that posts: {requests / turns:.1f} requests to AWS, {reads:.0f} read units, {writes:.0f}
        write units with the lease and the index, {1000 * cpu:.0f} ms of processor here; in AWS that makes
        {seconds:.2f} s of a worker, {network_seconds:.1f} s of them waiting for blog and network.""",
        f"""Of a post's ${post:.6f} the table is ${table:.6f}, Lambda ${compute:.6f}, the queue ${queue:.6f},
        the decryption of the secret ${keys:.6f} and the log ${logs:.6f}. A member's share of the ticks and of
        the looks into an empty queue is ${shared:.5f} a month. List prices of us-east-1 without any free
        tier.""",
    ]
    return bill.POSTS * post + shared, notes
