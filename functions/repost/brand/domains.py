"""The domains that a post's links may lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

DOMAIN: Final = r"(?i)(\*\.)?([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}"
"""An allowed domain: itself, or with "*." all domains below it; other scripts in their xn-- form."""

# What networks make a link of: an address, and in an owner's own words also a bare domain with a usual ending
# in lower case (not ASP.NET). A sign that was disarmed is followed by a word joiner, and matches neither.
_ADDRESS: Final = pattern(r"(?i:https?://|\bwww\.)[^\s\u2060<>\"]++")
_BARE: Final = pattern(
    r"(?<![\w@./\u2060-])(?:[\w-]{1,63}\.){1,5}"
    r"(?:com|net|org|info|biz|io|co|ai|app|dev|me|tv|ly|gl|link|site|shop|online|xyz|eu|fr|be|ch|de|lu|ca|uk|us)"
    r"(?![\w\u2060-]|\.\w)"
)


def host(address: str) -> str:
    """The host that a browser goes to, in lower case and in ASCII; "" if it can't be told."""
    address = address.replace("\\", "/")  # as browsers read it
    try:
        name = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        return name.rstrip(".").encode("idna").decode("ascii").lower()
    except ValueError:  # UnicodeError, too
        return ""


def is_allowed(address: str, domains: tuple[str, ...]) -> bool:
    """Whether an address is in one of the domains."""
    name = host(address)
    for domain in map(str.lower, domains):
        if domain.startswith("*."):
            if name.endswith(domain[1:]) and name != domain[1:]:
                return True
        elif name == domain:
            return True
    return False


def addresses_in(text: str) -> Iterator[str]:
    """What in a text a network makes a link of."""
    yield from (found[0] for found in _ADDRESS.finditer(text))
    yield from (found[0] for found in _BARE.finditer(_ADDRESS.sub(" ", text)))
