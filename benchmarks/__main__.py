"""`make bench`: what Repost promises, measured under Lambda's own runtime, into docs/benchmarks.md.

Ratios, because machines differ: both arms of a row run on the same machine, taking turns,
on the same layer. Each figure is the median of those turns.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import boto3
import botocore

from benchmarks import archive, bill, crowd, encores, fleet, pages, staff
from benchmarks.blogs import START
from benchmarks.document import Row, Spending, processor, ratio, remarks, written
from benchmarks.scene import NEWS_PATH, TABLE, Scene
from local.aws.lambda_runtime import ROOT, Artifact
from local.aws.read_units import item_bytes
from local.tools.project import THIS_MACHINES, Project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from benchmarks.scene import Call

TURNS: Final = int(os.environ.get("TURNS", "9"))
WARM: Final = 8
IDLE_AT: Final = START + timedelta(minutes=30)
NEWS_AT: Final = START + timedelta(hours=4)
"""More than half of `every` after the post: something new might be announced."""
DOCUMENT: Final = ROOT / "docs" / "benchmarks.md"
_NO_BYTE_CODE: Final = shutil.ignore_patterns("__pycache__")

Run = dict[str, Any]


def main() -> int:
    """Measure, write the table, show it; 0 if every goal is met."""
    with tempfile.TemporaryDirectory(prefix="repost-bench-") as name, ExitStack() as running:
        folder = Path(name)
        artifact, plain = built(folder)
        scene = Scene(artifact, folder, running)
        rows, notes = measured(scene, plain)
        rows += archive.rows(scene, folder, running, TURNS)
        rows.append(encores.row())
        rows += staff.rows(scene, TURNS)
        rows += fleet.rows(scene, TURNS)
        rows += pages.rows(scene, running, TURNS)
        rows.append(crowd.busiest_minute())
    document = written(rows, notes, TURNS)
    DOCUMENT.write_text(document, "utf-8")
    sys.stdout.write(document)
    return 0 if all(row.met for row in rows) else 1


def built(folder: Path) -> tuple[Artifact, Artifact]:
    """What `sam build` makes, with the arms added; and what it makes by default.

    The other handlers run on our own layer, and once on one with the whole SDK and without byte code.
    """
    artifact = Project(folder / "repost", {}).build(THIS_MACHINES)
    loopback = ROOT / "local" / "aws" / "loopback.py"
    for module in (loopback, *(ROOT / "benchmarks" / "arms").glob("[a-z]*.py")):
        shutil.copy(module, artifact.function)
    plain = Artifact(folder / "plain" / "function", folder / "plain" / "layer")
    shutil.copytree(artifact.function, plain.function, ignore=_NO_BYTE_CODE)
    shutil.copytree(artifact.layer, plain.layer, ignore=_NO_BYTE_CODE)
    for package in (boto3, botocore):
        whole = Path(package.__file__).parent
        shutil.copytree(whole, plain.layer / "python" / whole.name, ignore=_NO_BYTE_CODE, dirs_exist_ok=True)
    return artifact, plain


def measured(scene: Scene, plain: Artifact) -> tuple[list[Row], list[str]]:
    """Every row, and the notes below them."""
    table = scene.table()
    with scene.arm("loopback.handler", table) as arm:
        arm.post(-1)
    begun = scene.items(table)
    recorded = scene.record(begun, 1 + WARM)
    idle_calls = scene.record_idle(table, IDLE_AT)
    news = {"REPOST_SETTINGS_PATH": NEWS_PATH}
    news_table = scene.table()
    with scene.arm("loopback.handler", news_table, **news) as arm:
        arm.post(-1)
    announcing = scene.items(news_table)
    news_calls = scene.record_idle(news_table, NEWS_AT, NEWS_PATH)
    runs = by_turns(
        {
            "idle": lambda: ticking(scene, "loopback.handler", table),
            "floor": lambda: ticking(scene, "idle_floor.handler", table),
            "posting": lambda: posting(scene, "loopback.handler", None, begun, recorded),
            "bare": lambda: posting(scene, "bare_posting.handler", None, begun, recorded),
            "plain": lambda: posting(scene, "bare_posting.handler", plain, begun, recorded),
            "choosing": lambda: choosing_thrice(scene, table),
            "news": lambda: ticking(
                scene, "loopback.handler", scene.table(announcing), at=NEWS_AT, environment=news
            ),
        }
    )

    def median(arm: str, figure: str) -> float:
        return float(statistics.median(run[figure] for run in runs[arm]))

    idle_cpu, post_cpu = median("idle", "cpu_since_start"), median("posting", "cpu_since_start")
    idle, post = bill.usage(idle_calls, sizes_of(begun)), bill.usage(recorded[1], sizes_of(begun))
    looking = bill.usage(news_calls, sizes_of(announcing))
    floor_cpu = median("floor", "cpu_since_start")
    spent, posted, looked = (
        Spending(each, median(arm, "cpu_since_start") * bill.UNDISTURBED / floor_cpu)
        for arm, each in (("idle", idle), ("posting", post), ("news", looking))
    )
    month = bill.month(spent.price, posted.price)
    peak, choosing = median("posting", "peak"), median("choosing", "cpu")
    cold = median("posting", "seconds")
    rows = [
        ratio(
            "idle tick, cold ÷ boto3, two clients and the same two calls",
            median("idle", "seconds"),
            median("floor", "seconds"),
            1.1,
            processor(idle_cpu, floor_cpu),
        ),
        ratio(
            "posting run, cold ÷ the four packages imported at the top and the same calls",
            cold,
            median("bare", "seconds"),
            1.05,
            processor(post_cpu, median("bare", "cpu_since_start")),
        ),
        ratio(
            "the same ÷ that handler on a layer as plain `sam build` makes it",
            cold,
            median("plain", "seconds"),
            0.5,
            processor(post_cpu, median("plain", "cpu_since_start")),
        ),
        ratio(
            "posting run, warm, processor time ÷ the bare calls",
            median("posting", "warm"),
            median("bare", "warm"),
            1.3,
        ),
        Row(
            "peak resident memory of a posting run on a feed of ten articles",
            f"{peak:.0f} MB",
            peak,
            110,
            "MB",
        ),
        ratio(
            "selection and wording from 10,000 articles ÷ the processor time of that run",
            choosing,
            post_cpu,
            0.05,
        ),
        Row("a month of one account with four posts a day", f"{bill.TICKS:.0f} ticks", month, 0.02, "$"),
    ]
    return rows, remarks(spent, posted, looked, floor_cpu)


def sizes_of(items: Sequence[Any]) -> dict[str, int]:
    """The bytes of items, by their keys."""
    return {f"{item['pk']['S']} {item['sk']['S']}": item_bytes(item) for item in items}


def by_turns(arms: dict[str, Callable[[], Run]]) -> dict[str, list[Run]]:
    """Every arm's runs; the arms take turns, so that other load on the machine affects them alike."""
    runs: dict[str, list[Run]] = {name: [] for name in arms}
    for turn in range(TURNS):
        sys.stderr.write(f"\rTurn {turn + 1} of {TURNS} …")
        sys.stderr.flush()
        # Each turn begins with another arm, so that none always follows the same one.
        names = list(arms)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            runs[name].append(arms[name]())
    sys.stderr.write("\n")
    return runs


