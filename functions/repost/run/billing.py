"""Counts what a network bills besides posts, reads and deletions, towards the month's budget."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from repost.history.budget import month_of, usual_price
from repost.networks.protocol import Bills
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.run.turn import Turn
    from repost.web.http import Reply


class _Metered(Http):
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
    http, network, budget = turn.outside.http(), turn.network, turn.account.settings.budget
    if not isinstance(network, Bills) or not usual_price(budget, network.name, has_link=False):
        yield http
        return
    metered = _Metered(http, network)
    try:
        yield metered
    finally:
        if metered.spent:
            turn.history.spend(turn.account.name, month_of(turn.now), metered.spent)
