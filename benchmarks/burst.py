"""`make bench-fleet`: all members of a company due at once, eight workers, into docs/benchmarks-fleet.md.

Network calls are answered after 300 ms by stand-ins; AWS is emulated on the same machine. With another number
than 2,500 (MEMBERS=100) the table is only shown.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, redirect_stdout
from datetime import datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.blogs import START, TenArticles
from benchmarks.document import Row, machine, shown
from benchmarks.member_bill import Sample, month_of_a_member
from local.aws.emulator import LocalAws
from local.aws.lambda_runtime import ROOT
from local.aws.stack import LocalContext, LocalStack
from local.networks.registry import STAND_INS
from repost.aws.clients import session
from repost.aws.messages import TurnMessage
from repost.fleet.groups import Groups
from repost.fleet.roster import Member, Roster
from repost.history.account_state import AccountState
from repost.history.queue import queued
from repost.history.records import state_key
from repost.run.credentials import credentials_of
from repost.run.destinations import author_at
from repost.run.turn import begin_turn
from repost.schedule.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from local.base.server import Fault, Request, Response, StandIn
    from local.networks.social import SocialStandIn
    from repost.settings.networks import NetworkName

MEMBERS: Final = int(os.environ.get("MEMBERS", "2500"))
WORKERS: Final = 8
ANSWER_SECONDS: Final = 0.3
WHOLE: Final = 2_500
"""The size of the company in the document."""
NETWORKS: Final[tuple[NetworkName, ...]] = ("mastodon", "linkedin", "facebook", "x")
DOCUMENT: Final = ROOT / "docs" / "benchmarks-fleet.md"
STACK: Final = "burst"
_PATIENCE: Final = 1800
_VOICES: Final = (
    "Still true: {title}",
    "{title} – worth another read",
    "From our archive: {title}",
    "I keep coming back to this: {title}",
    "{title} (one of my favourites)",
    "Read again this week: {title}",
    "A good one by colleagues: {title}",
    "{title}, once more",
)


class Archive(TenArticles):
    """A blog with as many articles as a company needs, all of an age to be posted again."""

    articles = max(MEMBERS // 4, 60)
    content = "<p>Words.</p>"

    def _item(self, number: int) -> str:
        published = format_datetime(START - timedelta(days=31 + 55 * number / self.articles))
        return re.sub("<pubDate>.*</pubDate>", f"<pubDate>{published}</pubDate>", super()._item(number))


def slow(kind: type[Any]) -> type[Any]:
    """A stand-in that takes its time to answer, each request by itself."""

    class Slow(kind):  # type: ignore[misc] # any of them
        def take(self, request: Request) -> tuple[Response | None, Fault]:
            taken: tuple[Response | None, Fault] = super().take(request)
            time.sleep(ANSWER_SECONDS)
            return taken

    return Slow


def main() -> int:
    """Measure, write the table, show it; 0 if every goal is met."""
    with tempfile.TemporaryDirectory(prefix="repost-burst-") as name, ExitStack() as running:
        rows, notes = measured(Path(name), running)
    document = written(rows, notes)
    if MEMBERS == WHOLE:
        DOCUMENT.write_text(document, "utf-8")
    sys.stdout.write(document)
    return 0 if all(row.met for row in rows) else 1


def measured(folder: Path, running: ExitStack) -> tuple[list[Row], list[str]]:
    """Every row, and the notes below them."""
    aws = running.enter_context(LocalAws(folder / "aws", keep=False))
    os.environ.update(aws.environment)
    session.cache_clear()
    names = [f"member-{number}" for number in range(MEMBERS)]
    begun = time.time()
    blog: StandIn = running.enter_context(slow(Archive)())
    networks = {
        network: running.enter_context(slow(STAND_INS[network]).of(names, clock_since(begun)))
        for network in NETWORKS
    }
    endpoints = {network: server.url for network, server in networks.items()}
    stack = LocalStack(STACK, fleet=True)
    hire(stack, names, blog, networks)
    read_an_hour_before(stack, endpoints, blog, networks)
    stop = folder / "stop"
    before = aws.processor_seconds(), time.process_time()
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        working = [pool.submit(work, endpoints, begun, stop) for _ in range(WORKERS)]
        posts, wall, asking = burst(stack, endpoints, begun, networks)
        stop.touch()
        emulator, rest = aws.processor_seconds() - before[0], time.process_time() - before[1]
        done = [each.result() for each in working]
    texts = Counter((name, post.text) for name, server in networks.items() for post in server.posts)
    requests = Counter(request.url.removeprefix(blog.url) for request in blog.requests)
    feed = requests.pop("/feed/")
    read = [count for url, count in requests.items() if re.match(r"/\d+/", url)]
    asked = len(blog.requests) + sum(len(server.requests) for server in networks.values())
    month, notes = month_of_a_member(
        stack.items(), done, network_seconds=asked * ANSWER_SECONDS / posts, members=WHOLE
    )
    notes.append(
        f"""While that lasted, the processors worked {sum(each.cpu for each in done):.0f} s for the workers,
        {emulator:.0f} s for the emulated AWS, and {rest:.0f} s for the tick, the blog and the networks. The
        emulator does one thing at a time, and for each query it looks at all articles of a blog; DynamoDB
        does neither."""
    )
    for decision, count in sum((each.others for each in done), Counter[str]()).most_common(5):
        notes.append(f"{count} of the turns ended otherwise: {decision}")
    due = f"{MEMBERS:,} members due at once"
    rows = [
        Row(f"{due}, {WORKERS} workers: wall time", f"{asking:.0f} s of it for asking", wall, 300, "s"),
        Row("the same: members without a post", f"{posts:,} posts", MEMBERS - posts, 0, "count"),
        Row("the same: requests for the feed", f"{Archive.articles:,} articles", feed, 1, "count"),
        Row(
            "the same: requests for one page, at most",
            f"{sum(read):,} of {len(read):,} pages",
            max(read),
            1,
            "count",
        ),
        Row("the same: equal texts on a network", f"{len(texts):,} texts", posts - len(texts), 0, "count"),
        Row("a month of a member with four posts a day", "without networks' fees", month, 0.006, "$"),
    ]
    return rows, notes


def written(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """The whole document."""
    command = "make bench-fleet" if MEMBERS == WHOLE else f"make bench-fleet MEMBERS={MEMBERS}"
    return f"""# A fleet, measured

