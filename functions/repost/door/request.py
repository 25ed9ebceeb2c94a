"""A request to the door: what a browser sent, bounded, and what it is answered with."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from repost.base.value import Value
from repost.door.words import words_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.base.secret import Secret
    from repost.door.words import Words
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators

_MOST_FIELDS: Final = 12


class Ending(Exception):
    """A page without a way on, by its key in `Words.endings`."""

    def __init__(self, key: str, account: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.account = account


class Request(Value, frozen=True):
    """One request: the event of a function URL, what it is answered with, and the key that signs."""

    event: Mapping[str, Any]
    outside: Collaborators
    key: Secret

    @property
    def accepted(self) -> str:
        return str(self.event.get("headers", {}).get("accept-language", ""))

    @property
    def home(self) -> str:
        """The door's own address: what AWS, not the browser, says it is."""
        return (self.outside.door or f"https://{self.event['requestContext']['domainName']}").rstrip("/")

    def words(self, member: Member | None = None) -> Words:
        return words_for(member.language if member else "", self.accepted)

    def query(self) -> dict[str, str]:
        return _fields(self.event.get("rawQueryString", ""))

    def form(self) -> dict[str, str]:
        body = self.event.get("body") or ""
        try:
            text = base64.b64decode(body).decode() if self.event.get("isBase64Encoded") else body
        except (ValueError, binascii.Error):
            raise Ending("wrong") from None
        return _fields(text)


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Ending("wrong") from None
