"""What X's refusals mean: https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.networks.cases import (
    Case,
    Refusal,
    credentials_refused,
    exhausted_for_a_day,
    exhausted_for_the_month,
    last_cases,
    rejected,
    retry_later,
    then_store,
    unclear,
    words_of,
)
from repost.networks.exchange import LOOKED_FOR
from repost.web.replies import quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.credentials import AccountCredentials
    from repost.web.http import Reply


def refusal_of(
    reply: Reply, body: Mapping[str, Any], credentials: AccountCredentials, now: datetime
) -> Refusal:
    """Both forms that X's errors take: a problem, and the older list of errors."""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    problem = text_in(body, "type") or text_in(first, "type")
    detail = text_in(body, "detail") or text_in(first, "detail", "message") or text_in(body, "title", "error")
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, f"{problem} {detail}"),
        said=quotation(detail, credentials.secrets),
        until=_reset(reply.headers, now),
        now=now,
    )


def _reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the last of the exhausted limits is reset; None if X names no time within a day."""
    resets = []
    for limit in ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour"):
        seconds = headers.get(f"{limit}-reset", "")
        if headers.get(f"{limit}-remaining", "0") == "0" and re.fullmatch(r"[0-9]{1,11}", seconds):
            resets.append(datetime.fromtimestamp(int(seconds), UTC))
    return max((reset for reset in resets if now < reset <= now + timedelta(hours=25)), default=None)


_STORE: Final = then_store("keys")

DUPLICATE: Final = Case({403}, rejected, "X has this very text from this account already", marker="duplicate")
UNCLEAR: Final = unclear("X", LOOKED_FOR)
UNREADABLE: Final = Case((), retry_later, "X does not show what became of a post")
UNCOUNTED: Final = Case((), retry_later, "X does not show what readers did with the posts")
UNIDENTIFIED: Final = Case((), retry_later, "X does not say whose keys these are")
UNDELETED: Final = Case((), retry_later, "X did not delete the post this time")
READ_ONLY: Final = Case(
    {403},
    credentials_refused,
    "The app at X may only read",
    ': give it "Read and write" in X\'s developer portal, then generate a new access token and secret '
    "and store them",
    marker="/oauth1-permissions",
)

READING_CASES: Final = (
    Case(
        {401},
        credentials_refused,
        "X does not accept the keys",
        ": generate all four again in X's developer portal and store them",
    ),
    Case(
        {402},
        exhausted_for_a_day,
        "The credits at X are used up",
        ": buy some in X's developer portal; Repost tries again in a day",
    ),
)

# Only the end of a problem's type is matched: it is an address whose host varies between api.twitter.com
# and api.x.com.
ACCOUNT_CASES: Final = (
    *READING_CASES,
    READ_ONLY,
    Case(
        {403},
        credentials_refused,
        "X does not let this app post",
        f": attach it to a project and a plan in X's developer portal, {_STORE}",
        marker="/client-forbidden",
    ),
    Case(
        {403},
        credentials_refused,
        "X has suspended the account or the app",
        f": settle that with X, {_STORE}",
        marker="suspended",
    ),
    Case(
        {403},
        credentials_refused,
        "X has locked the account",
        f": log in on x.com to unlock it, {_STORE}",
        marker="temporarily locked",
    ),
)
"""What has to do with the account and its keys, whatever the request was."""

# The first that fits counts; if none does, the outcome is unclear.
POST_CASES: Final = (
    *READING_CASES,
    DUPLICATE,
    *ACCOUNT_CASES,
    # X sometimes says so about a request that is signed like all others.
    Case(
        {403},
        retry_later,
        "X did not recognise the signature this time",
        marker="/unsupported-authentication",
    ),
    *(
        Case(
            {403},
            exhausted_for_a_day,
            "X does not let this account post",
            ": look into the account's notices on x.com; Repost tries again in a day",
            marker=marker,
        )
        for marker in ("account is not permitted", "restricted")
    ),
    Case({403}, retry_later, "X accepts no post from this account for now", marker="try again later"),
    Case({403}, retry_later, "The account has reached X's limit of posts for now", marker="update limit"),
    Case(
        {429},
        exhausted_for_the_month,
        "The month's posts at X are used up",
        ": raise the cap in X's developer portal or wait for the next month",
        marker="/usage-capped",
    ),
    *last_cases("X"),
)

DELETION_CASES: Final = (
    *ACCOUNT_CASES,
    Case({400, 403}, rejected, "X does not let this account delete the post"),
)
