"""How each shortener tells how often a link was followed, and by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.base.server import json_response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local.base.server import Request, Response


@dataclass(frozen=True, slots=True)
class Visits:
    """How often people and machines followed a link."""

    people: int = 0
    machines: int = 0

    @property
    def all(self) -> int:
        return self.people + self.machines


@dataclass(frozen=True, slots=True)
class Telling:
    """What a service is asked, as "<method> <path>?<query or form>" with a keyword, and what it answers."""

    asked: str
    answer: Callable[[Visits], Response]


TELLING: Final[Mapping[str, Telling]] = {
    # https://dev.bitly.com/api-reference/#getClicksSummaryForBitlink
    "bitly": Telling(
        r"GET /v4/bitlinks/[^/]+/(\w+)/clicks/summary\?unit=day&units=-1",
        lambda visits: json_response(200, {"total_clicks": visits.all, "units": -1, "unit": "day"}),
    ),
    "tinyurl": Telling(
        r"GET /alias/[^/]+/(\w+)\?",
        lambda visits: json_response(200, {"data": {"hits": visits.all}, "code": 0, "errors": []}),
    ),
    # https://developers.rebrandly.com/docs/link-entity
    "rebrandly": Telling(
        r"GET /v1/links/rb(\w+)\?", lambda visits: json_response(200, {"id": "rb", "clicks": visits.all})
    ),
    "short.io": Telling(
        r"GET /statistics/link/lnk_(\w+)\?period=total&tz=UTC",
        lambda visits: json_response(200, {"humanClicks": visits.people, "totalClicks": visits.all}),
    ),
    # https://dub.co/docs/api-reference/links/retrieve
    "dub": Telling(
        r"GET /links/info\?domain=[^&]+&key=(\w+)",
        lambda visits: json_response(200, {"id": "link_1", "clicks": visits.all, "lastClicked": None}),
    ),
    "yourls": Telling(
        r"POST /yourls-api\.php\?.*action=url-stats.*shorturl=[^&]*%2F(\w+)",
        lambda visits: json_response(200, {"statusCode": "200", "link": {"clicks": str(visits.all)}}),
    ),
    # https://api-spec.shlink.io
    "shlink": Telling(
        r"GET /rest/v3/short-urls/(\w+)\?(?:domain=[^&]+)?",
        lambda visits: json_response(
            200,
            {
                "shortCode": "s",
                "visitsSummary": {
                    "total": visits.all,
                    "nonBots": visits.people,
                    "bots": visits.machines,
                },
            },
        ),
    ),
}
"""The services that tell; the others don't."""


def keyword_in(service: str, request: Request) -> str:
    """The keyword of the link that a request asks for the visits of; "" if it asks for something else."""
    telling = TELLING.get(service)
    _, _, query = request.url.partition("?")
    sent = f"{request.method} {request.path}?{query or request.body.decode('utf-8', 'replace')}"
    found = re.fullmatch(telling.asked, sent) if telling else None
    return found[1] if found else ""