def ticking(
    scene: Scene,
    handler: str,
    table: str,
    artifact: Artifact | None = None,
    *,
    at: datetime = IDLE_AT,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Run:
    """One cold run in which nothing is due."""
    with scene.arm(handler, table, artifact, **environment) as arm:
        body, seconds = arm.tick(at)
    return {**body, "seconds": seconds}


def choosing_thrice(scene: Scene, table: str) -> Run:
    """The middle one of three fresh processes: other load may take half of so short a time, or none."""
    answers = [ticking(scene, "ten_thousand.handler", table)["answer"] for _ in range(3)]
    return sorted(answers, key=itemgetter("cpu"))[1]


def posting(
    scene: Scene,
    handler: str,
    artifact: Artifact | None,
    begun: Sequence[Any],
    recorded: Sequence[Sequence[Call]],
) -> Run:
    """One cold posting run and some warm ones after it, from a table in its initial state."""
    table = scene.table(begun)
    with (
        tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as calls,
        scene.arm(handler, table, artifact, BENCH_CALLS=calls.name) as arm,
    ):
        asked = [[{**call, "items": []} for call in run] for run in arm.addressed(recorded)]
        calls.write(json.dumps(asked).replace(f'"{TABLE}"', f'"{table}"'))
        calls.flush()
        body, seconds = arm.post(0)
        peak = arm.runtime.peak_megabytes
        warm = statistics.median(arm.post(number)[0]["cpu"] for number in range(1, 1 + WARM))
    return {**body, "seconds": seconds, "peak": peak, "warm": warm}


if __name__ == "__main__":
    sys.exit(main())
