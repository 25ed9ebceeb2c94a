"""Access tokens that run out: told in time, and renewed where the owner lets the function do so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from local.base.server import Fault, Response
from local.networks.graph import graph_token
from local.networks.threads import REFUSALS, ThreadsStandIn
from repost.aws.parameters import Parameters
from tests import leaks
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

OLD, NEW = graph_token("Threads", "ada"), graph_token("Threads, renewed 1 times,", "ada")
DOCUMENT = f"""# made on a Tuesday
access_token = "{OLD}"   # long-lived
expires = "2026-12-13"
"""
POSTED = [Fault(accepted=True)] * 4


class Refusing:
    """A client of Parameter Store that writes nothing, or lets somebody else write first."""

    def __init__(self, client: Any, error: Exception | None, before: Any = None) -> None:
        self._client, self._error, self._before = client, error, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_parameter(self, **arguments: Any) -> Any:
        found = self._client.get_parameter(**arguments)
        if self._before:
            self._before()
        return found

    def put_parameter(self, **arguments: Any) -> Any:
        if self._error:
            raise self._error
        return self._client.put_parameter(**arguments)


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    leaks.plant(f'access_token = "{NEW}"')
    stack.parameters = Parameters(stack.ssm, stack.path, renews=True)
    with World(stack, Entry("a", 40), Entry("b", 50), Entry("c", 60)) as world:
        yield world


@pytest.fixture
def threads(world: World) -> ThreadsStandIn:
    server = world.network("threads")
    assert isinstance(server, ThreadsStandIn)
    world.account(network="threads", secret=DOCUMENT)
    return server


def stored(world: World) -> str:
    return world.stack.parameters.secret("main").document.reveal()


def test_a_token_near_its_end_is_renewed_once_a_post_is_out(world: World, threads: ThreadsStandIn) -> None:
    report = world.tick_main()
    assert report["state"] == "posted"
    assert report["notes"] == ["The access token was renewed and stored; it expires on 2027-01-22."]
    assert stored(world) == DOCUMENT.replace(OLD, NEW).replace("2026-12-13", "2027-01-22")
    second = world.later(hours=6).tick_main()
    assert (second["state"], second["notes"]) == ("posted", [])
    assert threads.requests[-1].headers["authorization"] == f"Bearer {NEW}"
    assert threads.renewals == 1


def test_a_secret_in_json_stays_json(world: World, threads: ThreadsStandIn) -> None:
    world.account(network="threads", secret=json.dumps({"access_token": OLD, "expires": "2026-12-13"}))
    world.tick()
    assert json.loads(stored(world)) == {"access_token": NEW, "expires": "2027-01-22"}
    assert threads.renewals == 1


def test_a_token_with_time_left_is_left_alone(world: World, threads: ThreadsStandIn) -> None:
    world.account(network="threads", secret=DOCUMENT.replace("2026-12-13", "2026-12-24"))
    assert world.tick_main()["notes"] == []
    world.account(network="threads", secret=f'access_token = "{OLD}"')  # stored today
    assert world.later(hours=6).tick_main()["notes"] == []
    assert threads.renewals == 0


def test_unless_the_owner_lets_it_nothing_is_renewed_and_the_end_is_told(
    world: World, threads: ThreadsStandIn
) -> None:
    world.stack.parameters = Parameters(world.stack.ssm, world.stack.path)
    assert world.tick_main()["notes"] == []
    [note] = world.later(days=10).tick_main()["notes"]
    assert note == (
        f"The access token in {world.stack.path}/secrets/main expires on 2026-12-13: make a new one as "
        "docs/networks/threads.md describes, then store it."
    )
    assert threads.renewals == 0
    assert stored(world) == DOCUMENT


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Fault("cut", accepted=True), "Threads gave no answer: "),
        (Fault("half", accepted=True), "Threads gave no answer: "),
        (REFUSALS["service error"], "Threads gave no new access token this time ("),
        (REFUSALS["expired token"], "The access token has expired ("),
        (Response(200, b"<html>"), "Threads answered without a new access token."),
        (Response(200, b'{"access_token": "x", "expires_in": 5184000}'), "Threads answered without a new"),
        (
            Response(200, json.dumps({"access_token": f'{NEW}"\n#', "expires_in": 5184000}).encode()),
            "Threads answered without a new",
        ),
        (
            Response(200, json.dumps({"access_token": NEW, "expires_in": 60}).encode()),
            "Threads answered without a new",
        ),
    ],
)
def test_without_a_whole_new_token_the_old_one_stays_and_is_asked_for_anew_next_time(
    world: World, threads: ThreadsStandIn, answer: Response | Fault, why: str
) -> None:
    threads.fail_next(*POSTED, answer)
    report = world.tick_main()
    assert report["state"] == "posted"
    assert report["notes"][0].startswith(f"The access token was not renewed. {why}")
    assert stored(world) == DOCUMENT
    assert world.later(hours=6).tick_main()["notes"][0].startswith("The access token was renewed and stored")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ClientError({"Error": {"Code": "AccessDeniedException", "Message": NEW}}, "PutParameter"),
            "AWS says AccessDeniedException.",
        ),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1"), "EndpointConnectionError."),
    ],
)
def test_a_token_that_can_not_be_stored_costs_a_note_and_the_old_one_stays_good(
    world: World, threads: ThreadsStandIn, error: Exception, said: str
) -> None:
    client: Any = Refusing(world.stack.ssm, error)
    world.stack.parameters = Parameters(client, world.stack.path, renews=True)
    report = world.tick_main()
    assert report["state"] == "posted"
    [note] = report["notes"]
    assert note.endswith(f"/secrets/main can't be written: {said}")
    assert stored(world) == DOCUMENT
    assert world.later(hours=6).tick_main()["state"] == "posted"
    assert threads.renewals == 2


def test_what_the_owner_stored_meanwhile_is_not_written_over(world: World, threads: ThreadsStandIn) -> None:
    theirs = DOCUMENT.replace("Tuesday", "Wednesday")
    client: Any = Refusing(world.stack.ssm, None, lambda: world.stack.put_secret("main", theirs))
    world.stack.parameters = Parameters(client, world.stack.path, renews=True)
    [note] = world.tick_main()["notes"]
    assert note.endswith("/secrets/main was stored again in the meantime.")
    world.stack.parameters = Parameters(world.stack.ssm, world.stack.path)
    assert stored(world) == theirs
    assert threads.renewals == 1


def test_a_network_whose_tokens_can_not_be_renewed_tells_of_their_end_in_time(world: World) -> None:
    server = world.network("linkedin")
    secret = server.secret("ada") + 'expires = "2026-12-03"\n'
    world.account(network="linkedin", settings="dry_run = true", secret=secret)
    end = "expires on 2026-12-03: make a new one as docs/networks/linkedin.md describes, then store it."
    [note] = world.tick_main()["notes"]
    assert note.endswith(end)
    world.account(network="linkedin", secret=secret)
    [told] = world.later(hours=6).tick_main()["notes"]
    assert told.endswith(end)
    assert "They expire on 2026-12-03." in world.wish("check")["decision"]


def test_a_check_tells_by_when_a_token_ends_that_has_no_day_of_its_own(world: World) -> None:
    world.account(network="linkedin")
    [note] = world.wish("check")["notes"]
    assert note.startswith("The access token expires on 20")
    assert note.endswith(" or earlier.")


def test_the_owner_is_reminded_thrice_also_when_nothing_is_due(world: World) -> None:
    server = world.network("linkedin")
    secret = server.secret("ada") + 'expires = "2026-12-20"\n'
    world.account(network="linkedin", settings="[schedule]\nevery = '60d'", secret=secret)
    assert (world.tick_main()["state"], "TokensEnding" in world.metrics()) == ("posted", False)
    reminded = []
    for _ in range(30):
        report = world.later(days=1).tick_main()
        assert report["state"] == "waiting"
        count = world.metrics().get("TokensEnding", 0)
        assert count == len(report["notes"]) <= 1, "a note and its email belong together"
        if count:
            reminded.append(str(world.now.date()))
            assert "/secrets/main expires on 2026-12-20: make a new one" in report["notes"][0]
    assert reminded == ["2026-12-06", "2026-12-13", "2026-12-19"]


def test_whoever_has_stored_a_new_token_is_not_reminded_of_the_old_one(world: World) -> None:
    secret = world.network("linkedin").secret("ada")
    settings = "[schedule]\nevery = '60d'"
    world.account(network="linkedin", settings=settings, secret=secret + 'expires = "2026-12-10"\n')
    world.tick()
    world.account(network="linkedin", settings=settings, secret=secret + 'expires = "2027-01-20"\n')
    assert world.later(days=4).tick_main()["notes"] == []
    assert world.later(days=40).tick_main()["notes"][0].count("expires on 2027-01-20") == 1


def test_a_simulation_prepares_and_renews_nothing(world: World, threads: ThreadsStandIn) -> None:
    answer = world.ask("simulate", days=3)
    assert answer
    assert not threads.requests
