"""Pictures on Mastodon: attached with their description where that is asked for, never at the post's cost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.base.picture import png
from local.base.server import Fault, Response, json_response
from local.networks.mastodon import MastodonStandIn, Member
from local.networks.mastodon_answers import REFUSALS, error
from repost.base.errors import OutcomeUnknown
from repost.networks.credentials import credentials_from
from repost.networks.mastodon.network import Mastodon, MastodonCredentials
from repost.networks.protocol import Image, Post, Posted
from repost.web.http import Http
from tests.servers import Server, answering, reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MEMBER = Member("ada", "planted-mastodon-token", frozenset({"read", "write:statuses", "write:media"}))
NARROW = Member("bob", "planted-mastodon-token-of-bob")
PNG = png("A title", 120, 63)
FINE = Fault(accepted=True)
WITHOUT = "It is posted without its picture"


@pytest.fixture
def server() -> Iterator[MastodonStandIn]:
    with MastodonStandIn([MEMBER, NARROW], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def blog() -> Iterator[Server]:
    with serving(answering(reply(PNG))) as server:
        yield server


def send(
    server: MastodonStandIn,
    blog: Server,
    *,
    attach: bool = True,
    member: Member = MEMBER,
    pauses: list[float] | None = None,
) -> Posted:
    image = Image(f"{blog.url}/a.png", 'Un "chat"', attach)
    post = Post("Hello", idempotency={"key": "k"}, image=image)
    credentials = credentials_from(member.document, "/repost/secrets/main", MastodonCredentials)
    waited = pauses if pauses is not None else []
    mastodon = Mastodon(f"{server.url}/", pause=waited.append)
    return mastodon.post(post, credentials, Http(allow_loopback=True), NOW)


def shown(server: MastodonStandIn) -> list[list[str]]:
    return [list(post.media_ids) for post in server.posts]


def test_an_attached_picture_is_out_with_its_description(server: MastodonStandIn, blog: Server) -> None:
    assert send(server, blog).notes == ()
    [(media_id, media)] = server.media.files.items()
    assert (media.kind, media.data, media.description) == ("image/png", PNG, 'Un "chat"')
    assert shown(server) == [[media_id]]


def test_a_card_is_left_to_the_server_which_makes_it_from_the_page(
    server: MastodonStandIn, blog: Server
) -> None:
    assert send(server, blog, attach=False).notes == ()
    assert (server.media.files, blog.visits) == ({}, [])


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_a_picture_that_takes_the_server_a_while_is_waited_for(
    server: MastodonStandIn, blog: Server, looks: int
) -> None:
    server.media.looks_until_ready = looks
    pauses: list[float] = []
    assert send(server, blog, pauses=pauses).notes == ()
    assert shown(server) == [list(server.media.files)]
    assert pauses == [0.5] * looks


def test_but_not_for_long(server: MastodonStandIn, blog: Server) -> None:
    server.media.looks_until_ready = 9
    assert send(server, blog).notes == (f"{WITHOUT}: the Mastodon server takes too long to make it ready.",)
    assert shown(server) == [[]]


def test_a_token_that_may_not_upload_is_told_with_what_it_needs(
    server: MastodonStandIn, blog: Server
) -> None:
    [note] = send(server, blog, member=NARROW).notes
    assert note == (
        f"{WITHOUT}: the Mastodon server answered its upload with status 403 (“This action is outside the "
        "authorized scopes”): make an access token with the scope write:media, too."
    )
    assert shown(server) == [[]]


@pytest.mark.parametrize(
    "refusal",
    [
        Fault("cut"),
        Fault("half", accepted=True),
        REFUSALS["server error"],
        REFUSALS["not found"],
        error(422, "Validation failed: File content type is invalid"),
        Response(413, b"<html>too large</html>"),
        json_response(200, {"id": "../1"}),
        json_response(200, []),
    ],
)
def test_an_upload_that_fails_costs_the_picture_and_not_the_post(
    server: MastodonStandIn, blog: Server, refusal: Fault | Response
) -> None:
    server.fail_next(refusal)
    [note] = send(server, blog).notes
    assert note.startswith(f"{WITHOUT}: ")
    assert shown(server) == [[]]


def test_a_post_that_is_refused_because_of_its_picture_goes_out_without_it(
    server: MastodonStandIn, blog: Server
) -> None:
    server.fail_next(FINE, error(422, "Validation failed: Media can't be blank"))
    [note] = send(server, blog).notes
    assert note.startswith(
        "It was posted without its picture, because the network refused it with one. "
        "The Mastodon server refuses this post"
    )
    assert shown(server) == [[]]


def test_a_post_that_may_be_out_is_not_sent_again_without_its_picture(
    server: MastodonStandIn, blog: Server
) -> None:
    server.fail_next(FINE, Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        send(server, blog)
    assert shown(server) == [list(server.media.files)]
