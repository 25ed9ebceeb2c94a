"""How instants are written, and how dates that others write are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base import instants

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)))
def test_an_instant_reads_back_as_it_was_written(at: datetime) -> None:
    assert instants.read(instants.written(at)) == at


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_written_instants_sort_by_time(one: datetime, other: datetime) -> None:
    earlier, later = sorted([one, other])
    assert instants.written(earlier) <= instants.written(later)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T12:00:00Z",
        "2026-11-23T13:00:00+01:00",
        " 2026-11-23T12:00 ",
        "20261123T120000",
        "2026-11-22T12:00:01-23:59:59",
    ],
)
def test_a_foreign_date_is_read_in_utc(text: str) -> None:
    assert instants.foreign(text) == NOON


def test_a_date_without_a_zone_is_one_of_the_zone_asked_for() -> None:
    assert instants.foreign("2026-11-23T12:00", ZoneInfo("Europe/Paris")) == NOON - timedelta(hours=1)
    assert instants.foreign("2026-11-23T12:00", None) is None
    assert instants.foreign("2026-11-23T12:00Z", None) == NOON


@pytest.mark.parametrize(
    "found",
    [
        None,
        7,
        "",
        "tomorrow",
        "2026-02-30",
        "\ud800",
        "2026-11-23T12:00:00\x00x",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "9999-12-31T24:00",
    ],
)
def test_what_is_no_date_in_utc_reads_as_none(found: object) -> None:
    assert instants.foreign(found) is None


@given(st.text(st.characters()) | st.text("0123456789-+:.TWZ \ud800", max_size=40))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for read in (instants.foreign(text), instants.from_mail(text)):
        assert read is None or read.tzinfo is UTC


@given(st.datetimes(timezones=offsets))
def test_any_date_with_a_zone_reads_as_the_same_instant(at: datetime) -> None:
    read = instants.foreign(at.isoformat())
    assert read is None or read == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", NOON),
        ("Mon, 23 Nov 2026 13:00:00 +0100", NOON),
        ("23 Nov 2026 12:00:00 -0000", NOON),
        ("Fri, 31 Dec 9999 23:59:59 -0500", None),
        ("31 Dec 9999 12:34:56 99999999999999999999", None),
        ("soon", None),
    ],
)
def test_a_date_of_mail_or_http_is_read_in_utc(text: str, at: datetime | None) -> None:
    assert instants.from_mail(text) == at
