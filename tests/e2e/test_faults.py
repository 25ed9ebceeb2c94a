"""A fault at every boundary: each outside call of a run fails, times out, loses its answer, or is the last.

Then ticks follow for a day. Whatever went wrong: no article went out twice, none was lost, every slot came to
an end or is held for a person, and the account went on.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from tests.world import NOW, Blog, Entry, at_first_sight, four_a_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from local.aws.emulator import LocalAws
    from local.networks.social import SocialStandIn
    from repost.settings.networks import NetworkName

ROOT = Path(__file__).parents[2]
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

PARTS: Mapping[NetworkName, int] = {"x": 4, "bluesky": 2}
"""Into how many tests the cases of a network are split, so that all workers have some."""

Ways = list[tuple[int, Way]]


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
    with stand_in(network, usernames) as server:
        stacks: list[LocalStack] = []

        def case(at: int, way: str) -> Mapping[str, Any]:
            number = len(stacks)
            stack = LocalStack(f"fault-{network}-{ways_of.__name__}-{part}-{aws.port}-{number}")
            # A picture takes calls of its own, which are as harmless on one network as on any.
            picture = f'[image]\nshow = "{"card" if network == "bluesky" else "none"}"\n'
            wish = f'network = "{network}"\nfeed = "{blog.feed}"\n{server.settings}\n{picture}'
            stack.put_settings("main", four_a_day(wish))
            stack.put_secret("main", server.secret(usernames[number]))
            stacks.append(stack)
            return {"at": at, "way": way, "stack": stack.name}

        [sound] = run([case(0, "refused")], {network: server.url})
        calls: Sequence[str] = sound["broken"]["names"]
        assert len(calls) <= MOST_CALLS
        # Up to the claim all networks have the same calls: with X they are gone through from the first.
        first = 1 if network == "x" else calls.index("transact_write_items") + 1
        ways = ways_of(calls, first)
        # A sound run comes first: what it imports and compiles, all later processes have from the beginning.
        cases = [case(at, way) for at, way in ((0, "refused"), *ways[part :: PARTS.get(network, 1)])]
        run(cases, {network: server.url})

        for number, each in enumerate(cases, start=1):
            what = f"{each['way']} at {each['at']}: {calls[each['at'] - 1]}"
            said = Counter(
                name
                for text in server.texts(usernames[number])
                for name in ARTICLES
                if f"Article {name}" in text
            )
            table = stacks[number].table
            state = AccountStates(table).of(["main"])["main"]
            held = [record.claim.guid for record in History(table).unresolved(state)]
            if network in READ_BACK:
                assert said == Counter(ARTICLES), what
                assert not held, what
            else:
                assert said | Counter(held) == Counter(ARTICLES), what
                assert len(held) <= 1, what
    if part == 0:
        record_property("told", f"{network}: {len(ways)} combinations of a call and a way to go wrong")


def test_whatever_goes_wrong_in_a_fleet_no_member_posts_twice_and_no_turn_is_lost(
    blog: Blog, aws: LocalAws, record_property: Callable[[str, object], None]
) -> None:
    """The same from the tick over the queue to the end of the worker's turn."""
    usernames = [f"user-{number}" for number in range(MOST)]
    blog.head = ""
    with stand_in("mastodon", usernames) as server:
        stacks: list[LocalStack] = []

        def case(at: int, way: str) -> Mapping[str, Any]:
            stack = LocalStack(f"fault-fleet-{aws.port}-{len(stacks)}", fleet=True)
            wish = f'network = "mastodon"\nfeed = "{blog.feed}"\n{server.settings}\n'
            stack.put_group("field", at_first_sight(wish))
            stack.put_member(Member("main", "field", consent=NOW, connected=NOW), NOW)
            stack.put_secret("main", server.secret(usernames[len(stacks)]))
            stacks.append(stack)
            return {"at": at, "way": way, "stack": stack.name, "fleet": True}

        [sound] = run([case(0, "refused")], {"mastodon": server.url})
        calls: Sequence[str] = sound["broken"]["names"]
        asked = calls.index("send_message_batch") + 1
        # A kill after a call that changes something leaves what a kill before the next such call would.
        effects = [at for at, name in enumerate(calls, 1) if name not in WITHOUT_EFFECT]
        ways = [(0, "refused"), (1, "killed before"), *((at, "killed after") for at in effects)]
        ways += [(at, way) for at in (asked, len(calls)) for way in ("refused", "answer lost")]
        cases = [case(at, way) for at, way in ways]
        run(cases, {"mastodon": server.url})

        for number, each in enumerate(cases, start=1):
            what = f"{each['way']} at {each['at']}: {calls[each['at'] - 1]}"
            texts = server.texts(usernames[number])
            said = Counter(name for text in texts for name in ARTICLES if f"Article {name}" in text)
            assert said == Counter(ARTICLES), what
            states = AccountStates(stacks[number].table).of(["main"])
            assert not states["main"].unresolved, what
            assert list(MemberQueue(stacks[number].table).until(NOW + timedelta(days=9))), what
    record_property("told", f"a fleet: {len(cases) - 1} combinations of a call and a way to go wrong")


def run(cases: Sequence[Mapping[str, Any]], endpoints: Mapping[str, str]) -> list[dict[str, Any]]:
    """Let the cases happen, each in processes of its own."""
    plan = {"now": NOW.isoformat(), "endpoints": endpoints, "cases": cases}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.faults"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}"},
        input=json.dumps(plan),
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results
