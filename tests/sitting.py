"""A person who connects an account: at a terminal, with a browser, and with the keys of the owner's apps."""

from __future__ import annotations

import re
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest

from local.base.server import json_response
from local.networks.registry import STAND_INS
from repost.networks.authorization import Authorization
from repost.networks.registry import authorization
from repost.settings.networks import NetworkName
from repost.settings.types import Settings
from tests import leaks
from tests.consent import Person
from tests.desk import Desk, Said
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


YES = json_response(200, {"access_token": "a-token-that-nobody-granted", "scope": "read"})


def way_of(name: str) -> Any:
    return authorization(msgspec.convert({"network": name, "feed": "https://b.example/"}, Settings))


WALKED: tuple[NetworkName, ...] = tuple(
    name for name in get_args(NetworkName) if isinstance(way_of(name), Authorization)
)
HERE = tuple(name for name in WALKED if way_of(name).host)
ON_A_PAGE = tuple(name for name in WALKED if not way_of(name).host)
OWNED = tuple(name for name in WALKED if not way_of(name).registers)
walked = pytest.mark.parametrize("name", WALKED)


@dataclass
class Sitting:
    """A person at a terminal with a browser, and an account `main` whose credentials don't work yet."""

    world: World
    desk: Desk
    person: Person
    typed: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def account(self, name: NetworkName, **more: Any) -> None:
        self.world.account(network=name, secret='nothing = "yet"', **more)
        self.know_app(name)

    def know_app(self, name: NetworkName) -> None:
        """Have the keys of the owner's app there at hand."""
        document = STAND_INS[name].app()
        self.typed |= tomllib.loads(document)
        leaks.plant(document)

    def connect(self, name: str, *arguments: str) -> Said:
        app = ["--app"] if name in {"discord", "slack"} else []
        self.said.append(self.desk.run("connect", name, *app, "--yes", *arguments))
        return self.said[-1]

    def open(self, address: str) -> bool:
        """Show the person an address."""
        return self.person.open(address)

    def hear(self, prompt: str) -> str:
        """What is typed at a prompt that hides it."""
        key = prompt.split(" ", maxsplit=1)[0]
        self.asked.append(key)
        return self.person.end if key in {"address", "code"} else self.typed[key]

    @property
    def kept(self) -> list[str]:
        """The names of what is kept below the settings path, besides settings and secrets."""
        client, root = self.world.stack.ssm, self.world.stack.path
        pages = client.get_paginator("get_parameters_by_path").paginate(Path=root, Recursive=True)
        names = (each["Name"].removeprefix(f"{root}/") for page in pages for each in page["Parameters"])
        return sorted(name for name in names if not name.startswith(("settings/", "secrets/")))


def secret(sitting: Sitting, account: str = "main") -> str:
    return sitting.world.stack.parameters.secret(account).document.reveal()


@contextmanager
def sitting_at(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    with World(stack, Entry("a", 40), Entry("b", 50)) as world:
        sitting = Sitting(world, Desk(world), Person())
        monkeypatch.setattr("repost.cli.connect.browser.opened", sitting.open)
        monkeypatch.setattr("repost.cli.connect.typed.getpass", sitting.hear)
        monkeypatch.setattr("repost.cli.connect.walk.PATIENCE", 5.0)  # a test that would need it has failed
        yield sitting
        if code := re.search(r"(?:code|oauth_verifier)=([^&#]+)", sitting.person.end):
            leaks.plant(f'code = "{code[1]}"')
        for said in sitting.said:
            leaks.heard.append(said.out + said.err)
