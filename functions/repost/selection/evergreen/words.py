"""The word lists: `<language>.toml` next to this module. A further language is one more file.

The build turns them into JSON, which a cold start reads many times as fast.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.base.patterns import pattern
from repost.base.value import Value
from repost.selection.evergreen.phrases import Phrases
from repost.selection.evergreen.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_IS_FOLDED: Final = pattern(r"[a-z]+(?: [a-z]+)*")
WEIGHTS: Final[Mapping[str, int]] = {"hint": 1, "telling": 2, "sure": 3}


class Meaning(Value, frozen=True):
    """What a phrase says: a kind of signal with its weight, which counts once the article is `days` old.

    The kinds "frame" and "subject" are words of advice: a frame is about all that follows it, a subject
    about the whole title. What a "recap" looks back on may be over: the look back itself lasts. "innocent"
    phrases only look like signals: their words count for nothing.
    """

    kind: str
    weight: int = 0
    days: int = 0


class Words(Value, frozen=True):
    """One language.

    Attributes
    ----------
    months, weekdays
        Their names, without accents; months with their numbers.
    calendar : mapping of str to tuple of str
        What each of these names is: <weekday>, <month>, or both.
    month_first : bool
        Whether "March 20" is a date, too.
    of, articles, within, since, products : frozenset of str
        Words within a date, before a date, before a year that a title is about, before a year since which
        something is true, and before a year that is part of a name.
    feasts : frozenset of (month, day)
        Days that a date without a year may mean in any year.
    categories : mapping of str to Meaning
        Categories in which blogs put what doesn't last.
    phrases : Phrases of Meaning
        All others.
    """

    months: Mapping[str, int]
    weekdays: frozenset[str]
    calendar: Mapping[str, tuple[str, ...]]
    month_first: bool
    of: frozenset[str]
    articles: frozenset[str]
    within: frozenset[str]
    since: frozenset[str]
    products: frozenset[str]
    feasts: frozenset[tuple[int, int]]
    categories: Mapping[str, Meaning]
    phrases: Phrases[Meaning]


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is a list for."""
    lists = (path for path in Path(__file__).parent.iterdir() if path.suffix in {".toml", ".json"})
    return tuple(sorted(path.stem for path in lists))


def listed(language: str) -> str:
    """The language (a BCP 47 tag) as its list is called; "" if there is none."""
    primary = language.lower().replace("_", "-").partition("-")[0]
    return primary if primary in languages() else ""


def words_for(language: str) -> tuple[Words, ...]:
    """The lists to check a title in a language against: its own, or all if there is none."""
    own = listed(language)
    return tuple(map(_read, [own] if own else languages()))


@cache
def _read(language: str) -> Words:
    built = Path(__file__).with_name(f"{language}.json")
    if built.exists():
        from msgspec import json

        return words_from(json.decode(built.read_bytes()))
    import tomllib

    return words_from(tomllib.loads(built.with_suffix(".toml").read_text("utf-8")))


def words_from(table: Mapping[str, Any]) -> Words:
    """A language from its table.

    Raises
    ------
    ValueError, KeyError
        If something is missing in it, or a phrase is not valid (see `Phrases.add`).
    """
    phrases: Phrases[Meaning] = Phrases()
    categories: dict[str, Meaning] = {}
    for kind in ("frame", "subject", "recap", "innocent"):
        phrases.add(table[kind], Meaning(kind))
    for kind, signals in table["signals"].items():
        for strength, weight in WEIGHTS.items():
            phrases.add(signals.get(strength, ""), Meaning(kind, weight))
        categories |= {name: Meaning(kind, 1) for name in map(folded, signals.get("categories", ()))}
    for moment in table["moments"]:
        for strength, weight in WEIGHTS.items():
            phrases.add(moment.get(strength, ""), Meaning("moment", weight, moment["days"]))
    dates = table["dates"]
    months = {folded(name): n for n, names in enumerate(dates["months"], 1) for name in names}
    weekdays = frozenset(map(folded, dates["weekdays"]))
    calendar = dict.fromkeys(months, ("<month>",)) | dict.fromkeys(weekdays, ("<weekday>",))
    return Words(
        months=months,
        weekdays=weekdays,
        calendar=calendar | dict.fromkeys(weekdays & months.keys(), ("<weekday>", "<month>")),
        month_first=dates["month_first"],
        of=frozenset(dates["of"]),
        articles=frozenset(dates["articles"]),
        within=frozenset(map(folded, dates["within"])),
        since=frozenset(map(folded, dates["since"])),
        products=frozenset(map(folded, dates["products"])),
        feasts=frozenset((month, day) for month, day in dates["feasts"]),
        categories=categories,
        phrases=phrases,
    )


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """A text in the form in which tokens are compared."""
    if _IS_FOLDED.fullmatch(text):
        return text
    return " ".join(token.text for token in tokens_of(text))
