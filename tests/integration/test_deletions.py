"""Taking a post back, on each network that allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Response
from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.bluesky_answers import POST_REFUSALS
from local.networks.linkedin import PAGE as PAGE_URN
from local.networks.linkedin import LinkedInStandIn
from local.networks.mastodon import MastodonStandIn, Member
from local.networks.mastodon_answers import REFUSALS as MASTODON_REFUSALS
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.networks.x_answers import DELETION_REFUSALS
from local.networks.x_answers import REFUSALS as X_REFUSALS
from repost.base.errors import CredentialsRefused, NetworkError, QuotaExhausted, Rejected, RetryLater
from repost.networks.bluesky.network import Bluesky
from repost.networks.linkedin.network import LinkedIn
from repost.networks.mastodon.network import Mastodon
from repost.networks.protocol import Network, Post, Posted
from repost.networks.x.network import X
from tests.speaker import NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.base.server import StandIn

KEYS = Keys.of("ada")
MEMBER = Member("ada", "token-of-ada-1815")
RESIDENT = Resident("ada.bsky.example", "abcd-efgh-ijkl-mnop")
OTHERS = (Keys.of("bob"), Member("bob", "token-of-bob-1828"), Resident("bob.bsky.example", "1828-bbbb-cccc"))

Place = tuple[Network[Any], Any, str, str]
"""A network, its stand-in, and the secrets of two accounts there."""


@pytest.fixture(params=["x", "mastodon", "bluesky"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    keys, member, resident = OTHERS
    match request.param:
        case "x":
            with XStandIn([KEYS, keys], lambda: NOW) as x:
                yield X(x.url), x, KEYS.document, keys.document
        case "mastodon":
            with MastodonStandIn([MEMBER, member], lambda: NOW) as mastodon:
                yield Mastodon(mastodon.url), mastodon, MEMBER.document, member.document
        case _:
            with BlueskyStandIn([RESIDENT, resident], lambda: NOW) as bluesky:
                yield Bluesky(bluesky.url), bluesky, RESIDENT.document, resident.document


def say(network: Network[Any], document: str, text: str) -> Posted:
    return Speaker(network, document).say(Post(text, idempotency=network.idempotency(text, NOW)))


def delete(network: Network[Any], document: str, remote_id: str) -> None:
    Speaker(network, document).delete(remote_id)


def refusal(
    network: Network[Any],
    document: str,
    remote_id: str,
    server: StandIn | None = None,
    *faults: Response | Fault,
) -> NetworkError:
    if server:
        server.faults.clear()
        server.fail_next(*faults)
    return Speaker(network, document).fail_to_delete(remote_id)


def test_a_post_is_taken_back_and_no_other(place: Place) -> None:
    network, server, mine, _ = place
    assert network.deletes
    say(network, mine, "Stays")
    goes = say(network, mine, "Goes")
    delete(network, mine, goes.remote_id)
    assert [post.text for post in server.posts] == ["Stays"]


def test_what_is_gone_already_is_no_error(place: Place) -> None:
    network, _, mine, _ = place
    goes = say(network, mine, "Goes")
    delete(network, mine, goes.remote_id)
    delete(network, mine, goes.remote_id)


def test_nobody_takes_back_what_somebody_else_said(place: Place) -> None:
    network, server, mine, theirs = place
    said = say(network, mine, "Mine")
    try:
        delete(network, theirs, said.remote_id)
    except Rejected as error:
        assert "delete" in str(error)  # noqa: PT017 - Mastodon says that there is no such post, which is gone
    assert [post.text for post in server.posts] == ["Mine"]


@pytest.mark.parametrize(
    "remote_id", ["", "../../2/users/me", "1?x=1", "at://did:plc:z/app.bsky.feed.like/1"]
)
def test_what_is_no_post_is_never_asked_to_be_deleted(place: Place, remote_id: str) -> None:
    network, server, mine, _ = place
    assert isinstance(refusal(network, mine, remote_id), Rejected)
    assert not [request for request in server.requests if "createSession" not in request.path]


def test_a_deletion_whose_answer_is_lost_may_be_asked_for_again(place: Place) -> None:
    network, server, mine, _ = place
    said = say(network, mine, "Goes")
    login = [Fault(accepted=True)] if network.name == "bluesky" else []
    error = refusal(network, mine, said.remote_id, server, *login, Fault("cut", accepted=True))
    assert isinstance(error, RetryLater)
    assert not server.posts
    delete(network, mine, said.remote_id)


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        (X_REFUSALS["unauthorized"], CredentialsRefused),
        (X_REFUSALS["credits depleted"], QuotaExhausted),
        (X_REFUSALS["read-only app"], CredentialsRefused),
        (X_REFUSALS["suspended"], CredentialsRefused),
        (DELETION_REFUSALS["another's post"], Rejected),
        (X_REFUSALS["too many requests"], RetryLater),
        (X_REFUSALS["server error"], RetryLater),
        (Response(200, b'{"data": {"deleted": false}}'), RetryLater),
        (Response(200, b"<html>"), RetryLater),
    ],
)
def test_why_x_keeps_a_post(answer: Response, becomes: type[NetworkError]) -> None:
    with XStandIn([KEYS], lambda: NOW) as x:
        assert type(refusal(X(x.url), KEYS.document, "1", x, answer)) is becomes


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("invalid token", CredentialsRefused),
        ("scopes", CredentialsRefused),
        ("suspended", CredentialsRefused),
        ("not allowed", Rejected),
        ("too many requests", RetryLater),
        ("server error", RetryLater),
    ],
)
def test_why_a_mastodon_server_keeps_a_post(case: str, becomes: type[NetworkError]) -> None:
    with MastodonStandIn([MEMBER], lambda: NOW) as server:
        error = refusal(Mastodon(server.url), MEMBER.document, "1", server, MASTODON_REFUSALS[case])
    assert type(error) is becomes


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("expired token", RetryLater),
        ("deactivated", CredentialsRefused),
        ("no such account", Rejected),
        ("too many requests", RetryLater),
        ("server error", RetryLater),
    ],
)
def test_why_bluesky_keeps_a_post(case: str, becomes: type[NetworkError]) -> None:
    with BlueskyStandIn([RESIDENT], lambda: NOW) as server:
        uri = f"at://{RESIDENT.did}/app.bsky.feed.post/3lxqrstuvwxyz"
        error = refusal(
            Bluesky(server.url), RESIDENT.document, uri, server, Fault(accepted=True), POST_REFUSALS[case]
        )
    assert type(error) is becomes


def test_a_post_that_is_gone_is_gone_on_a_server_too_that_says_so_with_a_page() -> None:
    with MastodonStandIn([MEMBER], lambda: NOW, version="v1") as server:
        posted = say(Mastodon(server.url), MEMBER.document, "Hello")
        for _ in range(2):
            delete(Mastodon(server.url), MEMBER.document, posted.remote_id)
        assert not server.posts


PAGE = b"<!DOCTYPE html><title>Not here</title>"


@pytest.fixture(params=["x", "mastodon", "linkedin"])
def by_status(request: pytest.FixtureRequest) -> Iterator[tuple[Network[Any], StandIn, str]]:
    """A network that says by its status that a post is gone."""
    match request.param:
        case "x":
            with XStandIn([KEYS], lambda: NOW) as x:
                yield X(x.url), x, KEYS.document
        case "mastodon":
            with MastodonStandIn([MEMBER], lambda: NOW) as mastodon:
                yield Mastodon(mastodon.url), mastodon, MEMBER.document
        case _:
            with LinkedInStandIn.of(["ada"], lambda: NOW) as linkedin:
                yield LinkedIn(PAGE_URN, version="202609", api=linkedin.url), linkedin, linkedin.secret("ada")


@pytest.mark.parametrize("status", [404, 410])
def test_a_post_that_is_gone_is_gone_whatever_page_says_so(
    by_status: tuple[Network[Any], StandIn, str], status: int
) -> None:
    network, server, mine = by_status
    posted = say(network, mine, "Hello")
    server.fail_next(Response(status, PAGE, {"Content-Type": "text/html"}))
    delete(network, mine, posted.remote_id)


def test_a_page_of_something_in_front_of_the_network_is_no_deletion(
    by_status: tuple[Network[Any], StandIn, str],
) -> None:
    network, server, mine = by_status
    posted = say(network, mine, "Hello")
    wall = Response(404, PAGE, {"Content-Type": "text/html"})
    server.fail_next(wall, wall)
    assert isinstance(Speaker(network, mine).fail_to_delete(posted.remote_id), RetryLater)
