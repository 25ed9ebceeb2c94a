"""The tags of an HTML document, their attributes, and character references: in linear time, always.

No tree is built. A tree takes time that grows with the square of its depth or of its attributes, and heads
of pages need none.
"""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ATTRIBUTES: Final = 200  # of one tag; the most on 130 real pages is 42

# As browsers read it (https://html.spec.whatwg.org/multipage/parsing.html#tokenization). What isn't closed
# reaches to the end, and nothing backtracks: no text is searched twice, however hostile.
_TOKEN: Final = pattern(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))
      | <(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)
      | <(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)
        (?P<attributes>(?:[^>"'=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+|["'])*+)(?P<end>>|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE: Final = pattern(
    r"""(?<![^\s"'/])([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s"'>][^\s>]*+)))?+"""
)
# Inside these, only their own end is a tag.
_RAW: Final = frozenset({"script", "style", "title", "textarea", "noscript", "iframe", "noframes", "xmp"})
# html.unescape converts all the digits, and Python refuses more than 4,300 of them.
_LONG_REFERENCE: Final = pattern(r"&#(?:([0-9]{8,})|[xX]([0-9a-fA-F]{8,}));?")


class Tag(NamedTuple):
    """A tag: its name in lower case, whether it closes, what it says, and where it begins and ends.

    `text` is the content of an element that can only contain text, such as a script or a title.
    """

    name: str
    closes: bool
    attributes: str
    start: int
    end: int
    text: str = ""


def tags_of(markup: str) -> Iterator[Tag]:
    """The tags of a document in their order, without those in comments, scripts and styles."""
    position = 0
    while token := _TOKEN.search(markup, position):
        position = token.end()
        if token["name"] is None or not token["end"]:  # no tag, or one that is cut off
            continue
        name, closes, text = token["name"].lower(), bool(token["slash"]), ""
        if name in _RAW and not closes:
            close = _end_of(name).search(markup, position)
            end = close.start() if close else len(markup)
            text, position = markup[position:end], end
        yield Tag(name, closes, token["attributes"], token.start(), token.end(), text)


def attribute_counts(markup: str) -> Iterator[int]:
    """An upper bound for the number of attributes of each tag."""
    return (tag["attributes"].count("=") for tag in _TOKEN.finditer(markup) if tag["name"])


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a tag, decoded, by their names in lower case; the first of a name counts."""
    attributes: dict[str, str] = {}
    for found in islice(_ATTRIBUTE.finditer(tag), _MOST_ATTRIBUTES):
        name, *values = found.groups("")
        attributes.setdefault(name.lower(), unescaped("".join(values)))
    return attributes


def unescaped(text: str) -> str:
    """The text with its character references decoded; the number of no character becomes "\ufffd"."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_REFERENCE.sub(_shortened, text) if "&#" in text else text)


def _shortened(reference: re.Match[str]) -> str:
    sign, digits = ("&#", reference[1]) if reference[1] else ("&#x", reference[2])
    digits = digits.lstrip("0")
    return f"{sign}{digits or 0};" if len(digits) < 8 else "\ufffd"  # noqa: PLR2004 - 1114111 has seven


@cache
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
