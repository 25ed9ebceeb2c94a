"""What an XML or HTML document is, told by its beginning; and where a web page says that its feed is."""

from __future__ import annotations

import re
from typing import Final

from repost.base.plain_text import attributes_of
from repost.feeds.parsed import web_link

_FEED_TYPES: Final = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}
_HEAD: Final = 200_000  # characters in which a page is expected to name its feed
_ROOT: Final = re.compile(r"<([A-Za-z_][\w.-]*:)?([\w.-]+)")
_SKIPPED: Final = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))


def root_of(text: str) -> tuple[int, str]:
    """Where the root element begins, and its name in lower case without prefix; -1 and "" without one.

    What stands before it is passed over: declaration, comments, and a DOCTYPE with all that it defines.
    """
    position = 0
    while True:
        position = text.find("<", position)
        if position < 0:
            return -1, ""
        for start, end in _SKIPPED:
            if text.startswith(start, position):
                position = _after(text, position, "]>" if start == "<!" and _defines(text, position) else end)
                break
        else:
            match = _ROOT.match(text, position)
            if match:
                return position, match[2].lower()
            position += 1


def is_web_page(text: str, root: int, name: str) -> bool:
    """Whether a document is HTML, by what `root_of` found and by its DOCTYPE."""
    return name in {"html", "head", "body"} or "<!doctype html" in text[:root].lower()


def feed_named_in(page: str, url: str) -> str:
    """The address of the first feed that the page at `url` names, or ""."""
    for tag in re.findall(r"<link\s[^<>]*>", page[:_HEAD], re.IGNORECASE):
        attributes = attributes_of(tag)
        is_feed = attributes.get("type", "").strip().lower() in _FEED_TYPES
        if is_feed and "alternate" in attributes.get("rel", "").lower().split():
            link = web_link(attributes.get("href", ""), url)
            if link:
                return link
    return ""


def _defines(text: str, position: int) -> bool:
    """Whether a DOCTYPE has definitions of its own, in brackets."""
    end = text.find(">", position)
    bracket = text.find("[", position, end if end >= 0 else len(text))
    return bracket >= 0


def _after(text: str, position: int, end: str) -> int:
    found = text.find(end, position)
    return found + len(end) if found >= 0 else len(text)
