"""The deployed handler on one machine: it may call loopback, and finds networks where the environment says.

`make test-deploy` and `make bench` put this module next to the built functions and let Lambda call it instead
of the handlers in `repost.deployed` and the modules beside it; what gets deployed in AWS does not have it. It
reads from the environment:

- LOOPBACK_ENDPOINTS: where networks and shorteners answer, as a JSON object of addresses by name;
- LOOPBACK_CLOCK: a file that holds the time (ISO 8601, UTC); without it the machine's own is used;
- LOOPBACK_CALLS: a file to which every call to AWS is added, as a line of JSON, with the items it brought;
- LOOPBACK_REMAINING: the seconds that a run believes it has.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.app import Compose, Context, Handler
    from repost.run.collaborators import Collaborators
    from repost.web.http import Http

_UNFILLED: Final = "<aws.scheduler.scheduled-time>"


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What Lambda calls. The emulator's schedule does not fill in the time of a tick, as AWS does."""
    if event.get("scheduled") == _UNFILLED:
        event = {**event, "scheduled": now().isoformat()}
    return _HANDLER(event, context)


def worker(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What Lambda calls with messages of a fleet's queue."""
    return _worker()(event, context)


def door(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What Lambda calls with requests to the door."""
    return _door()(event, context)


def look(event: Mapping[str, Any], context: Any) -> str:
    """What Lambda calls when somebody looks at the dashboard."""
    return _look()(event, context)


def act(event: Mapping[str, Any], context: Any) -> str:
    """What Lambda calls when somebody clicks on a button."""
    return _act()(event, context)


def now() -> datetime:
    """The time in this world (UTC)."""
    clock = os.environ.get("LOOPBACK_CLOCK")
    return datetime.fromisoformat(Path(clock).read_text("utf-8")) if clock else datetime.now(UTC)


def _composed() -> tuple[Compose, Handler]:
    """What makes collaborators of this machine, and the deployed handler over them, made as early as that is.

    Nothing of Repost is imported before `repost.deployed` imports it, in its own way.
    """
    if calls := os.environ.get("LOOPBACK_CALLS"):
        _record_calls(Path(calls))
    from repost.deployed import outside  # makes clients: listeners must be registered before

    endpoints = json.loads(os.environ.get("LOOPBACK_ENDPOINTS", "{}"))
    from msgspec.structs import replace

    from repost.app import make_handler

    def compose(remaining: Callable[[], float]) -> Collaborators:
        if believed := os.environ.get("LOOPBACK_REMAINING"):
            remaining = partial(float, believed)
        return replace(outside(remaining), clock=now, http=_http, endpoints=endpoints)

    return compose, make_handler(compose)


@cache
def _worker() -> Handler:
    from repost.app import make_worker

    return make_worker(_COMPOSE)


@cache
def _door() -> Handler:
    from repost.door.app import make_door

    return make_door(_COMPOSE)


@cache
def _look() -> Callable[[Mapping[str, Any], Any], str]:
    from repost.pages.look import make_look

    return make_look(_COMPOSE, os.environ.get("REPOST_ACT", ""))


@cache
def _act() -> Callable[[Mapping[str, Any], Any], str]:
    from repost.pages.act import make_act

    return make_act(_COMPOSE, os.environ["REPOST_DASHBOARD"])


@cache
def _http() -> Http:
    from repost.web.http import Http

    return Http(allow_loopback=True)


def _record_calls(file: Path) -> None:
    from repost.aws.clients import session

    def begin(**event: Any) -> None:
        event["context"]["asked"] = event["params"]

    def record(**event: Any) -> None:
        model, answer = event["model"], event["parsed"]
        batches = answer.get("Responses", {}).values()
        items = [*answer.get("Items", []), *filter(None, [answer.get("Item")]), *chain.from_iterable(batches)]
        call = {
            "service": model.service_model.service_name,
            "operation": model.name,
            "parameters": event["context"]["asked"],
            "items": items,
        }
        with file.open("a", encoding="utf-8") as calls:
            calls.write(json.dumps(call, ensure_ascii=False) + "\n")

    session().events.register("before-parameter-build.*.*", begin)
    session().events.register("after-call.*.*", record)


_COMPOSE, _HANDLER = _composed()
