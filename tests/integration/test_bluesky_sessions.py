"""Logins at Bluesky are few: a session is kept as long as its environment, and refreshed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.bluesky_answers import POST_REFUSALS
from repost.base.errors import CredentialsRefused, RetryLater
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.bluesky.sessions import Login
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESIDENT = Resident("carnet.bsky.social", "planted-abcd-efgh-ijkl")


class Owner:
    """Somebody who posts from one environment while time passes."""

    def __init__(self) -> None:
        self.now = START
        self.server = BlueskyStandIn([RESIDENT], lambda: self.now)
        self.http = Http(allow_loopback=True)
        self.credentials = credentials_from(RESIDENT.document, "/p", BlueskyCredentials)

    def post(self) -> None:
        network = Bluesky(self.server.url)
        idempotency = network.idempotency(f"{len(self.server.requests)}", self.now)
        network.post(Post("Hello", idempotency=idempotency), self.credentials, self.http, self.now)

    @property
    def asked(self) -> Counter[str]:
        return Counter(request.path.rpartition(".")[2] for request in self.server.requests)


@pytest.fixture
def owner() -> Iterator[Owner]:
    owner = Owner()
    with owner.server:
        yield owner


def test_two_posts_within_the_hour_need_one_login(owner: Owner) -> None:
    owner.post()
    owner.now += timedelta(minutes=59)
    owner.post()
    assert owner.asked == {"createSession": 1, "putRecord": 2}


def test_posts_of_many_days_need_one_login(owner: Owner) -> None:
    for _ in range(10):
        owner.post()
        owner.now += timedelta(days=1)
    assert owner.asked == {"createSession": 1, "refreshSession": 9, "putRecord": 10}


def test_a_session_that_cannot_be_refreshed_begins_with_a_login(owner: Owner) -> None:
    owner.post()
    owner.now += timedelta(hours=3)
    owner.server.end_sessions()
    owner.post()
    assert owner.asked == {"createSession": 2, "refreshSession": 1, "putRecord": 2}


def test_a_session_that_the_server_dropped_costs_one_slot_and_is_not_kept(owner: Owner) -> None:
    owner.post()
    owner.server.end_sessions()
    with pytest.raises(RetryLater, match="dropped the login"):
        owner.post()
    owner.post()
    assert owner.asked["createSession"] == 2


def test_another_password_is_another_login(owner: Owner) -> None:
    owner.post()
    owner.credentials = replace(owner.credentials, app_password=owner.credentials.handle)
    with pytest.raises(CredentialsRefused):
        owner.post()
    assert owner.asked["createSession"] == 2


def test_another_environment_has_a_session_of_its_own(owner: Owner) -> None:
    owner.post()
    owner.http = Http(allow_loopback=True)
    owner.post()
    assert owner.asked["createSession"] == 2


def test_a_session_shows_no_token(owner: Owner) -> None:
    login = Login(f"{owner.server.url}/xrpc", owner.credentials.handle, owner.credentials.app_password)
    session = login.session(owner.http, owner.now)
    assert not any(token in repr((login, session)) for token in owner.server.tokens)


def test_a_refusal_after_a_refresh_masks_its_tokens(owner: Owner) -> None:
    owner.post()
    owner.now += timedelta(hours=2)
    owner.server.fail_next(POST_REFUSALS["too many requests"])
    with pytest.raises(RetryLater) as caught:
        owner.post()
    assert not any(token in str(caught.value) for token in owner.server.tokens)
