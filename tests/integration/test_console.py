"""The console of the local run shows what the functions answer, to nobody but this machine's own browser."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from local.show.console import Console, serve
from tests.pages import Seen
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from local.aws.stack import LocalStack

LOOK: Final = "arn:aws:lambda:us-east-1:000000000000:function:look"


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    (tmp_path / "timeline.html").write_text("the last post", "utf-8")
    files = {"timeline.html": tmp_path / "timeline.html", "gone.html": tmp_path / "gone.html"}
    with Console({LOOK: lambda event: f"<p>{event['view']}</p>"}, "repost-us-east-1", files) as console:
        yield console


def asked(
    console: Console, method: str, name: str, body: object = None, **headers: str
) -> tuple[int, str, Mapping[str, str]]:
    """What the console answers to a request below its address."""
    connection = http.client.HTTPConnection("127.0.0.1", console.port, timeout=600)
    path = name if name.startswith("/") else urlsplit(console.address).path.rpartition("/")[0] + f"/{name}"
    try:
        connection.request(method, path, json.dumps(body), headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode(), dict(reply.getheaders())
    finally:
        connection.close()


def test_its_own_page_calls_the_functions_and_nobody_elses_does(console: Console) -> None:
    call = {"endpoint": LOOK, "event": {"view": "health"}}
    assert asked(console, "POST", "call", call, Origin=console.url)[:2] == (200, '"<p>health</p>"')
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert asked(console, "POST", "call", call, **headers)[0] == 403
    assert asked(console, "POST", "/guessed/call", call, Origin=console.url)[0] == 404
    assert asked(console, "POST", "call", call, Origin=console.url, Host="evil.example")[0] == 404
    other = {"endpoint": f"{LOOK}-of-others", "event": {}}
    assert "no such function" in asked(console, "POST", "call", other, Origin=console.url)[1]


def test_what_it_serves_is_its_own_and_the_browser_runs_nothing_else(console: Console) -> None:
    status, text, headers = asked(console, "GET", "console.html")
    assert (status, "widget" in text) == (200, True)
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert asked(console, "GET", "timeline.html")[1] == "the last post"
    known = json.loads(asked(console, "GET", "widget.json")[1])
    assert known == {"endpoint": LOOK, "dashboard": "repost-us-east-1", "further": ["timeline.html"]}
    for name in ("gone.html", "../stack.py", "console.py", "", "/"):
        assert asked(console, "GET", name)[0] == 404


def test_the_pages_of_a_local_world_are_those_of_the_stacks_own_functions(stack: LocalStack) -> None:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        world.account()
        world.tick()
        dashboard = stack.dashboard(lambda: world.now, world.endpoints)
        look, act = dashboard.functions
        context: dict[str, Any] = {"dashboardName": dashboard.name, "params": {}}
        seen = Seen(dashboard.functions[look]({"view": "coming", "widgetContext": context}))
        [skip] = [call for call in seen.calls if call[""] == "Skip"]
        event = {name: value for name, value in skip.items() if name}
        assert "Done." in dashboard.functions[act]({**event, "widgetContext": context})
        assert "The next slot is skipped, as somebody asked." in dashboard.functions[look]({})


def test_whoever_interrupts_as_soon_as_the_address_is_told_ends_it_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)

    def interrupt(line: str) -> None:
        if line.startswith("http://"):
            raise KeyboardInterrupt

    serve({LOOK: lambda _: ""}, "repost-us-east-1", {}, interrupt)
