"""Counts what a network bills besides posts, reads and deletions, towards the month's budget."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from repost.history.budget import month_of, usual_price
from repost.networks.protocol import Bills
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.networks.protocol import Network
    from repost.run.turn import Turn
    from repost.settings.types import Budget
    from repost.web.http import Reply


class Metered(Http):
    """Sends what another client sends, and adds up what it costs."""

    def __init__(self, http: Http, network: Bills) -> None:
        self._http = http
        self._network = network
        self.spent = 0

    def get(self, url: str, **more: Any) -> Reply:
        return self._http.get(url, **more)

    def request(self, method: str, url: str, **more: Any) -> Reply:
        reply = self._http.request(method, url, **more)
        self.spent += self._network.price_of(method, url, reply)
        return reply


@contextmanager
def billed(turn: Turn) -> Iterator[Http]:
    """The HTTP client for what reads or deletes; at the end its cost is counted, even if a request failed.

    If the owner says that posts cost nothing, nothing else does.
    """
    http = turn.outside.http()
    metered = metered_by(turn.network, turn.account.settings.budget, http)
    try:
        yield metered or http
    finally:
        if metered and metered.spent:
            turn.history.spend(turn.account.name, month_of(turn.now), metered.spent)


def metered_by(network: Network[Any], budget: Budget, http: Http) -> Metered | None:
    """The client that adds up what the network bills; None if it bills nothing, or posts cost nothing."""
    if not isinstance(network, Bills) or not usual_price(budget, network.name, has_link=False):
        return None
    return Metered(http, network)
