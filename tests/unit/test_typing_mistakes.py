"""The commonest typing mistakes in settings: each is named, with what to write instead."""

from __future__ import annotations

import time
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
        (
            '[select]\nexclude_categories = "News", "Events"',
            'select.exclude_categories is not in square brackets. Did you mean ["News", "Events"]?',
        ),
        ('language = "fr", "en"', "language has several values. Expected one."),
        (
            'language = "fr"; paused = true',
            "language is followed by paused. Put paused on a line of its own.",
        ),
        (
            '[message]\nbefore = "{site} {title}"',
            "message.before contains {site}, which is not a placeholder. Did you mean {blog}?",
        ),
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
        # Lengths of time, times of day, days, zones
        ('[schedule]\nevery = "daily"', 'schedule.every is "daily". Did you mean "1d"?'),
        ('[schedule]\nevery = "twice a day"', 'schedule.every is "twice a day". Did you mean "12h"?'),
        ('[schedule]\nevery = "PT6H"', 'schedule.every is "PT6H". Did you mean "6h"?'),
        ('[schedule]\njitter = "none"', 'schedule.jitter is "none". Did you mean "0m"?'),
        ('[select]\nmax_age = "1 year"', 'select.max_age is "1 year". Did you mean "365d"?'),
        ('[select]\nmax_age = "3 mois"', 'select.max_age is "3 mois". Did you mean "90d"?'),
        ("[select]\nmax_age = 90", 'select.max_age is 90. Did you mean "90d"?'),
        ('[schedule]\nat = ["8pm"]', 'schedule.at is "8pm". Did you mean "20:00"?'),
        ('[schedule]\nat = ["noon"]', 'schedule.at is "noon". Did you mean "12:00"?'),
        ("[schedule]\nat = [9]", 'schedule.at is 9. Did you mean "09:00"?'),
        ("[schedule]\nat = [09:00:00]", 'schedule.at is "09:00:00". Did you mean "09:00"?'),
        (
            '[schedule]\nat = "09:00 and 17:30"',
            'schedule.at is "09:00 and 17:30". Did you mean ["09:00", "17:30"]?',
        ),
        (
            '[schedule]\nat = ("9:00", "17:30")',
            'schedule.at is not in square brackets. Did you mean ["09:00", "17:30"]?',
        ),
        (
            '[schedule]\nquiet_hours = ["22:00", "07:00"]',
            'schedule.quiet_hours is ["22:00", "07:00"]. Did you mean "22:00-07:00"?',
        ),
        (
            '[schedule]\nquiet_hours = "from 10pm to 7am"',
            'schedule.quiet_hours is "from 10pm to 7am". Did you mean "22:00-07:00"?',
        ),
        (
            '[schedule]\nquiet_hours = "none"',
            'schedule.quiet_hours is "none". Remove the line: without it there is none.',
        ),
        (
            '[schedule]\ndays = "weekdays"',
            'schedule.days is "weekdays". Did you mean ["mon", "tue", "wed", "thu", "fri"]?',
        ),
        ('[schedule]\ndays = ["fri-sun"]', 'schedule.days is "fri-sun". Did you mean "fri", "sat", "sun"?'),
        ('[schedule]\ndays = ["Mittwoch"]', 'schedule.days is "Mittwoch". Did you mean "wed"?'),
        ('[schedule]\ntimezone = "Paris"', 'schedule.timezone is "Paris". Did you mean "Europe/Paris"?'),
        ('[schedule]\ntimezone = "France"', 'schedule.timezone is "France". Did you mean "Europe/Paris"?'),
        (
            '[schedule]\ntimezone = "Pacific Time (US & Canada)"',
            'schedule.timezone is "Pacific Time (US & Canada)". Did you mean "America/Los_Angeles"?',
        ),
        (
            '[schedule]\ntimezone = "Berlin, Germany"',
            'schedule.timezone is "Berlin, Germany". Did you mean "Europe/Berlin"?',
        ),
        # What is wrong and has no right form that is clear
        (
            '[schedule]\ntimezone = "Mumbai"',
            'schedule.timezone is "Mumbai". Expected the name of a time zone such as "Europe/Paris".',
        ),
        (
            '[schedule]\ntimezone = "Europe/Lyon"',
            'schedule.timezone is "Europe/Lyon". Expected the name of a time zone such as "Europe/Paris".',
        ),
        ("paused = maybe", 'paused is "maybe". Expected true or false.'),
        ("[schedule]\nmax_per_day = 1.5", 'schedule.max_per_day is 1.5. Expected a whole number or "auto".'),
        # Other words
        ("paused = oui", "paused is oui. Did you mean true?"),
        ('language = "français"', 'language is "français". Did you mean "fr"?'),
        ('language = "jp"', 'language is "jp". Did you mean "ja"?'),
        (
            'language = "Klingon"',
            'language is "Klingon". Expected the code of a language, such as "fr" or "pt-BR".',
        ),
        ('[budget]\nper_month = "1,000 USD"', 'budget.per_month is "1,000 USD". Did you mean 1000?'),
        ('[select]\nexclude = ["News"]', 'Unknown key select.exclude. Did you mean "exclude_categories"?'),
        (
            '[select]\nexclude_categories = "News; Events"',
            'select.exclude_categories is "News; Events". Did you mean ["News", "Events"]?',
        ),
        # TOML that is another language, or nearly TOML
        ("; mine", 'Line 3 starts with ";". Comments start with "#".'),
        ('language = "fr" // mine', 'language is followed by "//". Comments start with "#".'),
        ('language = "fr" paused = true', "language is followed by paused. Put paused on a line of its own."),
        ("paused == true", 'paused is set with "==". Use "=": paused = true.'),
        ("paused true", 'paused has no "=". Did you mean paused = true?'),
        ("dry run = true", '"dry run" has a space in it. Did you mean dry_run?'),
        ('(schedule)\nevery = "6h"', 'Line 3 is "(schedule)". Did you mean [schedule]?'),
        ('[[schedule]]\nevery = "6h"', "schedule is written [[schedule]]. Did you mean [schedule]?"),
        (
            'schedule:\n  every = "6h"',
            "schedule is a table that starts on the line of its name. Write [schedule] on a line of its own.",
        ),
        (
            'schedule = {\n  every = "6h",\n  timezone = "Europe/Paris"\n}',
            "schedule is a table that starts on the line of its name. Write [schedule] on a line of its own.",
        ),
        (
            '[schedule]\nat:\n  - 9:00\n  - "17:30"',
            'schedule.at is a list with dashes. Write at = ["09:00", "17:30"].',
        ),
        (
            'schedule.every = "6h"\n[schedule]\ntimezone = "Europe/Paris"',
            "[schedule] comes after schedule.every. Put every below it, without “schedule.”.",
        ),
        (
            '[select]\nexclude_categories = ["News" "Events"]',
            'select.exclude_categories has no comma between its entries. Did you mean ["News", "Events"]?',
        ),
        (
            '[select]\nexclude_categories = [\n"News"\n[schedule]\nevery = "6h"',
            'select.exclude_categories has no closing bracket. Put "]" at its end.',
        ),
        (
            '[message]\nafter = "He said "read" it"',
            'message.after contains a quote that ends it too early. Did you mean "He said \\"read\\" it"?',
        ),
        (
            '[message]\nafter = """a\n[schedule]\nevery = "1d"',
            'message.after has no closing """. Put """ at its end.',
        ),
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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" https://a.example/feed ", 'Did you mean "https://a.example/feed"?'),
        ("a.example/feed", 'Did you mean "https://a.example/feed"?'),
        ("feed://a.example/feed", 'Did you mean "https://a.example/feed"?'),
        ("htps:/a.example/feed", 'Did you mean "https://a.example/feed"?'),
        ("[my feed](https://a.example/feed)", 'Did you mean "https://a.example/feed"?'),
        ("https://a.example/my feed", 'Did you mean "https://a.example/my%20feed"?'),
        ("localhost:8000/feed", 'Did you mean "http://localhost:8000/feed"?'),
        ("file:///home/ada/feed.xml", "Expected an address that begins with https:// or http://."),
        ("me@example.com", "Expected an address that begins with https:// or http://."),
    ],
)
def test_an_address_that_is_none_is_put_right_if_it_is_clear(text: str, sentence: str) -> None:
    assert mistakes(f'network = "x"\nfeed = "{text}"') == [f'feed is "{text}". {sentence}']


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("network", '["x", "mastodon"]', "An account posts to one network: write a settings file for each."),
        ("network", '"x, mastodon"', "An account posts to one network: write a settings file for each."),
        ("feed", '["https://a.example/", "https://b.example/"]', "An account reads one feed: write a"),
        (
            "feed",
            '"https://a.example/, https://b.example/"',
            "feed has several addresses in it.",
        ),
        ("feed", '"./main.xml"', "Expected an address that begins with https:// or http://."),
    ],
)
def test_of_what_an_account_has_one_several_are_a_mistake(key: str, text: str, sentence: str) -> None:
    least = {"network": '"x"', "feed": '"https://b.example/"'} | {key: text}
    [found] = mistakes("\n".join(f"{name} = {value}" for name, value in least.items()))
    assert sentence in found


