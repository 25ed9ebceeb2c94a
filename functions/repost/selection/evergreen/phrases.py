"""The phrases of a word list, and a search for any number of them among tokens.

Phrases become one graph whose edges are words. It has no loops, and all paths through it are followed
side by side, so that no text takes longer than its length times that of the longest phrase. Where a word
leads is computed once: titles have many words in common.
"""

from __future__ import annotations

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
MOST_STEPS: Final = 4096
"""How many steps from word to word are remembered."""

_BRACKETS: Final = {"(": ")", "[": "]"}
_STRUCTURE: Final = frozenset("()[]|")
_PART: Final = pattern(r"[()\[\]|]|[^\s()\[\]|]+")
_PLAIN: Final = pattern(r"[a-z]+\*?")  # already a token: thousands of words are, and making tokens is slow
_DIGITS: Final = pattern(r"\d+")
_FIRST: Final = pattern(r"(?:\^ )?(?:\(([^()\[\]]+)\)|([^\s()\[\]|]+))(?:\s|\Z)")  # one way, or several
_KEY: Final = pattern(r"(?:\A|\|)\s*([a-z][a-z\d]*\*?|<[a-z]+>|[:,!?])(?![^\s|])")  # how a way begins


class _Node(Generic[T]):
    """A place between two words: where each word leads, where each stem does, and what ends here.

    Each value has its number before it, which sorts the values that end at one place.
    """

    __slots__ = ("stems", "values", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node[T]]] = {}
        self.stems: dict[str, list[_Node[T]]] = {}
        self.values: list[tuple[int, T]] = []

    def take(self, other: _Node[T]) -> None:
        """Also lead everywhere that another node leads."""
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
            for stem in _stems(token):
                if stem in self.stems:
                    found += self.stems[stem]
        return found


class _State(Generic[T]):
    """All nodes at which some words have arrived, what is found there, and what at the end of a text.

    `after` remembers where further words lead: to None if no phrase goes on that way.
    """

    __slots__ = ("after", "at_end", "nodes", "values")

    def __init__(self, nodes: Iterable[_Node[T]]) -> None:
        self.nodes = tuple(dict.fromkeys(nodes))
        self.values = _in_order(self.nodes)
        self.at_end = _in_order(end for node in self.nodes for end in node.words.get(END, ()))
        self.after: dict[tuple[str, tuple[str, ...]], _State[T] | None] = {}


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
        self._numbers: set[str] = set()
        self._forget()

    def add(self, phrases: str, value: T) -> None:
        """Take in phrases, one a line; if its first word is clear, only once a text has that word.

        Taking in a whole language takes longer than judging a hundred titles, and most starts judge fewer.

        Raises
        ------
        ValueError
            If brackets don't match, or a phrase may be nothing (of one that waits: from `take_all`).
        """
        self._numbers.update(_DIGITS.findall(phrases))
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
        if self._steps > MOST_STEPS:
            self._forget()
        names = [(token.kind, self._known(token)) for token in tokens]
        for first in range(len(tokens)):
            state = self._middle if first else self._start
            for end, name in enumerate(islice(names, first, None), first + 1):
                following = state.after.get(name, state)
                if following is state:  # no word leads back to where it came from
                    following = state.after[name] = self._after(state, tokens[end - 1])
                if following is None:
                    break
                state = following
                for value in state.values:
                    yield first, end, value
            else:
                for value in state.at_end:
                    yield first, len(tokens), value

    def _known(self, token: Token) -> tuple[str, ...]:
        """The keys by which phrases may match a token; to them, most numbers are alike."""
        return token.keys[1:] if token.kind == "number" and token.text not in self._numbers else token.keys

    def _after(self, state: _State[T], token: Token) -> _State[T] | None:
        """Where a token leads from a state."""
        self._steps += 1
        nodes = state.nodes
        if state is self._start or state is self._middle:
            for key in (*token.keys, *(f"{stem}*" for stem in _stems(token))):
                for number in self._beginning.pop(key, ()):
                    self._take(number)
            nodes = (self._root, *(self._root.words.get(START, ()) if state is self._start else ()))
        following = [after for node in nodes for after in node.after(token)]
        return _State(following) if following else None

    def _forget(self) -> None:
        """Forget all remembered steps."""
        self._steps = 0
        self._start: _State[T] = _State(())
        self._middle: _State[T] = _State(())

    def _take(self, number: int) -> None:
        waiting = self._waiting[number]
        if not waiting:
            return
        self._waiting[number] = None
        phrase, value = waiting
        parts = _parts(phrase)
        end: _Node[T] = _Node()
        end.values.append((number, value))
        start = _sequence(parts, end)
        if parts:
            raise ValueError(f"“{phrase}” has a bracket or a bar too many")
        if start.values:
            raise ValueError(f"“{phrase}” may be nothing at all")
        self._root.take(start)


def _first_keys(phrase: str) -> Sequence[str]:
    """Words, stems and kinds: a text with the phrase has one of them; empty if that isn't clear."""
    word = phrase.partition(" ")[0]
    if word.isascii() and word.isalpha() and word.islower():
        return (word,)
    first = _FIRST.match(phrase)
    ways = (first[1] or first[2]) if first else ""
    keys = _KEY.findall(ways)
    return keys if len(keys) == ways.count("|") + 1 else ()


def _stems(token: Token) -> Iterable[str]:
    """What a word begins with."""
    return (token.text[:length] for length in range(2, len(token.text) + 1)) if token.kind == "word" else ()


def _in_order(nodes: Iterable[_Node[T]]) -> tuple[T, ...]:
    """What ends at nodes, in the order in which it was added."""
    values = dict(value for node in nodes for value in node.values)
    return tuple(values[number] for number in sorted(values))


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

    Goes backwards, so that several ways that meet share what comes after them.
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
