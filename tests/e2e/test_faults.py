"""A fault at every boundary: each outside call of a run fails, times out, loses its answer, or is the last.

Then ticks follow for a day. Whatever went wrong: no article went out twice, none was lost, every slot came to
an end or is held for a person, and the account went on. What follows is decided by what a run left in AWS and
on the network: of cases that left the same, one goes on for all.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from local.aws.stack import LocalStack
from local.base.picture import png
from local.networks.mastodon import MastodonStandIn
from local.networks.registry import STAND_INS
from repost.fleet.roster import Member
from repost.history.claims import History
from repost.history.queue import MemberQueue
from repost.history.states import AccountStates
from tests.e2e.faults import WAYS, Way
from tests.processes import ROOT, environment_in_aws
from tests.world import NOW, Blog, Entry, at_first_sight, four_a_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from local.aws.emulator import LocalAws
    from local.networks.social import SocialStandIn
    from repost.settings.networks import NetworkName

ARTICLES = ("a", "b", "c")
MOST_CALLS = 40
MOST = MOST_CALLS * len(WAYS) + 2


def unhurried() -> Callable[[], datetime]:
    """A clock that goes on by half a minute whenever it is read, so that nobody exceeds a rate."""
    moments = itertools.count()
    return lambda: NOW + timedelta(seconds=30 * next(moments))


def stand_in(network: NetworkName, usernames: Sequence[str]) -> SocialStandIn:
    """A network with an account for each case."""
    # Of X all posts bear one time, as they may: others have limits of logins that its clock goes by.
    server = STAND_INS[network].of(usernames, (lambda: NOW) if network == "x" else unhurried())
    if isinstance(server, MastodonStandIn):
        server.honours_keys = False
    return server


@dataclass(frozen=True)
class Case:
    """A stack and an account; the call with the number `at` goes wrong, 0 for none.

    It is one of the first tick's, or of what happens `minute` minutes later.
    """

    at: int
    way: Way
    stack: LocalStack
    username: str
    minute: int = 0


READ_BACK: tuple[NetworkName, ...] = ("x", "mastodon", "bluesky", "threads", "facebook")
NOW_AND_THEN: tuple[NetworkName, ...] = ("threads", "facebook")
"""Those that are gone through with the slow tests: one in two steps, one that knows no idempotency key."""
NETWORKS: tuple[NetworkName, ...] = (*READ_BACK, "telegram")
"""Those that are read back, where everything is found out; and one where a person must tell what was held."""


@pytest.fixture
def blog() -> Iterator[Blog]:
    with Blog(*(Entry(name, 40 + 5 * number) for number, name in enumerate(ARTICLES))) as blog:
        blog.head, blog.files = '<meta property="og:image" content="/a.png">', {"/a.png": png("A", 60, 60)}
        yield blog


WITHOUT_EFFECT = {"GET", "query", "get_item", "batch_get_item", "get_parameter", "get_parameters"} | {
    "get_parameters_by_path"
}

PARTS: Mapping[NetworkName, int] = {"x": 2}
"""Into how many tests the cases of a network are split, so that all workers have some."""

# Minutes after the tick that went wrong: the next ticks, and then around the slots of a day.
LATER = (7, 15, 75, 360, 375, 720, 735, 1080, 1440)
# The same for a fleet, whose members come back by their leases. No message is sent ahead: it would wait.
LATER_IN_A_FLEET = (31, 360, 391, 720, 1080)

SOUND: Way = "refused"
"""Of no call: nothing goes wrong."""

LAST_REPORT = {"S": "LAST"}
OF_THE_ACCOUNT = {"destination", "author", "remote_url"}
"""What differs from account to account, and decides nothing here."""

Ways = list[tuple[int, Way]]


class Tick(Protocol):
    """Lets cases tick, or a reviewer approve what waits in them; the outside calls of a first, sound one."""

    def __call__(
        self, cases: Sequence[Case], now: datetime, *, approves: bool = False, is_first: bool = False
    ) -> list[str]: ...


def every(calls: Sequence[str], first: int) -> Ways:
    """Every call from the first on, in every way to go wrong."""
    return [(at, way) for at in range(first, len(calls) + 1) for way in WAYS]


def different(calls: Sequence[str], first: int) -> Ways:
    """Those that leave something else than another: half of them.

    A kill leaves what the last effect before it left, and a read whose answer is lost is one that times out.
    """
    changes = {at for at, name in enumerate(calls, 1) if name not in WITHOUT_EFFECT}
    return [
        (at, way)
        for at, way in every(calls, first)
        if way in {"refused", "timeout"}
        or (at in changes and way != "killed before")
        or (at, way) == (first, "killed before")
    ]


@pytest.mark.parametrize(
    ("network", "part", "ways_of"),
    [
        *(
            pytest.param(name, part, different, marks=[pytest.mark.slow] if name in NOW_AND_THEN else [])
            for name in NETWORKS
            for part in range(PARTS.get(name, 1))
        ),
        *(pytest.param("x", part, every, marks=pytest.mark.slow) for part in range(PARTS["x"])),
    ],
)
def test_whatever_goes_wrong_nothing_goes_out_twice_and_nothing_is_lost(
    network: NetworkName,
    part: int,
    ways_of: Callable[[Sequence[str], int], Ways],
    blog: Blog,
    aws: LocalAws,
    record_property: Callable[[str, object], None],
) -> None:
    usernames = [f"user-{number}" for number in range(MOST)]
    with stand_in(network, usernames) as server, ticking({network: server.url}) as tick:
        names = iter(usernames)

        def case(at: int, way: Way) -> Case:
            name = next(names)
            stack = LocalStack(f"fault-{network}-{ways_of.__name__}-{part}-{aws.port}-{name}")
            # A picture takes calls of its own, which are as harmless on one network as on any.
            picture = f'[image]\nshow = "{"card" if network == "bluesky" else "none"}"\n'
            wish = f'network = "{network}"\nfeed = "{blog.feed}"\n{server.settings}\n{picture}'
            stack.put_settings("main", four_a_day(wish))
            stack.put_secret("main", server.secret(name))
            return Case(at, way, stack, name)

        calls = tick([case(0, "refused")], NOW, is_first=True)
        assert len(calls) <= MOST_CALLS
        # Up to the claim all networks have the same calls: with X they are gone through from the first.
        first = 1 if network == "x" else calls.index("transact_write_items") + 1
        ways = [(0, SOUND), *ways_of(calls, first)[part :: PARTS.get(network, 1)]]
        cases = [case(at, way) for at, way in ways]
        ends = go_on(tick, cases, LATER, server if ways_of is different else None)

        for each in ends:
            what = f"{each.way} at {each.at}: {calls[each.at - 1]}"
            said = said_by(each, server)
            table = each.stack.table
            state = AccountStates(table).of(["main"])["main"]
            held = [record.claim.guid for record in History(table).unresolved(state)]
            if network in READ_BACK:
                assert said == Counter(ARTICLES), what
                assert not held, what
            else:
                assert said | Counter(held) == Counter(ARTICLES), what
                assert len(held) <= 1, what
    record_property("told", f"{network}: {len(cases)} ways to go wrong come to {len(ends)} ends")


def test_whatever_goes_wrong_in_a_fleet_no_member_posts_twice_and_no_turn_is_lost(
    blog: Blog, aws: LocalAws, record_property: Callable[[str, object], None]
) -> None:
    """The same from the tick over the queue to the end of the worker's turn."""
    usernames = [f"user-{number}" for number in range(MOST)]
    blog.head = ""
    with stand_in("mastodon", usernames) as server, ticking({"mastodon": server.url}) as tick:
        names = iter(usernames)

        def case(at: int, way: Way) -> Case:
            name = next(names)
            stack = LocalStack(f"fault-fleet-{aws.port}-{name}", fleet=True)
            wish = f'network = "mastodon"\nfeed = "{blog.feed}"\n{server.settings}\n'
            stack.put_group("field", at_first_sight(wish))
            stack.put_member(Member("main", "field", consent=NOW, connected=NOW), NOW)
            stack.put_secret("main", server.secret(name))
            return Case(at, way, stack, name)

        calls = tick([case(0, SOUND)], NOW, is_first=True)
        asked = calls.index("send_message_batch") + 1
        # A kill after a call that changes something leaves what a kill before the next such call would.
        effects = [at for at, name in enumerate(calls, 1) if name not in WITHOUT_EFFECT]
        ways: Ways = [(0, SOUND), (1, "killed before"), *((at, "killed after") for at in effects)]
        ways += [(at, "refused") for at in (asked, len(calls))]
        ways += [(at, "answer lost") for at in (asked, len(calls))]
        cases = [case(at, way) for at, way in ways]
        ends = go_on(tick, cases, LATER_IN_A_FLEET, server)

        for each in ends:
            what = f"{each.way} at {each.at}: {calls[each.at - 1]}"
            assert said_by(each, server) == Counter(ARTICLES), what
            states = AccountStates(each.stack.table).of(["main"])
            assert not states["main"].unresolved, what
            assert list(MemberQueue(each.stack.table).until(NOW + timedelta(days=9))), what
    record_property("told", f"a fleet: {len(cases)} ways to go wrong come to {len(ends)} ends")


