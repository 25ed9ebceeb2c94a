"""Reads a body of multipart/form-data as a server does."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import HTTP
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.base.server import Request


def parts(request: Request) -> dict[str, tuple[str, bytes]]:
    """The type and the bytes of each field; empty for a body of another kind."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return {}
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body, policy=HTTP)
    found = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            found[name] = (part.get_content_type(), payload)
    return found
