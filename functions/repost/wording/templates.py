"""Texts with placeholders in braces, such as "À relire sur {blog} : {title}"."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.wording.cleaning import single_spaced
from repost.wording.placeholders import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Container

_PLACEHOLDER: Final = pattern(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")

# Separators between two values, which mean nothing alone and belong to neither.
_BETWEEN: Final = frozenset(",|/·•\u2013\u2014-")
_SEPARATORS: Final = _BETWEEN | frozenset(";:")  # a colon belongs to the words before it
_BRACKETS: Final = frozenset({"()", "[]", "«»", "“”", "„“", '""'})


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
    opening, closing = before.rstrip(), after.lstrip()
    if opening[-1:] + closing[:1] in _BRACKETS:
        return opening[:-1] + closing[1:]
    if all(map(_separates, before)):
        return after if has_value_before else "".join(dropwhile(_separates, after))
    return before + (" " if after.strip() in _BETWEEN else after)


def _separates(character: str) -> bool:
    return character.isspace() or character in _SEPARATORS
