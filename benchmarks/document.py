"""The table that `make bench` writes: what was measured, the goal, and the verdict."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import fill
from typing import TYPE_CHECKING, Final

from benchmarks import bill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bill import Usage


_SMALL: Final = 0.1
"""A goal that is smaller needs a digit more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise: what was measured, the value, and the most it may be.

    `unit` is "" for a ratio, "MB", "$", "s" or "count".
    """

    what: str
    measured: str
    value: float
    goal: float
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.goal

    def __str__(self) -> str:
        verdict = "met" if self.met else "**missed**"
        value, goal = self._shown(self.value), self._shown(self.goal)
        return f"| {self.what} | {self.measured} | {value} | ≤ {goal} | {verdict} |"

    def _shown(self, number: float) -> str:
        match self.unit:
            case "$":
                return f"${number:.3f}"
            case "MB" | "s":
                return f"{number:.0f} {self.unit}"
            case "count":
                return f"{number:.0f}"
            case _:
                return f"{number:.3f}" if self.goal < _SMALL else f"{number:.2f}"


def ratio(what: str, ours: float, theirs: float, goal: float, beside: str = "") -> Row:
    """A row that compares two arms, in seconds; `beside` is a remark about them."""
    return Row(what, f"{_milliseconds(ours, theirs)}{beside}", ours / theirs, goal)


def processor(ours: float, theirs: float) -> str:
    """The processor times of two arms: a comparison that other load on the machine affects least."""
    return f" (processor {_milliseconds(ours, theirs)})"


def _milliseconds(ours: float, theirs: float) -> str:
    return f"{ours * 1e3:.0f} ÷ {theirs * 1e3:.0f} ms"


@dataclass(frozen=True, slots=True)
class Spending:
    """What one run takes: of AWS's services, and of the processor, in seconds."""

    usage: Usage
    cpu: float

    @property
    def price(self) -> float:
        """Dollars for both."""
        return self.usage.price + bill.compute(self.cpu)

    def __str__(self) -> str:
        used = self.usage
        return (
            f"{_counted(used.parameters, 'question')} to Parameter Store, "
            f"{_counted(used.requests, 'request')} to DynamoDB, {_counted(used.reads, 'read unit')}, "
            f"{_counted(used.writes, 'write unit')}, and cold {self.cpu * 1e3:.0f} ms of processor"
        )


def _counted(number: float, what: str) -> str:
    return f"{number or 'no':{'g' if number else ''}} {what}{'' if number == 1 else 's'}"


def remarks(idle: Spending, post: Spending, news: Spending, floor_cpu: float) -> list[str]:
    """What the bill consists of; the bare idle handler kept the processor busy for `floor_cpu` seconds."""
    table = bill.month(idle.usage.price, post.usage.price)
    compute = bill.month(bill.compute(idle.cpu), bill.compute(post.cpu))
    announcing = bill.month((idle.price + news.price) / 2, post.price)
    return [
        f"An idle tick: {idle}.",
        f"A post: {post}.",
        f"""A tick that looks for something to announce (`announce = true`): {news},
  and a conditional request to the blog. Half of the ticks do, so far from a post as half of `every`:
  a month is ${announcing:.3f} then.""",
        f"""Of the month's bill the table is ${table:.4f} and Lambda ${compute:.4f}, by list price of
  us-east-1 without any free tier: {bill.TICKS:.0f} ticks, each of them cold, and a second of a
  processor counted as {1 / bill.VCPUS:.1f} s, because 512 MB get {bill.VCPUS:.2f} of one. The bill goes by a
  core that has nothing else to do, on which the bare idle handler takes
  {1000 * bill.UNDISTURBED:.0f} ms; here it took {1000 * floor_cpu:.0f}.""",
        """Beside it: custom metrics $0.30 each a month, alarms $0.10 each, a dashboard $3; an account has ten
  metrics, ten alarms and three dashboards for nothing.""",
    ]


def shown(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """The table, and the notes below it."""
    table = "\n".join(map(str, rows))
    listed = "\n".join(
        fill(f"- {' '.join(note.split())}", 118, subsequent_indent="  ", break_on_hyphens=False)
        for note in notes
    )
    return f"| what | measured | value | goal | |\n|---|---|---|---|---|\n{table}\n\n{listed}"


def machine() -> str:
    """When and on what it was measured."""
    what = f"{os.cpu_count()} cores of {platform.machine()} under {platform.system()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, on {what}"


def written(rows: Sequence[Row], notes: Sequence[str], turns: int) -> str:
    """The whole document."""
    return f"""# Benchmarks

Written by `make bench` on {machine()}: the built function and its layer
on Python 3.13, under AWS's own runtime client and interface emulator, against an emulated AWS on the same machine.
Medians of {turns} turns, in which the arms follow one another.

{shown(rows, notes)}

The handler that a posting run is compared with imports boto3, requests-oauthlib, feedparser and Powertools at the top,
makes the two clients and replays the very calls that Repost made, parsing the feed on the way; it decides and words
nothing. It runs on Repost's own layer, with the same byte code and the same trimmed SDK; so does the handler that an
idle tick is compared with. “As plain `sam build` makes it” is without byte code, and with the whole of boto3 and
botocore. AWS is reached over plain HTTP here: TLS costs all of them alike.

What a company of 2,500 costs when all are due at once takes minutes to measure: `make bench-fleet` does, into
[benchmarks-fleet.md](benchmarks-fleet.md).
"""  # noqa: E501 - a line of the document
