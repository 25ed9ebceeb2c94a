"""Posting to a Mastodon server over HTTP, and finding out what became of a post."""

from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Request, Response, json_response
from local.networks.mastodon import MastodonStandIn, Member
from local.networks.mastodon_answers import REFUSALS, error
from repost.base.errors import CredentialsRefused, NetworkError, OutcomeUnknown, Rejected, RetryLater
from repost.networks.credentials import credentials_from
from repost.networks.mastodon.network import Mastodon, MastodonCredentials
from repost.networks.protocol import Post, Posted
from repost.web.http import Http
from tests.servers import HURRIED, hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Http(allow_loopback=True)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SINCE = NOW
MEMBER = Member("blog", "planted-token-0123456789")
WRITER = Member("writer", "planted-token-of-writer", frozenset({"write:statuses"}))
READER = Member("reader", "planted-token-of-reader", frozenset({"read"}))
LINK = "https://blog.example/2026/un-article-au-long-titre/?p=1&utm_source=x"
TEXT = f"À relire : “Ça va” 🎈👩‍👩‍👧 & 100% <b>+ {LINK} #été"
POST = Post(TEXT, link=LINK, language="fr", idempotency={"key": "key-1"})


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[MastodonStandIn]:
    with MastodonStandIn([MEMBER, WRITER, READER], clock) as stand_in:
        yield stand_in


def credentials(member: Member = MEMBER) -> MastodonCredentials:
    return credentials_from(member.document, "/repost/secrets/main", MastodonCredentials)


def send(
    server: MastodonStandIn,
    post: Post = POST,
    *,
    member: Member = MEMBER,
    http: Http = HTTP,
    **more: Any,
) -> Posted:
    return Mastodon(server.url, **more).post(post, credentials(member), http, NOW)


def refusal(
    server: MastodonStandIn, post: Post = POST, *, member: Member = MEMBER, **more: Any
) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        send(server, post, member=member, **more)
    return caught.value


def find(server: MastodonStandIn, post: Post = POST, *, member: Member = MEMBER) -> Posted | None:
    return Mastodon(server.url).find(post, credentials(member), HTTP, SINCE, NOW)


def test_a_post_is_out_as_the_account_asks(server: MastodonStandIn) -> None:
    posted = send(server, visibility="unlisted", content_warning="An old article")
    [status] = server.posts
    assert (status.id, status.username, status.text) == (posted.remote_id, "blog", TEXT)
    assert (status.visibility, status.language, status.warning) == ("unlisted", "fr", "An old article")
    assert status.key == "key-1"
    assert posted.url == f"{server.url}/@blog/{posted.remote_id}"


def test_the_request_is_json_with_the_key_and_holds_nothing_more_than_needed(server: MastodonStandIn) -> None:
    send(server, Post("Hello", language="no language", idempotency={"key": "k"}))
    (request,) = server.requests
    assert json.loads(request.body) == {
        "status": "Hello",
        "visibility": "public",
        "content_type": "text/plain",
    }
    assert request.headers["content-type"] == "application/json"
    assert request.headers["idempotency-key"] == "k"


def test_the_rules_are_those_of_the_server(clock: Clock) -> None:
    with MastodonStandIn([MEMBER], clock, most=1000) as server:
        rules = Mastodon(server.url, content_warning="12345").text_rules(HTTP)
    url = "https://blog.example/" + "a" * 200
    assert rules.fits("é" * (1000 - 5 - 24) + " " + url)
    assert not rules.fits("é" * (1000 - 5 - 23) + " " + url)


def test_a_server_that_knows_the_first_instance_api_alone_is_asked_by_that(clock: Clock) -> None:
    with MastodonStandIn([MEMBER], clock, most=5000, version="v1") as server:
        rules = Mastodon(server.url).text_rules(HTTP)
    url = "https://blog.example/" + "a" * 200
    assert rules.fits("é" * (5000 - len(url) - 1) + " " + url)
    assert not rules.fits("é" * (5000 - len(url)) + " " + url)


def test_where_the_server_counts_every_letter_of_a_url_so_do_the_rules(clock: Clock) -> None:
    with MastodonStandIn([MEMBER], clock, counts_urls_whole=True) as server:
        rules = Mastodon(server.url).text_rules(HTTP)
    url = "https://blog.example/" + "a" * 200
    assert rules.fits("é" * (500 - len(url) - 1) + " " + url)
    assert not rules.fits("é" * (500 - len(url)) + " " + url)


