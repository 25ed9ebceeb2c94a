"""What encores gain: two simulated years of an archive whose articles have a hidden appeal, with and without.

An archive has 200 articles, one post a day, 60 days' rest, and counts that are Poisson about the appeal.
Each post is read a week later, and Repost's own code chooses. The gain is in expected acts, over the same
archive without encores. `World.gain` is what the rule gained in 150 archives when it was found.

    PYTHONPATH=functions:. .venv/bin/python -m benchmarks.encores [world …] [--archives=30]
"""

from __future__ import annotations

import random
import statistics
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, sqrt
from typing import TYPE_CHECKING, Final

from benchmarks.document import Row
from repost.base.articles import Article
from repost.history.results import name_of
from repost.results.encores import Known, is_encore, line_up, pool_size
from repost.results.score import Heard, Usual
from repost.run.encores import first_of
from repost.selection.candidates import InMemory
from repost.selection.capacity import Pool
from repost.selection.choice import choose, has_words
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Rules, Share
from repost.settings.types import Select
from repost.settings.values import Age, Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from repost.run.encores import Seen

START: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY: Final = timedelta(days=1)
DAYS: Final = 730
ARCHIVES: Final = 20
ONE_IN: Final = 3
READ_AFTER: Final = 7
_LATELY: Final = 180


@dataclass(frozen=True, slots=True)
class World:
    """How readers behave: the acts of a post on average, how articles differ, what chance and habit do.

    `gain` is the published one, in per cent.
    """

    gain: float
    mean: float = 2.0
    spread: float = 0.8
    noise: float = 0.0
    lucky: float = 0.0
    tiring: float = 1.0
    articles: int = 200


WORLDS: Final = {
    "base": World(34.3),
    "alike": World(11.4, spread=0.4),
    "unlike": World(58.7, spread=1.2),
    "quiet": World(23.3, mean=0.3),
    "loud": World(38.2, mean=30.0),
    "noisy": World(29.1, noise=0.6, lucky=0.02),
    "readers tire": World(17.9, tiring=0.8),
    "90 articles": World(15.4, articles=90),
}


@dataclass
class Account:
    """An account in memory: what it has posted, what it has read of that, and what it chooses next.

    `says` gives the count of a post, by its day and article; None if nobody tells.
    """

    blog: Sequence[Article]
    select: Select
    says: Callable[[int, str], int | None]
    shares: dict[str, Share] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    cycle: Cycle = field(default_factory=Cycle)
    usual: Usual = field(default_factory=Usual)
    outings: list[tuple[int, str, bool, datetime | None]] = field(default_factory=list)
    """Each post: its day, its article, whether it was an encore, and when its cycle began."""

    def __post_init__(self) -> None:
        self._candidates = InMemory(self.blog, self.shares, account="main")
        self._articles = {name_of(article.guid): article for article in self.blog}
        self._read = 0

    def a_day(self, day: int) -> str | None:
        """Read what is a week old, then post; the article that goes out."""
        now = START + day * DAY
        self._read_results(day, now)
        choice = choose(self._candidates, self.select, self.cycle, seed=day, now=now)
        if is_encore(self.cycle.turns, self.select.encores) and self.select.encores:
            articles = Pool.of(choice).among(len(self.blog), choice.looked_at)
            size = pool_size(articles, self.select.rest, 1.0, self.select.encores)
            rules = Rules(self.select, now, has_words)
            line = line_up(self.known.values(), size, now)
            choice, gone = first_of(line, choice, rules, self._look_up, now)
            for name in gone:
                del self.known[name]
        if not choice.ranked:
            self.cycle = choice.cycle
            return None
        guid = choice.ranked[0].guid
        is_encore_ = choice.is_encore(guid)
        self.cycle = choice.cycle.after_post(encore=is_encore_)
        before = self.shares.get(guid) or Share(guid, None, 0, pending=False)
        self.shares[guid] = Share(
            guid,
            now,
            before.count + 1,
            pending=False,
            encored=now if is_encore_ else before.encored,
            turn=before.turn if is_encore_ else now,
        )
        self.outings.append((day, guid, is_encore_, self.cycle.start))
        return guid

    def _read_results(self, day: int, now: datetime) -> None:
        while self._read < len(self.outings) and self.outings[self._read][0] <= day - READ_AFTER:
            then, guid, *_ = self.outings[self._read]
            self._read += 1
            acts = self.says(then, guid)
            if acts is None:
                continue
            name = name_of(guid)
            heard = self.known[name].heard if name in self.known else Heard(now)
            heard = heard.after(acts, self.usual, now)
            self.usual = self.usual.after(acts)
            self.known[name] = Known(name, heard, self.shares[guid].last or now)
        for _, guid, *_ in self.outings[self._read :]:
            name = name_of(guid)
            if name in self.known:
                self.known[name] = Known(name, self.known[name].heard, self.shares[guid].last or now)

    def _look_up(self, some: Sequence[Known]) -> list[Seen]:
        articles = [self._articles[each.name] for each in some]
        return [(article, self.shares.get(article.guid)) for article in articles]


