"""How Mastodon words its refusals, and other servers that speak its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.base.server import Response, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping


def error(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error as Mastodon puts it."""
    return json_response(status, {"error": text}, headers)


REFUSALS: Final[Mapping[str, Response]] = {
    "invalid token": error(401, "The access token is invalid"),
    "revoked token": error(401, "The access token was revoked"),
    "token at takahe": Response(400, b"Invalid Bearer token", {"Content-Type": "text/plain; charset=utf-8"}),
    "no token": error(401, "This method requires an authenticated user"),
    "token of an app": error(422, "This method requires an authenticated user"),
    "scopes": error(403, "This action is outside the authorized scopes"),
    "disabled": error(403, "Your login is currently disabled"),
    "unconfirmed": error(403, "Your login is missing a confirmed e-mail address"),
    "pending": error(403, "Your login is currently pending approval"),
    "suspended": error(403, "Your account is suspended"),
    "not allowed": error(403, "This action is not allowed"),
    "blocked on the way": Response(403, b"<!DOCTYPE html><title>Just a moment...</title>"),
    "too long": error(422, "Validation failed: Text character limit of 500 exceeded"),
    "invalid": error(422, "Validation failed: Language is invalid"),
    "blank": error(422, "Validation failed: Text can't be blank"),
    "hollo's bad request": json_response(
        400, {"success": False, "error": {"name": "ZodError", "message": "Invalid input"}}
    ),
    "too many requests": error(429, "Too many requests"),
    "not found": error(404, "Record not found"),
    "moved": Response(301, headers={"Location": "https://elsewhere.example/"}),
    "race": error(503, "There was a temporary problem serving your request, please try again"),
    "server error": Response(500, b"<html><body>We're sorry, but something went wrong</body></html>"),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
}
"""Refusals by what they mean, also for `fail_next`."""

NO_PAGE: Final = Response(404, b"<!DOCTYPE html><h1>404</h1><p>Not Found</p>", {"Content-Type": "text/html"})
"""What Takahe says about a status that isn't there."""
