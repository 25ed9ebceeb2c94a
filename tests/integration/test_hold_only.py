"""What holds on every network that never shows what became of a post."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, get_args

import pytest

from local.base.server import Fault, Response
from local.networks.linkedin import PAGE
from local.networks.registry import STAND_INS
from repost.base.errors import CredentialsRefused, OutcomeUnknown, RetryLater
from repost.networks.protocol import Post
from repost.networks.registry import network
from repost.settings.networks import NetworkName
from tests.servers import refusing
from tests.speaker import HELD, NOW, Speaker
from tests.unit.test_networks import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.networks.social import SocialStandIn

WISHES = {"telegram": {"chat": "@the_blog"}, "linkedin": {"author": PAGE, "version": "202609"}}
HOLD_ONLY: list[NetworkName] = [
    name for name in get_args(NetworkName) if not network(settings(name)).reads_back
]


@pytest.fixture(params=HOLD_ONLY)
def name(request: pytest.FixtureRequest) -> NetworkName:
    found: NetworkName = request.param
    return found


@pytest.fixture
def server(name: NetworkName) -> Iterator[SocialStandIn]:
    with STAND_INS[name].of(["ada", "bob"], lambda: NOW) as stand_in:
        yield stand_in


def speaker(name: NetworkName, url: str, username: str = "ada") -> Speaker:
    wishes = {name: WISHES[name]} if name in WISHES else {}
    return Speaker(network(settings(name, **wishes), url), STAND_INS[name].secret(username))


@pytest.mark.parametrize("accepted", [True, False])
def test_a_lost_answer_leaves_the_post_to_a_person(
    name: NetworkName, server: SocialStandIn, *, accepted: bool
) -> None:
    server.fail_next(Fault("cut", accepted=accepted))
    error = speaker(name, server.url).fail_to_say()
    assert isinstance(error, OutcomeUnknown)
    assert str(error).endswith(f" was sent the post, but 127.0.0.1 closed the connection early: {HELD}")
    assert len(server.posts) == int(accepted)
    assert len(server.requests) == 1


def test_a_confirmation_that_arrives_only_half_is_one(name: NetworkName, server: SocialStandIn) -> None:
    server.fail_next(Fault("half", accepted=True))
    speaker(name, server.url).say()
    assert len(server.posts) == 1


def test_where_nobody_listens_nothing_was_sent(name: NetworkName) -> None:
    with refusing() as nowhere:
        error = speaker(name, nowhere).fail_to_say()
    assert isinstance(error, RetryLater)
    assert str(error).startswith("Nothing was sent to ")


def test_each_account_speaks_as_itself(name: NetworkName, server: SocialStandIn) -> None:
    for username in ("bob", "ada"):
        somebody = speaker(name, server.url, username)
        somebody.say(Post(f"Hello from {username}", idempotency=somebody.network.idempotency(username, NOW)))
    assert [post.username for post in server.posts] == ["bob", "ada"]


def test_a_stranger_is_stopped_and_told_so_by_a_check(name: NetworkName, server: SocialStandIn) -> None:
    stranger = speaker(name, server.url, "mallory")
    assert isinstance(stranger.fail_to_say(), CredentialsRefused)
    assert isinstance(stranger.fail_to_identify(), CredentialsRefused)
    assert not server.posts


def test_a_check_publishes_nothing_and_repeats_nothing(name: NetworkName, server: SocialStandIn) -> None:
    ada = speaker(name, server.url)
    server.fail_next(Fault("cut"))
    assert isinstance(ada.fail_to_identify(), RetryLater)
    assert len(server.requests) == 1
    ada.identity()
    assert not server.posts


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_no_part_of_a_secret_shows_though_a_server_repeats_all_that_it_knows(
    name: NetworkName, server: SocialStandIn, status: int
) -> None:
    ada = speaker(name, server.url)
    parts = [part for secret in ada.secrets for part in _parts(secret)]
    body = json.dumps(dict.fromkeys(("message", "error", "description", "detail"), " ".join(parts))).encode()
    for attempt in (ada.fail_to_say, ada.fail_to_identify, lambda: ada.fail_to_delete("-1/1")):
        server.faults.clear()
        server.fail_next(Response(status, body))
        error = attempt()
        shown = f"{error!r}{error}{vars(error)}{error.__cause__!r}"
        assert not [part for part in parts if part in shown]


def _parts(secret: str) -> list[str]:
    return [part for part in re.split(r"[/?&=:]", secret) if len(part) >= 16]


def test_what_a_server_is_sent_bears_no_secret_in_its_body(name: NetworkName, server: SocialStandIn) -> None:
    ada = speaker(name, server.url)
    ada.say()
    [request] = server.requests
    assert not [secret for secret in ada.secrets if secret.encode() in request.body]
