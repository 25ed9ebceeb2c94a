"""How often a short link was followed, as each service tells it; machines left out if it tells them apart.

docs/results.md says what each counts, and what its key must be allowed to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote, urlencode, urlsplit

from repost.base.errors import RetryLater
from repost.base.value import Value
from repost.links.shorteners import SERVICES, address_of, key_header
from repost.results.measures import Told
from repost.web.failures import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from urllib.parse import SplitResult

    from repost.base.secret import Secret
    from repost.web.http import Http

CLICK_SECONDS: Final = 5.0
"""How long one question takes at most."""

_LARGEST_REPLY: Final = 100_000
_OK: Final = 200


class ClicksRequest(Value, frozen=True):
    """A short link, and what the service calls it, or "". For `address` and `key` see `ShortenRequest`."""

    link: str
    id: str = ""
    address: str = ""
    key: Secret | None = None


class Counter(Value, frozen=True):
    """How one service is asked for the clicks of a link.

    Attributes
    ----------
    where : callable
        What follows the host of its API, for the parts of a short link and a request; "" if nothing can.
    people : tuple of str
        The keys that lead to the clicks of people in its answer; () if it doesn't tell them apart.
    all : tuple of str
        The keys that lead to all clicks.
    at : str
        The host of its API, if that isn't where links are made.
    form : callable or None
        What is sent by POST; otherwise it is a GET.
    """

    where: Callable[[SplitResult, ClicksRequest], str]
    people: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    at: str = ""
    form: Callable[[ClicksRequest], Mapping[str, str]] | None = None
    method: Literal["GET", "POST"] = "GET"


def _code(link: SplitResult) -> str:
    return link.path.strip("/")


def _shlink(link: SplitResult, request: ClicksRequest) -> str:
    """A server may have several domains; its own is named by nothing."""
    own = urlsplit(request.address).netloc
    domain = f"?{urlencode({'domain': link.netloc})}" if link.netloc != own else ""
    return f"/rest/v3/short-urls/{quote(_code(link), safe='')}{domain}"


def _signed(request: ClicksRequest) -> dict[str, str]:
    """By POST, so that the signature is in no server's log."""
    signature = request.key.reveal() if request.key else ""
    return {"action": "url-stats", "format": "json", "signature": signature, "shorturl": request.link}


COUNTERS: Final[Mapping[str, Counter]] = {
    "bitly": Counter(
        lambda link, _: (
            f"/v4/bitlinks/{link.netloc}/{quote(_code(link), safe='')}/clicks/summary?unit=day&units=-1"
        ),
        all=("total_clicks",),
    ),
    "tinyurl": Counter(
        lambda link, _: f"/alias/{link.netloc}/{quote(_code(link), safe='')}", all=("data", "hits")
    ),
    "rebrandly": Counter(lambda _, request: request.id and f"/v1/links/{request.id}", all=("clicks",)),
    "short.io": Counter(
        lambda _, request: request.id and f"/statistics/link/{request.id}?period=total&tz=UTC",
        people=("humanClicks",),
        all=("totalClicks",),
        at="https://statistics.short.io",
    ),
    "dub": Counter(
        lambda link, _: f"/links/info?{urlencode({'domain': link.netloc, 'key': _code(link)})}",
        all=("clicks",),
    ),
    "yourls": Counter(lambda _, __: "/yourls-api.php", all=("link", "clicks"), form=_signed, method="POST"),
    "shlink": Counter(_shlink, people=("visitsSummary", "nonBots"), all=("visitsSummary", "total")),
}
"""The services that tell. is.gd and v.gd show people a page, programs nothing; WordPress counts nothing."""


def clicks(service: str, request: ClicksRequest, http: Http) -> Told:
    """How often a short link was followed since it was made; what the service doesn't tell isn't known.

    Raises
    ------
    RetryLater
        If the service gave no answer, or refused; the message says why.
    """
    counter, there = COUNTERS[service], SERVICES[service]
    where = counter.where(urlsplit(request.link), request)
    if not where or ("key" in there.needs and not request.key):
        return Told()
    root = address_of(there, request.address).removesuffix(urlsplit(there.at).path)
    host = counter.at if counter.at and not request.address else root
    try:
        reply = http.request(
            counter.method,
            f"{host}{where}",
            data=counter.form(request) if counter.form else None,
            headers=key_header(there, request.key),
            max_bytes=_LARGEST_REPLY,
            total_seconds=CLICK_SECONDS,
        )
    except RequestFailed as error:
        raise RetryLater(f"{there.name} does not tell the clicks on the link: {error}.") from None
    if reply.status != _OK:
        raise RetryLater(
            f"{there.name} answered {reply.status} when it was asked for the clicks on a link: "
            "docs/shorteners.md says which permission the key needs."
        )
    from repost.web.replies import json_object

    body = json_object(reply.body)
    return Told(clicks=_count_at(body, counter.people), visits=_count_at(body, counter.all))


def _count_at(body: Mapping[str, Any], keys: tuple[str, ...]) -> int | None:
    """The count to which the keys lead, a number or a text of digits; None if there is none."""
    value: object = body
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS:
        return int(value)
    return value if type(value) is int and value >= 0 and keys else None


_MOST_DIGITS: Final = 12
