"""Short links over HTTP: what every service gives, and what goes out when it gives nothing."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_type_hints
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from local.base.server import Fault, Response, json_response
from local.links.manners import MANNERS
from local.links.shorteners import IsGd, ShortenerStandIn
from repost.base.secret import Secret
from repost.links.shorteners import SERVICES, Shortened, ShortenRequest, shorten
from repost.settings.types import Link
from repost.web.http import Http, Reply
from tests.servers import hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = "https://blog.example/été?p=1&utm_source=x&q=a+b%20c#top"
PLANTED = "planted-shortener-key"
NOT_SHORTENED = "The link was not shortened: "
KEYED = sorted(name for name, service in SERVICES.items() if "key" in service.needs)
NAMED = sorted(name for name, manners in MANNERS.items() if manners.domain)
FAILURES = [(name, about) for name, manners in MANNERS.items() for about in manners.failures]


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[ShortenerStandIn]:
    with ShortenerStandIn(request.param, PLANTED) as stand_in:
        yield stand_in


@pytest.fixture
def is_gd() -> Iterator[IsGd]:
    with IsGd() as stand_in:
        yield stand_in


def name_of(stand_in: ShortenerStandIn) -> str:
    return next(name for name, manners in MANNERS.items() if manners is stand_in.manners)


def asking(stand_in: ShortenerStandIn, **changes: str | Secret | None) -> ShortenRequest:
    needs = SERVICES[name_of(stand_in)].needs
    domain = "go.example.com" if "domain" in needs else ""
    key = Secret(PLANTED) if "key" in needs else None
    return replace(ShortenRequest(LONG, "Été", stand_in.url, domain, key), **changes)


def short(stand_in: ShortenerStandIn, **changes: str | Secret | None) -> Shortened:
    return shorten(name_of(stand_in), asking(stand_in, **changes), Http(allow_loopback=True))


def by_is_gd(is_gd: IsGd, url: str = LONG) -> Shortened:
    return shorten("is.gd", ShortenRequest(url, address=is_gd.url), Http(allow_loopback=True))


def test_every_shortener_of_the_settings_is_in_the_table_and_has_a_stand_in() -> None:
    names = {*get_args(get_args(get_type_hints(Link, include_extras=True)["shortener"])[0])}
    assert names - {"none", "wordpress"} == set(SERVICES) == set(MANNERS)


def test_the_page_about_shorteners_tells_of_each_what_it_needs() -> None:
    page = (Path(__file__).parents[2] / "docs/shorteners.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", page, re.MULTILINE))
    assert set(rows) == {"shortener", "wordpress", *SERVICES}, "its head, and every service"
    for name, service in SERVICES.items():
        needs = {"url": "`shortener_url`", "domain": "`shortener_domain`"}
        assert [word in rows[name] for word in needs.values()] == [need in service.needs for need in needs]
        assert ("key" in service.needs) == bool(re.search("key|token", rows[name]))
        assert f"{service.domain}" in page


@pytest.mark.parametrize("service", SERVICES, indirect=True)
def test_a_service_gives_a_link_of_its_own_that_leads_to_the_article(service: ShortenerStandIn) -> None:
    result = short(service)
    assert result.note == ""
    host = urlsplit(result.url).netloc
    there = SERVICES[name_of(service)]
    assert host == (asking(service).domain or there.domain or urlsplit(service.url).netloc)
    reply = Http(allow_loopback=True).request("GET", service.url + urlsplit(result.url).path)
    assert (reply.status, reply.headers["location"]) == (301, quote(LONG, safe=string.punctuation))


@pytest.mark.parametrize("service", SERVICES, indirect=True)
def test_an_address_that_was_shortened_before_gets_the_same_link(service: ShortenerStandIn) -> None:
    assert short(service) == short(service)
    assert list(service.links.values()) == [LONG]


@pytest.mark.parametrize("service", ["dub"], indirect=True)
def test_a_link_that_the_owner_made_for_the_same_address_stays_as_it_is(service: ShortenerStandIn) -> None:
    service.links["summer"] = LONG
    result = short(service)
    assert result.note == ""
    assert not result.url.endswith("/summer")
    assert service.links["summer"] == LONG
    assert {request.method for request in service.requests} == {"POST"}


@pytest.mark.parametrize("service", NAMED, indirect=True)
def test_links_are_on_the_owners_own_domain_where_there_is_one(service: ShortenerStandIn) -> None:
    result = short(service, domain="s.example.org")
    assert (result.url, result.note) == ("https://s.example.org/s1", "")


@pytest.mark.parametrize("service", ["rebrandly", "short.io"], indirect=True)
def test_the_own_id_of_a_link_is_kept_if_its_service_tells_clicks_only_by_that(
    service: ShortenerStandIn,
) -> None:
    assert short(service).id == {"rebrandly": "rbs1", "short.io": "lnk_s1"}[name_of(service)]


@pytest.mark.parametrize("service", ["yourls", "shlink"], indirect=True)
def test_software_of_ones_own_may_lie_in_a_folder_and_may_be_named_by_its_api(
    service: ShortenerStandIn,
) -> None:
    expected = Shortened(f"{service.url}/s1")
    for address in ("", "/", service.manners.path):
        assert short(service, address=service.url + address) == expected
    short(service, address=f"{service.url}/folder/")
    assert urlsplit(service.requests[-1].url).path == f"/folder{service.manners.path}"


@pytest.mark.parametrize("service", ["yourls", "shlink"], indirect=True)
def test_software_of_ones_own_always_gets_a_title_so_that_it_does_not_fetch_the_page(
    service: ShortenerStandIn,
) -> None:
    short(service, title="")
    short(service)
    assert [fields["title"] for fields in service.sent] == [LONG, "Été"]


@pytest.mark.parametrize("service", KEYED, indirect=True)
def test_a_key_stays_out_of_addresses(service: ShortenerStandIn) -> None:
    short(service)
    assert [PLANTED in request.url for request in service.requests] == [False]


@pytest.mark.parametrize("service", KEYED, indirect=True)
def test_a_wrong_key_leaves_the_link_long(service: ShortenerStandIn) -> None:
    result = short(service, key=Secret("stranger"))
    assert result.url == LONG
    status = service.manners.no_key.status
    assert result.note.startswith(f"{NOT_SHORTENED}{SERVICES[name_of(service)].name} answered {status} ")


@pytest.mark.parametrize("service", KEYED, indirect=True)
def test_a_missing_key_is_told_without_asking(service: ShortenerStandIn) -> None:
    expected = f"{NOT_SHORTENED}shortener_key is missing in /repost/secrets/main."
    assert short(service, key=None, secret="/repost/secrets/main") == Shortened(LONG, expected)
    assert service.requests == []


@pytest.mark.parametrize("service", SERVICES, indirect=True)
def test_an_address_that_a_service_does_not_like_stays_long(service: ShortenerStandIn) -> None:
    result = short(service, url="https:///x")
    assert result.url == "https:///x"
    words = json.loads(service.manners.no_url.body)
    said = result.note.partition("“")[2].partition("”")[0]
    assert said
    assert said in json.dumps(words)


@pytest.mark.parametrize(("service", "about"), FAILURES, indirect=["service"])
def test_every_failure_that_is_known_of_a_service_leaves_the_link_long(
    service: ShortenerStandIn, about: str
) -> None:
    refusal = service.manners.failures[about]
    service.fail_next(refusal)
    result = short(service)
    assert result.url == LONG
    name = SERVICES[name_of(service)].name
    assert result.note.startswith(f"{NOT_SHORTENED}{name} answered {refusal.status} without a short link")
    # What it says is repeated, where it says it in a form that it documents.
    assert ("“" in result.note) == (refusal.body[:1] == b"{")
    assert short(service).note == "", "the next article is asked for again"


@pytest.mark.parametrize("service", SERVICES, indirect=True)
@pytest.mark.parametrize(
    "fault",
    [
        Fault("cut"),
        Fault("half", accepted=True),
        Response(200, b"x" * 200_000),
        Response(302, headers={"Location": "/elsewhere"}),
        Response(503, b"<html>down</html>"),
        Response(200, b""),
        Response(200, b"[1]"),
        Response(200, b"null"),
        json_response(
            200, dict.fromkeys(("link", "data", "shorturl", "shortUrl", "shortURL", "shortLink"), 7)
        ),
        json_response(200, {"data": {"tiny_url": ["https://tinyurl.com/a"]}, "errors": {"0": 1}}),
    ],
    ids=lambda fault: fault.delivery if isinstance(fault, Fault) else fault.body[:12].decode(),
)
def test_an_answer_that_is_broken_or_leads_elsewhere_leaves_the_link_long(
    service: ShortenerStandIn, fault: Fault | Response
) -> None:
    service.fail_next(fault)
    result = short(service)
    assert result.url == LONG
    assert result.note.startswith(NOT_SHORTENED)
    assert len(service.requests) == 1


@pytest.mark.parametrize("service", SERVICES, indirect=True)
def test_a_link_of_another_host_never_goes_out(service: ShortenerStandIn) -> None:
    there = SERVICES[name_of(service)]
    body: object = "https://evil.example/a"
    for key in reversed(there.reads):
        body = {key: body}
    service.fail_next(json_response(200, body))
    result = short(service)
    assert result.url == LONG
    assert "“https://evil.example/a”" in result.note
    assert ("link.shortener_domain" in result.note) == (there.needs != frozenset())


@pytest.mark.parametrize("service", KEYED, indirect=True)
@pytest.mark.parametrize("key", ["message", "error", "detail", "link"])
def test_a_key_that_a_server_repeats_is_masked(service: ShortenerStandIn, key: str) -> None:
    service.fail_next(json_response(500, {key: f"bad key {PLANTED}", "message": f"bad key {PLANTED}"}))
    note = short(service).note
    assert note.endswith("(“bad key ***”).")
    assert PLANTED not in note


def test_a_slow_shortener_is_not_waited_for(is_gd: IsGd) -> None:
    is_gd.fail_next(Fault("trickle", accepted=True))
    result = shorten("is.gd", ShortenRequest(LONG, address=is_gd.url), hurried())
    assert result.url == LONG
    assert "5 seconds" in result.note


def test_where_nobody_listens_the_link_stays_long() -> None:
    result = shorten("is.gd", ShortenRequest(LONG, address="http://127.0.0.1:1"), Http(allow_loopback=True))
    assert result.url == LONG
    assert result.note.startswith(NOT_SHORTENED)


class Answering(Http):
    """An `Http` that answers each request with one body."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def request(self, method: str, url: str, **_: object) -> Reply:
        assert method == "GET"
        return Reply(200, {}, self._body, url)


