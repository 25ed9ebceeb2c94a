"""What the refusals of a Mastodon server mean, and of the others that speak its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.networks.cases import (
    NOT_JSON,
    Case,
    Refusal,
    credentials_refused,
    last_cases,
    rejected,
    retry_later,
    then_store,
    unclear,
    words_of,
)
from repost.networks.exchange import LOOKED_FOR
from repost.web.replies import json_object, later_instant, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.web.http import Reply


def refusal_of(reply: Reply, credentials: AccountCredentials, now: datetime) -> Refusal:
    """An error as Mastodon words it, or as Hollo nests it."""
    body = json_object(reply.body)
    detail = text_in(body, "error", "message") or text_in(body.get("error"), "message", "name")
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, detail) + _plain_text(reply, body),
        said=quotation(detail, credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after", "x-ratelimit-reset"),
        now=now,
    )


def _plain_text(reply: Reply, body: Mapping[str, Any]) -> str:
    """What an answer says that is neither JSON nor a page: Takahe refuses tokens that way."""
    is_text = not body and reply.headers.get("content-type", "").startswith("text/plain")
    return f" {reply.body[:_LONGEST_TEXT].decode(errors='replace').lower()}" if is_text else ""


_LONGEST_TEXT: Final = 200
_STORE: Final = then_store("access token")

UNCLEAR: Final = unclear("The Mastodon server", LOOKED_FOR)
UNREADABLE: Final = Case((), retry_later, "The Mastodon server does not show what became of a post")
UNCOUNTED: Final = Case((), retry_later, "The Mastodon server does not show what readers did with the posts")
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
        {400},
        credentials_refused,
        "The Mastodon server does not accept the access token",
        ": make a new one in the settings of your account there, and store it",
        marker=f"{NOT_JSON} invalid bearer token",
    ),
    Case(
        {422},
        credentials_refused,
        "The access token belongs to no account at the Mastodon server",
        ": make one under Preferences, Development, and store it",
        marker="requires an authenticated user",
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
    ": mastodon.server in the settings must be its exact address",
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

# The first that fits counts; if none does, the outcome is unclear.
POST_CASES: Final = (
    *_TOKEN_CASES,
    NO_POSTING,
    _SUSPENDED,
    _NO_SERVER,
    Case({422}, rejected, "The Mastodon server refuses this post", marker="validation failed: text"),
    *last_cases("the Mastodon server", {400, 413, 422}),
)
