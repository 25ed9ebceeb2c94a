"""What reviewers see and decide, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World

OLDEST = '[select]\norder = "oldest-first"\nmax_age = "none"\n'
ALWAYS = f'{OLDEST}[review]\nhold = "always"\n'


def waits(world: World, **of: str) -> list[dict[str, Any]]:
    return list(world.ask("waiting", **({"account": None} | of))["waiting"])


def decide(world: World, what: str, held: dict[str, Any], **more: Any) -> dict[str, Any]:
    seen = {name: held[name] for name in ("account", "slot", "attempt")}
    return world.wish(what, **(seen | {"by": "grace"} | more))