@pytest.mark.parametrize(
    "fault", [Response(500), Response(200, b"<html>"), Fault("cut"), Fault("half", accepted=True)]
)
def test_a_server_that_does_not_tell_its_limits_has_the_usual_ones(
    server: MastodonStandIn, fault: Response | Fault
) -> None:
    server.fail_next(fault)
    rules = Mastodon(server.url).text_rules(HTTP)
    assert rules.fits("é" * 500)
    assert not rules.fits("é" * 501)
    assert rules.fits("é" * 476 + " https://blog.example/" + "a" * 200)


def test_a_text_that_is_too_long_is_rejected(server: MastodonStandIn) -> None:
    send(server, Post("é" * 500))
    assert isinstance(refusal(server, Post("é" * 501)), Rejected)


def test_a_key_makes_a_repeat_harmless_where_the_server_honours_it(server: MastodonStandIn) -> None:
    assert send(server) == send(server)
    assert len(server.posts) == 1


@pytest.mark.parametrize("honours_keys", [True, False])
@pytest.mark.parametrize("ids", ["numeric", "ulid"])
def test_after_a_lost_answer_the_post_is_found_and_not_sent_again(
    clock: Clock, ids: Any, *, honours_keys: bool
) -> None:
    with MastodonStandIn([MEMBER], clock, ids=ids, honours_keys=honours_keys) as server:
        server.fail_next(Fault("cut", accepted=True))
        assert isinstance(refusal(server), OutcomeUnknown)
        found = find(server)
        [status] = server.posts
        page = f"{server.url}/@blog"
        assert found == Posted(status.id, f"{page}/{status.id}", author=page)
        assert [request.method for request in server.requests] == ["POST", "GET", "GET"]


@pytest.mark.parametrize("slow", [timedelta(minutes=6), timedelta(hours=5)])
def test_a_post_is_found_on_a_server_whose_clock_is_slow(
    server: MastodonStandIn, clock: Clock, slow: timedelta
) -> None:
    clock.now -= slow
    posted = send(server)
    for number in range(3):
        send(server, Post(f"Something else https://blog.example/{number}/"))
    assert find(server) == posted


def test_what_never_arrived_is_known_to_be_not_out(server: MastodonStandIn) -> None:
    server.fail_next(Fault("cut", accepted=False))
    assert isinstance(refusal(server), OutcomeUnknown)
    send(server, Post("Something else https://blog.example/other/"))
    assert find(server) is None


def test_the_same_text_of_an_earlier_time_is_not_taken_for_this_post(
    server: MastodonStandIn, clock: Clock
) -> None:
    clock.now = NOW - timedelta(days=60)
    send(server)
    assert find(server) is None


def test_a_clock_that_is_a_little_behind_hides_no_post(server: MastodonStandIn, clock: Clock) -> None:
    clock.now = NOW - timedelta(minutes=2)
    send(server)
    assert find(server)


def test_a_post_is_found_behind_many_later_ones(server: MastodonStandIn) -> None:
    posted = send(server)
    for number in range(100):
        send(server, Post(f"Another {number}", idempotency={"key": str(number)}))
    assert find(server) == posted


def test_where_too_much_was_said_since_nothing_is_claimed(server: MastodonStandIn) -> None:
    for number in range(170):
        send(server, Post(f"Another {number}"))
    with pytest.raises(RetryLater, match="more than 160 posts"):
        find(server)


def test_the_posts_of_others_are_no_matter(server: MastodonStandIn) -> None:
    send(server, member=WRITER)
    assert find(server) is None


def test_a_post_without_a_link_is_found_by_its_text(server: MastodonStandIn) -> None:
    post = Post("1 < 2 & “Ça va” #été @someone", idempotency={"key": "k"})
    posted = send(server, post)
    assert find(server, post) == posted
    assert find(server, Post("1 < 2 & “Ça va” #été")) is None


def test_a_token_that_may_only_write_can_not_find_out(server: MastodonStandIn) -> None:
    send(server, member=WRITER)
    with pytest.raises(RetryLater, match="make one with the scopes read and write:statuses"):
        find(server, member=WRITER)


