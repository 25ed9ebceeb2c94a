"""`make learning`: learn what the words of titles say, and write the tables that `repost` reads.

A logistic regression over the keys of `repost.selection.evergreen.learned`, by gradient descent with a
step of its own for each key (AdaGrad). It learns from every list in `titles/` that isn't kept apart, and
from the invented titles, since the blogs in `titles/` hardly sell anything. What that is worth is found out
by blog (`make learning CHECK=1`, which writes nothing): the blogs that the word lists were not made for are
divided into folds, and each fold is judged by what was learned from all the other blogs.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from datetime import date
from math import exp, sqrt
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import json

from benchmarks.evergreen import LISTS, REAL, Labelled, figures, labelled
from repost.base.value import Value
from repost.selection.evergreen import learned
from repost.selection.evergreen.dates import read_dates
from repost.selection.evergreen.learned import UNIT, Weights, parts_of
from repost.selection.evergreen.tokens import tokens_of
from repost.selection.evergreen.words import languages, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TABLES: Final = Path(learned.__file__).parent / "weights"

_LEARNED_FROM: Final = ("tuning", "learning", "choosing")
_CHECKED: Final = "choosing"
"""Blogs that the word lists were not made for: how well both do together is told by these alone."""

_UNDATED: Final = date(2026, 9, 24)
"""When invented titles came out that don't say so."""

_FOLDS: Final = 4
_EPOCHS: Final = 12
_STEP: Final = 0.2
_STEP_OF_START: Final = 0.02
_SHRINK: Final = 0.0005
_AT_LEAST: Final = 2
"""A key that fewer titles have is not learned."""

_MOST_KEYS: Final = 4000


class Example(Value, frozen=True):
    """A labelled title: its keys and its blog."""

    keys: tuple[str, ...]
    is_stale: bool
    blog: str


class _Learned(NamedTuple):
    start: float
    keys: dict[str, float]


def examples(path: Path) -> list[Example]:
    """The titles of a list, as keys."""
    [words] = words_for(path.name[:2])
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for row in rows:
        published = date.fromisoformat(row["published"]) if row.get("published") else _UNDATED
        tokens, named = read_dates(tokens_of(row["title"]), words, published)
        keys = tuple(key for key, _, _ in parts_of(tokens, named, words, published))
        found.append(Example(keys, row["label"] == "stale", row.get("blog", "")))
    return found


def known_titles(language: str) -> list[Example]:
    """All titles of a language from which there is to learn."""
    paths = (REAL / f"{language}-{part}.tsv" for part in _LEARNED_FROM)
    return [each for path in (*paths, LISTS / f"{language}.tsv") for each in examples(path)]


def learn(titles: Sequence[Example]) -> Weights:
    """The table: learned once to see which keys matter, and once more from those alone."""
    counts = Counter(key for each in titles for key in each.keys)
    first = _descend(titles, {key for key, count in counts.items() if count >= _AT_LEAST})
    ranked = sorted(first.keys, key=lambda key: (-abs(first.keys[key]) * sqrt(counts[key]), key))
    found = _descend(titles, set(ranked[:_MOST_KEYS]))
    weights = {key: round(weight * UNIT) for key, weight in sorted(found.keys.items())}
    return Weights(round(found.start * UNIT), {key: weight for key, weight in weights.items() if weight})


def _descend(titles: Sequence[Example], known: set[str]) -> _Learned:
    rows = [([key for key in each.keys if key in known], float(each.is_stale)) for each in titles]
    weights = dict.fromkeys(sorted(known), 0.0)
    squares = dict.fromkeys(known, 0.01)
    start = 0.0
    random = Random(1)
    for _ in range(_EPOCHS):
        random.shuffle(rows)
        for keys, label in rows:
            scale = 1 / sqrt(max(len(keys), 1))
            lean = start + scale * sum([weights[key] for key in keys])
            wrong = 1 / (1 + exp(-lean)) - label
            start -= _STEP_OF_START * wrong
            for key in keys:
                slope = wrong * scale + _SHRINK * weights[key]
                squares[key] += slope * slope
                weights[key] -= _STEP * slope / sqrt(squares[key])
    return _Learned(start, weights)


def check(language: str) -> str:
    """What the word lists and what is learned are worth together on blogs that neither knows."""
    known = known_titles(language)
    path = REAL / f"{language}-{_CHECKED}.tsv"
    blogs = sorted({each.blog for each in examples(path)})
    Random(1).shuffle(blogs)
    judged: list[Labelled] = []
    for fold in range(_FOLDS):
        held = set(blogs[fold::_FOLDS])
        table = learn([each for each in known if each.blog not in held])
        judged += _judged_with(table, path, held)
    return _row(f"{language}, by blog", judged)


def _judged_with(table: Weights, path: Path, blogs: set[str]) -> Iterable[Labelled]:
    with path.open(encoding="utf-8", newline="") as lines:
        places = [
            row["blog"] in blogs for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return [each for each, is_in in zip(labelled(path, table), places, strict=True) if is_in]


def _row(name: str, titles: Sequence[Labelled]) -> str:
    found = figures(titles)
    return f"{name:24}{len(titles):8}{found.precision:11.3f}{found.recall:8.3f}{found.false_alarms:14.1%}"


def main(arguments: Sequence[str]) -> None:
    """Write the tables, or with `--check` say what learning like that is worth."""
    for language in languages():
        if "--check" in arguments:
            print(check(language), flush=True)
            continue
        titles = known_titles(language)
        table = learn(titles)
        path = TABLES / f"{language}.json"
        path.write_bytes(json.format(json.encode(table), indent=0) + b"\n")
        print(f"{path.name}: {len(table.keys)} keys from {len(titles)} titles")


if __name__ == "__main__":
    main(sys.argv[1:])
