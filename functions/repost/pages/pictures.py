"""The picture of an article on a page: from the article's own host, or an initial on a colour.

A page is open in somebody's browser, and each picture is a request to a server that others chose: only the
blog's own is asked, and WordPress's, which resizes the pictures of blogs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.digests import digest
from repost.markup.foreign import address, shown
from repost.pages.model import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLOURS: Final = ("#2f6f9f", "#7a4fa3", "#9c4a3c", "#3c7a57", "#8a5a1f", "#4f5fa8", "#a03d6b", "#51686b")
"""Dark enough for a white letter."""

_RESIZED: Final = ("i0.wp.com", "i1.wp.com", "i2.wp.com")


def picture_of(title: str, link: str, image: str, feed: str) -> Picture:
    """The picture of an article with this title and link; its feed, at `feed`, may name one at `image`."""
    name = shown(title) or shown(link)
    initial = next((each.upper() for each in name if each.isalnum()), "·")[:1]
    colour = _COLOURS[int(digest(name)[:4], 16) % len(_COLOURS)]
    return Picture(image if _is_own(image, (link, feed)) else "", initial, colour)


def _is_own(image: str, own: Iterable[str]) -> bool:
    """Whether a picture may be asked for: over TLS, from the host of the article or of its feed."""
    if not image.startswith("https://") or not address(image):
        return False
    host = _host(image)
    hosts = {_host(each) for each in own if address(each)} - {""}
    return bool(host) and any(host in {each, *_RESIZED} or host.endswith(f".{each}") for each in hosts)


def _host(url: str) -> str:
    """The host of an address without a name or another port in it, or ""."""
    try:
        parts = urlsplit(url)
        plain = parts.port is None and parts.username is None
    except ValueError:
        return ""
    return (parts.hostname or "").removeprefix("www.") if plain else ""
