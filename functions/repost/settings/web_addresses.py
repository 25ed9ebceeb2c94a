"""Addresses that an owner writes into the settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.finding import did_you_mean, expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.finding import Finding

# Texts, compiled only if an address is wrong.
_WRAPPING: Final = r"^[<(\"'\s]+|[>)\"'\s,;.]+$"
_LINK: Final = r"^\[[^\]]*\]\(([^()\s]+)\)$"
_SEVERAL: Final = r"\S[\s,;]+[\"']?https?://"
_LOGIN: Final = r"[^/@]*:[^/@]*@"
_SCHEME: Final = (
    r"(?i)^(?:(?:feed|rss)(?::/*(?=http)|:/+))?(?P<scheme>h{1,2}t*p{0,2}(?P<safe>s{0,2})\s*[:;]?\s*/+|)"
)


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


def meant_address(text: str) -> str:
    """The web address that somebody meant by a text such as "blog.example/feed"; "" if it isn't clear."""
    bare = re.sub(_WRAPPING, "", re.sub(_LINK, r"\1", text.strip())).replace("\\", "/")
    start = re.match(_SCHEME, bare)
    if not start:
        return ""
    rest = re.sub(r"\s", "%20", bare[start.end() :])
    is_here = re.match(r"localhost\b|127\.", rest)
    is_safe = bool(start["safe"]) or not (start["scheme"] or is_here)
    guess = f"{'https' if is_safe else 'http'}://{rest}"
    host = urlsplit(guess).hostname if is_web_address(guess) else ""
    return guess if host and ("." in host.strip(".") or is_here) else ""


def wrong_address(text: str) -> tuple[str, str]:
    """What is wrong with a text that is no web address, and the advice; a password in it isn't shown."""
    if "@" in text.partition("://")[2].partition("/")[0] or re.match(_LOGIN, text):
        return (
            "has a user name or password in it",
            "Settings aren't encrypted: give the address without them.",
        )
    if re.search(_SEVERAL, text):
        return "has several addresses in it", "Expected one."
    if guess := meant_address(text):
        return f"is {quoted(text)}", did_you_mean(quoted(guess))
    return f"is {quoted(text)}", expected("an address that begins with https:// or http://")


def wrong_server(key: str, address: str, example: str) -> Iterator[Finding]:
    """What is wrong with the address of a server that gets a secret: it must be https, without a path."""
    bare = is_web_address(address) and urlsplit(address)._replace(netloc="").geturl().rstrip("/") == "https:"
    if not bare:
        problem = wrong_address(address)[0] if address else SettingsError.MISSING
        at_server = re.sub(r"/@.*$|^@?[^/@]+@", "", address.strip())  # a profile, or a handle
        host = urlsplit(meant_address(at_server)).hostname
        there = expected(f'the address of your server and nothing else, such as "{example}"')
        yield key, problem, did_you_mean(quoted(f"https://{host}")) if host else there
