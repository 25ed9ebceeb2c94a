"""Short links over HTTP: what is.gd and YOURLS give, and what goes out when they give nothing."""

from __future__ import annotations

import json
import string
import time
from typing import TYPE_CHECKING, get_args, get_type_hints
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from local.server import Answer, Fault, json_answer
from local.shorteners import IS_GD_RATE_LIMITED, IsGd, Yourls
from repost.http import Http, Reply
from repost.masked import Secret
from repost.settings import Link
from repost.shorteners import Shortened, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = "https://blog.example/été?p=1&utm_source=x&q=a+b%20c#top"
PLANTED = "plantedsignature"


@pytest.fixture
def is_gd() -> Iterator[IsGd]:
    with IsGd() as stand_in:
        yield stand_in


@pytest.fixture
def yourls() -> Iterator[Yourls]:
    with Yourls(PLANTED) as stand_in:
        yield stand_in


def by_is_gd(is_gd: IsGd, url: str = LONG) -> Shortened:
    return shorten("is.gd", url, Http(allow_loopback=True), address=is_gd.url)


def by_yourls(yourls: Yourls, url: str = LONG, *, signature: str = PLANTED, title: str = "Été") -> Shortened:
    return shorten(
        "yourls",
        url,
        Http(allow_loopback=True),
        address=yourls.address,
        signature=Secret(signature),
        title=title,
    )


def test_is_gd_gives_a_link_that_leads_to_the_article(is_gd: IsGd) -> None:
    result = by_is_gd(is_gd)
    assert result == Shortened(f"{is_gd.url}/s1")
    reply = Http(allow_loopback=True).request("GET", result.url)
    assert (reply.status, reply.headers["location"]) == (301, quote(LONG, safe=string.punctuation))


def test_yourls_gives_a_link_that_leads_to_the_article_and_keeps_its_title(yourls: Yourls) -> None:
    assert by_yourls(yourls) == Shortened(f"{yourls.url}/s1")
    assert yourls.links == {"s1": LONG}
    assert yourls.titles == {LONG: "Été"}


def test_a_link_that_yourls_made_before_is_used_again_though_it_calls_that_a_failure(yourls: Yourls) -> None:
    assert by_yourls(yourls) == by_yourls(yourls) == Shortened(f"{yourls.url}/s1")


def test_yourls_always_gets_a_title_so_that_it_does_not_fetch_the_page(yourls: Yourls) -> None:
    by_yourls(yourls, title="")
    assert yourls.titles == {LONG: LONG}


def test_the_signature_stays_out_of_addresses(yourls: Yourls) -> None:
    by_yourls(yourls)
    (request,) = yourls.requests
    assert request.method == "POST"
    assert PLANTED not in request.url


def test_no_shortener_leaves_the_link_alone_and_says_nothing() -> None:
    assert shorten("none", LONG, Http()) == Shortened(LONG)


@pytest.mark.parametrize("name", get_args(get_type_hints(Link)["shortener"]))
def test_every_shortener_of_the_settings_is_known(name: str) -> None:
    result = shorten(name, LONG, Http(), address="http://127.0.0.1:1", signature=Secret("x"))
    assert result.url == LONG
    assert "does not know" not in result.note


def test_an_unknown_shortener_is_said_to_be_unknown() -> None:
    assert shorten("goo.gl", LONG, Http()).note == (
        "The link was not shortened: Repost does not know the shortener 'goo.gl'."
    )


IS_GD_SAYS = "The link was not shortened: is.gd answered {} without a short link of its own{}."


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (
            IS_GD_RATE_LIMITED,
            IS_GD_SAYS.format(200, " (“Sorry, you have exceeded our rate limit, please wait.”)"),
        ),
        (json_answer(502, {"errorcode": 3}), IS_GD_SAYS.format(502, "")),
        (Answer(503, b"<html>down</html>"), IS_GD_SAYS.format(503, "")),
        (Answer(200, b""), IS_GD_SAYS.format(200, "")),
        (Answer(200, b"[1]"), IS_GD_SAYS.format(200, "")),
        (json_answer(200, {"shorturl": 7}), IS_GD_SAYS.format(200, "")),
        (
            json_answer(200, {"shorturl": "https://evil.example/a"}),
            IS_GD_SAYS.format(200, " (“https://evil.example/a”)"),
        ),
    ],
)
def test_when_is_gd_gives_no_link_the_long_one_goes_out_with_the_reason(
    is_gd: IsGd, answer: Answer, note: str
) -> None:
    is_gd.fail_next(answer)
    assert by_is_gd(is_gd) == Shortened(LONG, note)


