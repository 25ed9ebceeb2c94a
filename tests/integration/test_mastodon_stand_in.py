"""The stand-in for a Mastodon server is as strict as Mastodon."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Request, Response
from local.networks.mastodon import MastodonStandIn, Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MEMBER = Member("blog", "token")


@pytest.fixture
def server() -> Iterator[MastodonStandIn]:
    with MastodonStandIn([MEMBER], lambda: NOW) as stand_in:
        yield stand_in


def post(server: MastodonStandIn, body: Any, *, key: str = "", token: str = MEMBER.access_token) -> Response:
    headers = {"content-type": "application/json", "idempotency-key": key, "authorization": f"Bearer {token}"}
    return server.answer(Request("POST", f"{server.url}/api/v1/statuses", headers, json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"status": "Hello"}, 200),
        ({"status": "é" * 500}, 200),
        ({"status": "é" * 501}, 422),
        ({"status": "é" * 476 + " https://blog.example.com/" + "a" * 100}, 200),
        ({"status": "é" * 477 + " https://blog.example.com/" + "a" * 100}, 422),
        ({"status": "é" * 495, "spoiler_text": "12345"}, 200),
        ({"status": "é" * 496, "spoiler_text": "12345"}, 422),
        ({"status": "👩‍👩‍👧‍👦" * 500}, 200),
        ({"status": "é" * 494 + " @blog@mastodon.social"}, 200),
        ({"status": "é" * 495 + " @blog@mastodon.social"}, 422),
        ({"status": " "}, 422),
        ({"status": 5}, 422),
        ({}, 422),
        ([], 422),
        ({"status": "Hello", "visibility": "everybody"}, 422),
    ],
)
def test_it_refuses_what_mastodon_refuses(server: MastodonStandIn, body: Any, status: int) -> None:
    assert post(server, body).status == status


def test_a_form_is_understood_too(server: MastodonStandIn) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "authorization": "Bearer token"}
    answer = server.answer(Request("POST", f"{server.url}/api/v1/statuses", headers, b"status=Hello+you"))
    assert json.loads(answer.body)["content"] == "<p>Hello you</p>"


def test_a_token_must_be_there_and_right(server: MastodonStandIn) -> None:
    assert post(server, {"status": "Hello"}, token="other").status == 401
    assert server.answer(Request("POST", f"{server.url}/api/v1/statuses", {}, b"{}")).status == 401


def test_a_key_holds_for_an_hour() -> None:
    clock = NOW
    with MastodonStandIn([MEMBER], lambda: clock) as server:
        first = json.loads(post(server, {"status": "Hello"}, key="k").body)["id"]
        assert json.loads(post(server, {"status": "Other"}, key="k").body)["id"] == first
        clock += timedelta(minutes=61)
        assert json.loads(post(server, {"status": "Hello"}, key="k").body)["id"] != first


def test_some_servers_ignore_keys() -> None:
    with MastodonStandIn([MEMBER], lambda: NOW, honours_keys=False, ids="ulid") as server:
        ids = [json.loads(post(server, {"status": "Hello"}, key="k").body)["id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert {len(each) for each in ids} == {26}
    assert sorted(ids) == ids


def test_posts_come_in_pages_newest_first(server: MastodonStandIn) -> None:
    for number in range(50):
        post(server, {"status": str(number)})

    def page(query: str) -> list[str]:
        account = json.loads(get("/api/v1/accounts/verify_credentials").body)["id"]
        return [
            status["id"] for status in json.loads(get(f"/api/v1/accounts/{account}/statuses{query}").body)
        ]

    def get(path: str) -> Response:
        return server.answer(Request("GET", server.url + path, {"authorization": "Bearer token"}, b""))

    ids = [status.id for status in reversed(server.posts)]
    assert page("") == ids[:20]
    assert page("?limit=100") == ids[:40]
    assert page(f"?limit=40&max_id={ids[39]}") == ids[40:]
    assert page(f"?max_id={ids[-1]}") == []


def test_it_keeps_its_posts_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "posts.json"
    with MastodonStandIn([MEMBER], lambda: NOW, file) as server:
        post(server, {"status": "Hello"})
    with MastodonStandIn([MEMBER], lambda: NOW, file) as server:
        assert [status.text for status in server.posts] == ["Hello"]
