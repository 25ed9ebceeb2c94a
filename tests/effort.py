"""How often something is tried, and what it may cost however busy the machine is."""

from __future__ import annotations

from contextlib import contextmanager
from time import process_time
from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL: Final = 50
"""How many examples of a property `make test` tries; `make test-slow` tries twice as many."""


def examples(usual: int, *tolerated: HealthCheck) -> settings:
    """Settings of a property of which more or fewer examples are usual than of others."""
    default = settings()
    return settings(
        max_examples=usual * default.max_examples // USUAL,
        suppress_health_check=[*default.suppress_health_check, *tolerated],
    )


@contextmanager
def costing_less_than(seconds: float) -> Iterator[None]:
    """Fail if the block takes that much of the processor's time."""
    begin = process_time()
    yield
    took = process_time() - begin
    assert took < seconds, f"it took {took:.1f} seconds of processor time"
