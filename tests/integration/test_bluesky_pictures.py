"""Pictures on Bluesky: in the card of the link, or by themselves; and posts that go out without them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from local.base.picture import png
from local.base.server import Fault, Response, json_response
from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.bluesky_answers import POST_REFUSALS
from repost.base.errors import OutcomeUnknown, Rejected
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Image, Post, Posted
from repost.web.http import Http
from tests.servers import Server, answering, reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESIDENT = Resident("carnet.bsky.social", "planted-abcd-efgh-ijkl")
LINK = "https://blog.example/a/"
PNG = png("A title", 120, 63)
FINE = Fault(accepted=True)


@pytest.fixture
def server() -> Iterator[BlueskyStandIn]:
    with BlueskyStandIn([RESIDENT], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def blog() -> Iterator[Server]:
    with serving(answering(reply(PNG))) as server:
        yield server


def post(blog: Server, *, attach: bool = False, link: str = LINK) -> Post:
    image = Image(f"{blog.url}/a.png", "Un chat", attach)
    idempotency = Bluesky().idempotency("token", NOW)
    return Post("Hello", link=link, title="A", idempotency=idempotency, image=image)


def send(server: BlueskyStandIn, post: Post) -> Posted:
    credentials = credentials_from(RESIDENT.document, "/repost/secrets/main", BlueskyCredentials)
    return Bluesky(server.url).post(post, credentials, Http(allow_loopback=True), NOW)


def embed(server: BlueskyStandIn) -> Any:
    [record] = server.posts
    return record.record.get("embed")


def test_the_card_of_the_link_shows_the_picture(server: BlueskyStandIn, blog: Server) -> None:
    assert send(server, post(blog)).notes == ()
    [(blob, data)] = server.blobs.values()
    assert data == PNG
    assert blob["mimeType"] == "image/png"
    assert embed(server) == {
        "$type": "app.bsky.embed.external",
        "external": {"uri": LINK, "title": "A", "description": "", "thumb": blob},
    }


@pytest.mark.parametrize("link", ["", LINK])
def test_an_attached_picture_stands_alone_with_what_is_on_it_and_its_shape(
    server: BlueskyStandIn, blog: Server, link: str
) -> None:
    assert send(server, post(blog, attach=True, link=link)).notes == ()
    [(blob, _)] = server.blobs.values()
    image = {"image": blob, "alt": "Un chat", "aspectRatio": {"width": 120, "height": 63}}
    assert embed(server) == {"$type": "app.bsky.embed.images", "images": [image]}


def test_without_a_card_its_picture_is_not_even_fetched(server: BlueskyStandIn, blog: Server) -> None:
    assert send(server, post(blog, link="")).notes == ()
    assert blog.visits == []
    assert embed(server) is None


@pytest.mark.parametrize(
    "refusal",
    [
        Fault("cut"),
        Fault("half", accepted=True),
        Response(413, b"too large"),
        POST_REFUSALS["server error"],
        POST_REFUSALS["expired token"],
        json_response(200, {"blob": "bafkreiabc"}),
        json_response(200, {"blob": {"ref": {"$link": "../../etc"}, "mimeType": "image/png"}}),
        json_response(200, {"blob": {"ref": {"$link": "bafkrei" + "a" * 52}, "mimeType": "text/html"}}),
    ],
)
def test_an_upload_that_fails_costs_the_picture_and_not_the_post(
    server: BlueskyStandIn, blog: Server, refusal: Fault | Response
) -> None:
    server.fail_next(FINE, refusal)
    [note] = send(server, post(blog)).notes
    assert note.startswith("It is posted without its picture: Bluesky ")
    assert "thumb" not in embed(server)["external"]


def test_a_picture_that_can_not_be_had_costs_no_post(server: BlueskyStandIn) -> None:
    with serving(answering(reply(status="404 Not Found"))) as blog:
        [note] = send(server, post(blog, attach=True)).notes
    assert note == "It is posted without its picture: its address answers with status 404."
    assert embed(server)["$type"] == "app.bsky.embed.external"
    assert [request.path.rpartition(".")[2] for request in server.requests] == ["createSession", "putRecord"]


def test_a_picture_beyond_the_limit_is_not_uploaded(server: BlueskyStandIn) -> None:
    with serving(answering(reply(PNG + bytes(1_000_000)))) as blog:
        [note] = send(server, post(blog)).notes
    assert "sent more than 1,000,000 bytes" in note
    assert server.blobs == {}


@pytest.mark.parametrize(("size", "is_shown"), [(1_900_000, True), (2_000_001, False)])
def test_an_attached_picture_may_have_two_million_bytes(
    server: BlueskyStandIn, size: int, *, is_shown: bool
) -> None:
    with serving(answering(reply(PNG + bytes(size - len(PNG))))) as blog:
        notes = send(server, post(blog, attach=True)).notes
    assert bool(server.blobs) is is_shown is not bool(notes)


def test_a_post_that_is_refused_because_of_its_picture_goes_out_without_it(
    server: BlueskyStandIn, blog: Server
) -> None:
    server.fail_next(FINE, FINE, POST_REFUSALS["no such blob"])
    [note] = send(server, post(blog)).notes
    assert note.startswith(
        "It was posted without its picture, because the network refused it with one. Bluesky refuses"
    )
    assert "thumb" not in embed(server)["external"]


def test_a_post_that_is_refused_for_itself_is_refused(server: BlueskyStandIn, blog: Server) -> None:
    with pytest.raises(Rejected):
        send(server, replace(post(blog), text="x" * 301))
    assert server.posts == []


def test_a_post_that_may_be_out_is_not_sent_again_without_its_picture(
    server: BlueskyStandIn, blog: Server
) -> None:
    server.fail_next(FINE, FINE, Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        send(server, post(blog))
    assert len(server.posts) == 1


def test_what_is_sent_again_without_the_picture_that_is_gone_finds_itself_out(
    server: BlueskyStandIn, blog: Server
) -> None:
    server.fail_next(FINE, FINE, Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        send(server, post(blog))
    with serving(answering(reply(status="404 Not Found"))) as other:
        again = replace(post(other), resent=True)
        assert send(server, again).remote_id == server.posts[0].id
    assert "thumb" in embed(server)["external"]
