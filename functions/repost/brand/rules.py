"""An owner's words and phrases as a pattern over folded texts, with * and ? as wildcards.

They are looked for as whole words. An owner writes no regular expressions: those could take forever. In these
patterns nothing is tried again further back than the beginning of its word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.brand.folding import BETWEEN, folded
from repost.brand.letters import COLON, I_OR_L, SIGNS, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.brand.folding import Reading

LONGEST: Final = 100
MOST_WILDCARDS: Final = 8
FEWEST_SIGNS: Final = 2

_WILDCARDS: Final = frozenset("*?")
_TOKEN: Final = pattern(rf"[\w*?]+|[{re.escape(''.join(sorted(SIGNS)))}]|{BETWEEN}+")
_GAP: Final = pattern(rf"{BETWEEN}+")
_GROUP: Final = "rule"
_FIRST_LETTER: Final = pattern(r"\[\w+\]|\w")
_NO_WORD_BEFORE: Final = r"(?<!\w)"
_NO_WORD_AFTER: Final = r"(?!\w)"
_EITHER: Final = {letter: f"[{letter}{I_OR_L}]" for letter in "il"}


class Found(Value, frozen=True):
    """A rule that a text breaks, and the text's own words that break it."""

    rule: str
    words: str


def found(rules: tuple[str, ...], text: Iterable[Reading]) -> tuple[Found, ...]:
    """What the readings of a text have of the words and phrases in rules, each once."""
    if not rules:
        return ()
    pattern = _pattern(rules)
    hits = {
        Found(rules[int((hit.lastgroup or "").removeprefix(_GROUP))], reading.original(*hit.span())): None
        for reading in text
        for hit in pattern.finditer(reading.text)
    }
    return tuple(hits)


def mistake_in(rule: str) -> str | None:
    """What to write instead of a rule, as a sentence; None if the rule is fine."""
    if len(rule) > LONGEST or sum(map(rule.count, _WILDCARDS)) > MOST_WILDCARDS:
        return f"Expected at most {LONGEST} characters, and at most {MOST_WILDCARDS} of * and ?."
    if sum(each.isalnum() or each in SIGNS for each in folded(rule)) < FEWEST_SIGNS:
        return 'Expected a word or a phrase, such as "guarantee*".'
    return None


@lru_cache(maxsize=32)
def _pattern(rules: tuple[str, ...]) -> re.Pattern[str]:
    """All rules in one pattern with a group for each; those that begin alike share their beginning."""
    words: dict[str, list[str]] = {}
    signs: list[str] = []
    for place, rule in enumerate(rules):
        pattern = _compiled(rule)
        if pattern.startswith(_NO_WORD_BEFORE):
            pattern = pattern.removeprefix(_NO_WORD_BEFORE)
            begins = _FIRST_LETTER.match(pattern)
            first = begins[0] if begins else ""
            words.setdefault(first, []).append(f"(?P<{_GROUP}{place}>{pattern.removeprefix(first)})")
        else:
            signs.append(f"(?P<{_GROUP}{place}>{pattern})")
    alike = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in words.items())
    return re.compile("|".join([f"{_NO_WORD_BEFORE}(?:{alike})"] * bool(words) + signs))


def _compiled(rule: str) -> str:
    """One rule as a pattern."""
    text = "".join(character if character in _WILDCARDS else fold(character) for character in rule)
    pattern, before, separator = "", "", ""
    for token in _TOKEN.findall(text):
        if _GAP.fullmatch(token):
            separator = token
            continue
        pattern += f"{_between(before, separator, token)}{_one(token)}"
        before, separator = token, ""
    return f"{pattern}{_NO_WORD_AFTER if _is_word(before) else ''}" if pattern else "(?!)"


def _between(before: str, separator: str, after: str) -> str:
    """What may be between two words or signs of a rule: "risk free" is in "risk-free" and "riskfree", too.

    "don't" isn't in "dont", which is another word in French, nor "rival: *" in "rival, or".
    """
    if not before:
        return _NO_WORD_BEFORE if _is_word(after) else ""
    if COLON in separator:
        return f"{BETWEEN}*{COLON}{BETWEEN}*+"
    if not (_is_word(before) and _is_word(after)):
        return f"{BETWEEN}*+"
    is_needed = separator == "'" or before[-1] in _WILDCARDS or after[0] in _WILDCARDS
    return f"{BETWEEN}++" if is_needed else f"{BETWEEN}*+"


def _one(part: str) -> str:
    """A word with its wildcards, or a sign."""
    if part == "*":
        return r"\w++"
    first, *rest = ("".join(map(_character, piece)) for piece in part.split("*"))
    if not rest:
        return first
    *middle, last = rest
    # The earliest place for each part is as good as any: none has to be tried twice.
    within = "".join(rf"(?>\w*?{piece})" for piece in middle)
    return f"{first}{within}" + (rf"\w*{last}{_NO_WORD_AFTER}" if last else r"\w*+")


def _character(character: str) -> str:
    if character == "?":
        return r"\w"
    return _EITHER.get(character) or re.escape(character)


def _is_word(token: str) -> bool:
    return bool(token) and token not in SIGNS
