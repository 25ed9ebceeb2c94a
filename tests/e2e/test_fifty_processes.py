"""The same events delivered to fifty processes at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

ROOT = Path(__file__).parents[2]


def test_fifty_processes_with_a_tick_and_a_persons_wish_make_one_post(stack: LocalStack) -> None:
    with World(stack, *(Entry(f"article-{number}", 31 + number) for number in range(20))) as world:
        world.account()
        wish = {"account": "main", "asked": NOW.isoformat()}
        events = [stack.tick(NOW), {"source": "repost.person", "post_now": wish}]
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.e2e.fifty",
                stack.name,
                world.x.url,
                NOW.isoformat(),
                json.dumps(events),
            ],
            capture_output=True,
            check=False,
            cwd=ROOT,
            env={**world.environment, "PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}"},
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        states = json.loads(done.stdout)
        assert len(states) == 50
        assert states.count("posted") == 1
        assert set(states) <= {"posted", "taken", "waiting", "refused"}
        assert len(world.x.requests) == 1
        assert world.tick_main()["state"] == "waiting"
