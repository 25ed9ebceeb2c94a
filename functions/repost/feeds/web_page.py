"""What kind of XML or HTML a document is, by its beginning."""

from __future__ import annotations

from typing import Final

from repost.base.patterns import pattern

FEED_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
"""The root elements of RSS, Atom, RDF and the Channel Definition Format, in lower case."""

_ROOT: Final = pattern(r"<([A-Za-z_][\w.-]*:)?([\w.-]+)")
_SKIPPED: Final = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))


def root_of(text: str) -> tuple[int, str]:
    """Where the root element begins, and its name in lower case without prefix; -1 and "" without one.

    What comes before it is skipped: declaration, comments, and a DOCTYPE with all that it defines.
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
    """Whether a document is HTML, by its root element, else by its DOCTYPE: some themes give feeds one."""
    if name in FEED_ROOTS:
        return False
    return name in {"html", "head", "body"} or "<!doctype html" in text[:root].lower()


def _defines(text: str, position: int) -> bool:
    """Whether a DOCTYPE has definitions of its own, in brackets."""
    end = text.find(">", position)
    bracket = text.find("[", position, end if end >= 0 else len(text))
    return bracket >= 0


def _after(text: str, position: int, end: str) -> int:
    found = text.find(end, position)
    return found + len(end) if found >= 0 else len(text)