def test_a_key_with_a_space_in_the_wrong_table_is_two_mistakes() -> None:
    assert mistakes(f"{LEAST}[link]\ndry run = true") == [
        '"dry run" has a space in it. Did you mean dry_run?',
        "Unknown key link.dry_run. Did you mean dry_run, above the first [table]?",
    ]


def test_an_address_without_quotes_is_put_right_at_once() -> None:
    assert mistakes('network = "x"\nfeed = blog.example/feed') == [
        'feed is blog.example/feed without quotes. Did you mean "https://blog.example/feed"?'
    ]


@pytest.mark.parametrize("scheme", ["https://", ""])
@pytest.mark.parametrize("key", ["feed", "mastodon.server"])
def test_a_password_in_an_address_is_never_shown(key: str, scheme: str) -> None:
    addresses = {"feed": "https://a.example", "mastodon.server": "https://b.example"}
    addresses[key] = f"{scheme}ada:planted@a.example"
    lines = (f'{name} = "{address}"' for name, address in addresses.items())
    [sentence] = mistakes("\n".join(['network = "mastodon"', *lines]))
    assert sentence.startswith(f"{key} has a user name or password in it.")


@pytest.mark.parametrize(
    "value", ['"https://ada:planted@a.example/feed', "http://ada:planted@a.example/feed"]
)
def test_nor_is_one_in_an_address_with_a_typing_mistake(value: str) -> None:
    found = mistakes(f'network = "x"\nfeed = {value}\nblog = {value}')
    assert (len(found), "planted" in " ".join(found)) == (2, False)


