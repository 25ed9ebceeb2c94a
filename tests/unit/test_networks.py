"""What all networks have in common: how they are found, and how their words are quoted."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import repost
from repost.accounts.checks import findings
from repost.base.secret import Secret
from repost.networks.bluesky.network import Bluesky
from repost.networks.credentials import AccountCredentials
from repost.networks.mastodon.network import Mastodon
from repost.networks.protocol import Identity, Post
from repost.networks.registry import network
from repost.settings.types import Settings
from repost.web.failures import NotSent
from repost.web.http import Http, Reply
from repost.web.replies import json_object, later_instant, masked, quotation, text_in

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_TOKEN = st.text(
    st.characters(codec="ascii", categories=["L", "N", "P"], exclude_characters="*"), min_size=6, max_size=40
)
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def known_names() -> tuple[str, ...]:
    names: tuple[str, ...] = get_args(get_type_hints(Settings)["network"])
    return names


def settings(name: str, **more: object) -> Settings:
    table = {"network": name, "feed": "https://blog.example/feed/", **more}
    return msgspec.convert(table, Settings)


class Nobody(Http):
    """Reaches no server."""

    def request(self, *_: object, **__: object) -> Reply:
        raise NotSent("nobody is there")


@pytest.mark.parametrize("name", known_names())
def test_every_network_of_the_settings_exists_under_its_name(name: str) -> None:
    found = network(settings(name))
    assert found.name == name
    assert issubclass(found.credentials, AccountCredentials)
    assert found.post_seconds > 0
    assert found.find_seconds > 0 or not found.reads_back
    assert found.text_rules(Nobody()).fits("short")
    assert found.idempotency("token", NOW) == found.idempotency("token", NOW)


@pytest.mark.parametrize("name", known_names())
def test_a_network_can_be_told_where_it_answers(name: str) -> None:
    assert network(settings(name), "http://127.0.0.1:1234") != network(settings(name))


def test_what_an_account_sets_for_its_network_reaches_it() -> None:
    wish = {"server": "https://a.example", "visibility": "unlisted", "content_warning": "Old"}
    assert network(settings("mastodon", mastodon=wish)) == Mastodon("https://a.example", "unlisted", "Old")
    own = {"server": "https://pds.example"}
    assert network(settings("bluesky", bluesky=own)) == Bluesky("https://pds.example")


@pytest.mark.parametrize(
    ("name", "table", "problem"),
    [
        ("mastodon", {}, "Missing key"),
        ("mastodon", {"server": "mastodon.social"}, 'is "mastodon.social"'),
        ("mastodon", {"server": "http://mastodon.social"}, 'is "http://mastodon.social"'),
        ("mastodon", {"server": "https://mastodon.social/@me"}, 'is "https://mastodon.social/@me"'),
        ("mastodon", {"server": "https://me:pw@mastodon.social"}, "has a user name or password in it"),
        ("bluesky", {"server": "https://bsky.app/profile/me"}, 'is "https://bsky.app/profile/me"'),
        ("bluesky", {"server": ""}, "Missing key"),
    ],
)
def test_a_secret_is_sent_to_nothing_but_the_bare_address_of_a_server(
    name: str, table: dict[str, str], problem: str
) -> None:
    [(key, what, advice)] = findings(settings(name, **{name: table}))
    assert (key, what) == (f"{name}.server", problem)
    assert advice.startswith(("Expected the address of your server and nothing else, such", "Did you mean"))


@pytest.mark.parametrize("server", ["https://mastodon.social", "https://mastodon.social:8443/"])
def test_the_address_of_a_server_is_enough(server: str) -> None:
    assert not list(findings(settings("mastodon", mastodon={"server": server})))


def test_the_servers_of_other_networks_are_no_matter() -> None:
    assert not list(findings(settings("x", bluesky={"server": "?"}, mastodon={"server": "?"})))


@pytest.mark.parametrize("name", known_names())
def test_knowing_a_network_does_not_load_what_only_a_post_needs(name: str) -> None:
    program = f"""
import sys, msgspec
from repost.networks.registry import network
from repost.settings.types import Settings
table = {{"network": "{name}", "feed": "https://blog.example/feed/"}}
network(msgspec.convert(table, Settings))
print({{"requests", "requests_oauthlib", "oauthlib", "twitter_text", "regex", "email"}} & set(sys.modules))
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(Path(repost.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"", {}),
        (b"[1]", {}),
        (b'"text"', {}),
        (b"<html>", {}),
        (b"\xff\xfe\x00", {}),
        (b'{"a": ' + b"[" * 50_000, {}),
        (b'{"a": ' + b"9" * 5_000 + b"}", {}),
    ],
)
def test_a_body_is_a_json_object_or_an_empty_one(body: bytes, expected: object) -> None:
    assert json_object(body) == expected


