"""Reading what a network answers: it may be no JSON, of any shape, and repeat what was sent to it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.masked import Secret

_LONGEST_QUOTATION: Final = 200


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in a body; empty where there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def text_in(table: object, *keys: str) -> str:
    """The first text that one of the keys holds, or ""."""
    if isinstance(table, dict):
        for key in keys:
            if isinstance(value := table.get(key), str) and value:
                return value
    return ""


def quotation(text: str, secrets: Iterable[Secret]) -> str:
    """Foreign words as a quotation fit for a log, with a space before it; "" where they say nothing.

    One line of at most 200 characters, without control or invisible characters, and with every
    secret masked: a server may echo what it was sent, the Authorization header included.
    """
    line = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    line = masked(line, secrets)
    if len(line) > _LONGEST_QUOTATION:
        line = line[: _LONGEST_QUOTATION - 1] + "…"
    return f" (“{line}”)" if line else ""


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """`text` with each secret, plain or percent-encoded, in any case, replaced by "***"."""
    values = {secret.reveal() for secret in secrets if secret}
    values |= {quote(value, safe="") for value in values}
    for value in sorted(values, key=len, reverse=True):
        text = re.sub(re.escape(value), "***", text, flags=re.IGNORECASE)
    return text
