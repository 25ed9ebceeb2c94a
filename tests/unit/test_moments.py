"""Times as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from repost.base.moments import day_in, moment_and_zone, moment_in, with_moments

PARIS = ZoneInfo("Europe/Paris")


def test_a_day_and_a_moment_are_written_as_the_language_does() -> None:
    assert day_in(date(2026, 11, 23), "en") == "Monday 23 November"
    assert moment_in(datetime(2026, 8, 1, 8, 5, tzinfo=UTC), UTC, "fr_CA") == "samedi 1er août, 08:05"
    assert moment_in(datetime(2026, 8, 1, 8, 5, tzinfo=UTC), UTC, None) == "Saturday 1 August, 08:05"


def test_a_moment_names_the_zone_that_it_is_in() -> None:
    at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert moment_and_zone(at, PARIS, "en") == "Tuesday 1 December, 00:30 (Europe/Paris)"


def test_the_instants_in_a_sentence_become_moments_and_the_rest_stays() -> None:
    sentence = "Nothing is posted before 2026-11-23T09:00:00Z (quiet hours), see 2026-11-23."
    told = with_moments(sentence, PARIS, "en")
    assert told == (
        "Nothing is posted before Monday 23 November, 10:00 (Europe/Paris) (quiet hours), see 2026-11-23."
    )
