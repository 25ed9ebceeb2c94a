"""The dates that a title names, and what they mean once the article is old enough."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.value import Value
from repost.selection.evergreen.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.selection.evergreen.words import Words

DAY_OF_A_YEAR: Final = timedelta(days=366)
SINCE: Final = timedelta(days=60)
"""How long before publication a day without a year may be; otherwise the next one is meant."""

_YEARS: Final = range(1900, 2101)

_OTHERS: Final = frozenset({"word", "mark"})  # only months and weekdays of these have to do with dates
_YEARS_OFF: Final = MappingProxyType({0: "<now>", -1: "<last>"})


class Named(Value, frozen=True):
    """A date that a title names: the last day of it, how exactly, and which tokens name it.

    `weight` is what it weighs when it is past; 0 if it means nothing, such as the year of
    a product.
    """

    last: date
    is_day: bool
    first: int
    end: int
    weight: int

    def is_near(self, published: date) -> bool:
        """Whether it isn't history as seen from publication."""
        if self.is_day:
            return self.last >= published - DAY_OF_A_YEAR
        return self.last.year >= published.year - 1


def read_dates(tokens: Sequence[Token], words: Words, published: date) -> tuple[list[Token], list[Named]]:
    """The tokens with each date made one, and the dates."""
    read: list[Token] = []
    named: list[Named] = []
    at = 0
    while at < len(tokens):
        first = tokens[at]
        calendar = words.calendar.get(first.text, ())
        begins = calendar or first.kind not in _OTHERS
        end, found = _date_at(tokens, at, words, published) if begins else (at, None)
        if found is None:
            if calendar:
                first = replace(first, keys=(*first.keys, *calendar), name=calendar[0])
            read.append(first)
            at += 1
            continue
        last, key, weight = found
        if weight is None:
            weight = _weight_of_year(tokens, at, end, words)
        date_ = Named(last, key == "<date>", len(read), len(read) + 1, weight)
        keys = (key, *_keys_of_year(tokens, at, end))
        name = _name(date_, key, published)
        read.append(Token("date", first.text, keys, name, first.place, tokens[end - 1].end))
        named.append(date_)
        at = end
    return read, named


_Found = tuple[date, str, int | None]


def _date_at(tokens: Sequence[Token], at: int, words: Words, published: date) -> tuple[int, _Found | None]:
    """The date that begins at a token, and where it ends."""
    token = tokens[at]
    if token.kind in {"iso", "numeric"}:
        day = _written(token)
        return (at + 1, (day, "<date>", 2)) if day else (at, None)
    begin = at
    if token.text in words.weekdays and at + 1 < len(tokens):
        at = _after(tokens, at + 1, ",", *words.articles)
    end, day_number, month = _day_and_month(tokens, at, words)
    if month:
        year_at = _after(tokens, end, ",")
        year = _year(tokens, year_at)
        if year is not None:
            end = year_at + 1
        day = _day(year, month, day_number, published)
        if day is None:
            return begin, None
        is_feast = year is None and (month, day_number) in words.feasts
        return end, (day, "<date>", 1 if is_feast else 2)
    if begin != at:
        return begin, None
    if (month := words.months.get(token.text, 0)) and (year := _year(tokens, at + 1)) is not None:
        return at + 2, (date(year, month, monthrange(year, month)[1]), "<monthyear>", 2)
    if (year := _year(tokens, at)) is not None:
        return at + 1, (date(year, 12, 31), "<year>", None)
    return begin, None


def _day_and_month(tokens: Sequence[Token], at: int, words: Words) -> tuple[int, int, int]:
    """Where "20 March", "20th of March" or "March 20" ends, its day and its month; 0 if there is none."""
    if day := _day_number(tokens, at):
        after = _after(tokens, at + 1, *words.of)
        if after < len(tokens) and (month := words.months.get(tokens[after].text, 0)):
            return after + 1, day, month
        return at, 0, 0
    month = words.months.get(tokens[at].text, 0) if at < len(tokens) and words.month_first else 0
    day = _day_number(tokens, at + 1) if month else 0
    return (at + 2, day, month) if day else (at, 0, 0)


def _day_number(tokens: Sequence[Token], at: int) -> int:
    if at >= len(tokens) or tokens[at].kind not in {"number", "ordinal", "score"}:
        return 0
    digits = tokens[at].text.rpartition("-")[2].rstrip("stndrhem")  # the last day of "28-29" counts
    return int(digits) if digits.isdigit() and 1 <= int(digits[:4]) <= 31 else 0  # noqa: PLR2004 - days


def _year(tokens: Sequence[Token], at: int) -> int | None:
    if at >= len(tokens) or tokens[at].kind != "number" or len(tokens[at].text) != 4:  # noqa: PLR2004 - digits
        return None
    year = int(tokens[at].text)
    return year if year in _YEARS else None


def _day(year: int | None, month: int, day: int, published: date) -> date | None:
    if year is not None:
        return _date(year, month, day)
    earliest = published - SINCE
    days = (_date(each, month, day) for each in (earliest.year, earliest.year + 1))
    return min((each for each in days if each and each >= earliest), default=None)


def _written(token: Token) -> date | None:
    """A date in figures; the later reading of 3/4/2025, so that nothing is over too early."""
    if token.kind == "iso":
        year, month, day = map(int, token.text.replace("/", "-").split("-"))
        return _date(year, month, day)
    first, second, year = map(int, token.text.replace(".", "/").split("/"))
    return max(filter(None, (_date(year, first, second), _date(year, second, first))), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _after(tokens: Sequence[Token], at: int, *fillers: str) -> int:
    return at + 1 if at < len(tokens) and tokens[at].text in fillers else at


def _weight_of_year(tokens: Sequence[Token], at: int, end: int, words: Words) -> int:
    """A year that is part of a name weighs nothing; one after "of", "in" or "for" weighs most."""
    before = tokens[at - 1].text if at else ""
    if before in words.products or before in words.since:
        return 0
    stands_alone = end == len(tokens) or at == 0 or tokens[end].text in {":", "!"}
    return 3 if before in words.within or stands_alone else 2


def _name(date_: Named, key: str, published: date) -> str:
    """What a date is as seen from publication."""
    if key != "<year>":
        return "<date>" if date_.is_near(published) else "<old>"
    years = date_.last.year - published.year
    return "<later>" if years > 0 else _YEARS_OFF.get(years, "<old>")


def _keys_of_year(tokens: Sequence[Token], at: int, end: int) -> tuple[str, ...]:
    """A year is a number, too; a month and a year contain a month."""
    return ("<n>", tokens[at].text) if end - at == 1 and tokens[at].kind == "number" else ()
