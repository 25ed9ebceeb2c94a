"""The main job on every network: an old article goes out, and what happens when the network objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

import pytest

from local.base.server import Fault, Response
from repost.aws.clients import dynamodb_client
from repost.networks.registry import network
from repost.settings.networks import NetworkName
from tests.unit.test_networks import settings
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

NETWORKS: tuple[NetworkName, ...] = get_args(NetworkName)
HOLD_ONLY = [name for name in NETWORKS if not network(settings(name)).reads_back]
TRICKY = "@everyone *read* <!channel> [this](https://evil.example) & #that"


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 40), Entry("b", 50, title=TRICKY)) as world:
        yield world


@pytest.mark.parametrize("name", NETWORKS)
def test_an_old_article_goes_out_once_and_the_next_slot_takes_another(
    world: World, name: NetworkName
) -> None:
    server = world.network(name)
    world.account(network=name, settings='[select]\norder = "oldest-first"\n')
    first, again = world.tick_main(), world.later(minutes=15).tick_main()
    second, third = world.later(hours=6).tick_main(), world.later(hours=6).tick_main()
    assert [report["state"] for report in (first, again, second, third)] == [
        "posted",
        "waiting",
        "posted",
        "empty",
    ]
    [tricky, plain] = server.texts(world.keys.username)
    assert "Article a" in plain
    assert f"utm_source={name}" in second["link"]
    assert first["text"].replace("\u2060", "").count("@everyone *read* <!channel> [this]") == 1
    assert tricky


@pytest.mark.parametrize(("name", "shown"), [("webhook", True), ("bluesky", True), ("x", False)])
def test_a_summary_is_stored_with_the_post_where_the_network_shows_it(
    stack: LocalStack, name: NetworkName, *, shown: bool
) -> None:
    with World(stack, Entry("a", 40, excerpt="Bread rises. Here is why. Read more")) as world:
        world.network(name)
        world.account(network=name)
        assert world.tick_main()["state"] == "posted"
        items = dynamodb_client().scan(TableName=stack.table_name)["Items"]
        [summary] = [item["summary"]["S"] for item in items if "summary" in item]
        assert summary == ("Bread rises. Here is why." if shown else "")


@pytest.mark.parametrize("name", HOLD_ONLY)
def test_a_lost_answer_holds_the_article_until_a_person_settles_it(world: World, name: NetworkName) -> None:
    server = world.network(name)
    world.account(network=name)
    server.fail_next(Fault("cut", accepted=True))
    lost = world.tick_main()
    assert lost["state"] == "unknown"
    assert lost["decision"].endswith("settle it, as docs/operating.md describes.")
    slot = world.now
    after = world.later(hours=6).tick_main()
    assert after["state"] == "posted"
    assert after["guid"] != lost["guid"]
    assert after["held"] == [lost["slot"]]
    assert world.later(hours=6).tick_main()["state"] == "empty"
    assert world.settle("main", slot, "posted")["state"] == "posted"
    assert len(server.texts(world.keys.username)) == 2


@pytest.mark.parametrize("name", HOLD_ONLY)
def test_refused_credentials_stop_the_account_until_its_secret_changes(
    world: World, name: NetworkName
) -> None:
    server = world.network(name)
    world.account(network=name, secret=server.secret("stranger"))
    assert world.tick_main()["state"] == "stopped"
    assert world.later(hours=6).tick_main()["state"] == "stopped"
    assert world.metrics()["CredentialsRefused"] == 1
    world.account(network=name)
    assert world.later(minutes=15).tick_main()["state"] == "posted"


@pytest.mark.parametrize("name", HOLD_ONLY)
def test_a_network_that_takes_nothing_now_costs_the_slot_and_no_article(
    world: World, name: NetworkName
) -> None:
    server = world.network(name)
    world.account(network=name)
    limited = json.dumps({"message": "slow", "retry_after": 2.5, "global": False}).encode()
    server.fail_next(Response(429, limited, {"Content-Type": "application/json", "Retry-After": "30"}))
    assert world.tick_main()["state"] == "not_sent"
    assert [world.later(hours=6).tick_main()["state"] for _ in range(3)] == ["posted", "posted", "empty"]


@pytest.mark.parametrize("name", NETWORKS)
def test_credentials_are_checked_without_a_post(world: World, name: NetworkName) -> None:
    server = world.network(name)
    world.account(network=name)
    [report] = world.ask("check", account="main")["reports"]
    assert report["decision"].startswith("The credentials work")
    assert not server.posts
    world.account("stranger", network=name, secret=server.secret("stranger"))
    [refused] = world.ask("check", account="stranger")["reports"]
    assert refused["state"] == "refused"
    assert not server.posts


@pytest.mark.parametrize("name", NETWORKS)
def test_a_post_is_taken_back_where_the_network_allows_it(world: World, name: NetworkName) -> None:
    server = world.network(name)
    world.account(network=name)
    posted = world.tick_main()
    undone = world.wish("undo", slot=posted["slot"])
    deletes = network(settings(name)).deletes
    assert bool(server.posts) is not deletes
    if not deletes:
        assert "delete " in undone["decision"].lower()
    assert world.later(hours=6).tick_main()["guid"] != posted["guid"]
