"""What looking at the dashboard takes: processor time, the size of an answer, and a viewer's month."""

from __future__ import annotations

import statistics
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from benchmarks import bill
from benchmarks.archive import MANY, remember
from benchmarks.blogs import START, Unchanged
from benchmarks.document import Row

if TYPE_CHECKING:
    from contextlib import ExitStack

    from benchmarks.scene import Arm, Scene

_PATH: Final = "/bench-pages"
_SLOTS: Final = 50
_AS_DEPLOYED: Final = {
    "REPOST_ACT": "arn:aws:lambda:us-east-1:000000000000:function:act",
    "LOOPBACK_REMAINING": "60",
}
"""With buttons; and with time enough, however slow the emulator is."""

_MEGABYTES: Final = 1769
_WAITED: Final = 0.005
"""Seconds that the function waits for an answer of DynamoDB or Parameter Store."""

_FLOORS: Final = 3
_LOOKS: Final = 22 * 8 * 12
"""A month of working hours, every five minutes."""


def rows(scene: Scene, running: ExitStack, turns: int) -> list[Row]:
    """All of them, as of a core with nothing else to do: the bare idle handler says how far this one is."""
    blog = running.enter_context(Unchanged())
    table = scene.table()
    remember(scene, table, blog, MANY)
    scene.add_account(_PATH, f"{blog.url}/feed/")
    where = {"REPOST_SETTINGS_PATH": _PATH}
    with scene.arm("loopback.handler", table, **where) as arm:
        arm.post(-1)
    fill(scene, table)
    undisturbed = bill.UNDISTURBED / statistics.median(bare(scene, table) for _ in range(_FLOORS))
    with scene.arm("loopback.look", table, **where, **_AS_DEPLOYED) as arm:
        coming, history = looked(arm, "coming", turns), looked(arm, "history", turns)
    with scene.recorded(table, _PATH, "loopback.look", **_AS_DEPLOYED) as (arm, calls):
        looked(arm, "coming", 1)
        usage = bill.usage(calls(lambda: arm.ask({"view": "coming"})), {})
    requests = usage.requests + usage.parameters
    waited = requests * _WAITED * _MEGABYTES / 1024 * bill.GB_SECOND
    month = _LOOKS * (usage.price + bill.compute(coming["cpu"] * undisturbed) + waited)
    size = history["size"]
    return [
        milliseconds("what comes, 14 days from 10,000 articles", coming["cpu"], undisturbed, 500),
        milliseconds("the history, 50 slots", history["cpu"], undisturbed, 30),
        Row(f"its answer: a page with {_SLOTS} rows, in KB", f"{size:,} bytes", size / 1e3, 150, "count"),
        Row(
            "a viewer's month: what comes, every five minutes of working hours",
            f"{_LOOKS:,} looks, each {requests} requests and {usage.reads:g} read units",
            month,
            0.05,
            "$",
        ),
    ]


def milliseconds(what: str, seconds: float, undisturbed: float, goal: float) -> Row:
    """A row about processor time."""
    value = seconds * undisturbed * 1e3
    what = f"a warm look at {what}: ms of an undisturbed processor"
    return Row(what, f"{seconds * 1e3:.0f} ms here", value, goal, "count")


def bare(scene: Scene, table: str) -> float:
    """The processor seconds of the bare idle handler."""
    with scene.arm("idle_floor.handler", table) as arm:
        return float(arm.tick(START)[0]["cpu_since_start"])


def looked(arm: Arm, view: str, turns: int) -> dict[str, Any]:
    """The median processor time of warm looks at a view, and the bytes of what comes back."""
    arm.ask({"view": view})
    bodies = [arm.ask({"view": view})[0] for _ in range(turns)]
    answers = {len(body["answer"].encode()) for body in bodies}
    if min(body["answer"].count("repost-row") for body in bodies) < _SLOTS:
        raise RuntimeError(f"A page lacks rows: {bodies[0]['answer'][-2000:]}")
    return {"cpu": statistics.median(body["cpu"] for body in bodies), "size": max(answers)}


def fill(scene: Scene, table: str) -> None:
    """Let the account have posted as often as a page shows, each time as the first time."""
    items = scene.items(table)
    [posted] = [item for item in items if item["sk"]["S"].startswith("SLOT#")]
    for number in range(1, _SLOTS + 10):
        at = START - timedelta(hours=6 * number)
        key = {"S": f"SLOT#{at:%Y-%m-%dT%H:%M:%SZ}"}
        scene.dynamodb.put_item(TableName=table, Item={**posted, "sk": key})
