"""How an outgoing request fails, split by whether its server may have received it."""

from __future__ import annotations

from repost.base.errors import RepostError


class RequestFailed(RepostError):
    """No complete, usable reply came back; the message is a clause that says why."""


class NotSent(RequestFailed):
    """The request certainly did not reach its server."""


class ReplyLost(RequestFailed):
    """The request may have reached its server; `status` is the HTTP status, if at least that arrived."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(reason)
