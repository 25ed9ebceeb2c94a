"""`make evergreen`: how well the check for what doesn't last agrees with titles that people have labelled.

Each list is a table with tabs: label ("stale" or "evergreen"), published (a date), days from then until the
article is to be shared, title. A list's name begins with its language.
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repost.articles import Article
from repost.selection.evergreen import Judgement, judge
from repost.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LISTS: Final = Path(__file__).parent.parent / "tests" / "samples" / "evergreen"


class Labelled(Value, frozen=True):
    """A title, what a person says of it at `now` (UTC), and what the check does."""

    title: str
    is_stale: bool
    judgement: Judgement

    @property
    def is_wrong(self) -> bool:
        """Whether the two disagree."""
        return self.judgement.is_stale != self.is_stale


def labelled(path: Path) -> Iterator[Labelled]:
    """The titles of a list, judged."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
            article = Article(row["title"], row["title"], "https://blog.example.com/", published)
            judgement = judge(article, published + timedelta(days=int(row["days"])), path.name[:2])
            yield Labelled(row["title"], row["label"] == "stale", judgement)


def figures(titles: Iterable[Labelled]) -> tuple[float, float]:
    """Precision: how many of those left out deserve it; recall: how many of those that deserve it are."""
    titles = list(titles)
    right = sum(each.is_stale and each.judgement.is_stale for each in titles)
    left_out = sum(each.judgement.is_stale for each in titles)
    stale = sum(each.is_stale for each in titles)
    return right / max(left_out, 1), right / max(stale, 1)


def main(arguments: Sequence[str]) -> None:
    """Print the figures of the given lists, or the project's own, and each title that is judged wrongly."""
    paths = [Path(argument) for argument in arguments] or sorted(LISTS.glob("*.tsv"))
    print(f"{'list':24}{'titles':>8}{'precision':>11}{'recall':>8}")
    wrong: list[Labelled] = []
    for path in paths:
        titles = list(labelled(path))
        precision, recall = figures(titles)
        print(f"{path.stem:24}{len(titles):8}{precision:11.3f}{recall:8.3f}")
        wrong += [each for each in titles if each.is_wrong]
    for each in wrong:
        found = ", ".join(
            f"{signal.kind} {signal.weight} (“{signal.words}”)" for signal in each.judgement.signals
        )
        told = f"found: {found or 'nothing'}; advice: {each.judgement.advice or 'none'}"
        print(f"\n{'should be left out' if each.is_stale else 'may go out'}: {each.title}\n    {told}")


if __name__ == "__main__":
    main(sys.argv[1:])
