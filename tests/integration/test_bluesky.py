"""Posting to Bluesky over HTTP, and finding out what became of a post."""

from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Request, Response, json_response
from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.bluesky_answers import POST_REFUSALS, error
from repost.base.errors import CredentialsRefused, NetworkError, OutcomeUnknown, Rejected, RetryLater
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.bluesky.sessions import SESSION_SECONDS
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post, Posted
from repost.web.http import Http
from repost.wording.facet import Facet
from tests.servers import HURRIED, hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
RESIDENT = Resident("carnet.bsky.social", "planted-abcd-efgh-ijkl")
ASLEEP = Resident("asleep.bsky.social", "planted-asleep-efgh-ijkl", active=False)
LINK = "https://blog.example/2026/un-article/?utm_source=bluesky"
TEXT = "À relire : “Ça va” 🎈👩‍👩‍👧 blog.example/2026/un-article #été"
POST = Post(
    TEXT,
    link=LINK,
    language="fr-fr",
    title="Ça va",
    summary="Un résumé.",
    facets=(
        Facet(TEXT.index("blog."), TEXT.index(" #"), LINK),
        Facet(TEXT.index("#"), len(TEXT), "#été"),
    ),
    idempotency=Bluesky().idempotency("token", NOW),
)
HELLO = Post("Hello", idempotency=Bluesky().idempotency("another", NOW))
LOGGED_IN = Fault(accepted=True)


@pytest.fixture
def server() -> Iterator[BlueskyStandIn]:
    with BlueskyStandIn([RESIDENT, ASLEEP], lambda: NOW) as stand_in:
        yield stand_in


def credentials(resident: Resident = RESIDENT) -> BlueskyCredentials:
    return credentials_from(resident.document, "/repost/secrets/main", BlueskyCredentials)


def send(
    server: BlueskyStandIn,
    post: Post = POST,
    *,
    resident: Resident = RESIDENT,
    http: Http | None = None,
    **more: Any,
) -> Posted:
    http = http or Http(allow_loopback=True)
    return Bluesky(server.url, **more).post(post, credentials(resident), http, NOW)


def refusal(
    server: BlueskyStandIn, post: Post = POST, *, resident: Resident = RESIDENT, **more: Any
) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        send(server, post, resident=resident, **more)
    return caught.value


def find(server: BlueskyStandIn, post: Post = POST) -> Posted | None:
    return Bluesky(server.url).find(post, credentials(), Http(allow_loopback=True), NOW, NOW)


def test_a_post_is_out_under_the_key_that_was_chosen_before(server: BlueskyStandIn) -> None:
    posted = send(server)
    [record] = server.posts
    rkey = POST.idempotency["rkey"]
    assert (record.id, record.username, record.text) == (posted.remote_id, RESIDENT.handle, TEXT)
    assert posted.remote_id == f"at://{RESIDENT.did}/app.bsky.feed.post/{rkey}"
    assert posted.url == f"https://bsky.app/profile/{RESIDENT.did}/post/{rkey}"


def test_the_record_has_the_facets_the_card_and_the_language(server: BlueskyStandIn) -> None:
    send(server)
    [stored] = server.posts
    record = stored.record
    spans = {
        TEXT.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0]
        for facet in record["facets"]
    }
    assert spans == {
        "blog.example/2026/un-article": {"$type": "app.bsky.richtext.facet#link", "uri": LINK},
        "#été": {"$type": "app.bsky.richtext.facet#tag", "tag": "été"},
    }
    assert record["embed"]["external"] == {"uri": LINK, "title": "Ça va", "description": "Un résumé."}
    assert record["langs"] == ["fr-FR"]
    assert record["createdAt"] == "2026-11-23T12:00:00.123Z"


def test_a_post_without_anything_but_words_is_a_record_without_anything_else(server: BlueskyStandIn) -> None:
    send(server, HELLO)
    [stored] = server.posts
    assert stored.record.keys() == {"$type", "text", "createdAt"}


def test_one_request_logs_in_and_one_publishes(server: BlueskyStandIn) -> None:
    send(server)
    login, put = server.requests
    assert json.loads(login.body) == {"identifier": RESIDENT.handle, "password": RESIDENT.app_password}
    assert json.loads(put.body)["swapRecord"] is None
    assert put.headers["authorization"] == f"Bearer {server.tokens[0]}"


