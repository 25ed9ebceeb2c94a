"""The same events delivered to fifty processes at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.processes import environment_in_aws, python
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack


def test_fifty_processes_with_a_tick_and_a_persons_wish_make_one_post(stack: LocalStack) -> None:
    with World(stack, *(Entry(f"article-{number}", 31 + number) for number in range(20))) as world:
        world.account()
        wish = {"account": "main", "asked": NOW.isoformat()}
        events = [stack.tick(NOW), {"source": "repost.person", "post_now": wish}]
        given = (stack.name, world.x.url, NOW.isoformat(), json.dumps(events))
        done = python("-m", "tests.e2e.fifty", *given, env=environment_in_aws())
        assert done.returncode == 0, done.stderr[-2000:]
        states = json.loads(done.stdout)
        assert len(states) == 50
        assert states.count("posted") == 1
        assert set(states) <= {"posted", "taken", "waiting", "refused"}
        assert len(world.x.requests) == 1
        assert world.tick_main()["state"] == "waiting"
