"""How Bluesky's servers word their refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.base.server import Response, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping


def error(status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error of XRPC."""
    return json_response(status, {"error": name, "message": message}, headers)


def invalid_record(message: str) -> Response:
    """The refusal of a record that breaks its schema."""
    return error(400, "InvalidRequest", f"Invalid app.bsky.feed.post record: {message}")


LOGIN_REFUSALS: Final[Mapping[str, Response]] = {
    "wrong password": error(401, "AuthenticationRequired", "Invalid identifier or password"),
    "code by mail": error(
        401, "AuthFactorTokenRequired", "A sign in code has been sent to your email address"
    ),
    "taken down": error(401, "AccountTakedown", "Account has been taken down"),
    "too many logins": error(429, "RateLimitExceeded", "Rate Limit Exceeded"),
    "no such server": Response(404, b"<html>Not Found</html>"),
    "login failed": error(500, "InternalServerError", "Internal Server Error"),
}
"""Refusals of a session by what they mean, also for `fail_next`."""

POST_REFUSALS: Final[Mapping[str, Response]] = {
    "expired token": error(400, "ExpiredToken", "Token has expired"),
    "invalid token": error(400, "InvalidToken", "Token could not be verified"),
    "no token": error(401, "AuthMissing", "Authentication Required"),
    "deactivated": error(401, "AccountDeactivated", "Account is deactivated"),
    "taken down": error(401, "AccountTakedown", "Account has been taken down"),
    "too long": invalid_record("Record/text must not be longer than 300 graphemes"),
    "bad address": invalid_record("Record/embed/external/uri must be a uri"),
    "another record": error(
        400, "InvalidSwap", "Record was at bafyreiabcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrs"
    ),
    "no such blob": error(400, "BlobNotFound", "Could not find blob: bafkreiabcdefghijklmnopqrstuvwxyz"),
    "no such account": error(400, "InvalidRequest", "Could not find repo: did:plc:abcdefghijklmnopqrstuvwx"),
    "too many requests": error(429, "RateLimitExceeded", "Rate Limit Exceeded"),
    "blocked on the way": Response(403, b"<!DOCTYPE html><title>Attention Required!</title>"),
    "too large": error(413, "PayloadTooLarge", "request entity too large"),
    "server error": error(500, "InternalServerError", "Internal Server Error"),
    "upstream": error(502, "UpstreamFailure", "Upstream Failure"),
}
"""Refusals of a post by what they mean."""
