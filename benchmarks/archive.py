"""What a blog's past costs: read units, modules, memory and processor time over large and long archives."""

from __future__ import annotations

import statistics
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from benchmarks import bill
from benchmarks.blogs import ETAG, START, LongPast, TenArticles, TenMegabytes, Unchanged, title_of
from benchmarks.document import Row, ratio
from local.blogs.every_make import posts_every
from repost.aws.table import Table
from repost.base.articles import Article
from repost.base.articles import Blog as Described
from repost.feeds.archive import Archive
from repost.feeds.coverage import BEGINNING, Covered
from repost.feeds.fetch import Validators
from repost.feeds.record import FeedRecord
from repost.history.results import Results, name_of
from repost.results.encores import Known
from repost.results.score import Heard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import ExitStack
    from pathlib import Path

    from benchmarks.scene import Call, Scene

FEW, MANY = 100, 10_000
AGES: Final = {FEW: (31.0, 89.0), MANY: (0.0, 2_000.0)}
"""The ages in days of an archive's articles: the few are in every window, the many are five a day."""
WINDOWS: Final = {"30 to 90 days": "", "any age": 'max_age = "none"'}
POSTS: Final = 6
PARSERS: Final = ("feedparser", "repost.feeds.parse", "repost.feeds.json_feed")
WALKED: Final = 1_000


def rows(scene: Scene, folder: Path, running: ExitStack, turns: int) -> list[Row]:
    """All of them; figures of processor time are medians of some turns."""
    return [
        *choosing(scene, running),
        encores(scene, running),
        unchanged(scene, running),
        *large_feed(scene, folder, running, turns),
        long_walk(scene, running, turns),
    ]


def choosing(scene: Scene, running: ExitStack) -> list[Row]:
    """Read units of choosing among 10,000 articles against those among 100."""
    blog = running.enter_context(Unchanged())
    read: dict[tuple[int, str], float] = {}
    for size in (FEW, MANY):
        table = scene.table()
        remember(scene, table, blog, size)
        for window, setting in WINDOWS.items():
            path = f"/bench-{size}-{window.split()[0]}"
            scene.add_account(path, f"{blog.url}/feed/", setting, account=path.removeprefix("/"))
            with scene.recorded(table, path) as (arm, calls):
                units = [to_choose(calls(partial(arm.post, number))) for number in range(-1, POSTS - 1)]
            read[size, window] = statistics.mean(units)
    return [
        Row(
            f"read units for choosing from {MANY:,} articles, five a day, ÷ from {FEW}: {window}",
            f"{read[MANY, window]:.1f} ÷ {read[FEW, window]:.1f}",
            read[MANY, window] / read[FEW, window],
            1.5,
        )
        for window in WINDOWS
    ]


