"""Logs of other tools: what they say was shared, when, and where."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.person.foreign_logs import Mention, read_log

DAY = datetime(2026, 11, 20, tzinfo=UTC)
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)


def revive(title: str, service: str, time: str = "Fri Nov 20 2026 09:00:00 GMT+0000") -> str:
    return f"[{time}][success] Successfully shared {title} to Ada on {service} "


def test_revive_social_names_title_account_and_network() -> None:
    log = "\n".join(
        [
            revive("From A to B on foot", "Twitter"),
            revive("Elsewhere", "Facebook"),
            "[Fri Nov 20 2026 09:00:00 GMT+0000][info] Fetching publish now posts",
            "[Fri Nov 20 2026 09:00:00 GMT+0000][success] Successfully shared first comment to Ada on X",
            "[whenever][success] Successfully shared nothing that can be read",
        ]
    )
    read = read_log(log, "x")
    assert read.mentions == (Mention("From A to B on foot", NINE),)
    assert (read.elsewhere, read.unreadable) == (1, (5,))


@pytest.mark.parametrize(
    ("service", "network"), [("X", "x"), ("Twitter", "x"), ("Mastodon", "mastodon"), ("Bluesky", "bluesky")]
)
def test_networks_are_known_by_the_names_that_others_give_them(service: str, network: str) -> None:
    assert read_log(revive("A", service), network).mentions


@pytest.mark.parametrize(
    "table",
    [
        "url,date\nhttps://a.example/,2026-11-20\n",
        "Date;URL\n2026-11-20T00:00:00Z;https://a.example/\n",
        '\ufefflink,shared\r\n"https://a.example/","Fri, 20 Nov 2026 00:00:00 +0000"\r\n',
        "title,permalink,time\nAn article,https://a.example/,20/11/2026\n",
        '{"guid": "https://a.example/", "slot": "2026-11-20T00:00:00Z", "state": "posted"}\n',
    ],
)
def test_tables_are_read_by_the_names_of_their_columns(table: str) -> None:
    assert read_log(table, "x").mentions == (Mention("https://a.example/", DAY),)


def test_of_ones_own_export_only_what_was_posted_counts() -> None:
    lines = (
        '{"guid": "a", "slot": "2026-11-20", "state": "empty"}\n{"guid": "b", "slot": "2026-11-20"}\n[1]\n'
    )
    read = read_log(lines, "x")
    assert [mention.name for mention in read.mentions] == ["b"]
    assert read.unreadable == (3,)


def test_what_no_log_holds_is_a_line_that_cannot_be_read() -> None:
    for cell in ("x" * 200_000, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        read = read_log(f"url,date\nhttps://a.example/,{cell}\n", "x")
        assert (read.mentions, len(read.unreadable)) == ((), 1)


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    for beginning in ("", "{", "[", "url,date\n", revive("A", "X") + "\n"):
        read_log(beginning + text, "x")


@pytest.mark.parametrize(
    ("document", "day"),
    [
        ("lien;partagé le\nhttps://b.example/a/;20/11/2026 09:30\n", "2026-11-20"),
        ("titre\tdate de publication\nA title\t05/11/2026\nOther\t25/11/2026\n", "2026-11-05"),
        (
            "url,date\nhttps://b.example/a/,11/05/2026 9:30 PM\nhttps://b.example/b/,11/25/2026\n",
            "2026-11-05",
        ),
        ("url,date\nhttps://b.example/a/,05.05.2026\n", "2026-05-05"),
    ],
)
def test_tables_of_other_countries_are_read_as_their_own_dates_tell(document: str, day: str) -> None:
    read = read_log(document, "x")
    assert (f"{read.mentions[0].at:%Y-%m-%d}", read.unreadable, read.ambiguous) == (day, (), "")


def test_a_date_that_nothing_tells_is_not_guessed() -> None:
    assert read_log("url,date\nhttps://b.example/,03/04/2026\n", "x").ambiguous == "03/04/2026"
    assert read_log("url,date\nhttps://b.example/,03/04/2026\n", "x", "day-first").ambiguous == ""
