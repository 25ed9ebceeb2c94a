"""What something costs this process, however busy the machine is with others."""

from __future__ import annotations

from contextlib import contextmanager
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def costing_less_than(seconds: float) -> Iterator[None]:
    """Fail if the block takes that much of the processor's time."""
    begin = process_time()
    yield
    took = process_time() - begin
    assert took < seconds, f"it took {took:.1f} seconds of processor time"
