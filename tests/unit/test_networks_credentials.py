"""How the secret of an account becomes credentials, and what its owner reads when it can't."""

from __future__ import annotations

import json
import pickle
import traceback

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repost.base.errors import SettingsError
from repost.base.secret import Secret
from repost.networks.credentials import credentials_from
from repost.networks.x.signing import XCredentials

PARAMETER = "/repost/secrets/main"
VALUES = {
    "api_key": "planted-KEY",
    "api_key_secret": "planted-KEY-SECRET",
    "access_token": "1-planted-TOKEN",
    "access_token_secret": "planted-TOKEN-SECRET",
}


def read(document: str) -> XCredentials:
    return credentials_from(document, PARAMETER, XCredentials)


def refusal(document: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read(document)
    return caught.value


def toml(**changes: str | None) -> str:
    values = {key: value for key, value in (VALUES | changes).items() if value is not None}
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


EXPECTED = XCredentials(**{key: Secret(value) for key, value in VALUES.items()})


@pytest.mark.parametrize(
    "document",
    [
        toml(),
        toml().replace("\n", "\r\n"),
        "\ufeff# from the portal\n\n" + toml(),
        json.dumps(VALUES),
        f"\n  {json.dumps(VALUES, indent=2)}\n",
        toml().replace('api_key = "', 'api_key = "  '),
        toml(access_token="\n\t1-planted-TOKEN\r\n "),
        toml(api_key="\u200bplanted-KEY\ufeff"),
    ],
)
def test_toml_and_json_are_read_alike_and_what_pasting_adds_is_dropped(document: str) -> None:
    assert read(document) == EXPECTED


def test_the_key_of_a_shortener_may_lie_beside_the_keys_of_the_network() -> None:
    assert read(toml()).shortener_key is None
    assert read(toml(shortener_key="5f4dcc")).shortener_key == Secret("5f4dcc")


def test_credentials_know_all_their_secrets() -> None:
    assert len(read(toml()).secrets) == 4
    assert Secret("5f4dcc") in read(toml(shortener_key="5f4dcc")).secrets


FORM = 'Expected lines such as api_key = "…", or a JSON object with such keys.'
KEYS = (
    "Expected one of shortener_key, expires, digest_webhook, api_key, api_key_secret, access_token, "
    "access_token_secret."
)
API_KEY = 'Expected the "API Key" of your app in X\'s developer portal.'
API_KEY_SECRET = 'Expected the "API Key Secret" of your app in X\'s developer portal.'
ACCESS_TOKEN_SECRET = 'Expected the "Access Token Secret" of your app in X\'s developer portal.'
SHORTENER_KEY = "Expected the key of your link shortener; docs/shorteners.md says where to find it."
BROKEN = "contains a space, a line break or a stray character"


@pytest.mark.parametrize(
    ("document", "key", "problem", "advice"),
    [
        (toml(api_key=None), "api_key", "Missing key", API_KEY),
        (toml(access_token_secret=" \n"), "access_token_secret", "is empty", ACCESS_TOKEN_SECRET),
        (toml(api_key=None) + "api_key = 12345", "api_key", "is not text in quotes", API_KEY),
        (json.dumps(VALUES | {"api_key": None}), "api_key", "is not text in quotes", API_KEY),
        (toml(api_key_secret="planted KEY"), "api_key_secret", BROKEN, API_KEY_SECRET),
        (toml(api_key_secret="planted\nKEY"), "api_key_secret", BROKEN, API_KEY_SECRET),
        (toml(api_key_secret="plantéd"), "api_key_secret", BROKEN, API_KEY_SECRET),
        (toml(shortener_key=""), "shortener_key", "is empty", SHORTENER_KEY),
        (
            toml(acess_token="planted"),
            "acess_token",
            "Unknown key",
            'Did you mean "access_token"?',
        ),
        ('{"API Key": "planted"}', "API Key", "Unknown key", 'Did you mean "api_key"?'),
        ('[x]\napi_key = "planted"', "x", "Unknown key", KEYS),
        (
            toml().replace("api_key_secret =", "api_key_secret :"),
            "",
            "is not valid TOML or JSON (line 2)",
            FORM,
        ),
        (json.dumps(VALUES, indent=1).replace(",", ""), "", "is not valid JSON (line 3)", FORM),
        (" \n", "", "is empty", FORM),
    ],
)
def test_the_owner_reads_which_key_is_wrong_and_where_to_find_it(
    document: str, key: str, problem: str, advice: str
) -> None:
    error = refusal(document)
    assert (error.parameter, error.key, error.problem, error.advice) == (PARAMETER, key, problem, advice)


def test_a_key_that_looks_like_a_secret_is_not_shown() -> None:
    error = refusal(toml() + 'x7Kp2planted = "api_key"\n')
    assert error.sentence.startswith("/repost/secrets/main contains an unknown key. Expected one of")
    assert "planted" not in error.sentence


@pytest.mark.parametrize(
    "document",
    [
        toml().replace('"\n', "\n"),
        toml() + "api_key = 'planted-twice'",
        '"planted" = "planted"\n"planted" = "planted"',
        "planted",
        "planted = planted",
        '{"api_key": "planted',
        '{"api_key": planted}',
        '{"api_key": ["planted"]}',
        '{"api_key": {"planted": 1}}',
        '{"api_key": "planted\ttab"}',
        '{"a":' * 50_000 + '"planted"',
        "[" * 50_000 + "planted",
        "a=" + "[" * 5_000 + "'planted'",
        '{"api_key": ' + "9" * 5_000 + ', "planted": 1}',
        "a = " + "9" * 5_000 + " # planted",
        toml(api_key="planted \u2026"),
    ],
)
def test_nothing_that_stands_in_a_secret_is_ever_part_of_an_error(document: str) -> None:
    error = refusal(document)
    shown = "".join(traceback.format_exception(error)) + repr(error.__context__) + repr(vars(error))
    assert "planted" not in shown
    assert pickle.loads(pickle.dumps(error)).sentence == error.sentence  # noqa: S301 - its own bytes
    assert error.__cause__ is None
    assert error.__context__ is None


@given(st.text(max_size=80))
@example('{"api_key": 1e999}')
@example("[a]\n[a]")
def test_any_text_at_all_gives_credentials_or_a_settings_error(document: str) -> None:
    assert refusal(document).parameter == PARAMETER


@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            VALUES, st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1)
        )
    ),
    st.text(" \t\r\n", max_size=3),
)
def test_whatever_is_stored_is_what_is_used(values: dict[str, str], space: str) -> None:
    document = json.dumps({key: space + value + space for key, value in values.items()})
    credentials = read(document)
    assert {key: getattr(credentials, key).reveal() for key in values} == values


def test_credentials_never_show_themselves() -> None:
    assert "planted" not in f"{read(toml())!r} {read(toml())}"
