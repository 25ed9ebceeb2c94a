"""How often short links were followed, asked of every service that tells."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from local.base.server import Fault, Response, json_response
from local.links.counting import TELLING
from local.links.shorteners import ShortenerStandIn
from repost.base.errors import RetryLater
from repost.base.secret import Secret
from repost.links.clicks import COUNTERS, ClicksRequest, clicks
from repost.links.shorteners import SERVICES, ShortenRequest, shorten
from repost.results.measures import Told
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = "https://blog.example/été?p=1"
KEY = "planted-clicks-key"
TELLS_PEOPLE = {"short.io", "shlink"}


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[ShortenerStandIn]:
    with ShortenerStandIn(request.param, KEY) as stand_in:
        yield stand_in


every = pytest.mark.parametrize("service", COUNTERS, indirect=True)


def asking(there: ShortenerStandIn) -> ClicksRequest:
    """The question for a link that is made there first."""
    domain = "go.example.com" if "domain" in SERVICES[there.service].needs else ""
    made = shorten(
        there.service,
        ShortenRequest(LONG, "Été", there.url, domain, Secret(KEY)),
        Http(allow_loopback=True),
    )
    assert not made.note
    return ClicksRequest(made.url, made.id, there.url, Secret(KEY))


def follow(there: ShortenerStandIn, request: ClicksRequest, agent: str) -> None:
    path = urlsplit(request.link).path
    reply = Http(allow_loopback=True).request("GET", there.url + path, headers={"User-Agent": agent})
    assert reply.headers["location"] == quote(LONG, safe=string.punctuation)


def test_every_service_that_tells_has_a_stand_in_that_does() -> None:
    assert set(COUNTERS) == set(TELLING)


@every
def test_clicks_are_counted_and_machines_left_out_if_the_service_tells_them_apart(
    service: ShortenerStandIn,
) -> None:
    request, http = asking(service), Http(allow_loopback=True)
    assert clicks(service.service, request, http).visits == 0
    for agent in ("Firefox", "Firefox", "Mastodon/4.5 (Bot)"):
        follow(service, request, agent)
    people = 2 if service.service in TELLS_PEOPLE else None
    assert clicks(service.service, request, http) == Told(clicks=people, visits=3)


@every
def test_a_key_stays_out_of_the_address_of_a_question(service: ShortenerStandIn) -> None:
    clicks(service.service, asking(service), Http(allow_loopback=True))
    assert not [request.url for request in service.requests if KEY in request.url]


@every
@pytest.mark.parametrize(
    "fault", [Fault(delivery="cut"), Response(403, b"{}"), Response(429), Response(500, b"<html>")]
)
def test_a_service_that_does_not_answer_says_nothing(
    service: ShortenerStandIn, fault: Fault | Response
) -> None:
    request = asking(service)
    service.fail_next(fault)
    with pytest.raises(RetryLater) as raised:
        clicks(service.service, request, Http(allow_loopback=True))
    assert SERVICES[service.service].name in str(raised.value)
    assert KEY not in str(raised.value)


@every
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"clicks": -3}', b'{"data": {"hits": true}}', b"no"])
def test_an_answer_without_a_count_is_not_none(service: ShortenerStandIn, body: bytes) -> None:
    request = asking(service)
    service.fail_next(Response(200, body))
    assert clicks(service.service, request, Http(allow_loopback=True)) == Told()


@pytest.mark.parametrize("service", ["rebrandly", "short.io"], indirect=True)
def test_a_link_without_the_id_that_its_service_needs_is_not_asked_for(service: ShortenerStandIn) -> None:
    assert (
        clicks(
            service.service,
            ClicksRequest("https://go.example.com/a", "", service.url, Secret(KEY)),
            Http(allow_loopback=True),
        )
        == Told()
    )
    assert not service.requests


@pytest.mark.parametrize("service", ["yourls"], indirect=True)
def test_a_count_may_be_written_as_text(service: ShortenerStandIn) -> None:
    request = asking(service)
    for text, count in (("12", 12), ("١٢", None), ("1e3", None), ("9" * 40, None)):
        service.fail_next(json_response(200, {"link": {"clicks": text}}))
        assert clicks("yourls", request, Http(allow_loopback=True)).visits == count