def blog(articles: int) -> list[Article]:
    """An archive, all of it old enough."""
    return [
        Article(f"g{n}", f"On bread {n}", f"https://e.example/{n}", START - (31 + n) * DAY)
        for n in range(articles)
    ]


def settings(encores: int | None, rest: int = 60) -> Select:
    return Select(max_age=Age.unlimited(), evergreen="ignore", rest=Duration(days=rest), encores=encores)


def acts_in(world: World, seed: int, encores: int | None) -> float:
    """The expected acts of two years of one archive; its readers are the same with encores and without."""
    archive = blog(world.articles)
    readers = random.Random(seed)  # noqa: S311 - nothing secret
    appeal = {
        each.guid: world.mean * exp(world.spread * readers.gauss(0, 1) - world.spread**2 / 2)
        for each in archive
    }
    chance = random.Random(f"{seed} {encores}")  # noqa: S311
    counts: dict[int, int] = {}
    account = Account(archive, settings(encores), lambda day, _: counts[day])
    out: dict[str, list[int]] = {}
    total = 0.0
    for day in range(DAYS):
        guid = account.a_day(day)
        if guid is None:
            continue
        lately = sum(day - before <= _LATELY for before in out.get(guid, ()))
        rate = appeal[guid] * world.tiring**lately
        out.setdefault(guid, []).append(day)
        total += rate
        if world.noise:
            rate *= exp(world.noise * chance.gauss(0, 1) - world.noise**2 / 2)
        counts[day] = poisson(rate * (10 if chance.random() < world.lucky else 1), chance)
    return total


def poisson(mean: float, chance: random.Random) -> int:
    """A Poisson number: by Knuth, or for a large mean by the normal law."""
    if mean > 50:  # noqa: PLR2004
        return max(0, round(chance.gauss(mean, sqrt(mean))))
    count, product, end = 0, chance.random(), exp(-mean)
    while product > end:
        count += 1
        product *= chance.random()
    return count


def gains(world: World, archives: int) -> list[float]:
    """The gain of each archive, in per cent."""
    return [100 * (acts_in(world, seed, ONE_IN) / acts_in(world, seed, None) - 1) for seed in range(archives)]


def row(archives: int = ARCHIVES) -> Row:
    """How far the gain in the base world falls short of the published one."""
    world = WORLDS["base"]
    gain = statistics.mean(gains(world, archives))
    return Row(
        f"one post in three an encore, two years, {archives} archives: points short of +{world.gain} % acts",
        f"+{gain:.1f} %",
        max(world.gain - gain, 0.0),
        2.0,
    )


def main(arguments: Sequence[str]) -> None:
    """Print the gain in each world beside the published one."""
    given = [each.partition("=")[2] for each in arguments if each.startswith("--archives=")]
    archives = int(given[0]) if given else ARCHIVES
    for name in [each for each in arguments if not each.startswith("--")] or WORLDS:
        found = gains(WORLDS[name], archives)
        error = statistics.stdev(found) / sqrt(archives)
        sys.stdout.write(
            f"{name:14} +{statistics.mean(found):.1f} ± {error:.1f} %   published +{WORLDS[name].gain} %\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
