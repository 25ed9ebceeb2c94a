"""Fetching feeds from real servers on loopback, good ones and others."""

from __future__ import annotations

from gzip import compress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.errors import FeedError
from repost.feeds.fetch import Fetched, NotModified, Validators, fetch_feed
from repost.web.http import Http
from tests.servers import SAMPLES, Clock, Handler, Visit, answering, gzip_bomb, refusing, reply, serving

FEED: Final = (SAMPLES / "feeds/wordpress/feed-p1.xml").read_bytes()


@pytest.fixture
def http() -> Http:
    return Http(allow_loopback=True)


def recorded(name: str) -> bytes:
    """A recorded reply of WordPress, head and body."""
    folder = SAMPLES / "feeds/wordpress"
    return (
        (folder / f"{name}.headers").read_bytes().rstrip()
        + b"\r\n\r\n"
        + (folder / f"{name}.xml").read_bytes()
    )


def failure(http: Http, answer: bytes | Handler, path: str = "/feed/") -> str:
    """The sentence that a reply other than a feed leads to."""
    with serving(answering(answer) if isinstance(answer, bytes) else answer) as server:
        with pytest.raises(FeedError) as error:
            fetch_feed(http, server.url + path)
        return str(error.value).removeprefix(f"{server.url}/feed/ ")


def test_a_feed_comes_with_what_makes_the_next_request_conditional(http: Http) -> None:
    with serving(answering(recorded("feed-p1"))) as server:
        got = fetch_feed(http, f"{server.url}/feed/")
        (visit,) = server.visits
    assert isinstance(got, Fetched)
    assert (got.body, got.content_type) == (FEED, "application/rss+xml; charset=UTF-8")
    assert got.url == f"{server.url}/feed/"
    assert got.validators == Validators('"effade5571fd15a2473d2e7e15fc05e0"', "Mon, 23 Nov 2026 02:31:12 GMT")
    assert 'rel="https://api.w.org/"' in got.headers["link"]
    assert "application/rss+xml" in visit.header("Accept")
    assert visit.header("If-None-Match") == ""


def test_both_validators_are_sent_back_as_they_came(http: Http) -> None:
    validators = Validators('W/"a-b"', "Mon, 23 Nov 2026 02:31:12 GMT")
    with serving(answering(reply(status="304 Not Modified"))) as server:
        assert fetch_feed(http, server.url, validators) == NotModified()
        (visit,) = server.visits
    assert visit.header("If-None-Match") == 'W/"a-b"'
    assert visit.header("If-Modified-Since") == "Mon, 23 Nov 2026 02:31:12 GMT"


def test_the_address_of_a_feed_is_where_it_was_found_in_the_end(http: Http) -> None:
    answers = answering(reply(status="301 Moved Permanently", Location="/feed/"), reply(FEED))
    with serving(answers) as server:
        got = fetch_feed(http, f"{server.url}/feed")
    assert isinstance(got, Fetched)
    assert got.url == f"{server.url}/feed/"


def test_a_304_that_nobody_asked_for_is_no_feed(http: Http) -> None:
    assert failure(http, reply(status="304 Not Modified")) == "returned no feed (status 304)."


def test_a_404_is_an_error_even_with_a_valid_feed_in_it(http: Http) -> None:
    assert failure(http, recorded("feed-p14")) == "does not exist (status 404)."


ALLOW = "Allow its User-Agent there, or set another with blog.user_agent."


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("410 Gone", "is permanently gone (status 410)."),
        ("401 Unauthorized", f"refuses Repost (status 401). {ALLOW}"),
        ("403 Forbidden", f"refuses Repost (status 403). {ALLOW}"),
        ("429 Too Many Requests", "asks Repost to come back later (status 429)."),
        ("503 Service Unavailable", "asks Repost to come back later (status 503)."),
        ("500 Internal Server Error", "failed with a server error (status 500)."),
        ("502 Bad Gateway", "failed with a server error (status 502)."),
        ("204 No Content", "returned no feed (status 204)."),
        ("302 Found", "returned no feed (status 302)."),
        ("418 I'm a teapot", "returned no feed (status 418)."),
    ],
)
def test_every_other_status_has_its_sentence(http: Http, status: str, says: str) -> None:
    assert failure(http, reply(status=status)) == says


@pytest.mark.parametrize(
    ("wait", "says"),
    [
        ("120", "asks Repost to come back in 120 seconds (status 429)."),
        (
            "Mon, 23 Nov 2026 02:31:12 GMT",
            "asks Repost to come back after Mon, 23 Nov 2026 02:31:12 GMT (status 429).",
        ),
        ("<b>tomorrow</b>", "asks Repost to come back later (status 429)."),
        ("9" * 500, "asks Repost to come back later (status 429)."),
    ],
)
def test_a_server_may_say_when_to_come_back(http: Http, wait: str, says: str) -> None:
    assert failure(http, reply(status="429 Too Many Requests", Retry_After=wait)) == says


def test_a_feed_of_more_than_twenty_five_megabytes_is_none(http: Http) -> None:
    bomb = reply(gzip_bomb(megabytes=26), Content_Encoding="gzip")
    assert failure(http, bomb) == "could not be fetched: 127.0.0.1 sent more than 25,000,000 bytes."


def test_a_feed_that_its_server_stores_as_gzip_is_read(http: Http) -> None:
    for body in (compress(FEED), compress(FEED)[:-9]):
        with serving(answering(reply(body, Content_Type="application/gzip"))) as server:
            found = fetch_feed(http, server.url)
        assert isinstance(found, Fetched)
        assert FEED.startswith(found.body)
        assert found.body


def test_a_feed_that_drips_for_more_than_twenty_seconds_is_none() -> None:
    def drip(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        visit.send_for_ever(b"<")

    http = Http(allow_loopback=True, monotonic=Clock(step=1))
    assert failure(http, drip) == "could not be fetched: 127.0.0.1 took longer than 20 seconds."


def test_a_server_that_is_down_is_said_to_be(http: Http) -> None:
    with refusing() as url, pytest.raises(FeedError) as error:
        fetch_feed(http, f"{url}/feed/")
    assert str(error.value) == f"{url}/feed/ could not be fetched: 127.0.0.1 refused the connection."


def test_a_private_address_is_no_feed() -> None:
    with pytest.raises(FeedError, match="not on the public internet"):
        fetch_feed(Http(), "http://192.168.1.1/feed/")


@pytest.mark.parametrize(
    "url", ["blog.example/feed", "", "file:///etc/passwd", "https://lison:hunter2@blog.example/"]
)
def test_what_is_no_address_is_no_feed_and_its_password_is_not_repeated(http: Http, url: str) -> None:
    with pytest.raises(FeedError, match="could not be fetched") as error:
        fetch_feed(http, url)
    assert "hunter2" not in str(error.value)


def test_a_token_in_the_address_is_never_repeated(http: Http) -> None:
    assert "hunter2" not in failure(http, reply(status="404 Not Found"), "/feed/?token=hunter2#hunter2")
    assert "hunter2" not in failure(http, Visit.reset, "/feed/?token=hunter2")
    assert "hunter2" not in repr(Fetched(b"hunter2", "", "http://a/?hunter2", Validators(), {}))


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_validator_can_break_a_request(etag: str, last_modified: str) -> None:
    for value in Validators(etag, last_modified).headers.values():
        assert not {"\r", "\n", "\0"} & set(value)
        assert value.encode("latin-1")


def test_validators_that_no_header_can_carry_are_not_kept() -> None:
    assert Validators.of({"etag": "x" * 501, "last-modified": "a\tb"}) == Validators()
    assert Validators.of({}) == Validators()
