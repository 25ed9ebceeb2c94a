"""What Http promises of every request, tried on real sockets."""

from __future__ import annotations

import gc
import gzip
import json
import socket
import threading
import zlib
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

import pytest

from repost.web.failures import NotSent, ReplyLost
from repost.web.http import Http, Reply
from tests.servers import (
    HURRIED,
    SAMPLES,
    Clock,
    Visit,
    answering,
    gzip_bomb,
    hurried,
    refusing,
    reply,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

CERTIFICATE: Final = SAMPLES / "tls" / "blog.example.pem"
AUTHORITY: Final = str(SAMPLES / "tls" / "authority.pem")


def loopback(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
def http() -> Http:
    return Http(allow_loopback=True)


def get(http: Http, answer: bytes, **bounds: int) -> Reply:
    with serving(answering(answer)) as server:
        return http.get(server.url, **bounds)  # type: ignore[arg-type]  # every bound is an int here


def test_a_reply_arrives_whole_with_lower_case_header_names(http: Http) -> None:
    answer = reply(b"<rss/>", Content_Type="text/xml", ETag='"a"')
    with serving(answering(answer)) as server:
        got = http.get(f"{server.url}/feed/?page=2")
        visit = server.visits[0]
    assert (got.status, got.body, got.url) == (200, b"<rss/>", f"{server.url}/feed/?page=2")
    assert (got.headers["content-type"], got.headers["etag"]) == ("text/xml", '"a"')
    assert visit.path == "/feed/?page=2"
    assert visit.header("Host") == f"127.0.0.1:{server.port}"
    assert "Repost" in visit.header("User-Agent")


def test_a_header_that_is_folded_or_repeated_is_one_line(http: Http) -> None:
    got = get(http, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nLink: <a>;\r\n  rel=next\r\nLink: <b>\r\n\r\n")
    assert got.headers["link"] == "<a>; rel=next, <b>"


def test_nothing_of_one_request_is_seen_in_the_next(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(answering(reply(b"", Set_Cookie="a=b; Path=/"))) as server:
        http.get(server.url)
        http.get(server.url)
        first, second = server.visits
    assert first.head == second.head
    assert second.header("Cookie") == ""
    assert second.header("Connection") == "close"


# --- size


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "identity"])
def test_a_compressed_body_is_decompressed(http: Http, coding: str) -> None:
    text = b"<rss>" + b"x" * 100_000 + b"</rss>"
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "raw deflate": raw.compress(text) + raw.flush(),
        "identity": text,
    }[coding]
    assert get(http, reply(packed, Content_Encoding=coding.removeprefix("raw "))).body == text


def test_a_body_of_just_the_limit_passes_and_one_byte_more_does_not(http: Http) -> None:
    assert len(get(http, reply(b"x" * 70_000), max_bytes=70_000).body) == 70_000
    with pytest.raises(ReplyLost, match="more than 70,000 bytes"):
        get(http, reply(b"x" * 70_001), max_bytes=70_000)


def test_a_gzip_bomb_is_stopped_at_the_limit_and_not_when_memory_is_full(http: Http) -> None:
    import tracemalloc

    bomb = gzip_bomb(megabytes=100)
    tracemalloc.start()
    try:
        with pytest.raises(ReplyLost, match="more than 1,000,000 bytes"):
            get(http, reply(bomb, Content_Encoding="gzip"), max_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip," * 100, "gzip, ,identity, deflate"])
def test_what_is_compressed_more_than_once_is_not_unpacked(http: Http, coding: str) -> None:
    bomb = gzip.compress(gzip_bomb(megabytes=50))
    with pytest.raises(ReplyLost, match="compressed its reply more than once"):
        get(http, reply(bomb, Content_Encoding=coding), max_bytes=1_000_000)


def test_empty_names_of_compressions_cost_nothing(http: Http) -> None:
    packed = gzip.compress(b"Words.")
    assert (
        get(http, reply(packed, Content_Encoding=", " * 9_000 + "gzip" + ",identity" * 90)).body == b"Words."
    )
    assert get(http, reply(b"Words.", Content_Encoding="," * 9_000)).body == b"Words."


@pytest.mark.parametrize("coding", ["utf-8", "none", "aws-chunked", "binary, identity"])
def test_what_is_no_compression_is_none(http: Http, coding: str) -> None:
    assert get(http, reply(b"Words.", Content_Encoding=coding)).body == b"Words."
    packed = gzip.compress(b"Words.")
    assert get(http, reply(packed, Content_Encoding=f"{coding}, gzip")).body == b"Words."


def test_the_deadline_holds_while_a_reply_is_unpacked() -> None:
    packed = gzip.compress(bytes(9_000_000))
    http = Http(allow_loopback=True, monotonic=Clock(step=0.1))
    with pytest.raises(ReplyLost, match="took longer than 5 seconds"):
        get(http, reply(packed, Content_Encoding="gzip"), max_bytes=10_000_000, total_seconds=5)


def test_an_endless_body_without_a_length_is_stopped(http: Http) -> None:
    def pour(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        visit.send_for_ever(b"x" * 65_536)

    with serving(pour) as server, pytest.raises(ReplyLost, match="more than 1,000,000 bytes"):
        http.get(server.url)


def test_empty_gzip_members_without_end_are_stopped(http: Http) -> None:
    def pour(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        visit.send_for_ever(gzip.compress(b"") * 3_000)

    with serving(pour) as server, pytest.raises(ReplyLost) as lost:
        http.get(server.url, max_bytes=100_000)
    assert lost.value.status == 200


def test_endless_headers_are_stopped(http: Http) -> None:
    def pour(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n")
        visit.send_for_ever(b"X-Padding: " + b"x" * 1000 + b"\r\n")

    with serving(pour) as server, pytest.raises(ReplyLost):
        http.get(server.url)


def test_the_reply_is_the_one_behind_all_hints(http: Http) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
    with serving(answering(hints + reply(b"hello", ETag="1"))) as server:
        found = http.get(server.url)
    assert (found.status, found.body, found.headers["etag"]) == (200, b"hello", "1")
    assert "link" not in found.headers


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_hints_before_nonsense_leave_no_connection_open(http: Http) -> None:
    with (
        serving(answering(b"HTTP/1.1 103 Early Hints\r\n\r\nnonsense\r\n\r\n")) as server,
        pytest.raises(ReplyLost),
    ):
        http.get(server.url)
    gc.collect()


@pytest.mark.parametrize("status", ["100 Continue", "103 Early Hints"])
def test_endless_interim_replies_are_stopped(http: Http, status: str) -> None:
    def pour(visit: Visit) -> None:
        visit.send_for_ever(f"HTTP/1.1 {status}\r\n\r\n".encode() * 100)

    with serving(pour) as server, pytest.raises(ReplyLost):
        http.get(server.url)


# --- lies


def test_a_reply_shorter_than_it_says_is_lost(http: Http) -> None:
    with pytest.raises(ReplyLost, match="middle of its reply") as lost:
        get(http, reply(b"<rss>", Content_Length="5000"))
    assert lost.value.status == 200


def test_a_reply_longer_than_it_says_ends_where_it_said(http: Http) -> None:
    assert get(http, reply(b"<rss/>trailing", Content_Length="6")).body == b"<rss/>"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 two hundred\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="no chunk size"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", id="cut chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip at all", id="no gzip"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nabc", id="unasked compression"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000, id="a header without end"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nabcdef", id="two lengths"),
    ],
)
def test_what_is_no_http_is_a_lost_reply(http: Http, answer: bytes) -> None:
    with pytest.raises(ReplyLost):
        get(http, answer)


# --- time: the clock moves by itself, nobody waits


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", id="in the body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow: ", id="in a header"),
        pytest.param(b"HTTP/1.1 2", id="in the status line"),
    ],
)
def test_a_server_that_drips_is_cut_off_at_the_deadline(begin: bytes) -> None:
    def drip(visit: Visit) -> None:
        visit.send(begin)
        visit.send_for_ever(b"x")

    http = Http(allow_loopback=True, monotonic=Clock(step=0.5))
    with serving(drip) as server, pytest.raises(ReplyLost, match="longer than 5 seconds"):
        http.get(server.url, total_seconds=5)


def test_a_server_that_keeps_silent_is_left() -> None:
    with serving(Visit.keep_silent) as server, pytest.raises(ReplyLost, match=r"longer than 3\.4 seconds"):
        hurried().get(server.url, total_seconds=HURRIED)


def test_the_deadline_counts_all_redirects_together() -> None:
    clock = Clock()

    def onward(visit: Visit) -> None:
        clock.now += 8
        visit.send(reply(status="302 Found", Location=visit.path + "x"))

    http = Http(allow_loopback=True, monotonic=clock)
    with serving(onward) as server, pytest.raises((NotSent, ReplyLost), match=r"longer than 20|in time"):
        http.get(server.url, total_seconds=20)
    assert len(server.visits) == 3


def test_a_name_server_that_keeps_silent_is_left() -> None:
    over = threading.Event()

    def silent(_host: str, _port: int) -> Sequence[str]:
        over.wait()
        return []

    try:
        with pytest.raises(NotSent, match="could not be reached in time"):
            Http(resolve=silent, monotonic=Clock(step=0.02)).get("https://blog.example/", total_seconds=0.1)
    finally:
        over.set()


# --- redirects


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_a_redirect_is_followed(http: Http, status: str) -> None:
    answers = answering(reply(status=status, Location="/new?a=é".encode().decode("latin-1")), reply(b"here"))
    with serving(answers) as server:
        got = http.get(f"{server.url}/old")
        paths = [visit.path for visit in server.visits]
    assert (got.body, got.url) == (b"here", f"{server.url}/new?a=é")
    assert paths == ["/old", "/new?a=%C3%A9"]


def test_a_redirect_in_a_circle_is_noticed_at_once(http: Http) -> None:
    answers = answering(reply(status="302 Found", Location="/b"), reply(status="302 Found", Location="/a"))
    with serving(answers) as server, pytest.raises(ReplyLost, match="in a circle"):
        http.get(f"{server.url}/a")
    assert len(server.visits) == 2


def test_five_redirects_pass_and_six_do_not(http: Http) -> None:
    def count_down(visit: Visit) -> None:
        left = int(visit.path[1:])
        visit.send(reply(status="302 Found", Location=f"/{left - 1}") if left else reply(b"arrived"))

    with serving(count_down) as server:
        assert http.get(f"{server.url}/5").body == b"arrived"
        with pytest.raises(ReplyLost, match="more than 5 times"):
            http.get(f"{server.url}/6")


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:22/",
    ],
)
def test_a_redirect_is_checked_as_the_first_address_is(http: Http, location: str) -> None:
    with serving(answering(reply(status="302 Found", Location=location))) as server:
        with pytest.raises(NotSent) as refused:
            http.get(server.url)
        assert len(server.visits) == 1
    assert "secret" not in str(refused.value)


