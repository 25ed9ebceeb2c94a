"""Finding out from X what became of a post, against a server that verifies each signature."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault, Request, Response, json_response
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.networks.x_answers import REFUSALS, problem
from repost.base.errors import CredentialsRefused, NetworkError, OutcomeUnknown, QuotaExhausted, RetryLater
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post, Posted
from repost.networks.x.network import X
from repost.networks.x.signing import XCredentials
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYS = Keys.of("blog")
PLANTED = (KEYS.api_key, KEYS.api_key_secret, KEYS.access_token, KEYS.access_token_secret)
LINK = "https://blog.example.com/2026/?p=1&utm_source=x"
POST = Post(f"R&D <3 “Ça va” 🎈 from blog.example.com: {LINK} #été", link=LINK)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def x(clock: Clock) -> Iterator[XStandIn]:
    with XStandIn([KEYS, Keys.of("other")], clock) as stand_in:
        yield stand_in


def send(x: XStandIn, post: Post = POST, keys: Keys = KEYS) -> Posted:
    credentials = credentials_from(keys.document, "/repost/secrets/main", XCredentials)
    return X(x.url).post(post, credentials, Http(allow_loopback=True), NOW)


def find(x: XStandIn, post: Post = POST) -> Posted | None:
    credentials = credentials_from(KEYS.document, "/repost/secrets/main", XCredentials)
    return X(x.url).find(post, credentials, Http(allow_loopback=True), NOW, NOW)


def test_after_a_lost_answer_the_post_is_found_and_not_sent_again(x: XStandIn) -> None:
    x.fail_next(Fault("cut", accepted=True))
    with pytest.raises(OutcomeUnknown):
        send(x)
    [stored] = x.posts
    assert find(x) == Posted(stored.id, f"https://x.com/i/web/status/{stored.id}")
    assert [request.method for request in x.requests] == ["POST", "GET", "GET"]
    assert x.requests[-1].query["exclude"] == "retweets"


def test_what_never_arrived_is_known_to_be_not_out(x: XStandIn) -> None:
    x.fail_next(Fault("cut", accepted=False))
    with pytest.raises(OutcomeUnknown):
        send(x)
    send(x, Post("Something else https://blog.example.com/other/"))
    assert find(x) is None


def test_a_post_without_a_link_is_found_by_its_text(x: XStandIn) -> None:
    post = Post("1 < 2 &amp; “Ça va” #été")
    posted = send(x, post)
    assert find(x, post) == posted
    assert find(x, Post("1 < 2 & “Ça va” #été")) is None


def test_only_the_accounts_own_posts_since_then_count(x: XStandIn, clock: Clock) -> None:
    send(x, keys=Keys.of("other"))
    clock.now = NOW - timedelta(days=60)
    send(x)
    assert find(x) is None


def test_a_clock_that_is_a_little_behind_hides_no_post(x: XStandIn, clock: Clock) -> None:
    clock.now = NOW - timedelta(minutes=2)
    send(x)
    assert find(x)


def fill(x: XStandIn, clock: Clock, count: int) -> None:
    for number in range(count):
        if number % 100 == 0:
            clock.now += timedelta(minutes=15)
        send(x, Post(f"Another {number}"))


def test_a_post_is_found_behind_many_later_ones(x: XStandIn, clock: Clock) -> None:
    posted = send(x)
    fill(x, clock, 120)
    assert find(x) == posted
    assert [request.method for request in x.requests[-3:]] == ["GET"] * 3


def shown(text: str, **url: str) -> list[Response]:
    """What X shows of an account with one post and one link in it."""
    urls = [{"url": "https://t.co/abcdefghij", **url}]
    tweet = {"id": "1", "text": text, "entities": {"urls": urls}}
    return [json_response(200, {"data": {"id": "7"}}), json_response(200, {"data": [tweet], "meta": {}})]


def test_a_link_that_x_shows_without_where_it_leads_could_be_any(x: XStandIn) -> None:
    x.fail_next(*shown("Whatever it says: https://t.co/abcdefghij"))
    with pytest.raises(RetryLater, match="where the links of the account's posts lead"):
        find(x)


def test_a_link_that_x_shows_and_does_not_explain_at_all_could_be_any(x: XStandIn) -> None:
    x.fail_next(*shown("Whatever it says: https://t.co/another", expanded_url="https://elsewhere.example/"))
    with pytest.raises(RetryLater, match="where the links of the account's posts lead"):
        find(x)


def test_a_post_that_x_shows_without_its_text_could_be_any(x: XStandIn) -> None:
    hidden = json_response(200, {"data": [{"id": "1"}], "meta": {}})
    x.fail_next(json_response(200, {"data": {"id": "7"}}), hidden)
    with pytest.raises(RetryLater):
        find(x)


def test_a_link_that_leads_elsewhere_is_not_ours(x: XStandIn) -> None:
    x.fail_next(*shown("Other words: https://t.co/abcdefghij", expanded_url="https://elsewhere.example/"))
    assert find(x) is None


def test_a_link_that_x_did_not_shorten_is_found_as_it_stands(x: XStandIn) -> None:
    x.fail_next(*shown(POST.text, url=LINK))
    assert find(x) == Posted("1", "https://x.com/i/web/status/1")


def test_where_too_much_was_said_since_nothing_is_claimed(clock: Clock) -> None:
    class Busy(XStandIn):
        """Always has a next page."""

        def answer(self, request: Request) -> Response:
            if request.path == "/2/users/me":
                return json_response(200, {"data": {"id": "7"}})
            return json_response(200, {"data": [{"id": "1", "text": "?"}], "meta": {"next_token": "more"}})

    with Busy([KEYS], clock) as x, pytest.raises(RetryLater, match="more than 300 posts"):
        find(x)
    assert len(x.requests) == 4


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        (REFUSALS["unauthorized"], CredentialsRefused),
        (REFUSALS["credits depleted"], QuotaExhausted),
        (REFUSALS["not enrolled"], RetryLater),
        (REFUSALS["too many requests"], RetryLater),
        (REFUSALS["over capacity"], RetryLater),
        (Response(404), RetryLater),
        (Response(200, b"<html>"), RetryLater),
        (json_response(200, {"errors": [{"title": "Not Found Error"}]}), RetryLater),
        (Fault("cut"), RetryLater),
        (Fault("half", accepted=True), RetryLater),
    ],
)
def test_where_x_does_not_tell_it_is_asked_again_later(
    x: XStandIn, step: int, fault: Response | Fault, becomes: type[NetworkError]
) -> None:
    send(x)
    x.fail_next(*[Fault(accepted=True)] * step, fault)
    with pytest.raises(NetworkError) as caught:
        find(x)
    assert type(caught.value) is becomes


def test_no_secret_shows_though_the_server_repeats_all_that_it_was_sent() -> None:
    with Echo([KEYS], lambda: NOW) as echo, pytest.raises(RetryLater) as caught:
        find(echo)
    shown = f"{caught.value!r} {caught.value} {vars(caught.value)}"
    assert "oauth_consumer_key" in str(caught.value)
    assert not [secret for secret in PLANTED if secret in shown]


class Echo(XStandIn):
    """Says what it was sent."""

    def answer(self, request: Request) -> Response:
        return problem(400, "Invalid Request", request.headers["authorization"])
