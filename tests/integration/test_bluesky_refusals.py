"""What the owner reads when Bluesky refuses, case by case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.base.server import Fault, Response
from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.bluesky_answers import LOGIN_REFUSALS, POST_REFUSALS
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    RetryLater,
    Unexplained,
)
from repost.networks.bluesky.network import Bluesky, BlueskyCredentials
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESIDENT = Resident("carnet.bsky.social", "planted-abcd-efgh-ijkl")
STORE = "then store the app password again so that Repost goes on"
LOOK = "Repost will check there whether it was posted"
DOWN = (
    f"Bluesky has taken the account down (“Account has been taken down”): settle that with Bluesky, {STORE}."
)

LOGIN_CASES: dict[str, tuple[type[NetworkError], str]] = {
    "wrong password": (
        CredentialsRefused,
        (
            "Bluesky does not accept the handle and the app password (“Invalid identifier or password”): "
            "make a new app password under Settings, Privacy and security, and store it."
        ),
    ),
    "code by mail": (
        CredentialsRefused,
        (
            "Bluesky wants a code that it sent by mail (“A sign in code has been sent to your email "
            "address”): store an app password, made under Settings, Privacy and security, in place of the "
            "account's own."
        ),
    ),
    "taken down": (CredentialsRefused, DOWN),
    "too many logins": (RetryLater, "Bluesky accepts no more logins for now (“Rate Limit Exceeded”)."),
    "no such server": (
        RetryLater,
        "No Bluesky server answers there: bluesky.server in the settings must be its exact address.",
    ),
    "login failed": (
        RetryLater,
        "Bluesky did not let Repost log in this time (“Internal Server Error”).",
    ),
}
POST_CASES: dict[str, tuple[type[NetworkError], str]] = {
    "expired token": (RetryLater, "Bluesky dropped the login this time (“Token has expired”)."),
    "invalid token": (RetryLater, "Bluesky dropped the login this time (“Token could not be verified”)."),
    "no token": (RetryLater, "Bluesky dropped the login this time (“Authentication Required”)."),
    "deactivated": (
        CredentialsRefused,
        f"The account at Bluesky is deactivated (“Account is deactivated”): activate it, {STORE}.",
    ),
    "taken down": (CredentialsRefused, DOWN),
    "too long": (
        Unexplained,
        (
            "Bluesky refuses this post (“Invalid app.bsky.feed.post record: Record/text must not be longer "
            "than 300 graphemes”)."
        ),
    ),
    "bad address": (
        Unexplained,
        (
            "Bluesky refuses this post (“Invalid app.bsky.feed.post record: Record/embed/external/uri must "
            "be a uri”)."
        ),
    ),
    "another record": (
        OutcomeUnknown,
        (
            "Bluesky has another post in its place (“Record was at "
            "bafyreiabcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrs”)."
        ),
    ),
    "no such blob": (
        Unexplained,
        "Bluesky refuses this post (“Could not find blob: bafkreiabcdefghijklmnopqrstuvwxyz”).",
    ),
    "no such account": (
        RetryLater,
        "Bluesky does not find the account (“Could not find repo: did:plc:abcdefghijklmnopqrstuvwx”).",
    ),
    "too many requests": (RetryLater, "Bluesky accepts no more posts for now (“Rate Limit Exceeded”)."),
    "blocked on the way": (
        RetryLater,
        "Something in front of Bluesky (a proxy or firewall) refused the request.",
    ),
    "too large": (Unexplained, "Bluesky refuses this post (“request entity too large”)."),
    "server error": (
        OutcomeUnknown,
        f"Bluesky did not say whether it accepted the post (“Internal Server Error”): {LOOK}.",
    ),
    "upstream": (
        OutcomeUnknown,
        f"Bluesky did not say whether it accepted the post (“Upstream Failure”): {LOOK}.",
    ),
}


@pytest.fixture
def server() -> Iterator[BlueskyStandIn]:
    with BlueskyStandIn([RESIDENT], lambda: NOW) as stand_in:
        yield stand_in


def refusal(server: BlueskyStandIn) -> NetworkError:
    credentials = credentials_from(RESIDENT.document, "/repost/secrets/main", BlueskyCredentials)
    bluesky = Bluesky(server.url)
    post = Post("Hello", idempotency=bluesky.idempotency("token", NOW))
    with pytest.raises(NetworkError) as caught:
        bluesky.post(post, credentials, Http(allow_loopback=True), NOW)
    return caught.value


@pytest.mark.parametrize("case", LOGIN_REFUSALS)
def test_every_refusal_of_a_login_says_what_is_to_be_done(server: BlueskyStandIn, case: str) -> None:
    becomes, sentence = LOGIN_CASES[case]
    server.fail_next(LOGIN_REFUSALS[case])
    error = refusal(server)
    assert (type(error), str(error)) == (becomes, sentence)
    assert len(server.requests) == 1


@pytest.mark.parametrize("case", POST_REFUSALS)
def test_every_refusal_of_a_post_says_what_is_to_be_done(server: BlueskyStandIn, case: str) -> None:
    becomes, sentence = POST_CASES[case]
    server.fail_next(Fault(accepted=True), POST_REFUSALS[case])
    error = refusal(server)
    assert (type(error), str(error)) == (becomes, sentence)
    assert server.posts == []
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "becomes"),
    [(307, RetryLater), (401, RetryLater), (404, RetryLater), (422, Unexplained), (501, OutcomeUnknown)],
)
def test_a_status_alone_tells_most(server: BlueskyStandIn, status: int, becomes: type[NetworkError]) -> None:
    server.fail_next(Fault(accepted=True), Response(status))
    assert type(refusal(server)) is becomes
