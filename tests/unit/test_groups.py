"""What a member's account is: the defaults, the group's document over them, and over those the row."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.base.errors import SettingsError
from repost.fleet.groups import Groups
from repost.fleet.narrowing import narrowed
from repost.fleet.roster import Member, MemberState
from repost.settings.types import Schedule, Select, Settings
from repost.settings.values import LocalTime, QuietHours

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIELD = """
network = "mastodon"
feed = "https://blog.example.com/feed/"
[mastodon]
server = "https://social.example.com"
[schedule]
quiet_hours = "20:00-08:00"
[select]
never = ["category:Internal"]
"""
ADA = Member(
    "ada", "field", mail="ada@example.com", handle="ada", consent=NOW, consent_text="1", connected=NOW
)


def groups(field: str = FIELD, defaults: str = "", **parts: str) -> Groups:
    texts = {"/repost/groups/field": field} if field else {}
    texts |= {"/repost/settings/defaults": defaults} if defaults else {}
    texts |= {f"/repost/groups/field/{name}": text for name, text in parts.items()}
    return Groups("/repost", lambda _: texts)


def settings(member: Member, **documents: str) -> Settings:
    return groups(**documents).account(member).settings


def mistake(member: Member, **documents: str) -> str:
    [found] = groups(**documents).mistakes(member)
    return str(found)


def test_a_member_without_wishes_has_the_groups_account_under_its_own_name() -> None:
    account = groups(defaults='language = "fr"').account(ADA)
    assert (account.name, account.parameter) == ("ada", "/repost/groups/field")
    found = account.settings
    assert (found.network, found.language, found.mastodon.server) == (
        "mastodon",
        "fr",
        "https://social.example.com",
    )


def test_a_row_overrides_what_a_member_may_choose_and_nothing_else() -> None:
    member = replace(
        ADA,
        network="bluesky",
        server="https://pds.example.com",
        language="de",
        timezone="Europe/Berlin",
        voice=("{title}, from my own practice", "{title} ({age})"),
    )
    found = settings(member, defaults='[message]\nbefore = "Again: "')
    assert (found.network, found.bluesky.server, found.language) == (
        "bluesky",
        "https://pds.example.com",
        "de",
    )
    assert found.schedule.timezone.key == "Europe/Berlin"
    assert found.message.template == ("{title}, from my own practice", "{title} ({age})")
    assert found.message.before is None
    assert found.select.never == ("category:Internal",)


def test_large_groups_are_stored_in_parts() -> None:
    assert settings(ADA, more='[select]\nexclude_categories = ["News"]').select.exclude_categories == (
        "News",
    )


def test_a_group_that_is_not_stored_is_named() -> None:
    assert mistake(ADA, field="") == (
        "/repost/groups/field is missing. Store it with ./repost group put field.toml."
    )


def test_a_mistake_in_a_group_names_its_parameter_and_key() -> None:
    with pytest.raises(SettingsError, match="Unknown key scedule in /repost/groups/field"):
        settings(ADA, field=FIELD + "[scedule]\n")


def test_a_groups_weekly_digest_is_a_mistake_because_nobody_would_get_one() -> None:
    [found] = groups(FIELD + '[results]\ndigest = "mon"').mistakes_of("field")
    assert str(found) == (
        'results.digest in /repost/groups/field is "mon". Remove it: members get no weekly digest; '
        "./repost results shows what readers did."
    )
    assert not groups(defaults='[results]\ndigest = "mon"').mistakes_of("field")


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        (
            {"timezone": "Europe/Pari"},
            'timezone in the row of ada is "Europe/Pari". Did you mean "Europe/Paris"?',
        ),
        (
            {"voice": ("{title} {autor}",)},
            "voice in the row of ada contains {autor}, which is not a placeholder. Did you mean {author}?",
        ),
        ({"voice": ("{title}",) * 6}, "voice in the row of ada has 6 templates. Expected at most 5."),
        (
            {"server": "social.example.com"},
            ('server in the row of ada is "social.example.com". Did you mean "https://social.example.com"?'),
        ),
        (
            {"network": "x", "server": "https://social.example.com"},
            (
                'server in the row of ada is "https://social.example.com". Remove it: only mastodon and '
                "bluesky accounts have one."
            ),
        ),
        (
            {"hours": "21:00-07:00"},
            (
                'hours in the row of ada is "21:00-07:00". Expected hours with at least one in which the '
                "group posts (08:00-20:00)."
            ),
        ),
        (
            {"hours": "nine to five"},
            (
                'hours in the row of ada is "nine to five". Expected two different times of day such as '
                '"09:00-17:00".'
            ),
        ),
    ],
)
def test_a_mistake_in_a_row_names_the_member_and_the_column(says: dict[str, Any], sentence: str) -> None:
    assert mistake(replace(ADA, **says)) == sentence


def test_hours_narrow_what_the_group_allows() -> None:
    quiet = settings(replace(ADA, hours="06:00-12:00")).schedule.quiet_hours
    assert quiet == QuietHours(time(12), time(8))


def test_times_of_day_outside_a_members_hours_fall_away() -> None:
    field = FIELD + '[message]\nhashtags = "none"\n'
    at = field.replace("[schedule]", '[schedule]\nat = ["09:00", "17:30"]')
    assert settings(replace(ADA, hours="09:00-12:00"), field=at).schedule.at == (time(9),)
    assert "one of the group's times" in mistake(replace(ADA, hours="10:00-12:00"), field=at)


def test_categories_narrow_what_the_group_allows() -> None:
    field = FIELD + 'include_categories = ["Engineering", "Design"]\n'
    member = replace(ADA, categories=("engineering", "Sales"))
    assert settings(member, field=field).select.include_categories == ("engineering",)
    assert mistake(replace(ADA, categories=("Sales",)), field=field) == (
        'categories in the row of ada has none of the group\'s categories ("Sales"). Expected some of '
        "Engineering, Design."
    )


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minutes: LocalTime(*divmod(minutes, 60)))
SPANS = st.tuples(MINUTES, MINUTES).filter(lambda span: span[0] != span[1])


@given(quiet=SPANS | st.none(), hours=SPANS, moment=MINUTES)
def test_no_hours_of_a_member_open_what_the_group_closes(
    quiet: tuple[time, time] | None, hours: tuple[time, time], moment: time
) -> None:
    group = Schedule(quiet_hours=QuietHours(*quiet) if quiet else None)
    whole = Settings(network="x", feed="https://example.com/feed", schedule=group, select=Select())
    found, wrong = narrowed(whole, f"{hours[0]:%H:%M}-{hours[1]:%H:%M}", ())
    if wrong:
        return
    narrow = found.schedule.quiet_hours
    assert narrow is not None
    is_own = QuietHours(hours[0], hours[1]).holds(moment)
    is_open = group.quiet_hours is None or not group.quiet_hours.holds(moment)
    assert narrow.holds(moment) or (is_own and is_open)


def test_a_group_is_read_once_and_decoded_once_for_all_who_say_the_same() -> None:
    asked: Counter[str] = Counter()

    def documents(group: str) -> dict[str, str]:
        asked[group] += 1
        return {f"/repost/groups/{group}": FIELD}

    found = Groups("/repost", documents)
    ada, bob, eve = (
        found.account(replace(ADA, name=name, language=language))
        for name, language in (("ada", "fr"), ("bob", "fr"), ("eve", "de"))
    )
    assert asked == {"field": 1}
    assert ada.settings is bob.settings is not eve.settings
    assert (bob.name, eve.name) == ("bob", "eve")


@pytest.mark.parametrize(
    ("given_", "state"),
    [
        ({"consent": None, "connected": None}, "invited"),
        ({"connected": None}, "joined"),
        ({"consent": None}, "connected"),
        ({}, "active"),
        ({"reconnect": True}, "reconnect"),
        ({"paused": True}, "paused"),
        ({"left": NOW, "paused": True}, "left"),
    ],
)
def test_nothing_is_posted_for_a_member_without_a_recorded_yes_and_working_keys(
    given_: dict[str, Any], state: MemberState
) -> None:
    member = replace(ADA, **given_)
    assert member.state == state
    assert member.may_post == (state == "active")
