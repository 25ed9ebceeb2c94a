"""Whether a text that a network shows is the one that it was sent."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from repost.base.characters import normal
from repost.base.names import host_key
from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SKEW: Final = timedelta(minutes=5)
"""How far a network's clock may be behind ours."""

_DRESSING: Final = frozenset("\ufe0e\ufe0f`~^|<>")
_ADDRESS: Final = pattern(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BEHIND: Final = ".,;:!?…)]}'’”»"
_SCHEME: Final = pattern(r"https?://", re.IGNORECASE)


def essence(text: str) -> str:
    """The letters, digits and symbols of a text.

    Spaces, punctuation and invisible signs are what networks add, drop and turn into something else,
    such as Markdown. Confusing two posts that differ only in those does little harm; missing one that is
    out would post it twice.
    """
    return "".join(filter(_counts, normal(text)))


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMNS" and character not in _DRESSING


def same_link(one: str, other: str) -> bool:
    """Whether two addresses are one link, however a network spells it: with a slash more, or unescaped.

    Stricter than `repost.base.names.same_address`: another campaign's link is another post's.
    """
    return _bare(one) == _bare(other)


def says(parts: Sequence[str | Iterable[str]], text: str) -> bool:
    """Whether parts make up a text, each either words or the forms that a link in them may have."""
    pattern = "".join(
        re.escape(essence(part))
        if isinstance(part, str)
        else f"(?:{'|'.join(sorted(map(re.escape, map(essence, part))))})"
        for part in parts
    )
    return re.fullmatch(pattern, essence(text)) is not None


def links_in(text: str) -> Iterator[str]:
    """The addresses in a text, each also without the punctuation that may follow it."""
    for found in _ADDRESS.findall(text):
        yield found
        yield found.rstrip(_BEHIND)


def written_forms(link: str) -> set[str]:
    """How a link may have been written: with or without its scheme and a slash at its end."""
    forms = {link, _SCHEME.sub("", link, count=1)} - {""}
    return forms | {form.rstrip("/") for form in forms} | {form.rstrip("/") + "/" for form in forms}


def _bare(link: str) -> str:
    try:
        parts = urlsplit(f"//{_SCHEME.sub('', link, count=1).rstrip('/')}")
    except ValueError:
        return link
    return unquote(f"{host_key(parts.netloc)}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}")
