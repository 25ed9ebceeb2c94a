"""Logs of other tools: what they say was shared, when, and where."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.cli.arguments import read_text
from repost.person.foreign_logs import Mention, Read, read_log

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize(
    "table",
    [
        "Lien\tDate de partage\tRéseau\nhttps://a.example/\t20/11/2026\tTwitter\n",
        "Titre de l’article;URL;Publié le\nÀ relire, ou pas;https://a.example/;20 novembre 2026\n",
        "adresse;date;heure\nhttps://a.example/;20/11/2026;00:00\n",
        "Permalien;Date et heure\nhttps://a.example/;20/11/2026 00:00\n",
        "Titel;Link;Datum\nEin Artikel;https://a.example/;20.11.2026\n",
        'post_title,post_link,shared_on\n"A title, of\ntwo lines",https://a.example/,2026-11-20\n',
        "URL\tShared at\nhttps://a.example/\t11/20/2026 12:00 AM\n",
    ],
)
def test_tables_are_read_in_several_languages_with_tabs_semicolons_or_commas(table: str) -> None:
    assert read_log(table, "x") == Read((Mention("https://a.example/", DAY),), 0, ())


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_the_program_wrote_it_that_saved_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "partagés.csv"
    file.write_bytes("Titre;Publié le\r\nL’été à Évian;20 août 2026\r\n".encode(encoding))
    at = datetime(2026, 8, 20, tzinfo=UTC)
    assert read_log(read_text(file), "x").mentions == (Mention("L’été à Évian", at),)


def test_one_date_that_can_be_read_in_one_way_tells_the_order_of_all() -> None:
    first = "url,date\na,03/04/2026\nb,{}\n"
    april, march = datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    assert read_log(first.format("25/04/2026"), "x").mentions[0].at == april
    assert read_log(first.format("04/25/2026"), "x").mentions[0].at == march


def test_where_nothing_tells_the_order_of_dates_their_owner_is_to_say_it() -> None:
    table = "url,date\na,03/04/2026\nb,2026-04-25\nc,05/05/2026\n"
    read = read_log(table, "x")
    assert read.ambiguous == "03/04/2026"
    assert [mention.name for mention in read.mentions] == ["b", "c"]
    told = [read_log(table, "x", dates) for dates in ("day-first", "month-first")]
    assert [read.mentions[0].at.month for read in told] == [4, 3]
    assert not any(read.ambiguous or read.unreadable for read in told)


def test_what_the_owner_says_of_dates_does_not_overrule_the_file() -> None:
    table = "url,date\na,03/04/2026\nb,25/04/2026\n"
    assert [mention.at.day for mention in read_log(table, "x", "month-first").mentions] == [3, 25]


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
