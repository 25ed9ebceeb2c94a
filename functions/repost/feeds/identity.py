"""When two articles are one: the same GUID, or the same permalink written in another way."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

# As text: most links have no query, and never have it compiled.
_CAMPAIGN: Final = r"(?i)(utm_[a-z]+|fbclid|gclid|mtm_[a-z]+)="


def identity(guid: str) -> str:
    """What stays the same of a GUID; of one that is an address, also through a move to https or to www."""
    return same_address(guid) if guid.startswith(("http://", "https://")) else guid


def same_address(link: str) -> str:
    """An address without what makes no other page of it: scheme, www, closing slash, fragment, campaign."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    host = parts.netloc.lower().removeprefix("www.")
    query = "&".join(part for part in parts.query.split("&") if part and not re.match(_CAMPAIGN, part))
    path = parts.path.rstrip("/")
    return f"{host}{path}?{query}" if query else f"{host}{path}"
