"""What LinkedIn's refusals mean: https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.networks.cases import (
    NOT_JSON,
    Case,
    Refusal,
    credentials_refused,
    exhausted_for_a_day,
    last_cases,
    rejected,
    retry_later,
    unclear,
    words_of,
)
from repost.networks.exchange import TO_BE_SETTLED
from repost.web.replies import json_object, later_instant, quotation, table_in, text_in

if TYPE_CHECKING:
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.web.http import Reply


def refusal_of(reply: Reply, credentials: AccountCredentials, now: datetime) -> Refusal:
    """An error by its code, its sentence, and what it says about the first field that it blames."""
    body = json_object(reply.body)
    message = text_in(body, "message")
    blamed = table_in(body, "errorDetails").get("inputErrors")
    first = blamed[0] if isinstance(blamed, list) and blamed else None
    words = (text_in(body, "code"), message, text_in(first, "code"), text_in(first, "description"))
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, " ".join(words)),
        said=quotation(message or words[-1], credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after"),
        now=now,
    )


_RENEW: Final = "make a new one as docs/networks/linkedin.md says, and store it"
_VERSION_ADVICE: Final = (
    ": write a month of this year into linkedin.version in the settings, such as the last but one"
)

DUPLICATE: Final = Case({422, 400}, rejected, "LinkedIn has this very post already", marker="duplicate")
UNCLEAR: Final = unclear("LinkedIn", TO_BE_SETTLED)
UNIDENTIFIED: Final = Case((), retry_later, "LinkedIn does not say whose access token this is")
UNDELETED: Final = Case((), retry_later, "LinkedIn did not delete the post this time")
NO_PROFILE: Final = Case(
    {403},
    credentials_refused,
    "The access token does not let Repost see whose it is",
    ": write who speaks into linkedin.author in the settings, or make a token with the scopes openid and "
    "profile, and store it",
    marker="access_denied",
)
_BLOCKED: Final = Case(
    {403},
    retry_later,
    "Something in front of LinkedIn (a proxy or firewall) refused the request",
    marker=NOT_JSON,
)

_TOKEN_CASES: Final = (
    Case({401}, credentials_refused, "The access token has expired", f": {_RENEW}", marker="expired"),
    Case(
        {401},
        credentials_refused,
        "The access token was revoked at LinkedIn",
        f": {_RENEW}",
        marker="revoked",
    ),
    Case({401}, credentials_refused, "LinkedIn does not accept the access token", f": {_RENEW}"),
    Case(
        {426},
        retry_later,
        "LinkedIn does not understand this version of its API any more",
        _VERSION_ADVICE,
    ),
    *(
        Case(
            {400},
            retry_later,
            "LinkedIn does not know this version of its API",
            _VERSION_ADVICE,
            marker=marker,
        )
        for marker in (
            "version_missing",
            "nonexistent_version",
            "version must be present",
            "requested version",
        )
    ),
)

MEMBER_CASES: Final = (*_TOKEN_CASES, _BLOCKED, NO_PROFILE)

# The first that fits counts; if none does, the outcome is unclear.
POST_CASES: Final = (
    *_TOKEN_CASES,
    DUPLICATE,
    _BLOCKED,
    # It comes and goes on LinkedIn's side, with tokens that may post.
    Case(
        {403},
        exhausted_for_a_day,
        "LinkedIn does not let the account post for now",
        ": if this goes on, make a new access token as docs/networks/linkedin.md says; Repost tries again in "
        "a day",
        marker="this resource is forbidden",
    ),
    Case(
        {403},
        credentials_refused,
        "LinkedIn does not let the access token post as this author",
        ": it needs w_member_social for a member and w_organization_social for a company page whose "
        f"administrator you are; {_RENEW}",
    ),
    Case(
        {400, 422},
        retry_later,
        "LinkedIn knows no such author",
        ": linkedin.author in the settings must be its exact URN",
        marker="/author",  # the field's name: a refusal of anything else may name an author, too
    ),
    *last_cases("LinkedIn"),
)
COUNTING_CASES: Final = (
    *_TOKEN_CASES,
    _BLOCKED,
    Case(
        {403},
        credentials_refused,
        "LinkedIn does not let the access token see what readers did with the posts",
        ": it needs rw_organization_admin, from an administrator of the page; make a new one as "
        "docs/networks/linkedin.md describes",
    ),
)
UNCOUNTED: Final = Case((), retry_later, "LinkedIn does not show what readers did with the posts")
DELETION_CASES: Final = (
    *_TOKEN_CASES,
    _BLOCKED,
    Case({400, 403}, rejected, "LinkedIn does not let the access token delete the post"),
)
