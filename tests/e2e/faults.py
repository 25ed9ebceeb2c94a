"""Runs of the handler in which one outside call goes wrong, each in a process of its own that may be killed.

Driven by test_faults.py, which holds the servers: this process has no threads, so that it can fork.
Each line of standard input asks for a tick of some cases, and is answered with a line: which outside calls a
sound run makes, if that is the first tick. Both are JSON.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

# What a run imports when it needs it is imported once, before the processes part.
import feedparser  # noqa: F401
import oauthlib.oauth1  # noqa: F401
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from local.aws.stack import LocalContext, LocalStack
from repost.app import make_handler, make_worker
from repost.aws.clients import dynamodb_client, ssm_client
from repost.aws.messages import Messages
from repost.aws.parameters import Parameters
from repost.aws.table import Table
from repost.base.errors import RunFailed
from repost.events.reviews import Approve
from repost.person.reviewing import decide, waiting
from repost.run.collaborators import Collaborators
from repost.web.failures import NotSent, ReplyLost
from repost.web.http import Http, Reply
from tests.patience import be_patient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Way = Literal["refused", "timeout", "answer lost", "killed before", "killed after"]
WAYS: Final[tuple[Way, ...]] = ("refused", "timeout", "answer lost", "killed before", "killed after")


@dataclass
class Boundary:
    """Counts outside calls; the one with the number `at` goes wrong in its way."""

    at: int
    way: Way
    names: list[str]

    def cross(self, name: str, call: Callable[[], Any], refused: Exception, lost: Exception) -> Any:
        self.names.append(name)
        if len(self.names) != self.at:
            return call()
        match self.way:
            case "killed before":
                os.kill(os.getpid(), signal.SIGKILL)
            case "refused":
                raise refused
            case "timeout":
                raise lost
            case "answer lost":
                call()
                raise lost
            case "killed after":
                call()
                os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody comes here")


class FaultyClient:
    """An AWS client whose calls cross the boundary."""

    def __init__(self, client: Any, boundary: Boundary) -> None:
        self._client = client
        self._boundary = boundary

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if name in {"exceptions", "meta"}:
            return attribute
        refused = EndpointConnectionError(endpoint_url="http://127.0.0.1")
        lost = ReadTimeoutError(endpoint_url="http://127.0.0.1")
        if name == "get_paginator":
            return lambda operation: _FaultyPages(attribute(operation), operation, self._boundary)
        return lambda **arguments: self._boundary.cross(name, lambda: attribute(**arguments), refused, lost)


class _FaultyPages:
    def __init__(self, paginator: Any, operation: str, boundary: Boundary) -> None:
        self._paginator, self._operation, self._boundary = paginator, operation, boundary

    def paginate(self, **arguments: Any) -> Any:
        refused = EndpointConnectionError(endpoint_url="http://127.0.0.1")
        lost = ReadTimeoutError(endpoint_url="http://127.0.0.1")
        pages = self._paginator.paginate(**arguments)
        return self._boundary.cross(self._operation, lambda: list(pages), refused, lost)


class FaultyHttp(Http):
    """The HTTP client, whose requests cross the boundary."""

    def __init__(self, boundary: Boundary) -> None:
        super().__init__(allow_loopback=True)
        self._boundary = boundary

    def get(self, url: str, **arguments: Any) -> Reply:
        reply: Reply = self._boundary.cross(
            "GET",
            lambda: super(FaultyHttp, self).get(url, **arguments),
            NotSent("refused"),
            ReplyLost("lost"),
        )
        return reply

    def request(self, method: str, url: str, **arguments: Any) -> Reply:
        def call() -> Reply:
            return super(FaultyHttp, self).request(method, url, **arguments)

        reply: Reply = self._boundary.cross(method, call, NotSent("refused"), ReplyLost("lost"))
        return reply


@cache
def _stack(name: str, *, fleet: bool) -> LocalStack:
    return LocalStack(name, fleet=fleet)


def stack_of(case: Mapping[str, Any]) -> LocalStack:
    """A case's stack, looked up before its processes part."""
    return _stack(case["stack"], fleet=case["fleet"])


def tick(case: Mapping[str, Any], now: datetime, endpoints: Mapping[str, str]) -> list[str]:
    """One tick of a case, and in a fleet what its worker does then; the names of the outside calls.

    If the case `approves`, a reviewer approves all that waits instead.
    """
    boundary = Boundary(case["at"], case["way"], [])
    stack = stack_of(case)
    queue = stack.queue
    messages = None
    if queue:
        sqs: Any = FaultyClient(queue.sqs, boundary)
        messages = Messages(lambda: sqs, queue.url)
    # Its own, but the same in all cases: runs that are alike leave items that are equal.
    tokens = (f"{now.isoformat()}, {number}" for number in itertools.count())
    outside = Collaborators(
        table=Table(FaultyClient(stack.dynamodb, boundary), stack.table_name),  # type: ignore[arg-type] # acts as one
        parameters=Parameters(FaultyClient(stack.ssm, boundary), stack.path),  # type: ignore[arg-type] # acts as one
        clock=lambda: now,
        remaining=lambda: 100.0,
        token=partial(next, tokens),
        http=lambda: FaultyHttp(boundary),
        endpoints=endpoints,
        messages=messages,
        workers=8,
    )
    handler, worker = make_handler(lambda _: outside), make_worker(lambda _: outside)
    # What fails is reported, and a run that fails is what this is about.
    with suppress(RunFailed, EndpointConnectionError, ReadTimeoutError):
        if case["approves"]:
            approve(outside)
            return boundary.names
        handler(stack.tick(now), LocalContext())
        if queue:
            queue.deliver(lambda event: worker(event, LocalContext()))
    return boundary.names


def approve(outside: Collaborators) -> None:
    for held in waiting(outside, account="main").more["waiting"]:
        seen = datetime.fromisoformat(held["slot"]), held["attempt"]
        decide(outside, Approve("main", *seen, "grace"))


def in_a_process(work: Callable[[], object]) -> None:
    """Do something in a process of its own, which may be killed but must not fail."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}, status


def main() -> None:
    be_patient()
    dynamodb_client(), ssm_client()  # the SDK reads its large models once
    answers = sys.stdout
    # What the function logs is not asked for here.
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing):
        for line in sys.stdin:
            asked = json.loads(line)
            now = datetime.fromisoformat(asked["now"])
            for case in asked["cases"]:
                stack_of(case)
            works = [partial(tick, case, now, asked["endpoints"]) for case in asked["cases"]]
            # Such a case is sound and happens here: what it imports, all later processes begin with.
            names = works.pop(0)() if asked["is_first"] else []
            for work in works:
                in_a_process(work)
            answers.write(f"{json.dumps(names)}\n")
            answers.flush()


if __name__ == "__main__":
    main()
