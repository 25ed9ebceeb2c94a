"""`make learning`: learn what the words of titles say, and write the tables that `repost` reads.

A logistic regression over the keys of `repost.selection.evergreen.learned`, the signs that the word lists
find, and what words mean, by gradient descent with a step of its own for each weight (AdaGrad). What words
mean is in `meanings/`: a vector a word, by the words it is usually found with. It learns from every list in
`titles/` that isn't kept apart, and from the invented titles, since the blogs in `titles/` hardly sell
anything. What that is worth is found out by blog (`make learning CHECK=1`, which writes nothing): the blogs
that the word lists were not made for are divided into folds, and each fold is judged by what was learned
from all the other blogs.
"""

from __future__ import annotations

import sys
from base64 import b85decode
from collections import Counter
from datetime import date
from itertools import repeat
from math import exp, sqrt
from operator import mul
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import json
from msgspec.structs import replace

from benchmarks.evergreen import LISTS, REAL, figures, judged_rows
from repost.base.value import Value
from repost.selection.evergreen import learned
from repost.selection.evergreen.dates import read_dates
from repost.selection.evergreen.learned import NOTHING, UNIT, Part, Weights, names_of, parts_of
from repost.selection.evergreen.tokens import tokens_of
from repost.selection.evergreen.words import languages, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TABLES: Final = Path(learned.__file__).parent / "weights"

MEANINGS: Final = Path(__file__).parent / "meanings"

_LEARNED_FROM: Final = ("tuning", "learning")
_TUNED_FOR: Final = "tuning"
"""Blogs that the word lists were made for: their signs are worth more there than elsewhere."""

_UNDATED: Final = date(2026, 9, 24)
"""When invented titles came out that don't say so."""

_COUNTS_TUNED: Final = 0.6
"""How much a title of a blog that the lists were made for counts: they know its signs better than others."""
_COUNTS_INVENTED: Final = 2.5
"""How much an invented title counts: of offers, which the blogs hardly make, there are no others."""

_LIMIT: Final = 0.75
"""Log odds above which a title counts as out of date: by `check`, under 3% of what lasts is then left out."""

_FOLDS: Final = 5
_EPOCHS: Final = 12
_STEP: Final = 0.2
_STEP_OF_START: Final = 0.02
_STEP_OF_MEANINGS: Final = 0.05
_SHRINK: Final = 0.0005
_AT_LEAST: Final = 2
"""A key that fewer titles have is not learned."""

_MOST_KEYS: Final = 4000
_LEAST: Final = 8
"""Hundredths below which a word's meaning says nothing."""


class Example(Value, frozen=True):
    """A labelled title: its parts, what the lists found in it, its blog, and how much it counts."""

    parts: tuple[Part, ...]
    is_stale: bool
    blog: str = ""
    signs: tuple[str, ...] = ()
    counts: float = 1.0

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key, _, _ in self.parts)


class _Learned(NamedTuple):
    start: float
    keys: dict[str, float]
    signs: dict[str, float]
    meaning: list[float]


