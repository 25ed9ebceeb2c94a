"""Runs of the handler in which one outside call goes wrong, each in a process of its own that may be killed.

Driven by test_faults.py, which holds the servers: this process has no threads, so that it can fork.
Reads a plan from standard input and writes what was reported to standard output, both as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import uuid4

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
from repost.run.collaborators import Collaborators
from repost.web.failures import NotSent, ReplyLost
from repost.web.http import Http, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Way = Literal["refused", "timeout", "answer lost", "killed before", "killed after"]
WAYS: Final[tuple[Way, ...]] = ("refused", "timeout", "answer lost", "killed before", "killed after")

# Minutes after the tick that went wrong: the next ticks, and then around the slots of a day.
LATER: Final = (7, 15, 75, 360, 375, 720, 735, 1080, 1440)
# The same for a fleet, whose members come back by their leases. No message is sent ahead: it would wait.
LATER_IN_A_FLEET: Final = (31, 360, 391, 720, 1080)


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


def tick(
    stack: LocalStack, now: datetime, endpoints: Mapping[str, str], boundary: Boundary
) -> list[dict[str, Any]]:
    """One tick, and in a fleet what its worker does then; what AWS failed is reported as what it is."""
    queue = stack.queue
    messages = None
    if queue:
        sqs: Any = FaultyClient(queue.sqs, boundary)
        messages = Messages(lambda: sqs, queue.url)
    outside = Collaborators(
        table=Table(FaultyClient(stack.dynamodb, boundary), stack.table_name),  # type: ignore[arg-type] # acts as one
        parameters=Parameters(FaultyClient(stack.ssm, boundary), stack.path),  # type: ignore[arg-type] # acts as one
        clock=lambda: now,
        remaining=lambda: 100.0,
        token=lambda: str(uuid4()),
        http=lambda: FaultyHttp(boundary),
        endpoints=endpoints,
        messages=messages,
        workers=8,
    )
    handler, worker = make_handler(lambda _: outside), make_worker(lambda _: outside)
    try:
        reports: list[dict[str, Any]] = handler(stack.tick(now), LocalContext())["reports"]
        if queue:
            queue.deliver(lambda event: worker(event, LocalContext()))
    except (RunFailed, EndpointConnectionError, ReadTimeoutError) as error:
        return [{"state": "failed", "decision": str(error)}]
    return reports


def in_a_process(work: Callable[[], object]) -> object:
    """What a function gives in a process of its own; None if that process was killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w") as answer:
            json.dump(work(), answer)
            answer.flush()
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    if not os.WIFEXITED(status):
        return None
    assert status == 0, text
    return json.loads(text)


def main() -> None:
    plan = json.load(sys.stdin)
    now = datetime.fromisoformat(plan["now"])
    dynamodb_client(), ssm_client()  # the SDK reads its large models once
    # What the function logs is not asked for here.
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing):
        results = [results_of(case, now, plan["endpoints"]) for case in plan["cases"]]
    json.dump(results, sys.stdout)


def results_of(case: Mapping[str, Any], now: datetime, endpoints: Mapping[str, str]) -> Mapping[str, object]:
    """What was reported in the run that went wrong and in those after it, and which calls the first made.

    A sound run happens in this very process: what it imports, all later ones have from the beginning.
    """
    boundary = Boundary(case["at"], case["way"], [])

    fleet = case.get("fleet", False)

    def broken() -> object:
        stack = LocalStack(case["stack"], fleet=fleet)
        return {"reports": tick(stack, now, endpoints, boundary), "names": boundary.names}

    def afterwards() -> object:
        stack = LocalStack(case["stack"], fleet=fleet)
        sound = Boundary(0, "refused", [])
        instants = LATER_IN_A_FLEET if fleet else LATER
        return [[late, *tick(stack, now + timedelta(minutes=late), endpoints, sound)] for late in instants]

    return {
        "broken": in_a_process(broken) if case["at"] else broken(),
        "afterwards": in_a_process(afterwards),
    }


if __name__ == "__main__":
    main()
