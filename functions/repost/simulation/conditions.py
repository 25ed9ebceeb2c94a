"""Evaluates DynamoDB's condition expressions, as far as the table's writes use them, on plain values.

The rules: "Condition and filter expressions, operators, and functions" in DynamoDB's developer guide.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, Final

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.aws.items import Item

_TOKEN: Final = pattern(r"\s*(<=|>=|<>|[=<>(),]|[#:]?\w+)")
_MISSING: Final = object()
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: str, item: Item | None, given: Mapping[str, Any]) -> bool:
    """Whether a condition holds for an item, or for none.

    Parameters
    ----------
    condition : str
        With "#name" for the attribute called name, and ":name" for its value in `given`.

    Raises
    ------
    ValueError
        If it uses something that isn't known here.
    """
    return not condition or _Reader(condition, item or {}, given).read()


class _Reader:
    """Reads an expression from left to right; every part is judged as it is read."""

    def __init__(self, condition: str, item: Item, given: Mapping[str, Any]) -> None:
        self._condition = condition
        self._tokens = _TOKEN.findall(condition)
        self._place = 0
        self._item = item
        self._given = given
        if "".join(self._tokens) != re.sub(r"\s+", "", condition):
            raise self._unknown()

    def read(self) -> bool:
        verdict = self._any_of()
        if self._place != len(self._tokens):
            raise self._unknown()
        return verdict

    def _any_of(self) -> bool:
        verdict = self._all_of()
        while self._next_is("OR"):
            right = self._all_of()
            verdict = verdict or right
        return verdict

    def _all_of(self) -> bool:
        verdict = self._term()
        while self._next_is("AND"):
            right = self._term()
            verdict = verdict and right
        return verdict

    def _term(self) -> bool:
        if self._next_is("NOT"):
            return not self._term()
        if self._next_is("("):
            verdict = self._any_of()
            self._expect(")")
            return verdict
        for function, wanted in (("attribute_exists", True), ("attribute_not_exists", False)):
            if self._next_is(function):
                self._expect("(")
                found = self._operand() is not _MISSING
                self._expect(")")
                return found is wanted
        return self._comparison()

    def _comparison(self) -> bool:
        left = self._operand()
        if self._next_is("IN"):
            self._expect("(")
            choices = [self._operand()]
            while self._next_is(","):
                choices.append(self._operand())
            self._expect(")")
            return any(_compared("=", left, choice) for choice in choices)
        if self._next_is("BETWEEN"):
            low = self._operand()
            self._expect("AND")
            return _compared("<=", low, left) & _compared("<=", left, self._operand())
        return _compared(self._take(), left, self._operand())

    def _operand(self) -> Any:
        token = self._take()
        if token.startswith(":"):
            return self._given[token[1:]]
        return self._item.get(token.removeprefix("#"), _MISSING)

    def _next_is(self, token: str) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place] == token:
            self._place += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._next_is(token):
            raise self._unknown()

    def _take(self) -> str:
        if self._place == len(self._tokens):
            raise self._unknown()
        self._place += 1
        return str(self._tokens[self._place - 1])

    def _unknown(self) -> ValueError:
        return ValueError(f"this condition can't be judged in memory: {self._condition}")


def _compared(comparison: str, left: Any, right: Any) -> bool:
    """A missing attribute differs from everything; values of different types have no order."""
    if comparison not in _COMPARISONS:
        raise ValueError(f"{comparison} is not a known comparison")
    if left is _MISSING or right is _MISSING or type(left) is not type(right):
        return comparison == "<>"
    return _COMPARISONS[comparison](left, right)
