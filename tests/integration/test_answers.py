"""What listens on loopback for a network's answer gives nothing away, and takes only that answer."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from repost.cli.connect.answers import Listener, awaited, listening
from repost.networks.authorization import Answer
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.web.http import Reply


@contextmanager
def waiting() -> Iterator[Listener]:
    with listening(0) as listener:
        assert listener
        listener.belongs = lambda answer: answer.fields.get("state") == "right"
        yield listener


def get(listener: Listener, path: str, **headers: str) -> Reply:
    url = f"http://127.0.0.1:{listener.server_port}{path}"
    return Http(allow_loopback=True).request("GET", url, headers=headers)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 404),
        ("/favicon.ico", {}, 404),
        ("/connected?code=a&state=right", {"Host": "evil.example"}, 404),
        ("/connected?code=a&state=right", {"Host": "127.0.0.1"}, 404),
        (f"/connected?code={'a' * 9000}&state=right"[:7900], {}, 400),
        ("/connected", {}, 400),
        ("/connected?code=a&state=wrong", {}, 400),
        ("/connected?code=a&state=right&state=wrong", {}, 400),
    ],
)
def test_what_is_not_the_answer_is_refused_and_waited_past(
    path: str, headers: dict[str, str], status: int
) -> None:
    with waiting() as listener:
        assert get(listener, path, **headers).status == status
        assert awaited(listener, None, 0.01) is None
        assert get(listener, "/connected?code=b&state=right").status == 200
        answer = awaited(listener, None, 5)
        assert answer
        assert answer.fields == {"code": "b", "state": "right"}


def test_the_first_answer_counts_and_its_page_has_nothing_of_it() -> None:
    with waiting() as listener:
        page = get(listener, "/connected?code=first-code&state=right")
        get(listener, "/connected?code=second-code&state=right")
        answer = awaited(listener, None, 5)
        assert answer
        assert answer.fields["code"] == "first-code"
    assert b"first-code" not in page.body
    assert page.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


def test_a_connection_that_a_browser_opens_in_advance_holds_up_nothing() -> None:
    with waiting() as listener, socket.create_connection(("127.0.0.1", listener.server_port)):
        assert get(listener, "/connected?code=b&state=right").status == 200
        assert awaited(listener, None, 5)


def test_a_port_that_is_taken_is_no_listener() -> None:
    with waiting() as listener, listening(listener.server_port) as second:
        assert second is None


@pytest.mark.parametrize(
    ("text", "fields", "code"),
    [
        ("https://blog.example.com/?code=AQ%2Bb&state=s#_", {"code": "AQ+b", "state": "s"}, ""),
        ("  https://blog.example.com/?code=a&state=s#_=_ \n", {"code": "a", "state": "s"}, ""),
        ("?code=a&state=s", {"code": "a", "state": "s"}, ""),
        ("code=a&state=s", {"code": "a", "state": "s"}, ""),
        ("AQBx-1_2#_", {}, "AQBx-1_2"),
        ("1234567", {}, "1234567"),
        ("https://blog.example.com/", {}, ""),
        ("", {}, ""),
    ],
)
def test_an_answer_is_an_address_a_query_or_a_code(text: str, fields: dict[str, str], code: str) -> None:
    answer = Answer.of(text)
    assert (answer.fields, answer.code) == (fields, code)
    assert repr(answer) == "Answer(***)"