Written by `{command}` on {machine()}: eight processes
that take the turns of a queue, against an emulated AWS, a blog and four networks ({", ".join(NETWORKS)})
on the same machine, which answer each request after {1000 * ANSWER_SECONDS:.0f} ms. What a fleet costs
while nothing is due is in [benchmarks.md](benchmarks.md).

{shown(rows, notes)}
"""


def clock_since(begun: float) -> Callable[[], datetime]:
    """A clock that shows `START` at an instant (seconds since the epoch), and goes on from there."""
    return lambda: START + timedelta(seconds=time.time() - begun)


def member(name: str, number: int) -> Member:
    """The row of somebody who has agreed to everything."""
    network, voice = NETWORKS[number % len(NETWORKS)], _VOICES[number // len(NETWORKS) % len(_VOICES)]
    return Member(name, "field", network=network, voice=(voice,), consent=START, connected=START)


def hire(
    stack: LocalStack, names: Sequence[str], blog: StandIn, networks: Mapping[NetworkName, SocialStandIn]
) -> None:
    """Everybody is a member, has connected an account, and has been due for an hour."""
    own = "".join(f"{server.settings}\n" for server in networks.values())
    stack.put_group(
        "field",
        f'feed = "{blog.url}/feed/"\nnetwork = "mastodon"\n'
        '[schedule]\nevery = "6h"\njitter = "0m"\nspread = false\n'
        f'[select]\nspacing = "0m"\n{own}',
    )
    roster = Roster(stack.table)
    states = []
    for number, name in enumerate(names):
        row = member(name, number)
        roster.replace(row)
        stack.put_secret(name, networks[row.network].secret(name))  # type: ignore[index] # one of them
        key = state_key(name)
        first_seen = "2026-11-22T01:00:00Z"
        states.append(
            {"pk": key.pk, "sk": key.sk, "account": name, "version": 1, "first_seen": first_seen}
            | {"feed": f"{blog.url}/feed/"}
            | queued("field", START - timedelta(hours=1))
        )
    stack.table.put_all(states)
    connect(stack, names, networks)


def connect(stack: LocalStack, names: Sequence[str], networks: Mapping[NetworkName, SocialStandIn]) -> None:
    """Note where everybody posts, as a check of their credentials does."""
    endpoints = {network: server.url for network, server in networks.items()}
    outside = stack.outside(lambda: START, lambda: 900.0, endpoints)
    groups = Groups(stack.path, stack.parameters.of_group)
    for number, name in enumerate(names):
        account = groups.account(member(name, number))
        credentials_of(begin_turn(account, AccountState(name, 1, Activity(START)), outside))
        if account.settings.network == "mastodon":  # which says whose a post is
            outside.states.posts_as(name, author_at(f"{networks['mastodon'].url}/@{name}"))


def read_an_hour_before(
    stack: LocalStack,
    endpoints: Mapping[str, str],
    blog: StandIn,
    networks: Mapping[NetworkName, SocialStandIn],
) -> None:
    """The blog is known before everybody is due: a first member has posted. That doesn't count."""
    first = "member-first"
    stack.put_member(member(first, 0), START - timedelta(hours=8))
    stack.put_secret(first, networks[NETWORKS[0]].secret("member-0"))
    body = TurnMessage(first).as_text()
    record = {"messageId": "1", "receiptHandle": "none", "body": body}
    with redirect_stdout(StringIO()):  # where the logger writes from its first line on
        worker = stack.worker(lambda: START - timedelta(hours=1), endpoints)
        worker({"Records": [record]}, LocalContext())
    for server in (blog, *networks.values()):
        server.requests.clear()
    posted = [server.posts.pop() for server in networks.values() if server.posts]
    if len(posted) != 1:
        raise RuntimeError("The first member did not post.")


