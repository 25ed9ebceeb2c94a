"""A day of a fleet, without waiting: the tick, the queue and the worker as in AWS, on a clock that jumps."""

from __future__ import annotations

import heapq
import json
import logging
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from local.aws.stack import LocalContext, LocalStack
from local.blogs.sample import SampleBlog
from local.fleet.company import BLOG, GROUPS, as_file
from local.networks.registry import STAND_INS
from repost.app import make_handler, make_worker
from repost.aws.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import ExitStack

    from local.base.clock import LocalClock
    from local.fleet.company import Employee
    from repost.aws.messages import TurnMessage
    from repost.run.collaborators import Collaborators

TICK: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)
_NOON: Final = timedelta(hours=12)
_BATCH: Final = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to a member at an instant (UTC): a report of the worker's."""

    at: datetime
    report: Mapping[str, Any]


@dataclass(slots=True)
class Day:
    """What happened in a day: turns in their order, what people did, and how much work it was."""

    people: Sequence[Employee]
    start: datetime
    moments: list[Moment] = field(default_factory=list)
    told: list[tuple[datetime, str]] = field(default_factory=list)
    ticks: int = 0
    messages: int = 0
    members: dict[str, str] = field(default_factory=dict)
    """Each member's state at the end of the day."""

    @property
    def posts(self) -> list[Moment]:
        return [moment for moment in self.moments if moment.report["state"] == "posted"]


class TimedMessages(Messages):
    """A queue that delivers by a clock that jumps; the queue of the emulator would really wait."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._numbers = count()
        self._waiting: list[tuple[datetime, int, str, int]] = []
        self._received: dict[str, tuple[str, int]] = {}

    def send(self, batch: Sequence[tuple[TurnMessage, timedelta]]) -> int:
        for message, delay in batch:
            self._put(self._clock() + max(delay, timedelta()), message.as_text(), 0)
        return len(batch)

    def come_back(self, receipt: str, after: timedelta) -> None:
        self._put(self._clock() + after, *self._received[receipt])

    def _put(self, at: datetime, body: str, receives: int) -> None:
        heapq.heappush(self._waiting, (at, next(self._numbers), body, receives))

    def before(self, end: datetime) -> Iterator[tuple[datetime, list[dict[str, Any]]]]:
        """Batches of messages that become visible before an instant, as the records of Lambda's event."""
        while self._waiting and self._waiting[0][0] < end:
            at = self._waiting[0][0]
            records: list[dict[str, Any]] = []
            while self._waiting and self._waiting[0][0] == at and len(records) < _BATCH:
                _, number, body, receives = heapq.heappop(self._waiting)
                self._received[str(number)] = body, receives + 1
                records.append(
                    {
                        "messageId": str(number),
                        "receiptHandle": str(number),
                        "body": body,
                        "attributes": {"ApproximateReceiveCount": str(receives + 1)},
                    }
                )
            yield at, records


@dataclass(frozen=True, slots=True)
class _Actors:
    """What moves a day on: the clock, the queue, both functions, and people's requests."""

    clock: LocalClock
    queue: TimedMessages
    tick: Callable[[datetime], object]
    work: Callable[[list[dict[str, Any]]], object]
    ask: Callable[..., dict[str, Any]]


def live(people: Sequence[Employee], clock: LocalClock, running: ExitStack) -> Day:
    """Let a day pass from the clock's time on: everybody joins, and what is due is posted.

    Parameters
    ----------
    people : sequence of Employee
    clock : LocalClock
        Stands still unless it is told to jump.
    running : ExitStack
        Keeps the stand-ins until it is closed.
    """
    day = Day(people, clock())
    stack = LocalStack("fleet", fleet=True)
    blog = running.enter_context(SampleBlog(day.start, contents=BLOG))
    names = {each.network: [one.name for one in people if one.network == each.network] for each in people}
    networks = {
        network: running.enter_context(STAND_INS[network].of(users, clock))
        for network, users in names.items()
    }
    endpoints: dict[str, str] = {name: server.url for name, server in networks.items()}
    queue = TimedMessages(clock)
    log = StringIO()

    def outside(remaining: Callable[[], float]) -> Collaborators:
        return replace(stack.outside(clock, remaining, endpoints), messages=queue)

    with redirect_stdout(log):
        function, work = make_handler(outside), make_worker(outside)
        for handler in logging.getLogger("repost").handlers:  # there is one logger in a process
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(log)

        def ask(wish: str, **values: Any) -> dict[str, Any]:
            return function({"source": "repost.person", wish: values}, LocalContext())

        for group, document in GROUPS.items():
            stack.put_group(group, document.replace("{feed}", blog.feed_url))
        ask("staff_import", document=as_file(people))
        for each in people:
            stack.put_secret(each.name, networks[each.network].secret(each.name))
            ask("check", account=each.name)
            if each.part == "wrong keys":  # after a while, as when somebody changes a password
                stack.put_secret(each.name, networks[each.network].secret("somebody-else"))
        actors = _Actors(
            clock,
            queue,
            tick=lambda now: function(stack.tick(now), LocalContext()),
            work=lambda records: work({"Records": records}, LocalContext()),
            ask=ask,
        )
        _pass(day, actors, log)
        shown = ask("staff_show")["members"]
    day.members = {each["account"]: each["state"] for each in shown}
    return day


def _pass(day: Day, actors: _Actors, log: StringIO) -> None:
    """Tick by tick, and message by message in between."""
    now = day.start
    while now < day.start + DAY:
        actors.clock.jump(now)
        if now == day.start + _NOON:
            _leave_and_pause(day, actors.ask)
        actors.tick(now)
        day.ticks += 1
        for at, records in actors.queue.before(now + TICK):
            actors.clock.jump(max(at, actors.clock()))
            log.seek(0)
            log.truncate()
            actors.work(records)
            day.messages += len(records)
            day.moments += [Moment(actors.clock(), report) for report in _reports(log.getvalue())]
        now += TICK


def _leave_and_pause(day: Day, ask: Callable[..., Any]) -> None:
    for each in day.people:
        if each.part == "leaves":
            ask("staff_leave", account=each.name)
            day.told.append((day.start + _NOON, f"{each.name} leaves the company"))
        elif each.part == "pauses":
            ask("staff_pause", account=each.name)
            day.told.append((day.start + _NOON, f"{each.name} pauses"))


def _reports(log: str) -> Iterator[Mapping[str, Any]]:
    """The reports in the function's log: as an operator would find them in AWS."""
    for line in log.splitlines():
        if line.startswith("{") and (report := json.loads(line).get("report")):
            yield report
