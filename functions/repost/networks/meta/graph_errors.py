"""Errors as Meta's Graph APIs put them: https://developers.facebook.com/docs/graph-api/guides/error-handling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.networks.cases import Refusal, words_of
from repost.web.replies import json_object, later_instant, quotation, table_in, text_in

if TYPE_CHECKING:
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.web.http import Reply


def refusal_of(reply: Reply, credentials: AccountCredentials, now: datetime) -> Refusal:
    """An error with its codes in its words: "code 190/463 error validating access token"."""
    body = json_object(reply.body)
    error = table_in(body, "error")
    said = text_in(error, "error_user_msg", "message")
    codes = f"code {error.get('code', 0)}/{error.get('error_subcode', 0)} "
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, codes + text_in(error, "message") + " " + said),
        said=quotation(said, credentials.secrets),
        until=later_instant(reply.headers, now, "retry-after"),
        now=now,
    )
