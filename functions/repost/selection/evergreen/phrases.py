"""The phrases of a word list, and a search for any number of them among tokens.

Phrases become one graph whose edges are words. It has no loops, and all paths through it are followed
side by side, so that no text takes longer than its length times that of the longest phrase. Where a word
leads is computed once: titles have many words in common, and words that no phrase has are all alike.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from repost.base.patterns import pattern
from repost.selection.evergreen.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from repost.selection.evergreen.tokens import Token

T = TypeVar("T")

START: Final = "^"
END: Final = "$"
ANY: Final = "_"
_AT_END: Final = frozenset({END})
MOST_STEPS: Final = 4096
"""How many words, and steps from word to word, are remembered."""

_BRACKETS: Final = {"(": ")", "[": "]"}
_BEFORE: Final = frozenset("([|")
"""What may be before the first part of a way."""
_CLOSING: Final = frozenset(")]")
_SIGNS: Final = frozenset({START, END, ANY})
_WORD: Final = pattern(r"[^\s()\[\]|]+")
_PART: Final = pattern(r"[(\[][^()\[\]]*[)\]]|[()\[\]|]|[^\s()\[\]|]+")
# All words are tokens already: those of most phrases are, and making tokens is slow.
_PLAIN: Final = pattern(
    r"""[a-z\s()\[\]|]*+ (?:
        (?: (?<=[a-z])\* | <[a-z]+> | (?<![^\s()\[\]|])[$^_:!?,] ) (?![^\s()\[\]|]) [a-z\s()\[\]|]*+ )*+""",
    re.VERBOSE,
)
_FIRST: Final = pattern(r"(?:\^ )?(?:\(([^()\[\]]+)\)|([^\s()\[\]|]+))(?:\s|\Z)")  # one way, or several
_KEY: Final = pattern(r"(?:\A|\|)\s*([a-z][a-z\d]*\*?|<[a-z]+>|[:,!?])(?![^\s|])")  # how a way begins


class _Node(Generic[T]):
    """A place between two words: where each word or stem leads, and what ends here.

    Each value has its number before it, which sorts the values that end at one place.
    """

    __slots__ = ("values", "ways")

    def __init__(self) -> None:
        self.ways: dict[str, list[_Node[T]]] = {}
        self.values: tuple[tuple[int, T], ...] = ()

    def take(self, other: _Node[T]) -> None:
        """Also lead everywhere that another node leads."""
        for name, nodes in other.ways.items():
            self.ways.setdefault(name, []).extend(nodes)
        self.values += other.values


class _State(Generic[T]):
    """All nodes at which some words have arrived, and what is found there.

    `after` remembers where further words lead: to None if no phrase goes on that way.
    """

    __slots__ = ("after", "nodes", "values")

    def __init__(self, nodes: frozenset[_Node[T]]) -> None:
        self.nodes = nodes
        self.values = _in_order(self.nodes)
        self.after: dict[frozenset[str], _State[T] | None] = {}


class Phrases(Generic[T]):
    """A set of phrases, each with a value.

    A phrase consists of words, where "word*" is any that begins so, "(a|b c)" one of several, "[a|b]" may be
    missing, "_" is any word, and "^" and "$" are both ends of the text; <date>, <monthyear>, <weekday>,
    <month>, <year>, <time>, <n>, <percent>, <discount>, <money>, <version>, <issue> and <score> are what
    their names say.
    """

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._waiting: list[tuple[str, T] | None] = []
        self._beginning: dict[str, list[int]] = {}
        self._used: set[str] = set()
        self._forget()

    def add(self, phrases: str, value: T) -> None:
        """Take in phrases, one a line; if its first word is clear, only once a text has that word.

        Taking in a whole language takes longer than judging a hundred titles, and most starts judge fewer.

        Raises
        ------
        ValueError
            If brackets don't match, or a phrase may be nothing (of one that waits: from `take_all`).
        """
        for number, phrase in enumerate(phrases.splitlines(), len(self._waiting)):
            self._waiting.append((phrase, value))
            keys = _first_keys(phrase)
            for key in keys:
                self._beginning.setdefault(key, []).append(number)
            if not keys:
                self._take(number)
        if self._steps:
            self._forget()

    def take_all(self) -> None:
        """Take in what waits for its word.

        Raises
        ------
        ValueError
            As `add`.
        """
        for number in range(len(self._waiting)):
            self._take(number)
        self._beginning.clear()
        self._forget()

    def found(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, T]]:
        """Where phrases are: the numbers of the first token and the one after the last; and the value."""
        if self._steps + len(self._called) > MOST_STEPS:
            self._forget()
        names = [*map(self._names, tokens), _AT_END]
        for first in range(len(tokens)):
            state = self._middle if first else self._start
            for end, called in enumerate(islice(names, first, None), first + 1):
                following = state.after.get(called, state)
                if following is state:  # no word leads back to where it came from
                    following = state.after[called] = self._after(state, called)
                if following is None:
                    break
                state = following
                for value in state.values:
                    yield first, min(end, len(tokens)), value

    def _names(self, token: Token) -> frozenset[str]:
        """What the phrases taken in call a token; takes in those that wait for it."""
        names = self._called.get(token.keys)
        if names is None:
            names = self._called[token.keys] = _names(token)
            for name in self._beginning.keys() & names:
                for number in self._beginning.pop(name):
                    self._take(number)
        return names & self._used

    def _after(self, state: _State[T], names: frozenset[str]) -> _State[T] | None:
        """Where a token that phrases call so leads from a state."""
        self._steps += 1
        nodes: Iterable[_Node[T]] = state.nodes
        if state is self._start or state is self._middle:
            nodes = (self._root, *(self._root.ways.get(START, ()) if state is self._start else ()))
        following = frozenset(
            [after for node in nodes for name in node.ways.keys() & names for after in node.ways[name]]
        )
        if not following:
            return None
        known = self._states.get(following)
        if known is None:
            known = self._states[following] = _State(following)
        return known

    def _forget(self) -> None:
        """Forget all remembered steps."""
        self._steps = 0
        self._called: dict[tuple[str, ...], frozenset[str]] = {}
        self._states: dict[frozenset[_Node[T]], _State[T]] = {}
        self._start: _State[T] = _State(frozenset())
        self._middle: _State[T] = _State(frozenset())

    def _take(self, number: int) -> None:
        waiting = self._waiting[number]
        if not waiting:
            return
        self._waiting[number] = None
        phrase, value = waiting
        text = phrase if _PLAIN.fullmatch(phrase) else _WORD.sub(_as_tokens, phrase)
        self._used.update(_WORD.findall(text))
        parts = _PART.findall(text)
        end: _Node[T] = _Node()
        end.values = ((number, value),)
        _lead(self._root, parts, end)
        if parts:
            raise ValueError(f"“{phrase}” has a bracket or a bar too many")
        if self._root.values:
            raise ValueError(f"“{phrase}” may be nothing at all")


def _first_keys(phrase: str) -> Sequence[str]:
    """Words, stems and kinds: a text with the phrase has one of them; empty if that isn't clear."""
    word = phrase.partition(" ")[0]
    if word.isascii() and word.isalpha() and word.islower():
        return (word,)
    first = _FIRST.match(phrase)
    ways = (first[1] or first[2]) if first else ""
    keys = _KEY.findall(ways)
    return keys if len(keys) == ways.count("|") + 1 else ()


