"""What the owner reads when X refuses, case by case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from local.base.server import Response
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.networks.x_answers import REFUSALS
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post
from repost.networks.x.network import X
from repost.networks.x.signing import XCredentials
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYS = Keys.of("blog")
CASES: dict[str, tuple[type[NetworkError], str]] = {
    "unauthorized": (
        CredentialsRefused,
        (
            "X does not accept the keys (“Unauthorized”): generate all four again in X's developer "
            "portal and store them."
        ),
    ),
    "credits depleted": (
        QuotaExhausted,
        (
            "The credits at X are used up (“Your enrolled account [1] does not have any credits to "
            "fulfill this request.”): buy some in X's developer portal; Repost tries again in a day."
        ),
    ),
    "duplicate": (
        Rejected,
        (
            "X has this very text from this account already (“You are not allowed to create a Tweet "
            "with duplicate content.”)."
        ),
    ),
    "no access": (
        QuotaExhausted,
        (
            "X does not let this account post (“Your account is not permitted to access this feature.”): "
            "look into the account's notices on x.com; Repost tries again in a day."
        ),
    ),
    "not permitted": (
        Unexplained,
        "X refuses this post (“You are not permitted to perform this action.”).",
    ),
    "read-only app": (
        CredentialsRefused,
        (
            "The app at X may only read (“Your client app is not configured with the appropriate "
            'oauth1 app permissions for this endpoint.”): give it "Read and write" in X\'s developer '
            "portal, then generate a new access token and secret and store them."
        ),
    ),
    "not enrolled": (
        CredentialsRefused,
        (
            "X does not let this app post (“When authenticating requests to the Twitter API v2 "
            "endpoints, you must use keys and tokens from a Twitter developer App that is attached to"
            " a Project.”): attach it to a project and a plan in X's developer portal, then store the"
            " keys again so that Repost goes on."
        ),
    ),
    "suspended": (
        CredentialsRefused,
        (
            "X has suspended the account or the app (“User has been suspended.”): settle that with X,"
            " then store the keys again so that Repost goes on."
        ),
    ),
    "locked": (
        CredentialsRefused,
        (
            "X has locked the account (“To protect our users from spam and other malicious activity, "
            "this account is temporarily locked. Please log in to https://twitter.com to unlock your "
            "account.”): log in on x.com to unlock it, then store the keys again so that Repost goes "
            "on."
        ),
    ),
    "signature not recognised": (
        RetryLater,
        (
            "X did not recognise the signature this time (“Authenticating with Unknown is forbidden "
            "for this endpoint. Supported authentication types are [OAuth 1.0a User Context, OAuth "
            "2.0 User Context].”)."
        ),
    ),
    "looks automated": (
        RetryLater,
        (
            "X accepts no post from this account for now (“This request looks like it might be automated."
            " To protect our users from spam and other malicious activity, we can't complete this "
            "action right now. Please try again later.”)."
        ),
    ),
    "daily limit": (
        RetryLater,
        "The account has reached X's limit of posts for now (“User is over daily status update limit.”).",
    ),
    "blocked on the way": (
        RetryLater,
        "Something in front of X (a proxy or firewall) refused the request.",
    ),
    "too many requests": (
        RetryLater,
        "X accepts no more posts for now (“Too Many Requests”).",
    ),
    "rate limit of old": (
        RetryLater,
        "X accepts no more posts for now (“Rate limit exceeded”).",
    ),
    "usage capped": (
        QuotaExhausted,
        (
            "The month's posts at X are used up (“Usage cap exceeded: Monthly product cap”): raise "
            "the cap in X's developer portal or wait for the next month."
        ),
    ),
    "server error": (
        OutcomeUnknown,
        "X did not say whether it accepted the post: Repost will check there whether it was posted.",
    ),
    "over capacity": (
        OutcomeUnknown,
        (
            "X did not say whether it accepted the post (“Service Unavailable”): "
            "Repost will check there whether it was posted."
        ),
    ),
}


@pytest.fixture
def x() -> Iterator[XStandIn]:
    with XStandIn([KEYS], lambda: NOW) as stand_in:
        yield stand_in


def refusal(x: XStandIn, text: str = "Hello") -> NetworkError:
    credentials = credentials_from(KEYS.document, "/repost/secrets/main", XCredentials)
    with pytest.raises(NetworkError) as caught:
        X(x.url).post(Post(text), credentials, Http(allow_loopback=True), NOW)
    return caught.value


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_of_x_says_what_is_to_be_done(x: XStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    x.fail_next(REFUSALS[case])
    error = refusal(x)
    assert type(error) is becomes
    assert str(error) == sentence
    assert x.posts == []
    assert len(x.requests) == 1


def test_credits_may_be_bought_any_time_so_that_a_day_later_is_soon_enough(x: XStandIn) -> None:
    x.fail_next(REFUSALS["credits depleted"])
    error = refusal(x)
    assert isinstance(error, QuotaExhausted)
    assert error.until == NOW + timedelta(days=1)


def test_a_monthly_cap_holds_until_the_first_of_the_next_month(x: XStandIn) -> None:
    x.fail_next(REFUSALS["usage capped"])
    error = refusal(x)
    assert isinstance(error, QuotaExhausted)
    assert error.until == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "becomes"),
    [(307, RetryLater), (404, RetryLater), (418, RetryLater), (400, Unexplained), (413, Unexplained)],
)
def test_a_refusal_that_x_does_not_document_is_a_refusal(
    x: XStandIn, status: int, becomes: type[NetworkError]
) -> None:
    x.fail_next(Response(status, headers={"Location": f"{x.url}/2/tweets"}))
    assert type(refusal(x)) is becomes
    assert len(x.requests) == 1


def test_a_rate_limit_says_until_when() -> None:
    with XStandIn([KEYS], lambda: NOW - timedelta(minutes=5)) as x:
        for _ in range(100):
            assert isinstance(refusal(x, "$A $B"), Rejected)
        error = refusal(x)
    assert isinstance(error, RetryLater)
    assert error.until == NOW + timedelta(minutes=10)
