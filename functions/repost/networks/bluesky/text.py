"""What Bluesky allows in a text, and a link as readers see it there: it may lead elsewhere than it says."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

from repost.wording.cutting import ELLIPSIS, graphemes
from repost.wording.limits import Limit, TextRules

LONGEST: Final = 28


def shown_link(link: str) -> str:
    """Host and path of a link, in at most 28 graphemes.

    Examples
    --------
    >>> shown_link("https://www.example.com/2026/un-%C3%A9t%C3%A9/?utm_source=bluesky")
    'example.com/2026/un-été'
    >>> shown_link("https://blog.example.com/?p=12")
    'blog.example.com/…'
    """
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not host:
        return _shortened(link)
    place = host.removeprefix("www.") + (f":{port}" if port else "")
    path = parts.path.rstrip("/")
    if not path:
        return _shortened(place + (f"/{ELLIPSIS}" if parts.query else ""))
    return _shortened(place + _readable(path))


def _readable(path: str) -> str:
    """A path without percent-encoding, if that is UTF-8 and hides nothing."""
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path
    return decoded if decoded.isprintable() and " " not in decoded else path


def _shortened(text: str) -> str:
    signs = graphemes(text)
    return text if len(signs) <= LONGEST else "".join(signs[: LONGEST - 1]) + ELLIPSIS


# Links and hashtags come from facets alone.
TEXT: Final = TextRules(
    limits=(
        Limit(300, lambda text: len(graphemes(text)), len),
        Limit(3000, lambda text: len(text.encode())),
    ),
    live_sign="(?!)",
    shown_link=shown_link,
    longest_hashtag=65,  # 64 graphemes, without the sign
)
