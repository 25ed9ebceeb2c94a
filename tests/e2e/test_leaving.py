"""A member who leaves: the keys no longer work at the network, and are deleted here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Response
from local.networks.mastodon import granted_token
from repost.web.http import Http
from tests import leaks
from tests.consent import Person
from tests.desk import Desk, Said
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.settings.networks import NetworkName


@pytest.fixture
def world(fleet_stack: LocalStack) -> Iterator[World]:
    with World(fleet_stack, Entry("a", 40)) as running:
        yield running


def employed(world: World, network: NetworkName) -> Desk:
    """Somebody who may post on a network."""
    there = world.network(network)
    world.group("field", f'network = "{network}"\nfeed = "{world.blog.feed}"\n{there.settings}')
    world.wish("staff_import", account=None, document="account,group,consent\nada,field,yes\n")
    world.connected("ada", network)
    return Desk(world)


def left(world: World, desk: Desk) -> Said:
    said = desk.run("staff", "leave", "ada", "--yes")
    assert said.code == 0, said
    assert not world.has_secret("ada")
    leaks.heard.append(said.out + said.err)
    return said


@pytest.mark.parametrize(("network", "name"), [("x", "X"), ("discord", "Discord")])
def test_the_keys_are_revoked_where_the_network_lets_the_app(
    world: World, network: NetworkName, name: str
) -> None:
    desk = employed(world, network)
    kept = world.stack.parameters.secret("ada").document.reveal()
    assert desk.run("whoami", "-a", "ada").code == 0
    assert f"ada: The keys no longer work: {name} has revoked them." in left(world, desk).out
    world.stack.put_settings("main", f'network = "{network}"\nfeed = "{world.blog.feed}"\n')
    world.stack.put_secret("main", kept)
    assert desk.run("whoami", "-a", "main").code == 1, "whoever has a copy can do nothing with it"


def test_a_token_of_mastodon_is_revoked_by_the_app_that_connect_registered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = employed(world, "mastodon")
    monkeypatch.setattr("repost.cli.connect.browser.opened", Person().open)
    assert desk.run("connect", "mastodon", "-a", "ada", "--yes").code == 0
    url = f"{world.endpoints['mastodon']}/api/v1/accounts/verify_credentials"
    proof = {"Authorization": f"Bearer {granted_token('ada')}"}
    http = Http(allow_loopback=True)
    assert http.request("GET", url, headers=proof).status == 200
    assert "The Mastodon server has revoked them." in left(world, desk).out
    assert http.request("GET", url, headers=proof).status == 401


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        ("linkedin", "Nobody but ada can end what was granted at linkedin: in the settings there"),
        (
            "mastodon",
            "Nothing was revoked, and the keys may still work for whoever has them. Only the app that",
        ),
    ],
)
def test_what_can_not_be_revoked_is_said(world: World, network: NetworkName, sentence: str) -> None:
    assert sentence in left(world, employed(world, network)).out


def test_a_network_that_does_not_answer_keeps_nobody_from_leaving(world: World) -> None:
    desk = employed(world, "x")
    server: Any = world.network("x")
    server.fail_next(Response(503, b"<html>Over capacity</html>"))
    assert "Nothing was revoked, and the keys may still work" in left(world, desk).out