@given(
    st.text(max_size=40)
    | st.builds("https://is.gd/{}".format, st.text(max_size=20))
    | st.builds("{}is.gd{}/a".format, st.text(max_size=12), st.text(max_size=8))
)
@example("https://is.gd")
@example("https://is.gd/")
@example("https://is.gd@evil.example/a")
@example("https://evil@is.gd/a")
@example("https://is.gd.evil.example/a")
@example("https://is.gd:8443/a")
@example("https://is.gd:x/a")
@example("javascript://is.gd/a")
@example("https://is.gd/a b")
@example("https://is.gd/a\n")
@example("https://is.gd\\.evil.example/a")
@example("https://is.gd/\u202eoops")
@example("https://is.gd/" + "a" * 300)
@example("https://[is.gd/a")
@example("//is.gd/a")
@example("evil.example/a")
def test_only_a_clean_link_of_the_shortener_itself_ever_goes_out(claimed: str) -> None:
    result = shorten("is.gd", ShortenRequest(LONG), Answering(json.dumps({"shorturl": claimed}).encode()))
    if result.url == LONG:
        assert result.note.isprintable()
        return
    scheme, _, rest = result.url.rpartition("is.gd/")[0].partition("://")
    assert result.note == ""
    assert (scheme.lower() in {"https", "http"}, rest) == (True, "")
    assert result.url.endswith(claimed)
    assert urlsplit(result.url).path.strip("/")
    assert result.url.isprintable()
    assert len(result.url) <= 200
    assert not any(character.isspace() for character in result.url)


def test_a_clean_link_of_the_shortener_itself_goes_out() -> None:
    body = json.dumps({"shorturl": "https://is.gd/Ab3"}).encode()
    assert shorten("is.gd", ShortenRequest(LONG), Answering(body)) == Shortened("https://is.gd/Ab3")
