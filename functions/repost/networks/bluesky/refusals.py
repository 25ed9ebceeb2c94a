"""What the refusals of a Bluesky server mean: its lexicons' errors, and those of packages/pds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.networks.cases import (
    Case,
    Refusal,
    credentials_refused,
    last_cases,
    outcome_unknown,
    rejected,
    retry_later,
    then_store,
    unclear,
    words_of,
)
from repost.networks.exchange import LOOKED_FOR
from repost.web.replies import later_instant, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.base.secret import Secret
    from repost.web.http import Reply


def refusal_of(reply: Reply, body: Mapping[str, Any], secrets: Iterable[Secret], now: datetime) -> Refusal:
    error, message = text_in(body, "error"), text_in(body, "message")
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, f"{error} {message}"),
        said=quotation(message or error, secrets),
        until=later_instant(reply.headers, now, "retry-after", "ratelimit-reset"),
        now=now,
    )


_STORE: Final = then_store("app password")
_ANY_REFUSAL: Final = frozenset(range(400, 500))

UNCLEAR: Final = unclear("Bluesky", LOOKED_FOR)
UNREADABLE: Final = Case((), retry_later, "Bluesky does not show what became of a post")
UNCOUNTED: Final = Case((), retry_later, "Bluesky does not show what readers did with the posts")
UNDELETED: Final = Case((), retry_later, "Bluesky did not delete the post this time")
NO_SESSION: Final = Case((), retry_later, "Bluesky did not let Repost log in this time")
INACTIVE: Final = Case(
    (),
    credentials_refused,
    "The account at Bluesky is not active",
    f": log in on bsky.app to see why, {_STORE}",
)
TAKEN: Final = Case({400}, outcome_unknown, "Bluesky has another post in its place", marker="invalidswap")
ABSENT: Final = (
    Case({400, 404}, rejected, "", marker="recordnotfound"),
    Case({400, 404}, rejected, "", marker="could not locate record"),
)

ACCOUNT_CASES: Final = (
    Case(
        _ANY_REFUSAL,
        credentials_refused,
        "Bluesky has taken the account down",
        f": settle that with Bluesky, {_STORE}",
        marker="accounttakedown",
    ),
    Case(
        _ANY_REFUSAL,
        credentials_refused,
        "The account at Bluesky is deactivated",
        f": activate it, {_STORE}",
        marker="accountdeactivated",
    ),
)

SESSION_CASES: Final = (
    *ACCOUNT_CASES,
    Case(
        {400, 401},
        credentials_refused,
        "Bluesky wants a code that it sent by mail",
        ": store an app password, made under Settings, Privacy and security, in place of the account's own",
        marker="authfactortokenrequired",
    ),
    Case(
        {401},
        credentials_refused,
        "Bluesky does not accept the handle and the app password",
        ": make a new app password under Settings, Privacy and security, and store it",
    ),
    Case({429}, retry_later, "Bluesky accepts no more logins for now"),
    Case(
        {301, 302, 303, 307, 308, 404, 405, 410, 501},
        retry_later,
        "No Bluesky server answers there",
        ": bluesky.server in the settings must be its exact address",
    ),
)

DROPPED: Final = (
    Case({400}, retry_later, "Bluesky dropped the login this time", marker="expiredtoken"),
    Case({400}, retry_later, "Bluesky dropped the login this time", marker="invalidtoken"),
    Case({401}, retry_later, "Bluesky dropped the login this time"),
)
"""What ends a session: the next one begins with a new login."""

DELETION_CASES: Final = (
    *ACCOUNT_CASES,
    *DROPPED,
    Case({400, 403}, rejected, "Bluesky does not let this account delete the post"),
)

# The first that fits counts; if none does, the outcome is unclear.
POST_CASES: Final = (
    *ACCOUNT_CASES,
    TAKEN,
    *DROPPED,
    Case({400}, retry_later, "Bluesky does not find the account", marker="could not find repo"),
    *last_cases("Bluesky"),
)