def burst(
    stack: LocalStack,
    endpoints: Mapping[str, str],
    begun: float,
    networks: Mapping[NetworkName, SocialStandIn],
) -> tuple[int, float, float]:
    """One tick, and the wait until everybody has posted: posts, seconds, and those of the tick."""
    clock = clock_since(begun)
    started = time.monotonic()
    with redirect_stdout(StringIO()):
        stack.handler(clock, endpoints)(stack.tick(clock()), LocalContext(remaining_seconds=900))
    asking = time.monotonic() - started
    while (posts := sum(len(server.posts) for server in networks.values())) < MEMBERS:
        if stack.turns.is_empty() or time.monotonic() - started > _PATIENCE:
            break
        time.sleep(0.5)
    return posts, time.monotonic() - started, asking


def work(endpoints: Mapping[str, str], begun: float, stop: Path) -> Sample:
    """What one worker does: batch after batch, until nothing is to be done any more."""
    sample = Sample()
    sample.listen(session())  # which clients hear that are made from now on
    said = StringIO()
    with redirect_stdout(said):
        stack = LocalStack(STACK, fleet=True)
        worker = stack.worker(clock_since(begun), endpoints)
        sample.begin()
        while not stop.exists():
            if records := stack.turns.receive():
                stack.turns.hand_over(records, lambda event: worker(event, LocalContext()))
                sample.turns += len(records)
            else:
                time.sleep(0.05)
    sample.end(said.getvalue())
    return sample


if __name__ == "__main__":
    sys.exit(main())
