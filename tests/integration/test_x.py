"""Posting to X over HTTP, against a server that verifies each signature."""

from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Request, Response
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.networks.x_answers import REFUSALS, problem
from repost.base.errors import CredentialsRefused, NetworkError, OutcomeUnknown, Rejected, RetryLater
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post, Posted
from repost.networks.x.network import X
from repost.networks.x.signing import XCredentials
from repost.web.http import Http
from tests.servers import HURRIED, hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Http(allow_loopback=True)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYS = Keys.of("blog")
PLANTED = (KEYS.api_key, KEYS.api_key_secret, KEYS.access_token, KEYS.access_token_secret)


def credentials(keys: Keys = KEYS) -> XCredentials:
    return credentials_from(keys.document, "/repost/secrets/main", XCredentials)


@pytest.fixture
def x() -> Iterator[XStandIn]:
    with XStandIn([KEYS, Keys.of("other")], lambda: NOW) as stand_in:
        yield stand_in


def send(
    x: XStandIn,
    post: Post | str = "Hello",
    *,
    keys: Keys = KEYS,
    http: Http = HTTP,
    **more: Any,
) -> Posted:
    post = Post(post) if isinstance(post, str) else post
    return X(x.url, **more).post(post, credentials(keys), http, NOW)


def refusal(x: XStandIn, post: Post | str = "Hello", **more: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        send(x, post, **more)
    return caught.value


def test_a_signed_post_is_out_under_its_own_address(x: XStandIn) -> None:
    text = "À relire : “Ça va” 🎈👩‍👩‍👧 & 100% <b>+\n#été https://blog.example/?p=1&utm_source=x"
    posted = send(x, text)
    assert [(stored.id, stored.username, stored.text) for stored in x.posts] == [
        (posted.remote_id, "blog", text)
    ]
    assert posted.url == f"https://x.com/i/web/status/{posted.remote_id}"


def test_the_request_holds_the_text_and_nothing_else(x: XStandIn) -> None:
    send(x, Post("Hello", link="https://blog.example/", language="fr", idempotency={"key": "1"}))
    (request,) = x.requests
    assert json.loads(request.body) == {"text": "Hello"}
    assert request.headers["content-type"] == "application/json"


def test_each_account_posts_as_itself(x: XStandIn) -> None:
    send(x, "Hello", keys=Keys.of("other"))
    send(x, "Hello")
    assert [stored.username for stored in x.posts] == ["other", "blog"]


@pytest.mark.parametrize("changed", ["api_key", "api_key_secret", "access_token", "access_token_secret"])
def test_each_of_the_four_keys_must_be_right(x: XStandIn, changed: str) -> None:
    values = {
        key: getattr(KEYS, key)
        for key in ("api_key", "api_key_secret", "access_token", "access_token_secret")
    }
    wrong = Keys("blog", **values | {changed: getattr(Keys.of("stranger"), changed)})
    assert isinstance(refusal(x, keys=wrong), CredentialsRefused)
    assert x.posts == []


def test_the_same_text_twice_is_a_duplicate(x: XStandIn) -> None:
    send(x, "Hello")
    assert isinstance(refusal(x, "Hello"), Rejected)
    assert len(x.posts) == 1


def test_a_text_that_is_too_long_is_rejected(x: XStandIn) -> None:
    send(x, "é" * 280)
    assert isinstance(refusal(x, "…" * 141), Rejected)


def test_after_a_lost_answer_a_duplicate_proves_that_the_post_is_out(x: XStandIn) -> None:
    x.fail_next(Fault("cut", accepted=True))
    assert isinstance(refusal(x, "Hello"), OutcomeUnknown)
    assert send(x, Post("Hello", resent=True)) == Posted("", "")
    assert len(x.posts) == 1


@pytest.mark.parametrize("accepted", [True, False])
def test_a_connection_cut_before_the_answer_leaves_the_outcome_unknown(
    x: XStandIn, *, accepted: bool
) -> None:
    x.fail_next(Fault("cut", accepted=accepted))
    error = refusal(x)
    assert isinstance(error, OutcomeUnknown)
    assert str(error) == (
        "X was sent the post, but 127.0.0.1 closed the connection early: "
        "Repost will check there whether it was posted."
    )
    assert len(x.posts) == int(accepted)
    assert len(x.requests) == 1


@pytest.mark.parametrize("delivery", ["hang", "trickle"])
def test_a_post_takes_no_longer_than_it_says(x: XStandIn, delivery: str) -> None:
    x.fail_next(
        Fault("hang" if delivery == "hang" else "trickle", accepted=False, instead=REFUSALS["over capacity"])
    )
    error = refusal(x, post_seconds=HURRIED, http=hurried())
    assert isinstance(error, OutcomeUnknown)
    assert len(x.wait_for_requests(1)) == 1


def test_a_post_whose_confirmation_arrives_only_half_is_out(x: XStandIn) -> None:
    x.fail_next(Fault("half", accepted=True))
    assert send(x) == Posted("", "")
    assert len(x.posts) == 1


def test_a_refusal_that_arrives_only_half_is_a_refusal(x: XStandIn) -> None:
    x.fail_next(Fault("half", instead=REFUSALS["unauthorized"]))
    assert isinstance(refusal(x), CredentialsRefused)


def test_an_answer_without_end_is_given_up(x: XStandIn) -> None:
    x.fail_next(Response(503, b"x" * 200_000))
    assert isinstance(refusal(x), OutcomeUnknown)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(RetryLater, match=r"^Nothing was sent to X: .*127\.0\.0\.1.*\.$"):
            X(url).post(Post("Hello"), credentials(), HTTP, NOW)


def test_no_secret_shows_though_the_server_repeats_all_that_it_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for library in ("oauthlib", "requests_oauthlib"):
        caplog.set_level(logging.DEBUG, library)
    with Echo([KEYS], lambda: NOW) as echo:
        error = refusal(echo)
    shown = f"{error!r} {error} {vars(error)} {caplog.text}"
    assert "oauth_consumer_key" in str(error)
    assert not [value for value in PLANTED if value in shown]
    assert error.__cause__ is None


class Echo(XStandIn):
    """Says what it was sent."""

    def answer(self, request: Request) -> Response:
        return problem(400, "Invalid Request", request.headers["authorization"])