def test_a_token_that_may_only_read_is_refused(server: MastodonStandIn) -> None:
    assert isinstance(refusal(server, member=READER), CredentialsRefused)


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        (REFUSALS["invalid token"], CredentialsRefused),
        (REFUSALS["disabled"], CredentialsRefused),
        (REFUSALS["too many requests"], RetryLater),
        (REFUSALS["server error"], RetryLater),
        (REFUSALS["not found"], RetryLater),
        (Response(200, b"<html>"), RetryLater),
        (json_response(200, {"error": "?"}), RetryLater),
        (json_response(200, [{"id": "1", "created_at": "yesterday"}]), RetryLater),
        (json_response(200, [{"id": "1", "created_at": "2026-11-23T12:00:00Z"}]), RetryLater),
        (json_response(200, [None]), RetryLater),
        (Fault("cut"), RetryLater),
        (Fault("half", accepted=True), RetryLater),
    ],
)
def test_a_server_that_does_not_tell_is_asked_again_later(
    server: MastodonStandIn, step: int, fault: Response | Fault, becomes: type[NetworkError]
) -> None:
    send(server)
    server.fail_next(*[Fault(accepted=True)] * step, fault)
    with pytest.raises(NetworkError) as caught:
        find(server)
    assert type(caught.value) is becomes


def test_a_rate_limit_says_until_when(server: MastodonStandIn) -> None:
    for _ in range(300):
        server.answer(Request("GET", server.url, {"authorization": "Bearer " + MEMBER.access_token}, b""))
    limit = refusal(server)
    assert isinstance(limit, RetryLater)
    assert limit.until == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("content", ["", "<p></p>", "<p> <br/>\u200b</p>"])
def test_a_server_that_makes_an_empty_post_gets_no_second_one(server: MastodonStandIn, content: str) -> None:
    server.fail_next(json_response(200, {"id": "1", "url": "https://m.example/1", "content": content}))
    stopped = refusal(server)
    assert isinstance(stopped, CredentialsRefused)
    assert "an empty post" in str(stopped)


def test_a_post_of_nothing_but_signs_is_not_empty(server: MastodonStandIn) -> None:
    assert send(server, Post("?! …")).url


@pytest.mark.parametrize(
    "body", [{}, {"id": ""}, {"id": 1}, {"id": "../1"}, [], {"error": "?"}, {"id": "1" * 65}]
)
def test_an_answer_that_names_no_post_is_not_clear(server: MastodonStandIn, body: object) -> None:
    server.fail_next(json_response(200, body))
    assert isinstance(refusal(server), OutcomeUnknown)


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "https://a b", "https://" + "a" * 3000])
def test_an_address_that_is_none_is_left_out(server: MastodonStandIn, url: object) -> None:
    server.fail_next(json_response(200, {"id": "1", "url": url, "uri": url}))
    assert send(server) == Posted("1", "")


@pytest.mark.parametrize("delivery", ["hang", "trickle"])
def test_a_post_takes_no_longer_than_it_says(server: MastodonStandIn, delivery: Any) -> None:
    server.fail_next(Fault(delivery, accepted=False, instead=REFUSALS["bad gateway"]))
    assert isinstance(refusal(server, post_seconds=HURRIED, http=hurried()), OutcomeUnknown)
    assert len(server.wait_for_requests(1)) == 1


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        mastodon = Mastodon(url)
        with pytest.raises(
            RetryLater, match=r"^Nothing was sent to the Mastodon server: .*127\.0\.0\.1.*\.$"
        ):
            mastodon.post(POST, credentials(), HTTP, NOW)
        with pytest.raises(RetryLater, match=r"^The Mastodon server gave no answer: .*\.$"):
            mastodon.find(POST, credentials(), HTTP, SINCE, NOW)
        assert mastodon.text_rules(HTTP).fits("é" * 500)


def test_no_secret_shows_though_the_server_repeats_all_that_it_was_sent(
    caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    caplog.set_level(logging.DEBUG)
    with Echo([MEMBER], clock) as echo:
        said = refusal(echo)
        with pytest.raises(RetryLater) as unread:
            find(echo)
    for shown in (said, unread.value):
        assert "Bearer ***" in str(shown)
        assert MEMBER.access_token not in f"{shown!r} {vars(shown)} {caplog.text}"
        assert shown.__cause__ is None


class Echo(MastodonStandIn):
    """Says what it was sent."""

    def answer(self, request: Request) -> Response:
        return error(422, request.headers["authorization"])