@pytest.mark.parametrize("key", ["url", "rss", "site_url"])
def test_other_names_of_the_feed_are_known(key: str) -> None:
    assert mistakes(f'network = "x"\n{key} = "https://a.example/feed"') == [
        f'Unknown key {key}. Did you mean "feed"?'
    ]


@pytest.mark.parametrize("name", ["main", "account"])
def test_a_heading_above_everything_is_one_mistake(name: str) -> None:
    [sentence] = mistakes(f"[{name}]\n{LEAST}")
    assert sentence == f"Unknown key {name}. Remove the line [{name}]: what is below it needs none."


@pytest.mark.parametrize(
    ("text", "meant"),
    [("MaStOdOn", "mastodon"), ("bsky.app", "bluesky"), ("Linked In", "linkedin"), ("twitter", "x")],
)
def test_a_network_in_other_words_is_recognized(text: str, meant: str) -> None:
    assert mistakes(f'network = "{text}"\nfeed = "https://a.example/feed"')[0] == (
        f'network is "{text}". Did you mean "{meant}"?'
    )


@pytest.mark.parametrize(
    "text", ["social.example", "@ada@social.example", "https://social.example/@ada", "http://social.example"]
)
def test_a_server_is_recognized_in_a_handle_or_a_profile(text: str) -> None:
    found = mistakes(f'network = "mastodon"\nfeed = "https://a.example/feed"\n[mastodon]\nserver = "{text}"')
    assert found == [f'mastodon.server is "{text}". Did you mean "https://social.example"?']


@pytest.mark.parametrize("text", ["the_blog", "https://t.me/the_blog", "t.me/s/the_blog"])
def test_a_wrong_key_is_not_missing_too(text: str) -> None:
    found = mistakes(f'network = "telegram"\nfeed = "https://a.example/feed"\n[telegram]\nchat = "{text}"')
    assert found == [f'telegram.chat is "{text}". Did you mean "@the_blog"?']


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{\\rtf1\\ansi network", "a rich text document (RTF)"),
        ("<!doctype html><html></html>", "a web page or XML"),
        ("PK\x03\x04\x14", "a document of a word processor, or a zip file"),
    ],
)
def test_another_kind_of_document_is_named(text: str, what: str) -> None:
    assert mistakes(text)[0] == f"{MAIN} is {what}. Save it as plain text."


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
        ("{'network': 'x'}", 'Line 1 has single quotes. JSON needs double quotes: ".'),
        ('{"network": "x"\n"paused": true}', "Line 1 has no comma at its end. Put one between two keys."),
    ],
)
def test_mistakes_in_json_are_named_with_their_line(text: str, sentence: str) -> None:
    assert mistakes(text)[0] == sentence