def test_whatever_goes_wrong_around_a_review_each_post_goes_out_once_and_approved(
    blog: Blog, aws: LocalAws, record_property: Callable[[str, object], None]
) -> None:
    """The same for posts that wait: where they are held, where they are approved, and where they leave."""
    usernames = [f"user-{number}" for number in range(MOST)]
    blog.head = ""
    with stand_in("x", usernames) as server, ticking({"x": server.url}) as tick:
        names = iter(usernames)

        def case(at: int, way: Way, minute: int = 0) -> Case:
            name = next(names)
            stack = LocalStack(f"fault-review-{aws.port}-{name}")
            wish = f'network = "x"\nfeed = "{blog.feed}"\n{server.settings}\n[review]\nhold = "always"\n'
            stack.put_settings("main", four_a_day(wish))
            stack.put_secret("main", server.secret(name))
            return Case(at, way, stack, name, minute)

        def step(cases: Sequence[Case], minute: int, *, is_first: bool = False) -> list[str]:
            return tick(cases, NOW + timedelta(minutes=minute), approves=minute == 1, is_first=is_first)

        sound = case(0, SOUND)
        calls = [step([sound], minute, is_first=True) for minute in range(3)]
        ends: list[Way] = ["killed after", "answer lost"]
        going = cases = [
            case(at, way, minute)
            for minute, made in enumerate(calls)
            for at, name in enumerate(made, 1)
            if at > made.index("transact_write_items") and name not in WITHOUT_EFFECT
            for way in (ends if name == "transact_write_items" else ends[:1])
        ]
        for minute in range(3):
            step(cases, minute)
        for late in LATER:
            going = list({left_by(each, server): each for each in going}.values())
            tick(going, NOW + timedelta(minutes=late))
            tick(going, NOW + timedelta(minutes=late), approves=True)

        for each in going:
            what = f"{each.way} at {each.at}: {calls[each.minute][each.at - 1]}"
            assert said_by(each, server) == Counter(ARTICLES), what
            state = AccountStates(each.stack.table).of(["main"])["main"]
            assert (state.unresolved, state.in_review, state.approved) == ((), (), ()), what
            slots = each.stack.table.last_in("ACCOUNT#main", "SLOT#", "SLOT#~", 99)
            posted = [item for item in slots if item["state"] == "posted"]
            assert [item["decided_by"] for item in posted] == ["grace"] * len(ARTICLES), what
    record_property("told", f"a review: {len(cases)} ways to go wrong come to {len(going)} ends")


