"""How X words its refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.base.server import Response, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPE: Final = "https://api.twitter.com/2/problems/"


def invalid_request(message: str) -> Response:
    """The refusal of a body that breaks the schema."""
    return problem(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        "invalid-request",
        errors=[{"parameters": {}, "message": message}],
    )


def problem(
    status: int,
    title: str,
    detail: str,
    kind: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """An error in the form of X API v2; `kind` is the end of its type."""
    body = {
        "title": title,
        "detail": detail,
        "type": _TYPE + kind if kind else "about:blank",
        "status": status,
        **more,
    }
    return json_response(status, body, headers)


REFUSALS: Final[Mapping[str, Response]] = {
    "unauthorized": problem(401, "Unauthorized", "Unauthorized"),
    "credits depleted": problem(
        402,
        "CreditsDepleted",
        "Your enrolled account [1] does not have any credits to fulfill this request.",
        "credits",
    ),
    "duplicate": problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content."),
    "no access": problem(403, "Forbidden", "Your account is not permitted to access this feature."),
    "not permitted": problem(403, "Forbidden", "You are not permitted to perform this action."),
    "read-only app": problem(
        403,
        "Forbidden",
        "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
        "oauth1-permissions",
    ),
    "not enrolled": problem(
        403,
        "Client Forbidden",
        "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a "
        "Twitter developer App that is attached to a Project.",
        "client-forbidden",
        reason="client-not-enrolled",
        required_enrollment="Appropriate Level of API Access",
    ),
    "suspended": problem(403, "Forbidden", "User has been suspended.", "user-suspended"),
    "locked": problem(
        403,
        "Forbidden",
        "To protect our users from spam and other malicious activity, this account is temporarily locked. "
        "Please log in to https://twitter.com to unlock your account.",
    ),
    "signature not recognised": problem(
        403,
        "Unsupported Authentication",
        "Authenticating with Unknown is forbidden for this endpoint.  Supported authentication types are "
        "[OAuth 1.0a User Context, OAuth 2.0 User Context].",
        "unsupported-authentication",
    ),
    "looks automated": json_response(
        403,
        {
            "errors": [
                {
                    "code": 226,
                    "message": "This request looks like it might be automated. To protect our users from "
                    "spam and other malicious activity, we can't complete this action right now. Please try "
                    "again later.",
                }
            ]
        },
    ),
    "daily limit": json_response(
        403, {"errors": [{"code": 185, "message": "User is over daily status update limit."}]}
    ),
    "blocked on the way": Response(
        403, b"<!DOCTYPE html><title>Attention Required!</title>", {"Content-Type": "text/html"}
    ),
    "too many requests": problem(429, "Too Many Requests", "Too Many Requests"),
    "rate limit of old": json_response(429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}),
    "usage capped": problem(
        429,
        "UsageCapExceeded",
        "Usage cap exceeded: Monthly product cap",
        "usage-capped",
        period="Monthly",
        scope="Product",
    ),
    "server error": Response(500, b"<html><body>Internal error</body></html>", {"Content-Type": "text/html"}),
    "over capacity": problem(503, "Service Unavailable", "Service Unavailable"),
}
"""X's refusals by what they mean, also for `fail_next`."""

DELETION_REFUSALS: Final[Mapping[str, Response]] = {
    "no such post": problem(
        404, "Not Found Error", "Could not find tweet with id: [1].", "resource-not-found", value="1"
    ),
    "another's post": problem(403, "Forbidden", "You are not authorized to delete this Tweet."),
}
"""What X answers when a post can't be deleted."""