def test_half_a_character_in_json_is_a_mistake() -> None:
    assert mistakes('{"network": "x", "\\ud83d": 1}') == [
        f'{MAIN} is not valid JSON. Expected an object such as {{"network": "x"}}.'
    ]


def test_an_address_in_json_is_no_comment() -> None:
    text = '{"network": "x", /* mine */ "feed": "https://blog.example.com/feed/"}'
    assert mistakes(text) == ["Line 1 has a comment. JSON allows none: remove it, or write TOML."]


LONG = "no news " * 30


@pytest.mark.parametrize(
    "text",
    [
        f"language = {LONG}",
        f'[message]\nafter = "{LONG}',
        f"[message]\nafter = {LONG}",
        f"[select]\nexclude_categories = [{LONG}]",
        f"[select]\nexclude_categories = {LONG}",
        f"[message]\nafter = “{LONG}”",
        f'[message]\nafter: "{LONG}"',
    ],
)
def test_a_long_value_is_shortened_in_the_sentence_alone(text: str) -> None:
    found = mistakes(LEAST + text)
    assert found
    assert all(len(sentence) < 250 for sentence in found)


@pytest.mark.parametrize(
    "text", ["a" + " " * 4000 + "b", "(" * 4000, '"' * 4000, "a b " * 1000, "[x](" * 1000]
)
def test_no_text_takes_long_to_be_refused(text: str) -> None:
    started = time.process_time()
    assert mistakes(f"{LEAST}{text}")
    assert mistakes(f'network = "x"\nfeed = "{text}')
    assert time.process_time() - started < 2


LINES = st.lists(
    st.sampled_from(
        [
            *LEAST.splitlines(),
            *("[schedule]", "every = 6h", "[[a]]", "“", 'x = "', "[", "=", "a.b = 1", "a = [", "schedule:"),
            *("  every: 1d", "  - 9:00", "at:", "(schedule)", "schedule = {", "}", 'after = """', "// x"),
            *("paused true", "paused == true", "dry run = true", "schedule.every = '1d'", "days = [mon", "]"),
            *(f'language = "{"long" * 20}"', "[on.x.schedule]", "per_month = nan", "at = 07:32:00", '""=1'),
            *("days = [mon tue]", "at = (9:00)", 'language = "fr" paused = true', "[message", "[/link]"),
        ]
    ),
    max_size=8,
)


@given(
    LINES.map("\n".join),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from("\"'[]{}=:,#.\\ n“\x7f")), max_size=3),
)
def test_no_mixture_of_lines_and_no_slip_in_them_breaks_the_reader(
    text: str, slips: list[tuple[int, str]]
) -> None:
    for at, sign in slips:
        text = f"{text[:at]}{sign}{text[at:]}"
    accounts = read(text)
    assert accounts.ready or all(sentence.endswith((".", "?")) for sentence in mistakes(text))


@pytest.mark.parametrize(
    "text",
    [
        f'feed = "{"long" * 20}',
        f'[message]\nbefore = "say "{"long" * 20}"',
        '"" = "' + 20 * r"\"",
        "n.etwork = 1",
    ],
    ids=["no closing quote", "a quote within", "no key", "a table for networks"],
)
def test_what_nobody_would_type_is_named_too_and_costs_no_other_account(text: str) -> None:
    accounts = read_accounts({MAIN: f"{LEAST}\n{text}", MAIN.replace("main", "other"): LEAST}, "/repost")
    assert (list(accounts.mistakes), [each.name for each in accounts.ready]) == (["main"], ["other"])


def test_a_text_that_is_no_settings_file_at_all_is_one_mistake() -> None:
    prose = "\n".join(f"This is line {number} of a letter to somebody" for number in range(30))
    assert mistakes(prose) == [f'{MAIN} is not valid TOML. Expected lines such as network = "x".']
    assert len(mistakes("network is x\nfeed is https://b.example/feed/\nlanguage = fr")) >= 3
