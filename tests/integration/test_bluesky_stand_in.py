"""The stand-in for Bluesky is as strict as Bluesky, which `tests/real` asks the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Request, Response
from local.networks.bluesky import BlueskyStandIn, Resident
from tests.bluesky_records import ALLOWED, GOOD, REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESIDENT = Resident("carnet.bsky.social", "abcd-efgh-ijkl-mnop")


@pytest.fixture
def server() -> Iterator[BlueskyStandIn]:
    with BlueskyStandIn([RESIDENT], lambda: NOW) as stand_in:
        yield stand_in


def call(server: BlueskyStandIn, method: str, body: object, token: str = "") -> Response:
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    return server.answer(
        Request("POST", f"{server.url}/xrpc/com.atproto.{method}", headers, json.dumps(body).encode())
    )


def log_in(server: BlueskyStandIn, identifier: str = RESIDENT.handle) -> Response:
    given = {"identifier": identifier, "password": RESIDENT.app_password}
    return call(server, "server.createSession", given)


def put(server: BlueskyStandIn, record: object = GOOD, token: str | None = None, **more: Any) -> Response:
    token = json.loads(log_in(server).body)["accessJwt"] if token is None else token
    given = {"repo": RESIDENT.did, "collection": "app.bsky.feed.post", "rkey": "3mgaaaaaaaaaa"}
    return call(server, "repo.putRecord", {**given, "record": record, **more}, token)


def error_of(answer: Response) -> tuple[int, str]:
    return answer.status, json.loads(answer.body).get("error", "")


@pytest.mark.parametrize("what", ALLOWED)
def test_it_takes_what_bluesky_takes(server: BlueskyStandIn, what: str) -> None:
    assert error_of(put(server, ALLOWED[what])) == (200, "")


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses_what_bluesky_refuses(server: BlueskyStandIn, what: str) -> None:
    assert error_of(put(server, REFUSED[what])) == (400, "InvalidRequest")


@pytest.mark.parametrize("key", ["", "self", "3mgaaaaaaaaa", "1mgaaaaaaaaaa", "zmgaaaaaaaaaa", 5, None])
def test_a_key_must_be_a_tid(server: BlueskyStandIn, key: object) -> None:
    assert error_of(put(server, rkey=key)) == (400, "InvalidRequest")


@pytest.mark.parametrize("identifier", [RESIDENT.handle, RESIDENT.handle.upper(), RESIDENT.did])
def test_people_log_in_under_any_of_their_names(server: BlueskyStandIn, identifier: str) -> None:
    assert log_in(server, identifier).status == 200


@pytest.mark.parametrize("identifier", [f"@{RESIDENT.handle}", "someone.else", "", f" {RESIDENT.handle}"])
def test_nobody_logs_in_under_another(server: BlueskyStandIn, identifier: str) -> None:
    assert error_of(log_in(server, identifier)) == (401, "AuthenticationRequired")


def test_a_token_must_be_there_and_right_and_young() -> None:
    clock = NOW
    with BlueskyStandIn([RESIDENT], lambda: clock) as server:
        token = json.loads(log_in(server).body)["accessJwt"]
        assert error_of(put(server, token="")) == (401, "AuthMissing")
        assert error_of(put(server, token=token + "x")) == (400, "InvalidToken")
        assert put(server, token=token).status == 200
        clock += timedelta(hours=3)
        assert error_of(put(server, token=token)) == (400, "ExpiredToken")


def test_an_identical_record_is_no_change_and_another_is_swapped_only_when_told(
    server: BlueskyStandIn,
) -> None:
    first = json.loads(put(server, swapRecord=None).body)
    again = json.loads(put(server, swapRecord=None).body)
    assert first["cid"] == again["cid"]
    assert ("commit" in first, "commit" in again) == (True, False)
    other = {**GOOD, "text": "Other"}
    assert error_of(put(server, other, swapRecord=None)) == (400, "InvalidSwap")
    assert put(server, other).status == 200
    assert [record.text for record in server.posts] == ["Other"]


def test_it_keeps_its_posts_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "posts.json"
    with BlueskyStandIn([RESIDENT], lambda: NOW, file) as server:
        put(server)
    with BlueskyStandIn([RESIDENT], lambda: NOW, file) as server:
        assert [(record.text, record.record) for record in server.posts] == [("Hello", GOOD)]


def test_other_methods_are_none(server: BlueskyStandIn) -> None:
    assert error_of(call(server, "repo.createRecord", {})) == (501, "MethodNotImplemented")
