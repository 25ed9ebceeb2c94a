"""Whether a title is still as good to read as on its first day, and the sentence that says why not.

Signals are phrases of the word lists, one file a language, and dates that have passed since the article came
out. Each weighs 1 to 3, words of advice before or around it take one off, and from 2 on the article counts as
stale. What is still ahead isn't stale yet; what was long past when the article came out is history.

Where a language has titles to learn from, the signs don't decide alone: all the words of a title and all its
signs together say how likely it is to be stale, as `learned` from titles of public blogs.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.value import Value
from repost.selection.evergreen.dates import Named, read_dates
from repost.selection.evergreen.learned import NOTHING, keys_of, names_of, parts_of, weights_for
from repost.selection.evergreen.tokens import tokens_of
from repost.selection.evergreen.words import Words, folded, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from repost.base.articles import Article
    from repost.selection.evergreen.learned import Weights
    from repost.selection.evergreen.tokens import Token
    from repost.selection.evergreen.words import Meaning

STALE_FROM: Final = 2
"""The weight from which on an article counts as stale."""

_MOST_READ: Final = 2048
"""How many titles are read once: a look ahead judges those of a window at every slot."""

_SURE: Final = frozenset({"offer", "job", "deadline", "date", "greeting", "notice"})
"""Kinds that other words don't take back."""

_MOST: Final = 4
_LEARNED_AT: Final = timedelta(days=30)
"""What was learned holds after 60 days; younger articles are left to the lists."""

_YEARS_AT: Final = timedelta(days=183)
"""Since hardly a year is over after 60 days, what was learned about years says nothing about old articles."""

_BESIDE: Final = 2
_ANNOUNCES: Final = frozenset({"event", "issue", "release", "job", "contest"})
"""Kinds that announce something after a colon: "Webinar: how bread rises" is one about bread."""

_NEVER_LASTS: Final = frozenset({"offer", "job", "issue", "moment"})
"""Kinds that count against an article even if it looks back on something."""

_OF_TIME: Final = frozenset({"moment", "deadline", "date", "year"})
_DATES: Final = frozenset({"date", "year"})
_SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "event": "it announces an event",
        "offer": "it makes an offer that doesn't last",
        "deadline": "it sets a deadline",
        "moment": "it speaks of a time that is over",
        "news": "it is news of its day",
        "vote": "it is about a vote",
        "job": "it offers a job",
        "contest": "it is about a contest",
        "greeting": "it is a greeting of the season",
        "notice": "it is a notice for its day",
        "issue": "it is an issue of a series",
        "release": "it announces a release",
        "date": "it names a date that has passed",
        "year": "it names a date that has passed",
        "words": "its words are those of titles that don't last",
    }
)


class Signal(Value, frozen=True):
    """One sign that an article doesn't last: its kind, the words that say so, and what it weighs."""

    kind: str
    words: str
    weight: int

    @property
    def sentence(self) -> str:
        """The sign in words, as part of a sentence."""
        return f"{_SAYS[self.kind]} (“{self.words}”)"