def test_an_address_that_is_gd_does_not_like_stays_long(is_gd: IsGd) -> None:
    assert by_is_gd(is_gd, "https:///x").note == IS_GD_SAYS.format(
        200, " (“Please enter a valid URL to shorten”)"
    )


@pytest.mark.parametrize(
    "fault",
    [
        Fault("cut"),
        Fault("half", accepted=True),
        Answer(200, b"x" * 200_000),
        Answer(302, headers={"Location": "/elsewhere"}),
    ],
)
def test_an_answer_that_is_broken_or_leads_elsewhere_leaves_the_link_long(
    is_gd: IsGd, fault: Fault | Answer
) -> None:
    is_gd.fail_next(fault)
    result = by_is_gd(is_gd)
    assert result.url == LONG
    assert result.note.startswith("The link was not shortened: ")


def test_a_slow_shortener_is_not_waited_for(is_gd: IsGd) -> None:
    is_gd.fail_next(Fault("trickle", accepted=True))
    hurried = Http(allow_loopback=True, monotonic=lambda: 20 * time.monotonic())
    result = shorten("is.gd", LONG, hurried, address=is_gd.url)
    assert result.url == LONG
    assert "5 seconds" in result.note


def test_where_nobody_listens_the_link_stays_long() -> None:
    result = shorten("is.gd", LONG, Http(allow_loopback=True), address="http://127.0.0.1:1")
    assert result.url == LONG
    assert result.note.startswith("The link was not shortened: ")


def test_a_wrong_signature_is_told_in_the_words_of_yourls(yourls: Yourls) -> None:
    result = by_yourls(yourls, signature="stranger")
    assert result == Shortened(
        LONG,
        "The link was not shortened: yourls answered 403 without a short link of its own (“Please log in”).",
    )


def test_an_address_that_yourls_does_not_like_stays_long(yourls: Yourls) -> None:
    result = by_yourls(yourls, "https:///x")
    assert result.url == "https:///x"
    assert result.note.endswith("(“Missing or malformed URL”).")


def test_a_missing_signature_is_told_without_asking(yourls: Yourls) -> None:
    result = shorten("yourls", LONG, Http(allow_loopback=True), address=yourls.address)
    assert result.note == "The link was not shortened: yourls_signature is missing in the account's secret."
    assert yourls.requests == []


def test_the_signature_is_not_sent_where_others_could_read_it() -> None:
    for address in (
        "http://sho.rt/yourls-api.php",
        "http://sho.rt@127.0.0.1.example/",
        "https://[",
        "ftp://127.1/",
    ):
        result = shorten("yourls", LONG, NeverAsked(), address=address, signature=Secret(PLANTED))
        assert result.url == LONG
        assert result.note.startswith("The link was not shortened: its address ")


@pytest.mark.parametrize("key", ["message", "shorturl"])
def test_a_signature_that_the_server_repeats_is_masked(yourls: Yourls, key: str) -> None:
    yourls.fail_next(json_answer(500, {key: f"bad signature {PLANTED}"}))
    note = by_yourls(yourls).note
    assert note.endswith("(“bad signature ***”).")
    assert PLANTED not in note


class NeverAsked(Http):
    """An `Http` that must not be used."""

    def request(self, method: str, url: str, **_: object) -> Reply:
        pytest.fail(f"{method} {url}")


class Answering(Http):
    """An `Http` that answers each `get` with one body."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def get(self, url: str, **_: object) -> Reply:
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
def test_only_a_clean_link_of_the_shortener_itself_ever_goes_out(claimed: str) -> None:
    result = shorten("is.gd", LONG, Answering(json.dumps({"shorturl": claimed}).encode()))
    if result.url == LONG:
        assert result.note.isprintable()
        return
    assert result == Shortened(claimed)
    scheme, _, rest = claimed.partition("://")
    host, _, path = rest.partition("/")
    assert scheme.lower() in {"https", "http"}
    assert host.lower() == "is.gd"
    assert path.strip("/")
    assert claimed.isprintable()
    assert len(claimed) <= 200
    assert not any(character.isspace() for character in claimed)


def test_a_clean_link_of_the_shortener_itself_goes_out() -> None:
    body = json.dumps({"shorturl": "https://is.gd/Ab3"}).encode()
    assert shorten("is.gd", LONG, Answering(body)) == Shortened("https://is.gd/Ab3")
