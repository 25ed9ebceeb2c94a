"""The stand-in for X is as strict as X."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from oauthlib.oauth1 import Client

from local.base.server import Request
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYS = Keys.of("blog")


@pytest.fixture
def x() -> Iterator[XStandIn]:
    with XStandIn([KEYS], lambda: NOW) as stand_in:
        yield stand_in


def signed(url: str, text: str, **more: str) -> Request:
    """A request signed by oauthlib's own client, for what the network itself never sends."""
    client = Client(KEYS.api_key, KEYS.api_key_secret, KEYS.access_token, KEYS.access_token_secret, **more)
    _, headers, _ = client.sign(f"{url}/2/tweets", "POST", headers={"content-type": "application/json"})
    body = json.dumps({"text": text}).encode()
    return Request("POST", f"{url}/2/tweets", {key.lower(): value for key, value in headers.items()}, body)


def test_the_stand_in_takes_each_signature_once(x: XStandIn) -> None:
    request = signed(x.url, "Hello")
    again = Request(request.method, request.url, request.headers, b'{"text": "Another"}')
    assert [x.answer(request).status, x.answer(again).status] == [201, 401]


@pytest.mark.parametrize(
    "more", [{"timestamp": "1600000000"}, {"signature_method": "PLAINTEXT"}, {"nonce": "<script>"}]
)
def test_the_stand_in_takes_no_signature_that_is_old_weak_or_odd(x: XStandIn, more: dict[str, str]) -> None:
    assert x.answer(signed(x.url, "Hello", **more)).status == 401


def test_the_stand_in_takes_no_signature_for_another_address(x: XStandIn) -> None:
    request = signed("http://127.0.0.1:1", "Hello")
    assert x.answer(Request("POST", f"{x.url}/2/tweets", request.headers, request.body)).status == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": "Hello"}', 201),
        (b'{"text": "Hello", "made_with_ai": true}', 201),
        (b'{"text": "Hello", "link": "https://blog.example/"}', 400),
        (b'{"text": ""}', 400),
        (b'{"text": 1}', 400),
        (b"{}", 400),
        (b"[]", 400),
        (b"text=Hello", 400),
        (b'{"text": "$TSLA and $F are up"}', 403),
        (b'{"text": "$TSLA is at $5"}', 201),
    ],
)
def test_the_stand_in_checks_a_body_as_x_does(x: XStandIn, body: bytes, status: int) -> None:
    request = signed(x.url, "")
    assert x.answer(Request("POST", request.url, request.headers, body)).status == status


def test_the_stand_in_wants_json_called_so(x: XStandIn) -> None:
    request = signed(x.url, "Hello")
    headers = {**request.headers, "content-type": "text/plain"}
    assert x.answer(Request("POST", request.url, headers, request.body)).status == 400


def test_the_stand_in_keeps_its_posts_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "posts.json"
    for text in ("Hello", "Salut"):
        with XStandIn([KEYS], lambda: NOW, file) as x:
            assert x.answer(signed(x.url, text)).status == 201
    with XStandIn([KEYS], lambda: NOW, file) as x:
        assert [post.text for post in x.posts] == ["Hello", "Salut"]
        assert len({post.id for post in x.posts}) == 2
        assert x.answer(signed(x.url, "Salut")).status == 403
    assert [path.name for path in tmp_path.iterdir()] == ["posts.json"]


def test_the_stand_in_forgets_duplicates_after_a_while() -> None:
    clock = NOW
    with XStandIn([KEYS], lambda: clock) as x:
        assert x.answer(signed(x.url, "Hello")).status == 201
        assert x.answer(signed(x.url, "Hello")).status == 403
        clock += timedelta(hours=13)
        assert x.answer(signed(x.url, "Hello")).status == 201
        dates = [post.created_at for post in x.posts]
    assert dates == ["2026-11-23T12:00:00+00:00", "2026-11-24T01:00:00+00:00"]


def test_other_paths_and_methods_are_no_posts(x: XStandIn) -> None:
    assert x.answer(Request("PUT", f"{x.url}/2/tweets", {}, b"")).status == 405
    assert x.answer(Request("POST", f"{x.url}/1.1/statuses/update.json", {}, b"")).status == 404
