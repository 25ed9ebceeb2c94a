"""One run's visit to one blog: few requests, one at a time, under its own name, none if asked to leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.base.errors import FeedError
from repost.feeds.misses import pause
from repost.web.addresses import shown
from repost.web.failures import RequestFailed
from repost.web.replies import instant_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.web.http import Http, Reply

MOST_REQUESTS: Final = 30
"""How many requests a run makes to a blog at most, its feed included."""

MOST_SECONDS: Final = 30.0
"""How long a run's visit to a blog may take, however much time it has: other accounts need theirs."""

_REQUEST_SECONDS: Final = 20.0
_LEAST_SECONDS: Final = 5.0  # with less there is no point in asking
_BUSY: Final = {429, 503}
_REFUSALS: Final = {403, *_BUSY}
_LONGEST_WAIT: Final = timedelta(days=1)


def calling_card(contact: str, user_agent: str = "") -> dict[str, str]:
    """The header that says who is asking, with their address, or the name that was chosen."""
    name = user_agent or (f"Mozilla/5.0 (compatible; Repost; +{contact})" if contact else "")
    return {"User-Agent": name} if name else {}


def come_back(reply: Reply, now: datetime, refusals: int) -> datetime | None:
    """Until when a host asks to be left alone that answered so, having refused so often before; or None."""
    if reply.status not in _REFUSALS:
        return None
    asked = _retry_after(reply.headers.get("retry-after", ""), now)
    return max(asked, now + pause(refusals))


class Visit:
    """Asks a blog within the budget of one run.

    Parameters
    ----------
    seconds_left : callable
        How many seconds the visit may still take.
    card : mapping
        The headers that say who is asking.
    refusals : int
        How often in a row the blog has refused.
    """

    def __init__(
        self,
        http: Http,
        now: datetime,
        seconds_left: Callable[[], float],
        *,
        card: Mapping[str, str] | None = None,
        refusals: int = 0,
        most_requests: int = MOST_REQUESTS,
    ) -> None:
        self._http = http
        self._now = now
        self._seconds_left = seconds_left
        self._at_first = seconds_left()
        self._card = card or {}
        self._refusals = refusals
        self._has_answered = False
        self._left = most_requests
        self.not_before: datetime | None = None
        """Until when the blog asks to be left alone (UTC), if it does."""
        self.names: dict[str, dict[int, str]] = {}
        """What walkers have learned of the site's own names, by kind and id."""
        self.pages: dict[str, Any] = {}
        """What walkers have read and need again for their next page."""

    @property
    def may_ask(self) -> bool:
        """Whether there are requests and time left, and the blog hasn't asked to be left alone."""
        return self._left > 0 and self.has_time and self.not_before is None

    @property
    def has_time(self) -> bool:
        """Whether there is time left for anything at all."""
        return self._left_to_visit >= _LEAST_SECONDS

    @property
    def _left_to_visit(self) -> float:
        left = self._seconds_left()
        return min(left, MOST_SECONDS - (self._at_first - left))

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 1_000_000,
        total_seconds: float = _REQUEST_SECONDS,
    ) -> Reply:
        """Fetch an address as `repost.web.http.Http.get` does."""
        self._left -= 1
        reply = self._http.get(
            url,
            headers={**self._card, **(headers or {})},
            max_bytes=max_bytes,
            total_seconds=max(min(total_seconds, self._left_to_visit), _LEAST_SECONDS),
        )
        if reply.status in _BUSY or not self._has_answered:
            self.not_before = come_back(reply, self._now, self._refusals)
        self._has_answered = True
        return reply

    def ask(self, url: str, *, accept: str, max_bytes: int = 5_000_000) -> Reply:
        """Fetch an address for a walker, with any status except a server error.

        Raises
        ------
        FeedError
            If the blog doesn't answer now: another time it may.
        """
        try:
            reply = self.get(url, headers={"Accept": accept}, max_bytes=max_bytes)
        except RequestFailed as failure:
            raise FeedError(f"{shown(url)} could not be fetched: {failure}.") from None
        if reply.status in _BUSY or reply.status >= 500:  # noqa: PLR2004 - a server error
            raise FeedError(f"{shown(url)} is not answering now (status {reply.status}).")
        return reply


def _retry_after(wait: str, now: datetime) -> datetime:
    """When a Retry-After (RFC 9110, section 10.2.3) lets us come back: a day from now at the latest."""
    then = instant_in(wait, now) or now
    return min(max(then, now), now + _LONGEST_WAIT)
