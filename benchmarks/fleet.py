"""What a fleet costs while nothing is due: a tick with 2,500 members against one with one account."""

from __future__ import annotations

import statistics
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from benchmarks.blogs import START
from benchmarks.document import Row, ratio
from repost.aws.table import Table
from repost.base import instants
from repost.history.queue import queued
from repost.history.records import state_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.scene import Scene

MEMBERS: Final = 2_500
AT: Final = START + timedelta(minutes=30)


def rows(scene: Scene, turns: int) -> list[Row]:
    """All of them."""
    alone = scene.table()
    with scene.arm("loopback.handler", alone) as arm:
        arm.post(-1)
    together = scene.table(scene.items(alone))
    Table(scene.dynamodb, together).put_all(states())
    more = len(scene.record_idle(together, AT, **scene.fleet)) - len(scene.record_idle(alone, AT))
    runs: dict[str, list[dict[str, Any]]] = {alone: [], together: []}
    for _ in range(turns):
        for table, environment in ((alone, {}), (together, scene.fleet)):
            with scene.arm("loopback.handler", table, **environment) as arm:
                runs[table].append(arm.tick(AT)[0])

    cpu = [statistics.median(run["cpu_since_start"] for run in runs[table]) for table in (together, alone)]
    what = f"idle tick with {MEMBERS:,} members"
    return [
        Row(f"{what}: requests beyond those with one account", "one look at the index", more, 1, "count"),
        ratio(f"{what}, cold, processor time ÷ with one account", cpu[0], cpu[1], 1.2),
    ]


def states() -> Iterator[dict[str, Any]]:
    """Members, none of whom is due within hours."""
    for number in range(MEMBERS):
        name = f"member-{number}"
        key = state_key(name)
        yield {
            "pk": key.pk,
            "sk": key.sk,
            "account": name,
            "version": 1,
            "first_seen": instants.written(START),
            **queued("field", AT + timedelta(hours=2, seconds=number)),
        }
