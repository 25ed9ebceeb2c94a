"""Addresses that an owner writes into the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.finding import expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.finding import Finding


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http(s) address without credentials in it."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and not any(character.isspace() for character in text)
    )


def wrong_server(key: str, address: str, example: str) -> Iterator[Finding]:
    """What is wrong with the address of a server that gets a secret: it must be https, without a path."""
    bare = is_web_address(address) and urlsplit(address)._replace(netloc="").geturl().rstrip("/") == "https:"
    if not bare:
        problem = f"is {quoted(address)}" if address else SettingsError.MISSING
        yield key, problem, expected(f'the address of your server and nothing else, such as "{example}"')
