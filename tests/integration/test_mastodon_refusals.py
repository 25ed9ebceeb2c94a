"""What the owner reads when a Mastodon server refuses, case by case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.base.server import Response
from local.networks.mastodon import MastodonStandIn, Member
from local.networks.mastodon_answers import REFUSALS
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.networks.credentials import credentials_from
from repost.networks.mastodon.network import Mastodon, MastodonCredentials
from repost.networks.protocol import Post
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MEMBER = Member("blog", "planted-token")
SCOPES = "make one with the scopes read and write:statuses, under Preferences, Development, and store it"
NEW = "make a new one under Preferences, Development, and store it"
LOG_IN = "log in on the server to see why, then store the access token again so that Repost goes on"
MOVED = "No Mastodon server takes posts there{}: mastodon.server in the settings must be its exact address."
LOOK = "Repost will check there whether it was posted"

CASES: dict[str, tuple[type[NetworkError], str]] = {
    "invalid token": (
        CredentialsRefused,
        f"The Mastodon server does not accept the access token (“The access token is invalid”): {NEW}.",
    ),
    "revoked token": (
        CredentialsRefused,
        f"The Mastodon server does not accept the access token (“The access token was revoked”): {NEW}.",
    ),
    "token at takahe": (
        CredentialsRefused,
        (
            "The Mastodon server does not accept the access token: make a new one in the settings of your "
            "account there, and store it."
        ),
    ),
    "no token": (
        CredentialsRefused,
        (
            "The Mastodon server does not accept the access token (“This method requires an authenticated "
            f"user”): {NEW}."
        ),
    ),
    "token of an app": (
        CredentialsRefused,
        (
            "The access token belongs to no account at the Mastodon server (“This method requires an "
            "authenticated user”): make one under Preferences, Development, and store it."
        ),
    ),
    "invalid": (
        Unexplained,
        "The Mastodon server refuses this post (“Validation failed: Language is invalid”).",
    ),
    "scopes": (
        CredentialsRefused,
        (
            "The access token does not let Repost post (“This action is outside the authorized scopes”): "
            f"{SCOPES}."
        ),
    ),
    "disabled": (
        CredentialsRefused,
        f"The Mastodon account can't be used (“Your login is currently disabled”): {LOG_IN}.",
    ),
    "unconfirmed": (
        CredentialsRefused,
        f"The Mastodon account can't be used (“Your login is missing a confirmed e-mail address”): {LOG_IN}.",
    ),
    "pending": (
        CredentialsRefused,
        f"The Mastodon account can't be used (“Your login is currently pending approval”): {LOG_IN}.",
    ),
    "suspended": (
        CredentialsRefused,
        (
            "The Mastodon account is suspended (“Your account is suspended”): settle that with the people "
            "who run the server, then store the access token again so that Repost goes on."
        ),
    ),
    "not allowed": (
        RetryLater,
        (
            "The Mastodon server did not accept the post, through no fault of the article "
            "(“This action is not allowed”)."
        ),
    ),
    "blocked on the way": (
        RetryLater,
        "Something in front of the Mastodon server (a proxy or firewall) refused the request.",
    ),
    "too long": (
        Rejected,
        "The Mastodon server refuses this post (“Validation failed: Text character limit of 500 exceeded”).",
    ),
    "blank": (
        Rejected,
        "The Mastodon server refuses this post (“Validation failed: Text can't be blank”).",
    ),
    "hollo's bad request": (Unexplained, "The Mastodon server refuses this post (“Invalid input”)."),
    "too many requests": (
        RetryLater,
        "The Mastodon server accepts no more posts for now (“Too many requests”).",
    ),
    "not found": (RetryLater, MOVED.format(" (“Record not found”)")),
    "moved": (RetryLater, MOVED.format("")),
    "race": (
        OutcomeUnknown,
        (
            "The Mastodon server did not say whether it accepted the post (“There was a temporary problem "
            f"serving your request, please try again”): {LOOK}."
        ),
    ),
    "server error": (
        OutcomeUnknown,
        f"The Mastodon server did not say whether it accepted the post: {LOOK}.",
    ),
    "bad gateway": (
        OutcomeUnknown,
        f"The Mastodon server did not say whether it accepted the post: {LOOK}.",
    ),
}


@pytest.fixture
def server() -> Iterator[MastodonStandIn]:
    with MastodonStandIn([MEMBER], lambda: NOW) as stand_in:
        yield stand_in


def refusal(server: MastodonStandIn) -> NetworkError:
    credentials = credentials_from(MEMBER.document, "/repost/secrets/main", MastodonCredentials)
    with pytest.raises(NetworkError) as caught:
        Mastodon(server.url).post(Post("Hello"), credentials, Http(allow_loopback=True), NOW)
    return caught.value


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_of_mastodon_says_what_is_to_be_done(server: MastodonStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    server.fail_next(REFUSALS[case])
    error = refusal(server)
    assert type(error) is becomes
    assert str(error) == sentence
    assert server.posts == []
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (201, OutcomeUnknown),
        (202, OutcomeUnknown),
        (303, OutcomeUnknown),
        (307, RetryLater),
        (408, OutcomeUnknown),
        (409, OutcomeUnknown),
        (410, RetryLater),
        (413, Unexplained),
        (418, RetryLater),
        (504, OutcomeUnknown),
    ],
)
def test_a_status_alone_tells_most(server: MastodonStandIn, status: int, becomes: type[NetworkError]) -> None:
    server.fail_next(Response(status))
    assert type(refusal(server)) is becomes
