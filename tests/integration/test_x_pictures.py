"""Pictures on X: attached with their description where the owner asks for it, never at the post's cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.picture import png
from local.base.server import Fault, Response, json_response
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.networks.x_answers import REFUSALS, invalid_request
from repost.base.errors import OutcomeUnknown, Rejected
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Image, Post, Posted
from repost.networks.x.network import X
from repost.networks.x.signing import XCredentials
from repost.web.http import Http
from tests.servers import Server, answering, reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYS = Keys.of("ada")
PNG = png("A title", 120, 63)
FINE = Fault(accepted=True)
WITHOUT = "It is posted without its picture"


@pytest.fixture
def server() -> Iterator[XStandIn]:
    with XStandIn([KEYS], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def blog() -> Iterator[Server]:
    with serving(answering(reply(PNG))) as server:
        yield server


def post(blog: Server, text: str = "Hello", *, attach: bool = True, alt: str = "Un chat") -> Post:
    return Post(text, image=Image(f"{blog.url}/a.png", alt, attach))


def credentials() -> XCredentials:
    return credentials_from(KEYS.document, "/repost/secrets/main", XCredentials)


def send(server: XStandIn, post: Post) -> Posted:
    return X(server.url).post(post, credentials(), Http(allow_loopback=True), NOW)


def test_an_attached_picture_is_out_with_its_description(server: XStandIn, blog: Server) -> None:
    assert send(server, post(blog)).notes == ()
    [(media_id, file)] = server.pictures.files.items()
    assert file == ("image/png", PNG)
    assert server.pictures.descriptions == {media_id: "Un chat"}
    assert [stored.media_ids for stored in server.posts] == [[media_id]]


def test_a_card_is_left_to_x_which_makes_it_from_the_page(server: XStandIn, blog: Server) -> None:
    assert send(server, post(blog, attach=False)).notes == ()
    assert (server.pictures.files, blog.visits) == ({}, [])


@pytest.mark.parametrize(
    "refusal",
    [
        Fault("cut"),
        Fault("half", accepted=True),
        REFUSALS["read-only app"],
        REFUSALS["too many requests"],
        REFUSALS["server error"],
        json_response(200, {"data": {"id": "../1"}}),
        json_response(200, {"data": []}),
    ],
)
def test_an_upload_that_fails_costs_the_picture_and_not_the_post(
    server: XStandIn, blog: Server, refusal: Fault | Response
) -> None:
    server.fail_next(refusal)
    [note] = send(server, post(blog)).notes
    assert note.startswith(f"{WITHOUT}: ")
    assert [list(stored.media_ids) for stored in server.posts] == [[]]


@pytest.mark.parametrize("refusal", [Fault("cut"), REFUSALS["server error"], invalid_request("Too blue.")])
def test_a_description_that_fails_costs_neither(
    server: XStandIn, blog: Server, refusal: Fault | Response
) -> None:
    server.fail_next(FINE, refusal)
    [note] = send(server, post(blog)).notes
    assert note.startswith("Its picture is posted without a description: ")
    assert [list(stored.media_ids) for stored in server.posts] == [list(server.pictures.files)]


def test_a_post_that_is_refused_because_of_its_picture_goes_out_without_it(
    server: XStandIn, blog: Server
) -> None:
    server.fail_next(FINE, FINE, invalid_request("Your media IDs are invalid."))
    [note] = send(server, post(blog)).notes
    assert note.startswith(
        "It was posted without its picture, because the network refused it with one. X refuses this post"
    )
    assert [list(stored.media_ids) for stored in server.posts] == [[]]


def test_a_duplicate_stays_a_duplicate(server: XStandIn, blog: Server) -> None:
    send(server, post(blog))
    with pytest.raises(Rejected, match="duplicate"):
        send(server, post(blog))
    assert len(server.posts) == 1


@pytest.mark.parametrize("text", ["Hello", "Hello https://blog.example/a/ #tag"])
def test_a_post_that_may_be_out_with_its_picture_is_found_and_not_sent_again(
    server: XStandIn, blog: Server, text: str
) -> None:
    server.fail_next(FINE, FINE, Fault("cut", accepted=True))
    sent = post(blog, text)
    with pytest.raises(OutcomeUnknown):
        send(server, sent)
    found = X(server.url).find(sent, credentials(), Http(allow_loopback=True), NOW - timedelta(1), NOW)
    assert found is not None
    assert [stored.id for stored in server.posts] == [found.remote_id]
    other = post(blog, f"{text} there")
    assert (
        X(server.url).find(other, credentials(), Http(allow_loopback=True), NOW - timedelta(1), NOW) is None
    )