def encores(scene: Scene, running: ExitStack) -> Row:
    """Read units of posting runs of which every third is an encore against those without."""
    blog = running.enter_context(Unchanged())
    read: dict[str, float] = {}
    for name, setting in (("without", ""), ("with", "\nencores = 3")):
        account = f"bench-{name}-encores"
        scene.add_account(f"/{account}", f"{blog.url}/feed/", f'max_age = "none"{setting}', account=account)
        table = scene.table()
        remember(scene, table, blog, MANY)
        liked = [
            Known(
                name_of(f"{blog.url}/?p={number}"), Heard(START, 20.0, 8.0, 20, 4), START - timedelta(days=99)
            )
            for number in range(MANY // 40, MANY, MANY // 300)
        ]
        Results(Table(scene.dynamodb, table), account).keep_best(liked, START)
        with scene.recorded(table, f"/{account}") as (arm, calls):
            units = [
                bill.usage(calls(partial(arm.post, number)), {}).reads for number in range(-1, POSTS - 1)
            ]
        read[name] = statistics.mean(units)
    return Row(
        "read units of a posting run with one encore in three ÷ without, 10,000 articles of any age",
        f"{read['with']:.1f} ÷ {read['without']:.1f}",
        read["with"] / read["without"],
        1.1,
    )


def remember(scene: Scene, table: str, blog: TenArticles, size: int) -> None:
    """Fill a table with the whole past of a blog, as walks would have done."""
    archive = Archive(Table(scene.dynamodb, table), f"{blog.url}/feed/")
    newest, oldest = AGES[size]
    ages = [newest + (oldest - newest) * number / size for number in range(size)]
    archive.remember([article(blog, number, age) for number, age in enumerate(ages)], START)
    archive.write_record(
        FeedRecord(
            blog=Described("A blog", f"{blog.url}/", "en"),
            validators=Validators(etag=ETAG),
            body="known",
            refreshed=START,
            covered=Covered(head=BEGINNING, newest=START),
        )
    )


def article(blog: TenArticles, number: int, age: float) -> Article:
    return Article(
        guid=f"{blog.url}/?p={number}",
        title=title_of(number),
        link=f"{blog.url}/{number}/",
        published=(START - timedelta(days=age)).replace(microsecond=0),
        categories=("Tech", "Garden"),
        excerpt="Some words of the article. " * 18,
    )


def to_choose(calls: list[Call]) -> float:
    """The read units of a run that went into the choice: articles, and their past."""

    def is_of_choice(call: Mapping[str, Any]) -> bool:
        if call["operation"] == "BatchGetItem":
            [table] = call["parameters"]["RequestItems"].values()
            return all(key["sk"]["S"].startswith(("SHARE#", "SAID#")) for key in table["Keys"])
        return bool(call["operation"] == "Query")

    return bill.usage([call for call in calls if is_of_choice(call)], {}).reads


def unchanged(scene: Scene, running: ExitStack) -> Row:
    """A post from a blog that answers "not modified" loads nothing that could read a feed."""
    blog = running.enter_context(Unchanged())
    scene.add_account("/bench-unchanged", f"{blog.url}/feed/")
    table = scene.table()
    remember(scene, table, blog, FEW)
    with scene.arm("loopback.handler", table, REPOST_SETTINGS_PATH="/bench-unchanged") as arm:
        body, _ = arm.post(-1)
    loaded = sorted(set(PARSERS) & set(body["modules"]))
    return Row(
        "parsers loaded by a posting run whose feed is unchanged (304)",
        ", ".join(loaded) or "none",
        len(loaded),
        0,
        "count",
    )


def large_feed(scene: Scene, folder: Path, running: ExitStack, turns: int) -> list[Row]:
    """A feed of 10 MB: the memory of a run that takes it in, and the time of its parser."""
    blog = running.enter_context(TenMegabytes())
    file = folder / "large.xml"
    file.write_bytes(blog.feed)
    scene.add_account("/bench-large", f"{blog.url}/feed/")
    with scene.arm("loopback.handler", scene.table(), REPOST_SETTINGS_PATH="/bench-large") as arm:
        arm.post(-1)
        peak = arm.runtime.peak_megabytes
    ours, theirs = (
        median(turns, partial(measured, scene, f"large_feed.{name}", blog.articles, BENCH_FEED=str(file)))
        for name in ("by_repost", "by_feedparser")
    )
    megabytes = len(blog.feed) / 1e6
    return [
        Row(
            f"peak resident memory of a posting run on a feed of {megabytes:.1f} MB",
            f"{peak:.0f} MB",
            peak,
            200,
            "MB",
        ),
        ratio("parsing that feed, processor time ÷ feedparser at its leanest", ours, theirs, 1.2),
    ]


def long_walk(scene: Scene, running: ExitStack, turns: int) -> Row:
    """The whole of a WordPress: by its API against by the pages of its feed."""
    blog = running.enter_context(LongPast(posts_every(1, WALKED, START)))
    by_api, by_pages = (
        median(turns, partial(measured, scene, f"long_walk.{name}", WALKED, BENCH_BLOG=blog.url))
        for name in ("by_api", "by_pages")
    )
    return ratio(
        f"reading {WALKED:,} articles by WordPress's API, processor time ÷ by the pages of its feed",
        by_api,
        by_pages,
        0.3,
    )


def measured(scene: Scene, handler: str, articles: int, **environment: str) -> float:
    """The processor seconds that an arm says it took, over as many articles as there are."""
    with scene.arm(handler, scene.table(), None, **environment) as arm:
        answer: dict[str, Any] = arm.tick(START)[0]["answer"]
    if answer["articles"] != articles:
        raise RuntimeError(f"{handler} saw {answer['articles']} of {articles} articles.")
    return float(answer["cpu"])


def median(turns: int, run: Callable[[], float]) -> float:
    return statistics.median(run() for _ in range(turns))