def test_the_same_post_again_is_the_same_record(server: BlueskyStandIn) -> None:
    assert send(server) == send(server)
    assert len(server.posts) == 1


def test_another_record_in_its_place_is_left_alone(server: BlueskyStandIn) -> None:
    send(server)
    other = Post("Something else", idempotency=POST.idempotency)
    assert isinstance(refusal(server, other), OutcomeUnknown)
    assert find(server, other) is None
    assert [record.text for record in server.posts] == [TEXT]


def test_a_record_in_its_place_after_an_earlier_send_is_that_post(server: BlueskyStandIn) -> None:
    posted = send(server)
    changed = Post(TEXT, idempotency=POST.idempotency, resent=True)
    assert send(server, changed) == posted
    assert find(server, changed) == posted


def test_the_handle_may_be_written_as_people_write_it(server: BlueskyStandIn) -> None:
    assert send(server, resident=Resident("@Carnet.bsky.social", RESIDENT.app_password)).url


def test_a_wrong_password_stops_the_account_before_anything_is_sent(server: BlueskyStandIn) -> None:
    wrong = Resident(RESIDENT.handle, "wrong")
    assert isinstance(refusal(server, resident=wrong), CredentialsRefused)
    assert len(server.requests) == 1


def test_a_sleeping_account_is_not_posted_to(server: BlueskyStandIn) -> None:
    assert isinstance(refusal(server, resident=ASLEEP), CredentialsRefused)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("é" * 300, True),
        ("é" * 301, False),
        ("👩‍👩‍👧‍👦" * 119, True),
        ("👩‍👩‍👧‍👦" * 121, False),
        ("👩‍👩‍👧‍👦" * 300, False),
    ],
)
def test_the_rules_are_those_that_the_server_goes_by(
    server: BlueskyStandIn, text: str, *, fits: bool
) -> None:
    post = Post(text, idempotency=HELLO.idempotency)
    assert Bluesky().text_rules(Http()).fits(text) == fits
    if fits:
        assert send(server, post).url
    else:
        assert isinstance(refusal(server, post), Rejected)


@pytest.mark.parametrize("link", ["https://a b/", "/relative"])
def test_an_address_that_is_none_is_rejected(server: BlueskyStandIn, link: str) -> None:
    post = Post("Hello", link=link, idempotency=HELLO.idempotency)
    assert isinstance(refusal(server, post), Rejected)


def test_after_a_lost_answer_the_post_is_found_and_not_sent_again(server: BlueskyStandIn) -> None:
    server.fail_next(LOGGED_IN, Fault("cut", accepted=True))
    assert isinstance(refusal(server), OutcomeUnknown)
    found = find(server)
    [record] = server.posts
    assert found == Posted(record.id, found.url if found else "")
    assert [request.method for request in server.requests] == ["POST", "POST", "POST", "GET"]


def test_a_record_that_bluesky_shows_without_its_text_could_be_ours(server: BlueskyStandIn) -> None:
    server.fail_next(LOGGED_IN, json_response(200, {"uri": "at://x", "value": {}}))
    with pytest.raises(RetryLater):
        find(server)


def test_what_never_arrived_is_known_to_be_not_out(server: BlueskyStandIn) -> None:
    server.fail_next(LOGGED_IN, Fault("cut", accepted=False))
    assert isinstance(refusal(server), OutcomeUnknown)
    send(server, HELLO)
    assert find(server) is None


