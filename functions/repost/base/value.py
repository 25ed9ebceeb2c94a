"""The base class of every value that a run passes around."""

from __future__ import annotations

from msgspec import Struct


class Value(Struct, frozen=True):
    """Immutable, and equal to a value with the same fields.

    A frozen dataclass would be that, too, but defining one takes 0.5 ms, and a cold start defines dozens of
    them. This takes a fortieth of that. Subclasses say `frozen=True` again, for type checkers.
    """
