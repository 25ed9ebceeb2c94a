"""The commonest typing mistakes in settings: each is named, with what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.accounts.documents import read_accounts
from repost.cli.arguments import read_text
from repost.settings.networks import NetworkName
from tests.unit.test_settings import LEAST, MAIN, read, settings

if TYPE_CHECKING:
    from pathlib import Path


def mistakes(text: str) -> list[str]:
    return [str(error).replace(f" in {MAIN}", "") for error in read(text).mistakes["main"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("paused = “true”", "paused is in curly quotes. Use straight quotes: true."),
        ("language = “fr”", 'language is in curly quotes. Use straight quotes: "fr".'),
        ("“language” = 'fr'", "language is in curly quotes. Use straight quotes, or none: language."),
        ("language = fr", 'language is fr without quotes. Did you mean "fr"?'),
        ('language = "fr', 'language has no closing quote. Did you mean "fr"?'),
        ('language = fr"', 'language has no opening quote. Did you mean "fr"?'),
        ('language: "fr"', 'language is set with ":". Use "=": language = "fr".'),
        ('language = "fr";', 'language ends with ";". Remove it.'),
        ("language =", "language has no value. Write one, or remove the line."),
        ("paused = True", "paused is True. Did you mean true?"),
        ("paused = yes", "paused is yes. Did you mean true?"),
        ('paused = "no"', 'paused is "no". Did you mean false?'),
        ("paused = true\npaused = true", "paused is set twice. Keep one of the two."),
        ("[schedule]\nevery = 6h", 'schedule.every is 6h without quotes. Did you mean "6h"?'),
        ('[schedule]\nevery = "6 hours"', 'schedule.every is "6 hours". Did you mean "6h"?'),
        ('[schedule]\nevery = "1,5h"', 'schedule.every is "1,5h". Did you mean "90m"?'),
        (
            "[schedule]\nat = [09:00, 17:30]",
            (
                'schedule.at is [09:00, 17:30], with text that isn\'t in quotes. Did you mean ["09:00", '
                '"17:30"]?'
            ),
        ),
        ('[schedule]\nat = "9:00"', 'schedule.at is "9:00". Did you mean ["09:00"]?'),
        ('[schedule]\nat = ["24:00"]', 'schedule.at is "24:00". Did you mean "00:00"?'),
        ('[schedule]\nat = ["5 pm"]', 'schedule.at is "5 pm". Did you mean "17:00"?'),
        ("[schedule]\ndays = mon, tue", 'schedule.days is mon, tue. Did you mean ["mon", "tue"]?'),
        ('[schedule]\ndays = ["Monday"]', 'schedule.days is "Monday". Did you mean "mon"?'),
        (
            '[schedule]\nquiet_hours = "22:00\u201307:00"',
            'schedule.quiet_hours is "22:00\u201307:00". Did you mean "22:00-07:00"?',
        ),
        (
            '[schedule]\nquiet_hours = "22:00-24:00"',
            'schedule.quiet_hours is "22:00-24:00". Did you mean "22:00-00:00"?',
        ),
        ('[schedule]\ntimezone = "CEST"', 'schedule.timezone is "CEST". Did you mean "Europe/Paris"?'),
        (
            '[schedule]\ntimezone = "GMT+1"',
            (
                'schedule.timezone is "GMT+1". Did you mean "Etc/GMT-1", or better a place such as '
                '"Europe/Paris"?'
            ),
        ),
        (
            '[schedule]\ntimezone = "New York"',
            'schedule.timezone is "New York". Did you mean "America/New_York"?',
        ),
        ("[budget]\nper_month = 2,5", "budget.per_month is 2,5. Did you mean 2.5?"),
        ('[budget]\nper_month = "2,5"', 'budget.per_month is "2,5". Did you mean 2.5?'),
        ("[facebook]\npage = 123456", 'facebook.page is 123456. Did you mean "123456"?'),
        ('[select]\nmax_age = "unlimited"', 'select.max_age is "unlimited". Did you mean "none"?'),
        (
            '[select]\nexclude_categories = "News"',
            'select.exclude_categories is "News". Did you mean ["News"]?',
        ),
        ('every = "6h"', "Unknown key every. Did you mean [schedule] every?"),
        ("every = 6h", "Unknown key every. Did you mean [schedule] every?"),
        ('evry = "6h"', "Unknown key evry. Did you mean [schedule] every?"),
        ('[select]\nevery = "6h"', "Unknown key select.every. Did you mean [schedule] every?"),
        ("[link]\npaused = true", "Unknown key link.paused. Did you mean paused, above the first [table]?"),
        ('[scedule]\nevery = "6h"', 'Unknown key scedule. Did you mean "schedule"?'),
        ('[Schedule]\nevery = "6h"', 'Unknown key Schedule. Did you mean "schedule"?'),
        (
            "[schedule\nevery = '6h'",
            "Line 3 is not valid TOML. Expected the name of a table in brackets: [schedule].",
        ),
        ("[link]\n[image]\n[link]", "[link] appears twice. Put its keys together."),
        ("Hello", 'Line 3 is not valid TOML. Expected lines such as network = "x".'),
    ],
)
def test_a_typing_mistake_is_named_with_what_to_write_instead(text: str, sentence: str) -> None:
    assert mistakes(LEAST + text) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        LEAST.replace(" = ", "\u00a0=\u00a0"),
        LEAST.replace(" = ", "\t=\t"),
        f"\ufeff{LEAST}",
        LEAST.replace("\n", "\r\n"),
        LEAST.replace("\n", "\r"),
        LEAST.replace("\nfeed", "\n\u200bfeed"),
    ],
)
def test_what_a_reader_can_not_see_is_no_mistake(text: str) -> None:
    assert settings(text) == settings(LEAST)


def test_a_no_break_space_in_a_text_stays() -> None:
    text = LEAST.replace(" =", "\u00a0=") + '[message]\nafter = "Lire\u00a0!"'
    assert settings(text).message.after == "Lire\u00a0!"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_a_file_is_read_in_the_encodings_that_editors_write(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "main.toml"
    file.write_bytes(f'{LEAST}[message]\nafter = "À lire"\n'.encode(encoding))
    assert settings(read_text(file)).message.after == "À lire"


def test_every_mistake_is_listed_those_of_a_list_too() -> None:
    text = 'network = x\npaused = yes\n[schedule]\ndays = ["mo", "tu"]\nat = ["9:00", "25:00"]\nevry = "6h"\n'
    assert mistakes(text) == [
        'network is x without quotes. Did you mean "x"?',
        "paused is yes. Did you mean true?",
        'schedule.days is "mo". Did you mean "mon"?',
        'schedule.days is "tu". Did you mean "tue"?',
        'schedule.at is "9:00". Did you mean "09:00"?',
        'schedule.at is "25:00". Expected a time of day such as "09:30".',
        'Unknown key schedule.evry. Did you mean "every"?',
        "Missing key feed. Expected the address of the blog's feed (RSS, Atom, RDF or JSON Feed).",
    ]


def test_a_missing_network_names_them_all() -> None:
    [sentence] = mistakes('feed = "https://blog.example.com/feed/"')
    assert sentence == f"Missing key network. Expected one of {', '.join(get_args(NetworkName))}."


@pytest.mark.parametrize(
    "text",
    [
        'access_token = "planted"',
        "access_token = planted",
        "access_token = “planted”",
        'app_password = "planted"',
        '[mastodon]\nserver = "https://a.example"\naccess_token = "planted"',
        "[x]\napi_key = planted\nsomething = planted too",
        '[x]\napi_key = "planted',
        '[credentials]\nuser = "planted"',
    ],
)
def test_credentials_in_the_settings_are_sent_away_and_never_shown(text: str) -> None:
    found = mistakes(LEAST + text)
    assert any("./repost connect x" in sentence for sentence in found)
    assert "planted" not in str(found)


def test_two_documents_that_differ_in_case_are_named_to_both() -> None:
    found = read_accounts({"/repost/settings/Main": LEAST, MAIN: LEAST}, "/repost")
    assert not found.ready
    assert str(found.broken["main"]).startswith("/repost/settings/main exists as /repost/settings/Main too.")
    assert str(found.broken["Main"]).startswith("/repost/settings/Main exists as /repost/settings/main too.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"network": "x", // mine\n', "Line 1 has a comment. JSON allows none: remove it, or write TOML."),
        (
            '{"network": "x", "paused": true,\n}',
            "Line 1 has a comma too many. JSON allows none before a closing bracket.",
        ),
        ('{“network”: "x"}', 'Line 1 has curly quotes. Use straight quotes: ".'),
    ],
)
def test_mistakes_in_json_are_named_with_their_line(text: str, sentence: str) -> None:
    assert mistakes(text)[0] == sentence


def test_an_address_in_json_is_no_comment() -> None:
    text = '{"network": "x", /* mine */ "feed": "https://blog.example.com/feed/"}'
    assert mistakes(text) == ["Line 1 has a comment. JSON allows none: remove it, or write TOML."]


LINES = st.lists(
    st.sampled_from(
        [*LEAST.splitlines(), "[schedule]", "every = 6h", "[[a]]", "“", 'x = "', "[", "=", "a.b = 1", "a = ["]
    ),
    max_size=8,
)


@given(LINES.map("\n".join))
def test_no_mixture_of_lines_breaks_the_reader(text: str) -> None:
    accounts = read(text)
    assert accounts.ready or all(sentence.endswith((".", "?")) for sentence in mistakes(text))


def test_a_text_that_is_no_settings_file_at_all_is_one_mistake() -> None:
    prose = "\n".join(f"This is line {number} of a letter to somebody" for number in range(30))
    assert mistakes(prose) == [f'{MAIN} is not valid TOML. Expected lines such as network = "x".']
    assert len(mistakes("network is x\nfeed is https://b.example/feed/\nlanguage = fr")) >= 3
