"""Ticks, edits, outages, clock jumps and faults in any order, against what must hold whatever happens.

Here 12 walks over the emulator's table and 40 over one in memory; with `make test-slow` 2,000 in memory.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from local.aws.stack import LocalStack
from local.base.server import Fault, Response
from local.networks.x_answers import REFUSALS
from repost.settings.values import Duration, QuietHours
from tests.memory import MemoryStack
from tests.world import Entry, World

if TYPE_CHECKING:
    from datetime import datetime

_numbers = itertools.count(1)

EVERY = ("1h", "6h", "24h")
QUIET = ("", "22:00-07:00", "00:00-12:00")
CAPS = (0, 1, 2)
RESTS = ("1d", "10d", "60d")

# What may go wrong with a post; the network tells afterwards what became of it.
FAULTS: dict[str, Fault | Response] = {
    "cut after acceptance": Fault("cut", accepted=True),
    "cut before acceptance": Fault("cut", accepted=False),
    "500": Response(500, b"<html></html>"),
    "429": Response(429),
    "refused text": REFUSALS["not permitted"],
    "refused keys": REFUSALS["unauthorized"],
    "no credits": REFUSALS["credits depleted"],
}


@dataclass(frozen=True)
class Wish:
    """The settings in force."""

    every: str = "6h"
    quiet: str = ""
    cap: int = 0
    rest: str = "10d"
    paused: bool = False

    @property
    def document(self) -> str:
        schedule = [f'every = "{self.every}"', 'jitter = "0m"']
        schedule += [f'quiet_hours = "{self.quiet}"'] if self.quiet else []
        schedule += [f"max_per_day = {self.cap}"] if self.cap else []
        paused = "true" if self.paused else "false"
        lines = [f"paused = {paused}", "[schedule]", *schedule]
        # However far the clock is set back, some article is old enough.
        ages = ['min_age = "1d"', 'max_age = "none"']
        return "\n".join([*lines, "[select]", *ages, f'rest = "{self.rest}"'])


@dataclass(frozen=True)
class Said:
    """One post that X took: what, when, and under which settings."""

    name: str
    at: datetime
    wish: Wish


class Anything(RuleBasedStateMachine):
    """One account and its blog, and everything that can happen to them."""

    stack: type[LocalStack] = LocalStack

    def __init__(self) -> None:
        super().__init__()
        stack = self.stack(f"anything-{next(_numbers)}")
        self.world = World(stack, *(Entry(name, 40) for name in "abcd")).__enter__()
        self.wish = Wish()
        self.said: list[Said] = []
        self.slots: Counter[str] = Counter()

    @initialize()
    def begin(self) -> None:
        self._write()

    @rule(minutes=st.sampled_from((1, 15, 60, 180, 360, 720, 1440)), doubled=st.booleans())
    def time_passes_and_it_ticks(self, minutes: int, *, doubled: bool) -> None:
        self.world.later(minutes=minutes)
        self._tick()
        if doubled:
            self._tick()

    @rule(days=st.integers(2, 40))
    def nothing_runs_for_days(self, days: int) -> None:
        self.world.later(days=days)
        before = len(self.said)
        self._tick()
        self.world.later(minutes=1)
        self._tick()
        assert len(self.said) <= before + 1, "no backlog"

    @rule(fault=st.sampled_from(sorted(FAULTS)))
    def the_next_post_goes_wrong(self, fault: str) -> None:
        self.world.x.faults.clear()
        self.world.x.fail_next(FAULTS[fault])

    @rule()
    def the_blog_is_down_for_a_moment(self) -> None:
        self.world.blog.fail_next(Response(503))

    @rule(
        every=st.sampled_from(EVERY),
        quiet=st.sampled_from(QUIET),
        cap=st.sampled_from(CAPS),
        rest=st.sampled_from(RESTS),
        paused=st.booleans(),
    )
    def the_owner_edits(self, every: str, quiet: str, cap: int, rest: str, *, paused: bool) -> None:
        self.wish = Wish(every, quiet, cap, rest, paused)
        self._write()

    @rule()
    def the_owner_breaks_the_settings_and_mends_them(self) -> None:
        self.world.stack.put_settings("main", 'network = "x"\n[schedule]\nevery = nonsense')
        before = len(self.said)
        self._tick()
        assert len(self.said) == before
        self._write()

    @rule()
    def the_owner_renews_the_secret(self) -> None:
        self._write()

    @rule(hours=st.integers(1, 60))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.world.later(hours=-hours)
        # What was written by the wrong clock lies ahead: gaps and rests are counted from now on.
        self.said.clear()

    @rule(name=st.sampled_from("efgh"))
    def an_article_comes_of_age(self, name: str) -> None:
        if all(entry.name != name for entry in self.world.blog.entries):
            self.world.blog.entries.append(Entry(name, 40))

    @invariant()
    def every_slot_ended_once(self) -> None:
        assert all(count == 1 for count in self.slots.values())

    def teardown(self) -> None:
        """When everything is well again, the account goes on, whatever happened before."""
        try:
            self.world.x.faults.clear()
            self.world.blog.faults.clear()
            self.wish = Wish(rest="1d")
            self._write()
            before = len(self.said)
            for hours in (25, 1, 25, 1, 25, 1, 25, 1, 49, 1, 49, 1):
                if len(self.said) == before:
                    self.world.later(hours=hours)
                    self._tick()
            assert len(self.said) > before, "the account is stuck"
        finally:
            self.world.__exit__()

    def _write(self) -> None:
        self.world.account(settings=self.wish.document)

    def _tick(self) -> dict[str, Any]:
        before = len(self.world.posts)
        report = self.world.tick_main()
        new = self.world.posts[before:]
        assert len(new) <= 1
        if report["state"] == "posted":
            self.slots[report["slot"]] += 1
        for post in new:
            match = re.search(r"Article (\w+) ", post.text)
            assert match
            self._must_hold(Said(match[1], self.world.now, self.wish))
        return report

    def _must_hold(self, said: Said) -> None:
        wish, now = said.wish, said.at
        assert not wish.paused
        if wish.quiet:
            assert not QuietHours.parse(wish.quiet).holds(now.time()), "in quiet hours"
        today = [one for one in self.said if one.at.date() == now.date()]
        if wish.cap:
            assert len(today) < wish.cap, "beyond the cap"
        if self.said:
            gap = now - self.said[-1].at
            assert gap >= Duration.parse(wish.every) / 2, "too close to the last one"
        last = [one.at for one in self.said if one.name == said.name]
        if last:
            assert now - last[-1] >= Duration.parse(wish.rest), "not rested"
        self.said.append(said)


class Quicker(Anything):
    """The same in memory."""

    stack = MemoryStack


def run(machine: type[Anything], examples: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=12, suppress_health_check=checks, deadline=None
        ),
    )


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("machine", "examples"),
    [(Anything, 12), (Quicker, 40), pytest.param(Quicker, 2000, marks=pytest.mark.slow)],
)
def test_whatever_happens_in_whatever_order_what_must_hold_holds(
    machine: type[Anything], examples: int
) -> None:
    run(machine, examples)
