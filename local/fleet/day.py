"""A day of a fleet, without waiting: the tick, the queue and the worker as in AWS, on a clock that jumps."""

from __future__ import annotations

import heapq
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec.structs import replace

from local.aws.stack import LocalContext, LocalStack
from local.base.ear import Ear
from local.base.ports import Ports
from local.blogs.sample import SampleBlog
from local.fleet.company import BLOG, GROUPS, as_file
from local.networks.registry import STAND_INS
from repost.app import make_handler, make_worker
from repost.aws.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from local.base.clock import LocalClock
    from local.base.server import StandIn
    from local.fleet.company import Employee
    from repost.aws.messages import TurnMessage
    from repost.run.collaborators import Collaborators

TICK: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)
_NOON: Final = timedelta(hours=12)
_BATCH: Final = 5
_TEAM: Final = "the communications team"
_NOTE: Final = "How many come back is not public"
S = TypeVar("S", bound="StandIn")


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to a member at an instant (UTC): a report of the worker's."""

    at: datetime
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Review:
    """What the communications team decided on a post at an instant (UTC), and why the post waited."""

    at: datetime
    who: str
    decision: str
    why: str


@dataclass(slots=True)
class Day:
    """What happened in a day: turns in their order, what people did, and how much work it was."""

    people: Sequence[Employee]
    start: datetime
    moments: list[Moment] = field(default_factory=list)
    told: list[tuple[datetime, str]] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
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


class Scene:
    """A company on this machine: its stack, its blog, and the networks on which its people have accounts.

    Parameters
    ----------
    people : sequence of Employee
    clock : LocalClock
    running : ExitStack
        Keeps the stand-ins until it is closed.
    name : str
        The stack's.
    also : sequence of str
        Who has an account on every network, too.
    home : Path or None
        Where the blog and the networks keep what they have and where they answer, if anywhere.
    """

    def __init__(
        self,
        people: Sequence[Employee],
        clock: LocalClock,
        running: ExitStack,
        name: str = "fleet",
        also: Sequence[str] = (),
        home: Path | None = None,
    ) -> None:
        def started(service: str, make: Callable[[Path | None, int], S]) -> S:
            ports = Ports(home / "ports.json") if home else None
            file = home / f"{service}.json" if home else None
            server = make(file, ports.wanted(service) if ports else 0)
            running.enter_context(server)
            if ports:
                ports.remember(service, server.port)
            return server

        self.people = people
        self.clock = clock
        self.stack = LocalStack(name, fleet=True)
        self.queue = TimedMessages(clock)
        self.log = StringIO()
        self.ear = Ear(self.log)
        self._blog = started("blog", lambda _, port: SampleBlog(clock.start, port, BLOG))
        names = {each.network: [one.name for one in people if one.network == each.network] for each in people}
        self.networks = {
            network: started(network, partial(STAND_INS[network].of, [*users, *also], clock))
            for network, users in names.items()
        }
        self.endpoints: dict[str, str] = {name: server.url for name, server in self.networks.items()}
        with self.ear.hears():
            self._function, self._worker = make_handler(self._outside), make_worker(self._outside)
            for handler in logging.getLogger("repost").handlers:  # there is one logger in a process
                if isinstance(handler, logging.StreamHandler):
                    handler.setStream(self.log)

    def _outside(self, remaining: Callable[[], float]) -> Collaborators:
        return replace(self.stack.outside(self.clock, remaining, self.endpoints), messages=self.queue)

    def ask(self, wish: str, **values: Any) -> dict[str, Any]:
        """What the function answers to a person's request."""
        return self.answer({"source": "repost.person", wish: values})

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What the function answers to an event."""
        with self.ear.hears():
            return self._function(event, LocalContext())

    def tick(self) -> None:
        with self.ear.hears():
            self._function(self.stack.tick(self.clock()), LocalContext())

    def work(self, records: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
        """Give the worker a batch of messages; its reports."""
        self.log.seek(0)
        self.log.truncate()
        with self.ear.hears():
            self._worker({"Records": records}, LocalContext())
        return list(_reports(self.log.getvalue()))

    def quarter(self) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
        """Tick, and let time pass until the next one: batch by batch, how many messages and which reports."""
        self.tick()
        for at, records in self.queue.before(self.clock() + TICK):
            self.clock.jump(max(at, self.clock()))
            yield len(records), self.work(records)

    def found(self) -> None:
        """Store the rules of the groups, about the blog as it is reached now."""
        for group, document in GROUPS.items():
            if f'"{self._blog.feed_url}"' not in "".join(self.stack.parameters.of_group(group).values()):
                self.stack.put_group(group, document.replace("{feed}", self._blog.feed_url))

    def hire(self, later: str = "") -> None:
        """Store the rules of the groups, list the people, and connect all accounts but one."""
        self.found()
        self.ask("staff_import", document=as_file(self.people))
        for each in self.people:
            if each.name == later:
                continue
            self.stack.put_secret(each.name, self.networks[each.network].secret(each.name))
            self.ask("check", account=each.name)
            if each.part == "wrong keys":  # after a while, as when somebody changes a password
                self.stack.put_secret(each.name, self.networks[each.network].secret("somebody-else"))


def live(scene: Scene) -> Day:
    """Let a day pass from the time of a clock that stands still: all join, and what is due is posted."""
    day = Day(scene.people, scene.clock())
    scene.hire()
    _pass(day, scene)
    day.members = {each["account"]: each["state"] for each in scene.ask("staff_show")["members"]}
    return day


def _pass(day: Day, scene: Scene) -> None:
    """Tick by tick, and message by message in between."""
    now = day.start
    while now < day.start + DAY:
        scene.clock.jump(now)
        if now == day.start + _NOON:
            _leave_and_pause(day, scene.ask)
        if now.minute == 0:
            _review(day, scene)
        day.ticks += 1
        for messages, reports in scene.quarter():
            day.messages += messages
            day.moments += [Moment(scene.clock(), report) for report in reports]
        now += TICK


def _review(day: Day, scene: Scene) -> None:
    """The team reads what waits, once an hour: it declines what is about returns, and approves the rest."""
    for group in GROUPS:
        for post in scene.ask("waiting", group=group)["waiting"]:
            seen = {name: post[name] for name in ("account", "slot", "attempt")}
            declines = "returns" in post["title"]
            lesson = {"reason": "confidential", "note": _NOTE, "blocks": True} if declines else {}
            scene.ask("decline" if declines else "approve", **seen, **lesson, by=_TEAM)
            decision = f"Declined: {_NOTE}" if declines else "Approved"
            day.reviews.append(Review(scene.clock(), post["account"], decision, post["why"][0]))


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