class Judgement(Value, frozen=True):
    """What was found in an article's title.

    `advice` are the words that make it advice about such things, or ""; `discount` is what they take off.
    `lean` says how likely it is that the title is stale, by all of its words and signs: that is so above 0.
    It is None if the signs decide alone. `telling` are the words that say most for it.
    """

    signals: tuple[Signal, ...] = ()
    advice: str = ""
    discount: int = 0
    lean: float | None = None
    telling: str = ""

    @property
    def weight(self) -> int:
        """What the signals weigh together, less what words of advice take off: from a date, one at most."""
        if not self.signals:
            return 0
        dates = sum(signal.weight for signal in self.signals if signal.kind in _DATES)
        others = sum(signal.weight for signal in self.signals) - dates
        if self.hints_alone:
            return min(dates + others, STALE_FROM - 1)
        # How to choose a laptop of 2024 is as stale as the laptop.
        return max(dates - min(self.discount, 1), 0) + max(others - self.discount, 0)

    @property
    def hints_alone(self) -> bool:
        """Whether nothing but hints was found, and none of them is about time: words that anybody uses."""
        return all(signal.weight == 1 and signal.kind not in _OF_TIME for signal in self.signals)

    @property
    def is_stale(self) -> bool:
        """Whether the article should not go out any more."""
        return self.weight >= STALE_FROM if self.lean is None else self.lean > 0

    def is_sure(self, kinds: frozenset[str]) -> bool:
        """Whether the signals are enough, and one of these kinds is among them and more than a hint."""
        clear = {signal.kind for signal in self.signals if signal.weight > 1}
        return self.weight >= STALE_FROM and not clear.isdisjoint(kinds)

    @property
    def signs(self) -> Iterator[str]:
        """What was found, as the names under which it was learned what that is worth."""
        for signal in self.signals:
            yield f"{signal.kind} {signal.weight}"
        yield f"{min(self.weight, _MOST)} in all"
        if self.weight >= STALE_FROM:
            yield "enough"
        if self.signals and self.hints_alone:
            yield "hints alone"
        if len(self.signals) > 1:
            yield "several"
        if self.discount:
            yield f"advice {self.discount}"

    @property
    def why(self) -> str:
        """One sentence on why the article is stale; "" if it is evergreen."""
        if not self.is_stale:
            return ""
        signals = self.signals if self.weight >= STALE_FROM else (Signal("words", self.telling, STALE_FROM),)
        said = "; ".join(signal.sentence for signal in signals)
        return f"{said[0].upper()}{said[1:]}."


_EVERGREEN: Final = Judgement()


def judge(article: Article, now: datetime, language: str = "", learned: Weights | None = None) -> Judgement:
    """Whether an article is as good to read at `now` (UTC) as when it came out.

    Parameters
    ----------
    language : str
        A BCP 47 tag; if there is no list for it, or it is "", all lists count, and nothing that was learned.
    learned : Weights, optional
        What to go by instead of the table of that language.
    """
    if article.published is None:
        return _EVERGREEN
    day = article.published.date()
    learned = learned or weights_for(language) or NOTHING
    read = _read(article.title, day, language, learned)
    judgements = (_judge(article, each, article.published, now, learned) for each in read)
    return max(judgements, key=lambda judgement: judgement.weight)


class _Title(Value, frozen=True):
    """A title as one list of words reads it: its tokens, the dates in it, and where phrases are.

    `by_words` is what was learned about its words, added up.
    """

    words: Words
    tokens: list[Token]
    named: list[Named]
    phrases: list[_Found]
    by_words: float


@lru_cache(maxsize=_MOST_READ)
def _read(title: str, published: date, language: str, learned: Weights) -> tuple[_Title, ...]:
    """A title as each list reads it. Only what that means depends on the time."""
    found = []
    for words in words_for(language):
        tokens, named = read_dates(tokens_of(title), words, published)
        phrases = list(words.phrases.found(tokens))
        by_words = learned.by_words(keys_of(names_of(tokens))) if learned.keys else 0.0
        found.append(_Title(words, tokens, named, phrases, by_words))
    return tuple(found)