def meanings(language: str) -> dict[str, list[float]]:
    """What words mean: a vector of whole numbers each, most of them small."""
    lines = (MEANINGS / f"{language}.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return {word: [(each - 128) / 128 for each in b85decode(vector)] for word, vector in pairs}


def examples(path: Path) -> list[Example]:
    """The titles of a list."""
    [words] = words_for(path.name[:2])
    found = []
    for row, each in judged_rows(path, NOTHING):
        published = date.fromisoformat(row["published"]) if row.get("published") else _UNDATED
        tokens, _ = read_dates(tokens_of(each.title), words, published)
        found.append(
            Example(
                tuple(parts_of(names_of(tokens))),
                each.is_stale,
                row.get("blog", ""),
                tuple(each.judgement.signs),
            )
        )
    return found


def known_titles(language: str) -> list[Example]:
    """All titles of a language from which there is to learn."""
    real = {part: examples(REAL / f"{language}-{part}.tsv") for part in _LEARNED_FROM}
    tuned = {each.blog for each in real[_TUNED_FOR]}
    found = [
        replace(each, counts=_COUNTS_TUNED) if each.blog in tuned else each
        for titles in real.values()
        for each in titles
    ]
    invented = examples(LISTS / f"{language}.tsv")
    return found + [replace(each, counts=_COUNTS_INVENTED) for each in invented]


def learn(titles: Sequence[Example], meaning: Mapping[str, list[float]], limit: float = 0.0) -> Weights:
    """The table: learned once to see which keys matter, and once more from those alone."""
    counts = Counter(key for each in titles for key in each.keys)
    first = _descend(titles, {key for key, count in counts.items() if count >= _AT_LEAST}, meaning)
    ranked = sorted(first.keys, key=lambda key: (-abs(first.keys[key]) * sqrt(counts[key]), key))
    found = _descend(titles, set(ranked[:_MOST_KEYS]), meaning)
    words = {word: _dot(found.meaning, vector) for word, vector in meaning.items()}
    return Weights(
        round((found.start - limit) * UNIT), _whole(found.keys), _whole(words, _LEAST), _whole(found.signs)
    )


def _whole(weights: Mapping[str, float], least: int = 1) -> dict[str, int]:
    rounded = {key: round(weight * UNIT) for key, weight in sorted(weights.items())}
    return {key: weight for key, weight in rounded.items() if abs(weight) >= least}


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(map(mul, one, other), 0.0)


class _Row(NamedTuple):
    keys: list[str]
    signs: tuple[str, ...]
    meaning: list[float]
    label: float
    counts: float


def _row_of(title: Example, known: set[str], meaning: Mapping[str, list[float]], size: int) -> _Row:
    vectors = [meaning[key] for key in title.keys if key in meaning]
    scale = 1 / sqrt(max(len(vectors), 1))
    together = [scale * sum(each) for each in zip(*vectors, strict=True)] or [0.0] * size
    keys = [key for key in title.keys if key in known]
    return _Row(keys, title.signs, together, float(title.is_stale), title.counts)


def _descend(titles: Sequence[Example], known: set[str], meaning: Mapping[str, list[float]]) -> _Learned:
    """The weights, on average at the ends of the later rounds, so that the last titles count no more."""
    size = max(map(len, meaning.values()), default=0)
    rows = [_row_of(each, known, meaning, size) for each in titles]
    keys, signs = _Steps(sorted(known)), _Steps(sorted({sign for row in rows for sign in row.signs}))
    places, start = _Steps(map(str, range(size))), _Steps(("",))
    later: list[tuple[dict[str, float], ...]] = []
    random = Random(1)
    for epoch in range(_EPOCHS):
        random.shuffle(rows)
        for row in rows:
            scale = 1 / sqrt(max(len(row.keys), 1))
            lean = start[""] + scale * sum([keys[key] for key in row.keys])
            lean += sum([signs[sign] for sign in row.signs]) + _dot(list(places.values()), row.meaning)
            wrong = row.counts * (1 / (1 + exp(-lean)) - row.label)
            start[""] -= _STEP_OF_START * wrong
            keys.step(row.keys, repeat(wrong * scale), _STEP)
            signs.step(row.signs, repeat(wrong), _STEP)
            places.step(places, [wrong * value for value in row.meaning], _STEP_OF_MEANINGS)
        if epoch >= _EPOCHS // 2:
            later.append((dict(start), dict(keys), dict(signs), dict(places)))
    starts, *others = map(_average, zip(*later, strict=True))
    return _Learned(starts[""], others[0], others[1], list(others[2].values()))


def _average(several: Sequence[dict[str, float]]) -> dict[str, float]:
    return {key: sum(each[key] for each in several) / len(several) for key in several[0]}


class _Steps(dict[str, float]):
    """Weights, each of which moves by less the more it has moved."""

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(keys, 0.0))
        self._squares = dict.fromkeys(self, 0.01)

    def step(self, keys: Iterable[str], slopes: Iterable[float], step: float) -> None:
        """Move some of them against their slopes, and a little towards nothing."""
        squares = self._squares
        for key, slope in zip(keys, slopes, strict=False):
            weight = self[key]
            whole = slope + _SHRINK * weight
            squares[key] += whole * whole
            self[key] = weight - step * whole / sqrt(squares[key])


def check(language: str) -> str:
    """What the word lists and what is learned are worth together on blogs that neither knows."""
    known, meaning = known_titles(language), meanings(language)
    blogs = sorted({each.blog for each in known if each.counts == 1})
    Random(1).shuffle(blogs)
    leans: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        held = set(blogs[fold::_FOLDS])
        table = learn([each for each in known if each.blog not in held], meaning)
        leans += [
            (table.lean(table.by_words(set(each.keys)), each.signs), each.is_stale)
            for each in known
            if each.blog in held
        ]
    lines = [f"{language}: {len(leans)} titles of {len(blogs)} blogs"]
    for limit in (-0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0):
        found = figures((lean > limit, is_stale) for lean, is_stale in leans)
        lines.append(f"{limit:6.2f}{found.precision:11.3f}{found.recall:8.3f}{found.false_alarms:14.1%}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Write the tables, or with `--check` say what learning like that is worth."""
    for language in languages():
        if "--check" in arguments:
            print(check(language), flush=True)
            continue
        titles = known_titles(language)
        table = learn(titles, meanings(language), _LIMIT)
        path = TABLES / f"{language}.json"
        path.write_bytes(json.format(json.encode(table), indent=0) + b"\n")
        print(f"{path.name}: {len(table.keys)} keys and {len(table.words)} words from {len(titles)} titles")


if __name__ == "__main__":
    main(sys.argv[1:])
