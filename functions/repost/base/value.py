"""The base class of every value that a run passes around."""

from __future__ import annotations

from msgspec import Struct


class Value(Struct, frozen=True):
    """Fixed once it is made, and equal to what has the same fields.

    A frozen dataclass would be that too; to make one takes 0.5 ms, and a cold start makes dozens of
    them. This takes a fortieth. Subclasses say `frozen=True` again, for type checkers.
    """
