"""How far an account has come with the articles of its blog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import datetime

MOST_TURNS: Final = 100


class Cycle(Value, frozen=True):
    """One way through all articles, each once: it ends when every article has gone out.

    Attributes
    ----------
    start : datetime or None
        Since when it has run (UTC); None if since the account began.
    order : str
        The order of the settings in which it runs; another order walks from its own beginning.
    at : str
        The key of the last article behind the walk, as `repost.selection.candidates` gives keys; "" at the
        beginning.
    first : str
        The key of the first article of all when the walk began, if the order is one of dates: if an older
        one turns up, the walk begins again.
    turns : int
        How many posts there have been since the last encore, up to `MOST_TURNS`.
    """

    start: datetime | None = None
    order: str = ""
    at: str = ""
    first: str = ""
    turns: int = 0

    def after_post(self, *, encore: bool) -> Cycle:
        """The same after a post, which is a turn or an encore."""
        return replace(self, turns=0 if encore else min(self.turns + 1, MOST_TURNS))