def said_by(case: Case, server: SocialStandIn) -> Counter[str]:
    """How often each article went out."""
    texts = server.texts(case.username)
    return Counter(name for text in texts for name in ARTICLES if f"Article {name}" in text)


def go_on(
    tick: Tick, cases: Sequence[Case], later: Sequence[int], server: SocialStandIn | None
) -> list[Case]:
    """Let the cases go wrong, and a day of ticks follow; those that have come to an end of their own.

    Of cases that have left the same on a server, one goes on for all; without one, each goes on.
    """
    tick(cases, NOW)
    going = list(cases)
    for late in later:
        if server:
            going = list({left_by(each, server): each for each in going}.values())
        tick(going, NOW + timedelta(minutes=late))
    return going


def left_by(case: Case, server: SocialStandIn) -> str:
    """All that later ticks go by, in words that are the same whoever's account it is."""
    items = [
        {name: value for name, value in item.items() if name not in OF_THE_ACCOUNT}
        for item in case.stack.items()
        if item["sk"] != LAST_REPORT
    ]
    queue = case.stack.queue
    posts = [post for post in server.posts if post.username == case.username]
    parts = [items, queue.counts() if queue else (), [post.text for post in posts]]
    left = json.dumps(parts, default=sorted, sort_keys=True)
    for number, post in enumerate(posts):
        left = left.replace(str(post.id), f"post {number}")
    return left.replace(case.username, "somebody")


@contextmanager
def ticking(endpoints: Mapping[str, str]) -> Iterator[Tick]:
    """A process whose children the ticks of cases happen in: what comes of it is the first one's calls."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.faults"],
        cwd=ROOT,
        env=environment_in_aws(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        asks, answers = process.stdin, process.stdout
        assert asks
        assert answers

        def tick(
            cases: Sequence[Case], now: datetime, *, approves: bool = False, is_first: bool = False
        ) -> list[str]:
            asked = [
                {
                    "at": each.at if now == NOW + timedelta(minutes=each.minute) else 0,
                    "way": each.way,
                    "stack": each.stack.name,
                    "fleet": bool(each.stack.queue),
                    "approves": approves,
                }
                for each in cases
            ]
            ask = {"now": now.isoformat(), "endpoints": endpoints, "cases": asked, "is_first": is_first}
            line = json.dumps(ask)
            print(line, file=asks, flush=True)
            calls: list[str] = json.loads(answers.readline())
            return calls

        yield tick
