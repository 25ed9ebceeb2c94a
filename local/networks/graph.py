"""Errors as Meta's Graph APIs put them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from local.base.server import json_response

if TYPE_CHECKING:
    from local.base.server import Response


def graph_error(
    status: int, code: int, message: str, subcode: int = 0, kind: str = "OAuthException", **more: Any
) -> Response:
    """An error of a Graph API."""
    body = {"message": message, "type": kind, "code": code, **more, "fbtrace_id": "AOxKXdpgjW6"}
    return json_response(status, {"error": body | ({"error_subcode": subcode} if subcode else {})})


def graph_token(network: str, username: str) -> str:
    """Somebody's access token."""
    return "EAA" + hashlib.sha512(f"{network} token of {username}".encode()).hexdigest()[:90]