def _names(token: Token) -> frozenset[str]:
    """What phrases may call a token, stems as in "word*"."""
    any_word = () if token.kind == "mark" else (ANY,)
    stems = [f"{token.text[:length]}*" for length in range(2, len(token.text) + 1)]
    return frozenset((*token.keys, *any_word, *(stems if token.kind == "word" else ())))


def _in_order(nodes: Iterable[_Node[T]]) -> tuple[T, ...]:
    """What ends at nodes, in the order in which it was added."""
    values = dict(value for node in nodes for value in node.values)
    return tuple(values[number] for number in sorted(values))


def _as_tokens(word: re.Match[str]) -> str:
    """A word of a phrase as the tokens that a text has for it."""
    if word[0] in _SIGNS or word[0].startswith("<"):
        return word[0]
    tokens = " ".join(token.text for token in tokens_of(word[0].removesuffix("*")))
    if not tokens:
        raise ValueError(f"“{word.string}” has “{word[0]}” in it, which is no word")
    return f"{tokens}*" if word[0].endswith("*") else tokens


def _lead(start: _Node[T], parts: list[str], following: _Node[T]) -> None:
    """Lead from a node to another by the last parts; takes them, up to an opening bracket or a bar.

    Goes backwards, so that several ways that meet share what comes after them.
    """
    node = following
    while parts and parts[-1] not in _BEFORE:
        part = parts.pop()
        if part in _CLOSING:
            node = _choice(parts, node, part)
            continue
        before: _Node[T] = _Node() if parts and parts[-1] not in _BEFORE else start
        if part[0] in _BRACKETS:
            _choose(before, part, node)
        else:
            before.ways.setdefault(part, []).append(node)
        if before is start:
            return
        node = before
    start.take(node)


def _choose(start: _Node[T], group: str, following: _Node[T]) -> None:
    """Lead from a node to another by the ways of a group with no other group in it."""
    for way in group[1:-1].split("|"):
        words = way.split()
        if len(words) == 1:
            start.ways.setdefault(words[0], []).append(following)
        else:
            _lead(start, words, following)
    if _BRACKETS[group[0]] != group[-1]:
        raise ValueError("a bracket is closed that was not opened")
    if group[0] == "[":
        start.take(following)


def _choice(parts: list[str], following: _Node[T], closing: str) -> _Node[T]:
    """The node from which each of several ways leads to `following`; takes the parts back to its bracket."""
    node: _Node[T] = _Node()
    while True:
        _lead(node, parts, following)
        opening = parts.pop() if parts else ""
        if opening == "|":
            continue
        if _BRACKETS.get(opening) != closing:
            raise ValueError("a bracket is closed that was not opened")
        if opening == "[":
            node.take(following)
        return node