@pytest.mark.parametrize("fault", [Fault("cut"), Fault("half", accepted=True), Response(500)])
def test_a_login_that_fails_is_certain_not_to_have_published(
    server: BlueskyStandIn, fault: Fault | Response
) -> None:
    server.fail_next(fault)
    assert isinstance(refusal(server), RetryLater)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "session",
    [
        {},
        {"did": "did:plc:x"},
        {"accessJwt": "a"},
        {"did": "nobody", "accessJwt": "a"},
        {"did": "did:plc:x", "accessJwt": "a\nb"},
        {"did": 1, "accessJwt": 2},
        [],
    ],
)
def test_a_session_that_is_none_is_not_used(server: BlueskyStandIn, session: object) -> None:
    server.fail_next(json_response(200, session))
    assert isinstance(refusal(server), RetryLater)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Response(200),
        Response(200, b"<html>"),
        json_response(200, {}),
        json_response(200, {"uri": "at://did:plc:someone/app.bsky.feed.post/x"}),
        Response(202),
        Response(303),
        Response(409),
    ],
)
def test_an_answer_that_does_not_name_the_post_is_not_clear(server: BlueskyStandIn, answer: Response) -> None:
    server.fail_next(LOGGED_IN, answer)
    assert isinstance(refusal(server), OutcomeUnknown)


@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        (POST_REFUSALS["server error"], RetryLater),
        (POST_REFUSALS["expired token"], RetryLater),
        (POST_REFUSALS["no such account"], RetryLater),
        (POST_REFUSALS["deactivated"], CredentialsRefused),
        (Response(404), RetryLater),
        (json_response(200, {}), RetryLater),
        (Fault("cut"), RetryLater),
        (Fault("half", accepted=True), RetryLater),
    ],
)
def test_a_server_that_does_not_tell_is_asked_again_later(
    server: BlueskyStandIn, fault: Response | Fault, becomes: type[NetworkError]
) -> None:
    send(server)
    server.fail_next(LOGGED_IN, fault)
    with pytest.raises(NetworkError) as caught:
        find(server)
    assert type(caught.value) is becomes


def test_an_older_server_says_otherwise_that_there_is_no_record(server: BlueskyStandIn) -> None:
    server.fail_next(LOGGED_IN, error(400, "InvalidRequest", "Could not locate record: at://…"))
    assert find(server) is None


def test_a_post_that_was_made_for_another_network_is_not_looked_for(server: BlueskyStandIn) -> None:
    with pytest.raises(RetryLater, match="not made for Bluesky"):
        find(server, Post("Hello", idempotency={"key": "k"}))
    assert not server.requests


def test_too_many_logins_say_until_when(server: BlueskyStandIn) -> None:
    for _ in range(30):
        server.answer(Request("POST", server.url + "/xrpc/com.atproto.server.createSession", {}, b""))
    limit = refusal(server)
    assert isinstance(limit, RetryLater)
    assert limit.until == NOW.replace(microsecond=0) + timedelta(minutes=5)


@pytest.mark.parametrize("delivery", ["hang", "trickle"])
def test_a_post_takes_no_longer_than_it_says(server: BlueskyStandIn, delivery: Any) -> None:
    server.fail_next(LOGGED_IN, Fault(delivery, instead=POST_REFUSALS["upstream"]))
    assert isinstance(refusal(server, post_seconds=SESSION_SECONDS + HURRIED, http=hurried()), OutcomeUnknown)
    assert len(server.wait_for_requests(2)) == 2


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        bluesky = Bluesky(f"http://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(RetryLater, match=r"^Bluesky gave no answer: .*127\.0\.0\.1.*\.$"):
            bluesky.post(POST, credentials(), Http(allow_loopback=True), NOW)


def test_no_secret_shows_though_the_server_repeats_all_that_it_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with Echo([RESIDENT], lambda: NOW) as echo:
        echo.fail_next(Fault(accepted=True))
        login = refusal(echo, resident=Resident(RESIDENT.handle, "planted-wrong-password"))
        put = refusal(echo)
        with pytest.raises(RetryLater) as unread:
            find(echo)
        planted = [RESIDENT.app_password, "planted-wrong-password", *echo.tokens]
    assert len(planted) > 4
    for said in (login, put, unread.value):
        shown = f"{said!r} {said} {vars(said)} {caplog.text}"
        assert "***" in str(said)
        assert not [secret for secret in planted if secret in shown]
        assert said.__cause__ is None


class Echo(BlueskyStandIn):
    """Says what it was sent, but for a login that is right."""

    def answer(self, request: Request) -> Response:
        answer = super().answer(request)
        if request.path.endswith("createSession") and answer.status == 200:
            return answer
        said = request.headers.get("authorization") or request.body.decode()
        return error(400, "InvalidRequest", said)
