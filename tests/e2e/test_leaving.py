"""A member who leaves: the keys no longer work at the network, and are deleted here."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Response
from local.networks.mastodon import granted_token
from local.networks.registry import STAND_INS
from repost.fleet.roster import Member, Roster
from repost.networks.mastodon.authorization import MastodonAuthorization
from repost.networks.unfinished import keys_of
from repost.web.http import Http
from tests import leaks
from tests.consent import Person
from tests.desk import Desk, Said
from tests.fleet import Fleet
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


def put_app(world: World, network: NetworkName) -> None:
    """Store the keys of the company's app, if the network has such."""
    if document := STAND_INS[network].app():
        leaks.plant(document)
        name = f"{world.stack.path}/apps/{network}"
        world.stack.ssm.put_parameter(Name=name, Value=document, Type="SecureString")


def left(world: World, desk: Desk) -> Said:
    said = desk.run("staff", "leave", "ada", "--yes")
    assert said.code == 0, said
    assert not world.has_secret("ada")
    leaks.heard.append(said.out + said.err)
    return said


@pytest.mark.parametrize(
    ("network", "name"),
    [("x", "X"), ("discord", "Discord"), ("linkedin", "LinkedIn"), ("threads", "Threads")],
)
def test_the_keys_are_revoked_where_the_network_lets_the_app(
    world: World, network: NetworkName, name: str
) -> None:
    desk = employed(world, network)
    put_app(world, network)
    kept = world.stack.parameters.secret("ada").document.reveal()
    assert desk.run("whoami", "-a", "ada").code == 0
    assert f"ada: The keys no longer work: {name} has revoked them." in left(world, desk).out
    there = world.network(network).settings
    world.stack.put_settings("main", f'network = "{network}"\nfeed = "{world.blog.feed}"\n{there}')
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
        ("bluesky", "Nobody but ada can end what was granted at bluesky: under Settings, Privacy"),
        ("slack", "Nobody but ada can end what was granted at slack: by removing the webhook"),
        ("linkedin", "ada can end what was granted at linkedin: in the settings there"),
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


class Leaver(Fleet):
    """A fleet with ada, who leaves without anybody at a command line."""

    def leaves(self, name: str = "ada") -> None:
        self.ask("staff_leave", account=name)

    @property
    def is_known(self) -> bool:
        """Whether her token still works."""
        token = tomllib.loads(self.mastodon.secret("ada"))["access_token"]
        url = f"{self.endpoints['mastodon']}/api/v1/accounts/verify_credentials"
        proof = {"Authorization": f"Bearer {token}"}
        return Http(allow_loopback=True).request("GET", url, headers=proof).status == 200

    @property
    def row(self) -> Member:
        found = Roster(self.stack.table).member("ada")
        assert found
        return found


@pytest.fixture
def fleet(fleet_stack: LocalStack) -> Iterator[Leaver]:
    with Leaver(fleet_stack, "ada", articles=3) as fleet:
        way = MastodonAuthorization("", "", ("read",), fleet.endpoints["mastodon"])
        app = way.registered("https://door.example/connected", Http(allow_loopback=True))
        keys = "".join(f'{name} = "{value.reveal()}"\n' for name, value in keys_of(app).items())
        fleet.stack.put_secret("ada", f"{fleet.mastodon.secret('ada')}{keys}")
        yield fleet


def test_the_next_turn_of_whoever_left_revokes_the_keys_and_deletes_them(fleet: Leaver) -> None:
    fleet.leaves()
    assert fleet.row.ending
    assert "just being ended" in fleet.ask("staff_forget", account="ada")["reports"][0]["decision"]
    fleet.turn()
    assert fleet.said() == {"ada": 0}
    assert not fleet.has_secret("ada")
    assert not fleet.is_known
    assert (fleet.row.ending, fleet.row.state) == (False, "left")
    assert fleet.waiting() == {}
    fleet.later(hours=1).turn()
    assert fleet.said() == {"ada": 0}


def test_a_network_that_does_not_answer_is_asked_for_a_day_and_then_the_keys_are_deleted(
    fleet: Leaver,
) -> None:
    fleet.leaves()
    for hours in (0, 1, 22):
        fleet.mastodon.fail_next(Response(503, b"<html>Over capacity</html>"))
        fleet.later(hours=hours).turn()
        assert fleet.has_secret("ada")
        assert fleet.row.ending
    fleet.mastodon.fail_next(Response(503, b"<html>Over capacity</html>"))
    fleet.later(hours=2).turn()
    assert not fleet.has_secret("ada")
    assert not fleet.row.ending


def test_whoever_is_back_by_then_keeps_the_new_keys(fleet: Leaver) -> None:
    fleet.leaves()
    fleet.ask("staff_import", account=None, document="account,group,consent\nada,field,2026-11-23 v2\n")
    fleet.ask("check", account="ada")
    fleet.turn()
    assert fleet.has_secret("ada")
    assert fleet.is_known


def test_whoever_is_listed_again_at_once_connects_anew_and_the_old_keys_still_end(fleet: Leaver) -> None:
    fleet.leaves()
    fleet.ask("staff_import", account=None, document="account,group,consent\nada,field,2026-11-23 v2\n")
    fleet.turn()
    assert not fleet.is_known
    assert (fleet.has_secret("ada"), fleet.row.ending, fleet.row.state) == (False, False, "joined")
