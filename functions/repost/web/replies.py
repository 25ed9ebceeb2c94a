"""Reads replies from outside: they may not be JSON, may have any shape, and may repeat what was sent."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from repost.base import instants
from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.base.secret import Secret

_LONGEST_QUOTATION: Final = 200
_JOINTS: Final = pattern(r"[/?&=:]")
_SHORTEST_PART: Final = 16
_LONGEST_URL: Final = 2000
_MOST: Final = 10**15  # of anything that a network counts; the table takes no number of more than 38 digits
_ADDRESS: Final = pattern(r"https?://[^\s/]\S*")


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in a body; empty if there is none."""
    value = json_value(body)
    return value if isinstance(value, dict) else {}


def json_value(body: bytes) -> object:
    """The JSON value in a body; None if there is none."""
    try:
        value: object = json.loads(without_halves(body))
    except (ValueError, RecursionError):
        return None
    return value


def without_halves(body: bytes) -> bytes:
    """The same JSON without half an emoji, in which a text that was cut off may end.

    Strict decoders refuse it, and nothing could write it again.
    """
    if b"\\ud" not in body.lower() and b"\xed" not in body:
        return body
    try:
        return json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "ignore")
    except (ValueError, RecursionError):
        return body


def text_in(table: object, *keys: str) -> str:
    """The first text under one of the keys, or ""."""
    if isinstance(table, dict):
        for key in keys:
            if isinstance(value := table.get(key), str) and value:
                return value
    return ""


def web_address_in(table: object, *keys: str) -> str:
    """The first web address under one of the keys, or ""."""
    addresses = (text_in(table, key) for key in keys)
    return next(filter(_is_web_address, addresses), "")


def _is_web_address(text: str) -> bool:
    return len(text) <= _LONGEST_URL and text.isprintable() and _ADDRESS.fullmatch(text) is not None


def table_in(table: object, key: str) -> Mapping[str, Any]:
    """The table under a key; empty if there is none."""
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, dict) else {}


def count_in(table: object, key: str) -> int | None:
    """The count under a key, or None."""
    value = table.get(key) if isinstance(table, dict) else None
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
    return value if is_count else None


def later_instant(headers: Mapping[str, str], now: datetime, *names: str) -> datetime | None:
    """The first instant that one of the headers names, in any of the usual forms.

    Seconds from now, seconds since 1970, ISO 8601 and the date of HTTP are understood; only what
    is within 25 hours from now is believed.
    """
    for name in names:
        instant = instant_in(headers.get(name, ""), now)
        if instant and now < instant <= now + timedelta(hours=25):
            return instant
    return None


def instant_in(text: str, now: datetime) -> datetime | None:
    """The instant that the value of a header names, in any of these forms; or None."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,9})?", text):
        return now + timedelta(seconds=float(text))
    if re.fullmatch(r"[0-9]{9,11}", text):
        return datetime.fromtimestamp(int(text), UTC)
    return instants.foreign(text) or instants.from_mail(text)


def quotation(text: str, secrets: Iterable[Secret]) -> str:
    """Foreign words as a quotation fit for a log, with a space before it; "" if they say nothing.

    One line of at most 200 characters, without control or invisible characters, and with every
    secret masked: a server may echo what it was sent, the Authorization header included.
    """
    line = masked(one_line(text), secrets)
    if len(line) > _LONGEST_QUOTATION:
        line = line[: _LONGEST_QUOTATION - 1] + "…"
    return f" (“{line}”)" if line else ""


def one_line(text: str) -> str:
    """Foreign words in one line, without control or invisible characters."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """`text` with each secret, plain or percent-encoded, in any case, replaced by "***".

    So is each long part of a secret that is an address: a server may repeat only its path.
    """
    values = {secret.reveal() for secret in secrets if secret}
    values |= {part for value in values for part in _JOINTS.split(value) if len(part) >= _SHORTEST_PART}
    values |= {quote(value, safe="") for value in values}
    for value in sorted(values, key=len, reverse=True):
        text = re.sub(re.escape(value), "***", text, flags=re.IGNORECASE)
    return text
