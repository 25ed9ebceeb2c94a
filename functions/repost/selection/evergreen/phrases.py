"""Phrases of a word list, and finding them among tokens, however many there are.

Phrases become one graph whose edges are words. It has no loops, and all paths through it are followed
side by side, so that no text takes longer than its length times that of the longest phrase.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from repost.selection.evergreen.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from repost.selection.evergreen.tokens import Token

T = TypeVar("T")

START: Final = "^"
END: Final = "$"
ANY: Final = "_"
_BRACKETS: Final = {"(": ")", "[": "]"}
_STRUCTURE: Final = frozenset("()[]|")
_PART: Final = re.compile(r"[()\[\]|]|[^\s()\[\]|]+")
_FIRST: Final = re.compile(r"([a-z]+|\([a-z]+(?:[ |][a-z]+)*\))(?:\s|\Z)")  # a plain word, or one of several
_PLAIN: Final = re.compile(r"[a-z]+\*?")  # as tokens have it: thousands are, and tokens take their time


class _Node(Generic[T]):
    """A place between two words: where each word leads, where each stem does, and what ends here."""

    __slots__ = ("stems", "values", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node[T]]] = {}
        self.stems: dict[str, list[_Node[T]]] = {}
        self.values: list[T] = []

    def take(self, other: _Node[T]) -> None:
        """Lead wherever another node leads, too."""
        for mine, theirs in ((self.words, other.words), (self.stems, other.stems)):
            for word, nodes in theirs.items():
                mine.setdefault(word, []).extend(nodes)
        self.values.extend(other.values)

    def after(self, token: Token) -> list[_Node[T]]:
        """Where a token leads."""
        found: list[_Node[T]] = []
        for key in token.keys:
            if key in self.words:
                found += self.words[key]
        if ANY in self.words and token.kind != "mark":
            found += self.words[ANY]
        if self.stems and token.kind == "word":
            for length in range(2, len(token.text) + 1):
                if token.text[:length] in self.stems:
                    found += self.stems[token.text[:length]]
        return found


class Phrases(Generic[T]):
    """A set of phrases, each with a value.

    A phrase is words, of which "word*" is any that begins so, "(a|b c)" one of several, "[a|b]" may be
    missing, "_" is any word, and "^" and "$" are both ends of the text; <date>, <monthyear>, <weekday>,
    <month>, <year>, <time>, <n>, <percent>, <discount>, <money>, <version>, <issue> and <score> are what
    they say.
    """

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._waiting: list[tuple[str, T] | None] = []
        self._beginning: dict[str, list[int]] = {}

    def add(self, phrase: str, value: T) -> None:
        """Take a phrase in; one that begins with a plain word, only once a text has that word.

        To take in all of a language takes longer than judging a hundred titles, and most starts judge fewer.

        Raises
        ------
        ValueError
            If its brackets don't match, or nothing in it must be there (of one that waits: from `take_all`).
        """
        firsts = _first_words(phrase)
        if not firsts:
            self._take(phrase, value)
            return
        for word in firsts:
            self._beginning.setdefault(word, []).append(len(self._waiting))
        self._waiting.append((phrase, value))

    def take_all(self) -> None:
        """Take in what waits for its word.

        Raises
        ------
        ValueError
            As `add`.
        """
        for word in list(self._beginning):
            self._take_from(word)

    def _take_from(self, word: str) -> None:
        for number in self._beginning.pop(word, ()):
            if waiting := self._waiting[number]:
                self._waiting[number] = None
                self._take(*waiting)

    def _take(self, phrase: str, value: T) -> None:
        parts = _parts(phrase)
        end: _Node[T] = _Node()
        end.values.append(value)
        start = _sequence(parts, end)
        if parts:
            raise ValueError(f"“{phrase}” has a bracket or a bar too many")
        if start.values:
            raise ValueError(f"“{phrase}” may be nothing at all")
        self._root.take(start)

    def found(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, T]]:
        """Where phrases stand: the numbers of the first token and the one after the last; and the value."""
        for token in tokens:
            for key in token.keys:
                self._take_from(key)
        for first in range(len(tokens)):
            at_start = self._root.words.get(START, []) if first == 0 else []
            yield from _paths([self._root, *at_start], tokens, first)


def _first_words(phrase: str) -> list[str]:
    """The words of which each text has one that holds the phrase, where that is plain to see."""
    first = _FIRST.match(phrase)
    return [way.split()[0] for way in first[1].strip("()").split("|")] if first else []


def _paths(nodes: Iterable[_Node[T]], tokens: Sequence[Token], first: int) -> Iterator[tuple[int, int, T]]:
    """What is found from one token on."""
    frontier = list(nodes)
    for end in range(first + 1, len(tokens) + 1):
        following = (after for node in frontier for after in node.after(tokens[end - 1]))
        frontier = list(dict.fromkeys(following))
        if not frontier:
            return
        for node in frontier:
            for value in node.values:
                yield first, end, value
    for node in frontier:
        for after in node.words.get(END, ()):
            for value in after.values:
                yield first, len(tokens), value


def _parts(phrase: str) -> list[str]:
    """The words and brackets of a phrase."""
    parts: list[str] = []
    for part in _PART.findall(phrase):
        if _PLAIN.fullmatch(part) or part in _STRUCTURE or part in {START, END, ANY} or part.startswith("<"):
            parts.append(part)
        else:
            words = [token.text for token in tokens_of(part.removesuffix("*"))]
            if not words:
                raise ValueError(f"“{phrase}” has “{part}” in it, which is no word")
            parts += [*words[:-1], f"{words[-1]}*" if part.endswith("*") else words[-1]]
    return parts


def _sequence(parts: list[str], following: _Node[T]) -> _Node[T]:
    """The node from which the last parts lead to `following`; takes them, up to an opening bracket or a bar.

    Goes backwards, so that where several ways meet they share what comes after them.
    """
    node = following
    while parts and parts[-1] not in {"(", "[", "|"}:
        part = parts.pop()
        if part in {")", "]"}:
            node = _choice(parts, node, part)
        else:
            before: _Node[T] = _Node()
            if part.endswith("*"):
                before.stems[part[:-1]] = [node]
            else:
                before.words[part] = [node]
            node = before
    return node


def _choice(parts: list[str], following: _Node[T], closing: str) -> _Node[T]:
    """The node from which each of several ways leads to `following`; takes the parts back to its bracket."""
    node: _Node[T] = _Node()
    while True:
        node.take(_sequence(parts, following))
        opening = parts.pop() if parts else ""
        if opening == "|":
            continue
        if _BRACKETS.get(opening) != closing:
            raise ValueError("a bracket is closed that was not opened")
        if opening == "[":
            node.take(following)
        return node