def _judge(
    article: Article, title: _Title, published: datetime, now: datetime, learned: Weights
) -> Judgement:
    words, tokens, named = title.words, title.tokens, title.named
    dates = [each for each in named if each.is_near(published.date())]
    if any(each.is_day and each.last >= now.date() for each in dates):
        return _EVERGREEN  # what it announces is still ahead
    history = {each.first for each in named if each not in dates}
    found = [
        (first, end, meaning)
        for first, end, meaning in title.phrases
        # "The election of 1981": what includes or is next to a year of long ago is history.
        if now - published >= timedelta(days=meaning.days)
        and history.isdisjoint(range(first - _BESIDE, end + _BESIDE))
    ]
    signals = [
        (first, Signal(kind.kind, _shown(article.title, tokens, first, end), kind.weight))
        for first, end, kind in _strongest(found)
    ]
    signals += _of_dates(article.title, dates, tokens, now)
    if any(meaning.kind == "recap" for _, _, meaning in found):
        signals = [each for each in signals if each[1].kind in _NEVER_LASTS]
    discount, advice = max(
        (
            (_discount(meaning, tokens, first, signals), _shown(article.title, tokens, first, end))
            for first, end, meaning in found
        ),
        default=(0, ""),
        key=lambda each: each[0],
    )
    advice = advice if discount else ""
    filed = _of_categories(article, words, signals)
    judgement = Judgement((*(signal for _, signal in signals), *filed), advice, discount)
    age = now - published
    if (
        not learned.keys
        or age < _LEARNED_AT
        or judgement.is_sure(_SURE | {"year"} if age > _YEARS_AT else _SURE)
    ):
        return judgement
    lean = learned.lean(title.by_words, judgement.signs)
    places = learned.telling(parts_of(names_of(tokens))) if lean > 0 and judgement.weight < STALE_FROM else ()
    telling = ", ".join(_shown(article.title, tokens, *place) for place in places)
    return replace(judgement, lean=lean, telling=telling)


def _discount(
    meaning: Meaning, tokens: Sequence[Token], first: int, signals: Sequence[tuple[int, Signal]]
) -> int:
    """What words that begin at a token take off: more before all signals than about them."""
    if meaning.kind == "subject":
        return 1
    if meaning.kind != "frame" or not signals:
        return 0
    if first < min(place for place, _ in signals):
        return 2
    asks = first > 0 and not {":", "?"}.isdisjoint(tokens[first - 1].keys)
    return int(asks and _ANNOUNCES.isdisjoint(signal.kind for _, signal in signals))


_Found = tuple[int, int, "Meaning"]


def _strongest(found: Sequence[_Found]) -> Iterable[_Found]:
    """The heaviest phrase of each kind, no word counted twice, and none of an innocent phrase."""
    taken: set[int] = set()
    kinds: set[str] = set()
    innocent = [range(first, end) for first, end, meaning in found if meaning.kind == "innocent"]
    for first, end, meaning in sorted(found, key=lambda each: (-each[2].weight, each[0] - each[1], each[0])):
        if not meaning.weight or meaning.kind in kinds or not taken.isdisjoint(range(first, end)):
            continue
        if any(first < span.stop and span.start < end and end - first <= len(span) for span in innocent):
            continue
        taken.update(range(first, end))
        kinds.add(meaning.kind)
        yield first, end, meaning


def _of_dates(
    title: str, dates: Sequence[Named], tokens: Sequence[Token], now: datetime
) -> list[tuple[int, Signal]]:
    """The heaviest date that has passed; only the latest year counts."""
    latest = max((each.last for each in dates), default=now.date())
    past = [
        each
        for each in dates
        if each.weight and each.last < now.date() and (each.is_day or latest < now.date())
    ]
    if not past:
        return []
    heaviest = max(past, key=lambda each: each.weight)
    kind = "date" if heaviest.is_day else "year"
    shown = _shown(title, tokens, heaviest.first, heaviest.end)
    return [(heaviest.first, Signal(kind, shown, heaviest.weight))]


def _of_categories(article: Article, words: Words, signals: Sequence[tuple[int, Signal]]) -> Iterable[Signal]:
    """What the article's categories say, unless the title says it itself."""
    kinds = {signal.kind for _, signal in signals}
    for category in article.categories:
        meaning = words.categories.get(folded(category))
        if meaning and meaning.kind not in kinds:
            kinds.add(meaning.kind)
            yield Signal(meaning.kind, category, meaning.weight)


def _shown(title: str, tokens: Sequence[Token], first: int, end: int) -> str:
    """The words as the title has them."""
    return title[tokens[first].place : tokens[end - 1].end].rstrip(" :,|")
