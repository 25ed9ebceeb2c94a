"""Foreign text made fit to be shown: titles, reasons, names and addresses come from outside."""

from __future__ import annotations

from typing import Final
from unicodedata import category

LONGEST: Final = 120
_LONGEST_LINK: Final = 2000


def shown(text: str, longest: int = LONGEST) -> str:
    """A foreign text on one line, without what controls its display, and not too long."""
    line = " ".join("".join(" " if category(each)[0] == "C" else each for each in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def address(text: str) -> str:
    """The address if it may be a link's target, else ""."""
    is_one = (
        text.startswith(("https://", "http://"))
        and len(text) <= _LONGEST_LINK
        and text.isprintable()
        and " " not in text
    )
    return text if is_one else ""
