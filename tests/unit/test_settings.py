"""What an owner writes in Parameter Store, and what Repost says when it can't be used."""

from __future__ import annotations

import string
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.accounts.document import parse_document
from repost.accounts.documents import Accounts, merge, read_accounts
from repost.settings.values import Age, Duration, LocalTime, QuietHours, Until, zone

if TYPE_CHECKING:
    from repost.base.errors import SettingsError
    from repost.settings.types import Settings

MAIN = "/repost/settings/main"
LEAST = 'network = "x"\nfeed = "https://blog.example.com/feed/"\n'


def read(main: str, **others: str) -> Accounts:
    parameters = {MAIN: main} | {f"/repost/settings/{name}": text for name, text in others.items()}
    return read_accounts(parameters, "/repost")


def settings(main: str, **others: str) -> Settings:
    accounts = read(main, **others)
    assert not accounts.broken, accounts.broken["main"]
    return accounts.ready[0].settings


def mistake(main: str, **others: str) -> SettingsError:
    return read(main, **others).broken["main"]


def test_a_network_and_a_feed_are_enough() -> None:
    found = settings(LEAST)
    assert (found.network, found.feed) == ("x", "https://blog.example.com/feed/")
    assert (found.schedule.every, found.schedule.jitter) == (timedelta(days=1), timedelta(minutes=45))
    assert (found.select.min_age, found.select.max_age) == (timedelta(days=30), timedelta(days=90))
    assert not found.paused
    assert not found.dry_run


def test_every_setting_of_the_example_is_understood() -> None:
    found = settings(
        LEAST
        + """
        language = "fr"
        dry_run = true
        [schedule]
        every = "6h"
        jitter = "45m"
        timezone = "Europe/Paris"
        quiet_hours = "22:00-07:00"
        max_per_day = 2
        [select]
        max_age = "none"
        exclude_categories = ["Actualités", "Événements"]
        order = "longest-rested"
        [message]
        content = "title"
        before = "À relire sur {blog} : "
        [message.hashtags_for]
        "Médias sociaux" = ["#mediassociaux"]
        [link]
        shortener = "none"
        """
    )
    assert found.schedule.timezone == zone("Europe/Paris")
    assert found.schedule.quiet_hours == QuietHours(time(22), time(7))
    assert found.select.max_age.is_unlimited
    assert found.message.hashtags_for == {"Médias sociaux": ("#mediassociaux",)}


def test_json_is_as_good_as_toml() -> None:
    assert settings('{"network": "x", "feed": "https://blog.example.com/feed/"}') == settings(LEAST)


def test_defaults_are_shared_and_an_account_overrides_them() -> None:
    accounts = read(
        LEAST + '[schedule]\nevery = "2h"',
        other=LEAST,
        defaults='language = "fr"\n[schedule]\nevery = "1d"\nmax_per_day = 3',
    )
    main, other = (account.settings for account in accounts.ready)
    assert (main.schedule.every, other.schedule.every) == (timedelta(hours=2), timedelta(days=1))
    assert (main.schedule.max_per_day, other.language) == (3, "fr")


def test_parts_are_merged_into_their_account() -> None:
    accounts = read_accounts(
        {
            MAIN: LEAST + '[message.hashtags_for]\n"A" = ["#a"]',
            f"{MAIN}/hashtags": '[message.hashtags_for]\n"B" = ["#b"]',
            f"{MAIN}/never": '[select]\nexclude_categories = ["C"]',
        },
        "/repost",
    )
    [account] = accounts.ready
    assert account.settings.message.hashtags_for == {"A": ("#a",), "B": ("#b",)}
    assert account.settings.select.exclude_categories == ("C",)


@pytest.mark.parametrize(
    ("defaults", "own", "every", "at"),
    [
        ('every = "2h"', 'at = ["09:00"]', timedelta(days=1), (LocalTime(9),)),
        ('at = ["09:00"]', 'every = "2h"', timedelta(hours=2), ()),
    ],
)
def test_times_replace_an_interval_from_the_defaults_and_the_other_way_round(
    defaults: str, own: str, every: timedelta, at: tuple[LocalTime, ...]
) -> None:
    schedule = settings(LEAST + f"[schedule]\n{own}", defaults=f"[schedule]\n{defaults}").schedule
    assert (schedule.every, schedule.at) == (every, at)


