"""Secrets stay where they belong: planted wherever there is one, and looked for in all that comes out."""

from __future__ import annotations

import json
import logging
import tomllib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Response
from local.links.manners import MANNERS
from local.links.shorteners import ShortenerStandIn
from local.networks.bluesky import BlueskyStandIn
from local.networks.registry import STAND_INS
from repost.base.secret import Secret
from repost.links.shorteners import SERVICES
from tests import leaks
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from local.base.server import StandIn


@dataclass
class Planted:
    """A world with an account on every network, and every secret in it."""

    world: World
    servers: dict[str, StandIn]
    secrets: dict[str, str]
    heard: StringIO

    def echo(self, server: str) -> bytes:
        """A refusal in which a server repeats what it was sent."""
        words = " ".join(secret for name, secret in self.secrets.items() if name.startswith(server))
        return json.dumps(
            dict.fromkeys(("detail", "error", "message", "description"), f"bad {words}")
        ).encode()


@pytest.fixture
def planted(stack: LocalStack) -> Iterator[Planted]:
    keyed = [name for name, service in SERVICES.items() if "key" in service.needs]
    with ExitStack() as running:
        world = running.enter_context(World(stack, *(Entry(name, 40) for name in "abcdefgh")))
        servers: dict[str, StandIn] = {}
        secrets: dict[str, str] = {}
        for shortener in keyed:
            secrets[f"{shortener} key"] = f"planted-{shortener}-key-97c1d2"
            stand_in = ShortenerStandIn(shortener, secrets[f"{shortener} key"])
            servers[shortener] = running.enter_context(stand_in)
            world.endpoints[shortener] = stand_in.url
        for (name, kind), shortener in zip(STAND_INS.items(), cycle(keyed), strict=False):
            servers[name] = world.network(name)
            document = kind.secret(world.keys.username)
            domain = "go.example.com" if MANNERS[shortener].domain else ""
            world.account(
                f"on{name}",
                f'[link]\nshortener = "{shortener}"\nshortener_url = "https://sho.rt"\n'
                f'shortener_domain = "{domain}"\n',
                f'{document}shortener_key = "{secrets[f"{shortener} key"]}"\n',
                network=name,
            )
            secrets |= {
                f"{name} {key}": value
                for key, value in tomllib.loads(document).items()
                if key not in leaks.PUBLIC
            }
        yield Planted(world, servers, secrets, StringIO())


@contextmanager
def overheard(ear: StringIO) -> Iterator[None]:
    """Every library speaks its mind."""
    root, handler = logging.getLogger(), logging.StreamHandler(ear)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def test_no_secret_is_in_any_log_report_exception_or_item(planted: Planted) -> None:
    world = planted.world
    said: list[Any] = []
    for status, delivery in ((0, "whole"), (0, "cut"), (403, ""), (429, ""), (500, ""), (401, "")):
        for name, server in planted.servers.items():
            server.faults.clear()
            if delivery == "cut":
                server.fail_next(Fault("cut", accepted=True))
            elif status:
                server.fail_next(Response(status, planted.echo(name), {"Content-Type": "application/json"}))
        with overheard(planted.heard):
            said.append(world.tick())
            said.append(world.later(minutes=15).tick())
        world.later(hours=6)
    broken = f'{world.keys.document}{planted.secrets["bluesky app_password"]} = "swapped"\n'
    world.stack.put_secret("onx", broken)
    with overheard(planted.heard):
        said.append(world.tick())

    bluesky = planted.servers["bluesky"]
    assert isinstance(bluesky, BlueskyStandIn)
    secrets = {**planted.secrets, **{f"session {n}": token for n, token in enumerate(bluesky.tokens)}}
    assert len(set(secrets.values())) >= leaks.LEAST
    leaks.planted.update(secrets.values())
    assert len(secrets) > len(planted.secrets), "sessions were made"
    states = {report["state"] for reports in said for report in reports.values()}
    assert {"posted", "unknown", "not_sent", "invalid"} <= states, "much went right and much went wrong"
    assert all(server.requests for server in planted.servers.values()), "everybody was asked"

    out = {
        "logs": world.log.getvalue(),
        "libraries": planted.heard.getvalue(),
        "reports": json.dumps(said, ensure_ascii=False),
        "table": "".join(leaks.items(world.stack.dynamodb)),
    }
    assert "GetParameter" in out["libraries"], "the libraries were heard while they read secrets"
    found = [
        (name, where)
        for name, secret in secrets.items()
        for where, text in out.items()
        for form in leaks.disguises(secret)
        if form in text
    ]
    assert not found


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("hunter2")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", f"{[secret]}", "%s" % secret]  # noqa: UP031
    assert not [each for each in shown if "hunter2" in each]
    with pytest.raises(TypeError):
        json.dumps({"secret": secret})
