"""What all networks have in common: how they are found, and how their words are quoted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import repost
from repost.masked import Secret
from repost.networks import AccountCredentials, network
from repost.networks.replies import json_object, masked, quotation, text_in
from repost.settings import Settings

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


@pytest.mark.parametrize("name", known_names())
def test_every_network_of_the_settings_exists_under_its_name(name: str) -> None:
    found = network(name)
    assert found.name == name
    assert issubclass(found.credentials, AccountCredentials)
    assert found.post_seconds > 0
    assert found.rules.fits("short")


def test_an_unknown_network_is_said_to_be_unknown() -> None:
    with pytest.raises(LookupError, match="Repost does not know the network 'friendster'"):
        network("friendster")


def test_a_network_can_be_told_where_it_answers() -> None:
    assert network("x", "http://127.0.0.1:1234") != network("x")


def test_knowing_a_network_does_not_load_what_only_a_post_needs() -> None:
    program = """
import sys
from repost.networks import network
network("x").rules
print({"requests", "requests_oauthlib", "oauthlib", "twitter_text", "regex"} & set(sys.modules))
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