@pytest.mark.parametrize(
    ("defaults", "own", "before", "template"),
    [
        ('before = "Read:"', 'template = "{title}!"', None, "{title}!"),
        ('template = ["{title}!"]', 'before = ["Read:", "See:"]', ("Read:", "See:"), ()),
    ],
)
def test_a_template_replaces_words_before_from_the_defaults_and_the_other_way_round(
    defaults: str, own: str, before: object, template: object
) -> None:
    message = settings(LEAST + f"[message]\n{own}", defaults=f"[message]\n{defaults}").message
    assert (message.before, message.template) == (before, template)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LEAST + '[schedule]\nevry = "6h"', 'Unknown key schedule.evry in MAIN. Did you mean "every"?'),
        (
            LEAST + "[schedule]\nevery = 6",
            'schedule.every in MAIN is 6. Expected a duration between "5m" and "365d", such as "6h".',
        ),
        (LEAST + 'paused = "yes"', 'paused in MAIN is "yes". Did you mean true?'),
        (
            LEAST + '[select]\nmax_age = "999999w"',
            'select.max_age in MAIN is "999999w". Expected a duration such as "90d" or "1w", or "none".',
        ),
        (
            LEAST + '[select]\nrest = "36501d"',
            'select.rest in MAIN is "36501d". Expected a duration such as "45m", "6h", "30d" or "2w".',
        ),
        (
            LEAST + '[select]\nmin_age = "-30d"',
            'select.min_age in MAIN is "-30d". Expected a duration such as "45m", "6h", "30d" or "2w".',
        ),
        (
            LEAST + '[schedule]\ntimezone = "Europe/Pariss"',
            'schedule.timezone in MAIN is "Europe/Pariss". Did you mean "Europe/Paris"?',
        ),
        (
            LEAST + '[schedule]\nevery = "6h"\njitter = "3h"',
            'schedule.jitter in MAIN is "3h". Expected less than "3h", half of schedule.every.',
        ),
        (
            LEAST + '[schedule]\nquiet_hours = "22-7"',
            'schedule.quiet_hours in MAIN is "22-7". Did you mean "22:00-07:00"?',
        ),
        (
            LEAST + '[schedule]\nquiet_hours = "07:30-07:00"',
            "schedule.quiet_hours in MAIN covers almost the whole day. Leave at least one hour.",
        ),
        (
            LEAST + "[schedule]\nmax_per_day = 0",
            "schedule.max_per_day in MAIN is 0. Expected a whole number of at least 1.",
        ),
        (
            LEAST + '[schedule]\nmax_per_day = "two"',
            'schedule.max_per_day in MAIN is "two". Expected a whole number or "auto".',
        ),
        (LEAST + '[schedule]\ndays = ["mo"]', 'schedule.days in MAIN is "mo". Did you mean "mon"?'),
        (
            LEAST + '[select]\nmax_age = "1w"',
            (
                "select.max_age in MAIN is 7 days. Expected more than select.min_age, which is 30 "
                'days, or "none".'
            ),
        ),
        (
            LEAST + '[select]\nnever = ["categroy:A"]',
            'select.never in MAIN contains "categroy:A". Did you mean "category:A"?',
        ),
        (
            LEAST + '[select.stop_after]\n"/a" = "soon"',
            (
                'select.stop_after in MAIN is "soon" for "/a". Expected an age such as "400d" or '
                '"52w", or a date such as "2026-12-31".'
            ),
        ),
        (
            LEAST + '[select.stop_after]\n"/a" = "2026-02-30"',
            (
                'select.stop_after in MAIN is "2026-02-30" for "/a". Expected an age such as "400d" or '
                '"52w", or a date such as "2026-12-31".'
            ),
        ),
        (LEAST + '[select.weight]\n"/a" = "3"', 'select.weight in MAIN is "3" for "/a". Did you mean 3?'),
        (
            LEAST + '[select.weight]\n"/a" = nan',
            (
                'select.weight in MAIN is nan for "/a". Expected a number from 0.01 to 100; to leave '
                "articles out, use select.never."
            ),
        ),
        (
            LEAST + '[select]\norder = "oldest-first"\nweight = {a = 3}',
            (
                'select.weight in MAIN has no effect with order = "oldest-first". Remove it, or set '
                'order = "random".'
            ),
        ),
        (
            LEAST + '[select.pins]\n"24.12." = "a"',
            'select.pins in MAIN contains "24.12.". Expected a date such as "2026-12-24".',
        ),
        (
            LEAST + '[select.pins]\n"2026-12-24" = "/*"',
            'select.pins in MAIN contains "/*" for 2026-12-24. Expected the address or GUID of one article.',
        ),
        (LEAST + 'keep = "30d"', 'keep in MAIN is "30d". Expected at least "90d", or "none".'),
        (
            LEAST + "[select]\nmax_shares = 0",
            "select.max_shares in MAIN is 0. Expected a whole number of at least 1.",
        ),
        (
            LEAST + '[select]\nrequire_categories = ["A"]\nexclude_categories = ["a"]',
            (
                'select.require_categories in MAIN contains "A", which is also in '
                "select.exclude_categories. Keep it in one of the two."
            ),
        ),
        (
            LEAST + '[message]\nafter = "{titel}"',
            "message.after in MAIN contains {titel}, which is not a placeholder. Did you mean {title}?",
        ),
        (
            LEAST + '[message]\nbefore = ["a", "{b}"]',
            (
                "message.before in MAIN contains {b}, which is not a placeholder. The placeholders are "
                "{title}, {excerpt}, {blog}, {author}, {date}, {age}, {category}, {link}, {hashtags}."
            ),
        ),
        (LEAST + "[message]\nbefore = 3", 'message.before in MAIN is 3. Did you mean "3"?'),
        (
            LEAST + '[message]\ntemplate = "Read this"',
            'message.template in MAIN is "Read this". Expected text with {title} or {excerpt} in it.',
        ),
        (
            LEAST + '[message]\ntemplate = "{title} ({link})"',
            (
                'message.template in MAIN is "{title} ({link})". Expected {link} only once, with a '
                "space on either side."
            ),
        ),
        (
            LEAST + '[message]\ntemplate = "{title}"\nbefore = "a"',
            "message.template in MAIN excludes message.before. Keep one of the two.",
        ),
        (LEAST + '[message]\ncontent = "titel"', 'message.content in MAIN is "titel". Did you mean "title"?'),
        (
            LEAST + '[message]\nhashtags_fixed = ["#42"]',
            (
                'message.hashtags_fixed in MAIN contains "#42". Expected a hashtag with a letter, such '
                'as "#blog".'
            ),
        ),
        (
            LEAST + '[link]\nshortener = "yourls"',
            (
                "Missing key link.shortener_url in MAIN. Expected the https address of your YOURLS, "
                'such as "https://sho.rt".'
            ),
        ),
        (
            LEAST + '[link]\nshortener = "shlink"\nshortener_url = "http://s.example"',
            (
                'link.shortener_url in MAIN is "http://s.example". Expected the https address of your '
                'Shlink, such as "https://sho.rt".'
            ),
        ),
        (
            LEAST + '[link]\nshortener = "short.io"',
            "Missing key link.shortener_domain in MAIN. Expected the domain of your short links at Short.io.",
        ),
        (
            LEAST + '[link]\nshortener = "bitly"\nshortener_domain = "https://go.example.com"',
            (
                'link.shortener_domain in MAIN is "https://go.example.com". Expected a domain and '
                'nothing else, such as "go.example.com".'
            ),
        ),
        (LEAST + '[link]\nshortener = "bit.ly"', 'link.shortener in MAIN is "bit.ly". Did you mean "bitly"?'),
        (
            LEAST + '[link]\nutm_campaign = "A b"',
            (
                'link.utm_campaign in MAIN is "A b". Expected the value of utm_campaign, in lower-case '
                "letters, digits, - and _."
            ),
        ),
        (
            'network = "x"',
            (
                "Missing key feed in MAIN. Expected the address of the blog's feed (RSS, Atom, RDF or "
                "JSON Feed)."
            ),
        ),
        (
            'network = "x"\nfeed = "blog.example.com"',
            'feed in MAIN is "blog.example.com". Did you mean "https://blog.example.com"?',
        ),
        (
            'network = "twitter"\nfeed = "https://b.example"',
            'network in MAIN is "twitter". Did you mean "x"?',
        ),
        (
            LEAST + '[schedule]\nat = ["23:00"]\nquiet_hours = "22:00-07:00"',
            (
                'schedule.at in MAIN contains "23:00", which is inside schedule.quiet_hours. Remove '
                "it, or change the quiet hours."
            ),
        ),
        (
            LEAST + '[schedule]\nat = ["09:00"]\nevery = "6h"',
            "schedule.at in MAIN excludes schedule.every. Keep one of the two.",
        ),
        (
            LEAST + "[schedule",
            "Line 3 in MAIN is not valid TOML. Expected the name of a table in brackets: [schedule].",
        ),
        (
            '{"network": x}',
            'Line 1 in MAIN is not valid JSON: Expecting value. Expected an object such as {"network": "x"}.',
        ),
    ],
)
def test_a_mistake_is_told_once_by_key_and_parameter_with_what_to_write_instead(
    text: str, sentence: str
) -> None:
    assert [str(error).replace(MAIN, "MAIN") for error in read(text).mistakes["main"]] == [sentence]


