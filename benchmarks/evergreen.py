"""`make evergreen`: how well the check for what doesn't last agrees with people's labels of titles.

Each list is a table with tabs, whose first line names its columns: label ("stale" or "evergreen"), title, and
perhaps published (a date) and days from then until the article is to be shared, by default 60. If a list
doesn't say when a title came out, that is taken to be two weeks before the last day that it names, or else so
long ago that it is to be shared today. A list's name begins with its language.

For lists that are kept apart, only figures are printed: if somebody reads their mistakes and corrects them,
the figures no longer say anything about unseen titles.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repost.base.articles import Article
from repost.base.value import Value
from repost.selection.evergreen.dates import DAY_OF_A_YEAR, SINCE, read_dates
from repost.selection.evergreen.judgement import Judgement, judge
from repost.selection.evergreen.tokens import tokens_of
from repost.selection.evergreen.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from repost.selection.evergreen.learned import Weights

_DAYS: Final = 60
_AHEAD: Final = timedelta(days=14)
LISTS: Final = Path(__file__).parent.parent / "tests" / "samples" / "evergreen"
REAL: Final = Path(__file__).parent / "titles"
"""Titles of public blogs; LISTS are invented ones, with many of a kind."""

_APART: Final = "apart"


class Labelled(Value, frozen=True):
    """A title, what a person says about it at `now` (UTC), and what the check says."""

    title: str
    is_stale: bool
    judgement: Judgement

    @property
    def is_wrong(self) -> bool:
        """Whether the two disagree."""
        return self.judgement.is_stale != self.is_stale


def labelled(path: Path, learned: Weights | None = None) -> Iterator[Labelled]:
    """The titles of a list, judged by the lists and what was learned, or by another table."""
    return (each for _, each in judged_rows(path, learned))


def judged_rows(path: Path, learned: Weights | None = None) -> Iterator[tuple[Mapping[str, str], Labelled]]:
    """The rows of a list, each with its title judged.

    Raises
    ------
    ValueError
        If it isn't such a list; the message says what should be there.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {"label", "title"} <= set(rows.fieldnames or ()):
            raise ValueError(
                f"{path} should begin with a line that names its columns, with tabs between them: label and "
                "title, and perhaps published and days."
            )
        for row in rows:
            try:
                yield row, _judged(row, path.name[:2], learned)
            except ValueError as error:
                raise ValueError(f"{path}:{rows.line_num}: {error}") from error


def _judged(row: Mapping[str, str | None], language: str, learned: Weights | None) -> Labelled:
    label, title, days, day = (row.get(name) or "" for name in ("label", "title", "days", "published"))
    if label not in {"stale", "evergreen"}:
        raise ValueError(f"label is “{label}”, but should be stale or evergreen.")
    if not title:
        raise ValueError("title is missing.")
    if days and not days.isdecimal():
        raise ValueError(f"days is “{days}”, but should be a whole number.")
    age = timedelta(days=int(days or _DAYS))
    try:
        published = (
            datetime.fromisoformat(day).replace(tzinfo=UTC)
            if day
            else _assumed(title, language, datetime.now(UTC) - age)
        )
    except ValueError:
        raise ValueError(f"published is “{day}”, but should be a date such as 2026-09-24.") from None
    judgement = judge(
        Article(title, title, "https://blog.example.com/", published), published + age, language, learned
    )
    return Labelled(title, label == "stale", judgement)


def _assumed(title: str, language: str, latest: datetime) -> datetime:
    """When a title came out whose list doesn't say so: a while before the day it names, or at the latest."""
    year_before = (latest + _AHEAD - DAY_OF_A_YEAR + SINCE).date()
    named = [
        each.last
        for words in words_for(language)
        for each in read_dates(tokens_of(title), words, year_before)[1]
        if each.is_day
    ]
    if not named:
        return latest
    return datetime.combine(max(named), latest.timetz()) - _AHEAD


class Figures(Value, frozen=True):
    """How well the check and people agree.

    `precision` is how many of those left out deserve it, `recall` how many that deserve it are left out, and
    `false_alarms` how many of those that last are left out.
    """

    precision: float
    recall: float
    false_alarms: float


def figures(verdicts: Iterable[tuple[bool, bool]]) -> Figures:
    """How well they agree: whether each title is left out, and whether people say that it is stale."""
    counts = Counter(verdicts)
    right, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    return Figures(
        right / max(right + wrong, 1),
        right / max(right + missed, 1),
        wrong / max(wrong + counts[False, False], 1),
    )


def figures_of(titles: Iterable[Labelled]) -> Figures:
    """The same, of titles that were judged."""
    return figures((each.judgement.is_stale, each.is_stale) for each in titles)


def main(arguments: Sequence[str]) -> str | None:
    """Print the figures of the given lists, or the project's own, and each title that is judged wrongly."""
    paths = [Path(argument) for argument in arguments] or sorted([*LISTS.glob("*.tsv"), *REAL.glob("*.tsv")])
    print(f"{'list':24}{'titles':>8}{'precision':>11}{'recall':>8}{'false alarms':>14}")
    wrong: list[Labelled] = []
    for path in paths:
        try:
            titles = list(labelled(path))
        except (OSError, ValueError) as error:
            return str(error)
        found = figures_of(titles)
        print(
            f"{path.stem:24}{len(titles):8}{found.precision:11.3f}{found.recall:8.3f}{found.false_alarms:14.1%}"
        )
        if not path.stem.endswith(_APART):
            wrong += [each for each in titles if each.is_wrong]
    for each in wrong:
        signs = ", ".join(
            f"{signal.kind} {signal.weight} (“{signal.words}”)" for signal in each.judgement.signals
        )
        told = f"found: {signs or 'nothing'}; advice: {each.judgement.advice or 'none'}"
        print(f"\n{'should be left out' if each.is_stale else 'may go out'}: {each.title}\n    {told}")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