def test_a_redirect_to_no_address_at_all_is_a_lost_reply(http: Http) -> None:
    with pytest.raises(ReplyLost, match="redirects without an address"):
        get(http, reply(status="302 Found", Location="http://[::"))


def test_a_redirect_without_a_place_is_handed_back(http: Http) -> None:
    assert get(http, reply(status="302 Found")).status == 302


def test_what_is_meant_for_one_server_is_not_told_to_another(http: Http) -> None:
    with (
        serving(answering(reply(b"ok"))) as second,
        serving(answering(reply(status="302 Found", Location=second.url))) as first,
    ):
        http.get(first.url, headers={"Authorization": "Bearer x", "Accept": "text/xml"})
        told = first.visits[0], second.visits[0]
    assert [visit.header("Authorization") for visit in told] == ["Bearer x", ""]
    assert [visit.header("Accept") for visit in told] == ["text/xml", "text/xml"]


# --- addresses


def test_loopback_is_refused_unless_it_is_allowed() -> None:
    with serving(answering(reply())) as server:
        with pytest.raises(NotSent, match="not on the public internet"):
            Http().get(server.url)
        assert server.visits == []


def test_a_name_that_leads_home_is_refused() -> None:
    with serving(answering(reply())) as server:
        with pytest.raises(NotSent, match="not on the public internet"):
            Http(resolve=loopback).get(f"http://blog.example:{server.port}/")
        assert server.visits == []


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    http = Http(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1", "192.168.1.1"])
    with serving(answering(reply())) as server:
        with pytest.raises(NotSent, match=r"192\.168\.1\.1"):
            http.get(f"http://blog.example:{server.port}/")
        assert server.visits == []


def test_the_checked_address_is_the_one_that_is_called() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    with serving(answering(reply(b"ok"))) as server:
        url = f"http://blog.example:{server.port}/"
        assert Http(allow_loopback=True, resolve=rebinding).get(url).body == b"ok"
        assert server.visits[0].header("Host") == f"blog.example:{server.port}"
    assert asked == ["blog.example"]


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    http = Http(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
    with serving(answering(reply(b"ok"))) as server:
        assert http.get(f"http://blog.example:{server.port}/").body == b"ok"


# --- TLS


def test_the_certificate_is_checked_for_the_name_and_not_for_the_address() -> None:
    http = Http(allow_loopback=True, resolve=loopback, ca_file=AUTHORITY)
    with serving(answering(reply(b"ok")), certificate=CERTIFICATE) as server:
        assert http.get(f"https://blog.example:{server.port}/").body == b"ok"
        with pytest.raises(NotSent, match=r"certificate of other\.example can't be trusted"):
            http.get(f"https://other.example:{server.port}/")
        with pytest.raises(NotSent, match=r"certificate of 127\.0\.0\.1 can't be trusted"):
            http.get(server.url)
    assert len(server.visits) == 1


def test_a_certificate_of_an_unknown_authority_is_refused() -> None:
    http = Http(allow_loopback=True, resolve=loopback)
    with serving(answering(reply()), certificate=CERTIFICATE) as server:
        with pytest.raises(NotSent, match="can't be trusted"):
            http.get(f"https://blog.example:{server.port}/")
        assert server.visits == []


def test_a_server_without_tls_is_certainly_not_sent_anything() -> None:
    with serving(answering(reply())) as server, pytest.raises(NotSent, match="no secure connection"):
        hurried().request("POST", server.url.replace("http:", "https:"), json={}, total_seconds=HURRIED)


# --- sent or not


def test_json_goes_out_once_as_it_was_given(http: Http) -> None:
    with serving(answering(reply(b'{"data":{}}', status="201 Created"))) as server:
        got = http.request("POST", f"{server.url}/2/tweets", json={"text": "Été"}, headers={"X-A": "b"})
        (visit,) = server.visits
    assert got.status == 201
    assert visit.head.startswith("POST /2/tweets HTTP/1.1")
    assert json.loads(visit.body) == {"text": "Été"}
    assert visit.header("Content-Type") == "application/json"
    assert visit.header("X-A") == "b"


def test_form_fields_go_out_encoded(http: Http) -> None:
    with serving(answering(reply())) as server:
        http.request("POST", server.url, data={"url": "https://a.example/?b=c&d", "title": "Été"})
        (visit,) = server.visits
    assert parse_qs(visit.body.decode()) == {"url": ["https://a.example/?b=c&d"], "title": ["Été"]}
    assert visit.header("Content-Type") == "application/x-www-form-urlencoded"


def test_what_signs_a_request_sees_exactly_what_is_sent_and_adds_its_headers(http: Http) -> None:
    def sign(method: str, url: str) -> dict[str, str]:
        return {"Authorization": f"Seen {method} {url}"}

    with serving(answering(reply())) as server:
        address = f"{server.url}/2/tweets?b=2&a=%C3%A9"
        http.request("POST", address, auth=sign, json={"text": "Été"})
        (visit,) = server.visits
    assert visit.header("Authorization") == f"Seen POST {server.url}{visit.path}"
    assert json.loads(visit.body) == {"text": "Été"}
    assert visit.header("Content-Type") == "application/json"


def test_a_redirect_of_a_post_is_handed_back_and_not_followed(http: Http) -> None:
    with serving(answering(reply(status="307 Temporary", Location="/b"))) as server:
        assert http.request("POST", server.url, json={}).status == 307
    assert len(server.visits) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_connection_is_certainly_not_sent(http: Http, method: str) -> None:
    with refusing() as url, pytest.raises(NotSent, match=r"127\.0\.0\.1 refused the connection"):
        http.request(method, url)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "there is no server named"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "could not be looked up"),
        (UnicodeError("label too long"), "there is no server named"),
    ],
)
def test_a_name_that_is_not_found_is_certainly_not_sent(error: Exception, says: str) -> None:
    def fail(_host: str, _port: int) -> Sequence[str]:
        raise error

    with pytest.raises(NotSent, match=says):
        Http(resolve=fail).request("POST", "https://blog.example/", json={})