def test_a_mistake_names_the_parameter_that_holds_it() -> None:
    accounts = read_accounts(
        {MAIN: LEAST, f"{MAIN}/more": "[select]\nshare_once = 1"},
        "/repost",
    )
    assert accounts.broken["main"].parameter == f"{MAIN}/more"


def test_a_contradiction_names_the_defaults_when_they_hold_the_key() -> None:
    error = mistake(LEAST + '[schedule]\nevery = "1h"', defaults='[schedule]\njitter = "45m"')
    assert (error.parameter, error.key) == ("/repost/settings/defaults", "schedule.jitter")


def test_a_broken_account_stops_only_itself() -> None:
    accounts = read("nonsense", other=LEAST)
    assert [account.name for account in accounts.ready] == ["other"]
    assert set(accounts.broken) == {"main"}


def test_broken_defaults_stop_everybody_and_say_so_by_their_own_name() -> None:
    accounts = read(LEAST, other=LEAST, defaults="[schedule]\nevry = 1")
    assert not accounts.ready
    assert set(accounts.broken) == {"defaults", "main", "other"}
    assert accounts.broken["main"].parameter == "/repost/settings/defaults"


def test_an_account_needs_a_plain_name() -> None:
    error = read_accounts({"/repost/settings/a.b": LEAST}, "/repost").broken["a.b"]
    assert (
        str(error)
        == "/repost/settings/a.b is not a valid name. Use letters, digits, - and _, at most 63 of them."
    )


