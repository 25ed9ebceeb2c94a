"""Texts with placeholders in braces, such as "À relire sur {blog} : {title}"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.wording.cleaning import single_spaced
from repost.wording.placeholders import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Container

_PLACEHOLDER: Final = pattern(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")

# Separators between two values, which mean nothing alone.
_SEPARATORS: Final = r"[\s,;:|/·•\u2013\u2014-]"
_ONLY_SEPARATORS: Final = pattern(rf"{_SEPARATORS}*")
# Those of them that belong to neither side; a colon belongs to the words before it.
_ONLY_BETWEEN: Final = pattern(r"\s*[,|/·•\u2013\u2014-]\s*")
_BRACKETS: Final = pattern(r"\(\s*\0\s*\)|\[\s*\0\s*\]|«\s*\0\s*»|“\s*\0\s*”|„\s*\0\s*“|\"\s*\0\s*\"")


class Template(Value, frozen=True):
    """A text in pieces: words, the name of a placeholder, words, and so on; it ends with words.

    Attributes
    ----------
    words : tuple of str
        The owner's words around the placeholders: one piece more than there are `names`.
    names : tuple of str
        Names of `PLACEHOLDERS`. Anything else in braces is words.
    """

    words: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """The template in a text."""
        pieces = _PLACEHOLDER.split(text)
        return cls(tuple(pieces[::2]), tuple(pieces[1::2]))

    def renamed(self, name: str, other: str) -> Template:
        """The template with one placeholder renamed."""
        return Template(self.words, tuple(other if each == name else each for each in self.names))

    def without(self, missing: Container[str]) -> Template:
        """The template without these placeholders, and without their brackets and separators.

        Examples
        --------
        >>> Template.of("{title} — {excerpt} ({age})").without({"excerpt", "age"}).words
        ('', ' ')
        """
        words, names = [self.words[0]], list[str]()
        for name, after in zip(self.names, self.words[1:], strict=True):
            if name in missing:
                closed = _closed_up(words[-1], after, has_value_before=bool(names))
                words[-1] = single_spaced(closed)
            else:
                names.append(name)
                words.append(after)
        return Template(tuple(words), tuple(names))


def _closed_up(before: str, after: str, *, has_value_before: bool) -> str:
    """The words around a placeholder that has no value."""
    joined = f"{before}\0{after}"
    if _BRACKETS.search(joined):
        return _BRACKETS.sub("", joined)
    if _ONLY_SEPARATORS.fullmatch(before):
        if has_value_before:
            return after
        return re.sub(rf"\A{_SEPARATORS}+", "", after)
    return before + (" " if _ONLY_BETWEEN.fullmatch(after) else after)
