"""Whom an unexplained refusal is about: the next article of the slot shows it.

If the network takes another article from the account, those that it refused are to blame and rest. If it
refuses another in the same way, or takes none, the account is to blame: no article rests, and the account
waits.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.base.errors import Unexplained
from repost.history.account_state import Stop

if TYPE_CHECKING:
    from repost.base.errors import Rejected
    from repost.history.records import Claim
    from repost.run.turn import Turn

WAITS: Final = (timedelta(hours=1), timedelta(days=1))
"""How long an account waits if the network refuses all of its posts: the first time, and from then on."""


class Doubts:
    """The articles that the network refused in one slot without saying why."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._refused: list[tuple[Claim, Unexplained]] = []

    def clear(self, claim: Claim, refusal: Rejected) -> bool:
        """Add a refusal; True if it shows that the account is meant."""
        if not isinstance(refusal, Unexplained):
            return False
        is_repeated = any(refusal.sign == other.sign for _, other in self._refused)
        self._refused.append((claim, refusal))
        return is_repeated

    def settle(self, *, is_out: bool) -> None:
        """Let the articles rest if another one is out, else free them with all that was noted of them."""
        for claim, _ in self._refused:
            if is_out:
                self._turn.history.pass_over(claim.account, claim.guid, self._turn.now)
            else:
                self._turn.history.unsay(claim)


def wait(turn: Turn, refusal: Unexplained, secret_version: int) -> Stop:
    """Keep the account from posting for a while, or until its secret changes; why, and how long."""
    from repost.base.instants import written

    until = turn.outside.clock() + WAITS[min(turn.state.waits, len(WAITS) - 1)]
    stop = Stop(
        f"{refusal} Nothing shows that the article is to blame, so look into the account at "
        f"{turn.network.name}. Nothing is posted before {written(until)}, when Repost tries again.",
        secret_version,
        until,
    )
    turn.outside.states.wait(turn.state, stop)
    return stop