DURATIONS = st.lists(st.tuples(st.integers(0, 999), st.sampled_from("mhdw")), min_size=1, max_size=4).map(
    lambda parts: "".join(f"{number}{unit}" for number, unit in parts)
)


@given(DURATIONS)
def test_a_duration_is_the_sum_of_its_parts(text: str) -> None:
    minutes = {"m": 1, "h": 60, "d": 1440, "w": 10080}
    total, number = 0, ""
    for character in text:
        if character.isdigit():
            number += character
        else:
            total, number = total + int(number) * minutes[character], ""
    assert Duration.parse(text) == timedelta(minutes=total)


@given(st.text(string.printable, max_size=12))
def test_any_text_is_a_duration_or_says_what_is_expected(text: str) -> None:
    for kind in (Duration, Age):
        try:
            assert kind.parse(text) >= timedelta(0)
        except ValueError as error:
            assert str(error) == kind.expected  # noqa: PT017 - either outcome is right


@given(st.times(), st.times(), st.times())
def test_quiet_hours_and_the_hours_between_them_share_out_the_day(start: time, end: time, at: time) -> None:
    if start != end:
        assert QuietHours(start, end).holds(at) != QuietHours(end, start).holds(at)


TABLES = st.recursive(
    st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
).filter(lambda table: isinstance(table, dict))


@given(TABLES, TABLES)
def test_what_is_laid_over_wins_and_nothing_else_is_lost(
    base: dict[str, object], over: dict[str, object]
) -> None:
    merged = merge(base, over)
    assert merged.keys() == base.keys() | over.keys()
    assert merge(merged, over) == merged
    for key in merged:
        if not (isinstance(base.get(key), dict) and isinstance(over.get(key), dict)):
            assert merged[key] == over.get(key, base.get(key))


@given(st.text(max_size=200))
def test_no_document_breaks_the_reader(text: str) -> None:
    accounts = read(text, other=LEAST)
    assert [account.name for account in accounts.ready] == ["other"]
    assert str(accounts.broken["main"])


def test_zones_come_with_repost_and_unknown_ones_are_refused() -> None:
    assert zone("America/Argentina/Buenos_Aires").key == "America/Argentina/Buenos_Aires"
    for name in ("../etc/passwd", "Europe/Nowhere", "", "Europe", "/Europe/Paris"):
        with pytest.raises(ValueError, match="time zone"):
            zone(name)


def test_windows_line_ends_and_comments_are_welcome() -> None:
    document = parse_document(MAIN, '# a comment\r\nnetwork = "x" # another\r\n')
    assert document.table == {"network": "x"}


def test_a_bare_date_of_toml_is_a_date() -> None:
    found = settings(LEAST + '[select.stop_after]\n"/a" = 2026-12-31\n"/b" = "2026-12-31"')
    assert found.select.stop_after == dict.fromkeys(("/a", "/b"), Until.parse("2026-12-31"))
