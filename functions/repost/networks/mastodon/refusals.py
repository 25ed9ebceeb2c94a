"""What the refusals of a Mastodon server mean, and of the others that speak its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.networks.cases import (
    NOT_JSON,
    OTHER_REFUSALS,
    Answer,
    Case,
    credentials_refused,
    outcome_unknown,
    rejected,
    retry_later,
    then_store,
)
from repost.networks.exchange import LOOKED_FOR
from repost.web.replies import json_object, later_instant, quotation, text_in

if TYPE_CHECKING:
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.web.http import Reply


def answer_of(reply: Reply, credentials: AccountCredentials, now: datetime) -> Answer:
    """An error as Mastodon words it, or as Hollo nests it."""
    body = json_object(reply.body)
    detail = text_in(body, "error", "message") or text_in(body.get("error"), "message", "name")
    return Answer(
        status=reply.status,
        words=detail.lower() if body else NOT_JSON,
        said=quotation(detail, credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after", "x-ratelimit-reset"),
        now=now,
    )


_STORE: Final = then_store("access token")

UNCLEAR: Final = Case(
    (),
    outcome_unknown,
    "The Mastodon server did not say whether it took the post",
    f": {LOOKED_FOR}",
)
UNREADABLE: Final = Case((), retry_later, "The Mastodon server does not show what became of a post")
UNIDENTIFIED: Final = Case((), retry_later, "The Mastodon server does not say whose access token this is")
UNDELETED: Final = Case((), retry_later, "The Mastodon server did not delete the post this time")
_SCOPE_ADVICE: Final = (
    ": make one with the scopes read and write:statuses, under Preferences, Development, and store it"
)

_TOKEN_CASES: Final = (
    Case(
        {401},
        credentials_refused,
        "The Mastodon server does not accept the access token",
        ": make a new one under Preferences, Development, and store it",
    ),
    Case(
        {403},
        credentials_refused,
        "The Mastodon account can't be used",
        f": log in on the server to see why, {_STORE}",
        marker="your login is",
    ),
)
READING_CASES: Final = (
    *_TOKEN_CASES,
    Case(
        {403},
        retry_later,
        "The access token does not let Repost see what became of a post",
        _SCOPE_ADVICE,
        marker="scope",
    ),
)

_SUSPENDED: Final = Case(
    {403},
    credentials_refused,
    "The Mastodon account is suspended",
    f": settle that with the people who run the server, {_STORE}",
    marker="suspended",
)
NO_POSTING: Final = Case(
    {403}, credentials_refused, "The access token does not let Repost post", _SCOPE_ADVICE, marker="scope"
)
_NO_SERVER: Final = Case(
    {301, 307, 308, 404, 405, 410},
    retry_later,
    "No Mastodon server takes posts there",
    ": mastodon.server in the settings must be its very address",
)

CHECKING_CASES: Final = (
    *_TOKEN_CASES,
    Case(
        {403},
        credentials_refused,
        "The access token does not let Repost see whose it is",
        _SCOPE_ADVICE,
        marker="scope",
    ),
    _SUSPENDED,
    _NO_SERVER,
)
DELETION_CASES: Final = (
    *_TOKEN_CASES,
    Case(
        {403},
        credentials_refused,
        "The access token does not let Repost delete",
        _SCOPE_ADVICE,
        marker="scope",
    ),
    _SUSPENDED,
    Case({400, 403, 422}, rejected, "The Mastodon server does not let this account delete the post"),
)

# The first that fits counts; where none does, nothing is clear.
POST_CASES: Final = (
    *_TOKEN_CASES,
    NO_POSTING,
    _SUSPENDED,
    Case({429}, retry_later, "The Mastodon server takes no more posts for now"),
    _NO_SERVER,
    Case({400, 413, 422}, rejected, "The Mastodon server refuses this post"),
    Case(
        OTHER_REFUSALS,
        retry_later,
        "The Mastodon server did not take the post, which is no fault of the article",
    ),
)