def test_a_request_that_cannot_be_written_is_certainly_not_sent(http: Http) -> None:
    with serving(answering(reply())) as server:
        with pytest.raises(NotSent):
            http.request("POST", server.url, headers={"X-A": "b\r\nX-Injected: yes"}, json={})
        assert all(not visit.head for visit in server.visits)


def test_a_reset_after_the_request_may_have_been_sent(http: Http) -> None:
    with serving(Visit.reset) as server:
        with pytest.raises(ReplyLost) as lost:
            http.request("POST", server.url, json={})
        assert len(server.visits) == 1
    assert lost.value.status is None


def test_silence_after_the_request_may_have_been_sent_and_is_not_repeated() -> None:
    with serving(Visit.keep_silent) as server, pytest.raises(ReplyLost):
        hurried().request("POST", server.url, json={}, total_seconds=HURRIED)
    assert len(server.visits) == 1


def test_a_reply_cut_off_tells_its_status_all_the_same(http: Http) -> None:
    answer = answering(reply(b'{"data"', status="201 Created", Content_Length="40"))
    with serving(answer) as server, pytest.raises(ReplyLost) as lost:
        http.request("POST", server.url, json={})
    assert lost.value.status == 201


def test_a_time_that_is_over_before_the_connection_is_certainly_not_sent() -> None:
    http = Http(allow_loopback=True, monotonic=Clock(step=10))
    with serving(answering(reply())) as server:
        with pytest.raises(NotSent, match="in time"):
            http.request("POST", server.url, json={}, total_seconds=5)
        assert server.visits == []


@pytest.mark.parametrize(
    "trouble", [Visit.reset, answering(b"junk"), answering(reply(b"x", Content_Length="9"))]
)
def test_no_failure_ever_repeats_what_an_address_or_a_header_held(http: Http, trouble: object) -> None:
    import traceback

    with serving(trouble) as server, pytest.raises(ReplyLost) as lost:  # type: ignore[arg-type]  # each is a Handler
        http.request(
            "POST", f"{server.url}/hunter2?key=hunter2", headers={"Authorization": "hunter2"}, data=b"hunter2"
        )
    assert "hunter2" not in "".join(traceback.format_exception_only(lost.value))
    assert lost.value.__cause__ is None
    assert lost.value.__suppress_context__


def test_a_reply_does_not_show_its_body_or_address() -> None:
    assert "hunter2" not in repr(Reply(200, {}, b"hunter2", "https://a.example/?key=hunter2"))