@given(st.binary(max_size=60) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_makes_reading_fail(body: bytes) -> None:
    table = json_object(body)
    assert isinstance(text_in(table, "detail", "title"), str)
    assert text_in([table], "detail") == ""


@given(_TOKEN, st.text("ä ", max_size=30), st.text("ä ", max_size=30))
def test_a_secret_that_a_server_echoes_is_masked_in_every_form(token: str, before: str, after: str) -> None:
    for form in (token, token.upper(), quote(token, safe=""), quote(token, safe="").lower()):
        assert masked(f"{before}<{form}>{after}", [Secret(token)]) == f"{before}<***>{after}"


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    assert masked("1-abc-def", [Secret("1-abc"), Secret("1-abc-def")]) == "***"


def test_a_secret_is_masked_though_invisible_characters_are_strewn_into_it() -> None:
    assert quotation("your tok\u200ben\x00\u202e is bad", [Secret("token")]) == " (“your *** is bad”)"


def test_a_secret_at_the_end_of_a_long_text_is_not_cut_into_a_readable_half() -> None:
    said = quotation("x" * 190 + "0123456789secret", [Secret("0123456789secret")])
    assert "0123" not in said


@given(st.text(max_size=500))
def test_a_quotation_is_one_short_printable_line(text: str) -> None:
    said = quotation(text, [])
    assert len(said) <= 205
    assert said.isprintable()
    assert said == "" or (said.startswith(" (“") and said.endswith("”)"))


def test_words_that_say_nothing_are_not_quoted() -> None:
    assert quotation(" \n\u200b", []) == ""


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("90", timedelta(seconds=90)),
        (str(int(NOW.timestamp()) + 600), timedelta(minutes=10)),
        ("2026-11-23T12:05:00.000Z", timedelta(minutes=5)),
        ("2026-11-23T13:05:00+01:00", timedelta(minutes=5)),
        ("2026-11-23T12:05:00", timedelta(minutes=5)),
        ("Mon, 23 Nov 2026 12:07:00 GMT", timedelta(minutes=7)),
        ("0", None),
        ("2026-11-23T11:59:00Z", None),
        ("2026-12-23T12:00:00Z", None),
        ("99999999999", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_limit_ends_when_the_network_says_so_in_any_of_the_usual_forms(
    text: str, after: timedelta | None
) -> None:
    assert later_instant({"retry-after": text}, NOW, "retry-after") == (after and NOW + after)


def test_of_several_headers_the_first_that_says_something_counts() -> None:
    headers = {"retry-after": "never", "reset": "60"}
    assert later_instant(headers, NOW, "retry-after", "reset") == NOW + timedelta(minutes=1)


@given(st.text(max_size=40) | st.datetimes().map(str) | st.integers().map(str))
def test_no_header_makes_reading_fail(text: str) -> None:
    instant = later_instant({"retry-after": text}, NOW, "retry-after")
    assert instant is None or NOW < instant <= NOW + timedelta(hours=25)


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("en-us", "en-US"),
        ("fr", "fr"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("PT-br", "pt-BR"),
        ("", ""),
        ("français", ""),
        ("en-", ""),
        ("english language", ""),
        ("x", ""),
    ],
)
def test_a_language_is_given_as_networks_want_it_or_not_at_all(language: str, tag: str) -> None:
    assert Post("Hello", language=language).language_tag == tag


@pytest.mark.parametrize("half", [b"\\ud83d", b"\\uDE00", "\ud83d".encode("utf-8", "surrogatepass")])
def test_half_an_emoji_in_an_answer_is_left_out(half: bytes) -> None:
    whole = json_object(b'{"name": "a%sb", "list": ["\\ud83d\\ude00", "%s"], "n": 1.5}' % (half, half))
    assert whole == {"name": "ab", "list": ["😀", ""], "n": 1.5}


def test_who_somebody_is_stands_on_one_line_whatever_the_network_says() -> None:
    found = Identity("@ada\n\u202eeve", notes=("It posts into “a\nb”.",))
    assert (found.handle, found.notes) == ("@ada eve", ("It posts into “a b”.",))
