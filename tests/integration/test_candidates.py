"""The articles to choose from, read from the table: the same choice as in memory, from a few reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from local.aws.read_units import counted
from repost.aws.items import Write
from repost.base import instants
from repost.base.articles import Article
from repost.feeds.archive import Archive
from repost.feeds.coverage import BEGINNING, Window
from repost.history.claims import History
from repost.history.records import share_key
from repost.run.candidates import Stored
from repost.selection.candidates import BLOCK, InMemory
from repost.selection.choice import choose
from repost.selection.cycle import Cycle
from repost.selection.eligibility import Share
from repost.settings.types import Select
from repost.settings.values import Age, Duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local.aws.stack import LocalStack
    from repost.selection.candidates import Order

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)
ORDERS: Final[tuple[Order, ...]] = ("random", "oldest-first", "longest-rested")
WINDOWS: Final = {"all of it": None, "a busy one": 200, "one between": 165, "a quiet one": 32}


def blog_of(size: int, days: int) -> list[Article]:
    """Articles of so many days; always three came in the same second, and a fifth of them is news."""
    return [
        Article(
            f"https://blog.example/?p={n}",
            f"Title {n}",
            f"https://blog.example/{n}/",
            (NOW - (n - n % 3) * days / size * DAY).replace(microsecond=0),
            categories=("News",) if n % 5 == 0 else ("Tech", "Garden"),
            excerpt="Some words of the article. " * 18,
        )
        for n in range(size)
    ]


def stored(stack: LocalStack, articles: Sequence[Article], past: Mapping[str, Share]) -> Archive:
    archive = Archive(stack.table, f"https://blog.example/{len(articles)}")
    archive.remember(articles, NOW)
    for share in past.values():
        assert share.last
        values = {"guid": share.guid, "last": instants.written(share.last), "count": 1}
        stack.table.update(Write(share_key("main", share.guid), set=values))
    return archive


def candidates(stack: LocalStack, archive: Archive, select: Select) -> Stored:
    since = BEGINNING if select.max_age.is_unlimited else NOW - select.max_age
    return Stored(
        archive=archive,
        history=History(stack.table),
        account="main",
        network="x",
        order=select.order,
        window=Window(since, NOW - select.min_age),
        known=archive.record().known,
    )


def select_of(order: Order, days: int | None, **more: Any) -> Select:
    max_age = Age.unlimited() if days is None else Age(days=days)
    return Select(order=order, max_age=max_age, rest=Duration(days=20), evergreen="ignore", **more)


def test_a_choice_from_the_table_is_the_choice_from_memory(stack: LocalStack) -> None:
    draw = Random(7)  # noqa: S311 - no secret
    articles = blog_of(400, days=400)
    past = {
        each.guid: Share(each.guid, NOW - draw.randrange(90) * DAY, 1, pending=False)
        for each in draw.sample(articles, 120)
    }
    archive = stored(stack, articles, past)
    for order in ORDERS:
        for days in WINDOWS.values():
            select = select_of(order, days, exclude_categories=("news",))
            memory = InMemory(articles, past, order=order, account="main")
            places = ["", memory.key(draw.choice(articles))]
            for place in places:
                cycle = Cycle(NOW - 50 * DAY, order, place)
                asked: dict[str, Any] = {"seed": f"main {place}", "now": NOW}
                found = choose(candidates(stack, archive, select), select, cycle, **asked)
                expected = choose(memory, select, cycle, **asked)
                assert found.ranked == expected.ranked
                assert (found.cycle, found.new_cycle) == (expected.cycle, expected.new_cycle)
                assert found.is_whole == expected.is_whole


def test_choosing_from_many_reads_little_more_than_choosing_from_a_hundred(stack: LocalStack) -> None:
    few, many = (stored(stack, blog_of(size, days=60), {}) for size in (100, 300))
    for order in ORDERS:
        for days in (90, None):
            select = select_of(order, days, min_age=Duration())
            units = {}
            for archive in (few, many):
                with counted(stack.dynamodb) as read:
                    choice = choose(candidates(stack, archive, select), select, Cycle(), seed=1, now=NOW)
                units[archive] = read.total
                assert choice.eligible == BLOCK
            assert units[many] <= 1.5 * units[few]


def test_that_a_window_is_too_wide_to_be_read_as_a_whole_is_found_out_once_a_run(stack: LocalStack) -> None:
    archive, select = stored(stack, blog_of(400, days=60), {}), select_of("random", 90, min_age=Duration())
    wide: set[tuple[str, timedelta]] = set()
    units, ranked = [], []
    for known in (wide, wide, set()):
        with counted(stack.dynamodb) as read:
            own = replace(candidates(stack, archive, select), wide=known)
            ranked.append(choose(own, select, Cycle(), seed=1, now=NOW).ranked)
        units.append(read.total)
    assert units[1] < units[0] == units[2]
    assert ranked[0] == ranked[1] == ranked[2]
