"""Which member posts as which user of a network, against DynamoDB over HTTP: one of them, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from msgspec.structs import replace

from repost.fleet.places import CONNECTING, free, place_of, take
from repost.fleet.roster import Member, Roster
from repost.networks.protocol import Identity
from repost.settings.types import Settings

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.aws.table import Table

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + CONNECTING


@pytest.fixture
def table(stack: LocalStack) -> Table:
    return stack.table


def settings(server: str = "https://social.example", network: str = "mastodon") -> Settings:
    own = {"mastodon": {"server": server}} if network == "mastodon" else {}
    return msgspec.convert({"network": network, "feed": "https://b.example/", **own}, Settings)


ADA = Identity("@ada@social.example", key="1001")
PLACE = place_of(settings(), ADA)


def connected(table: Table, name: str, **row: Any) -> Member:
    """A member whose row says as whom they post."""
    member = Member(name, "field", connected=NOW, place=PLACE)
    assert Roster(table).replace(replace(member, **row))
    return member


def test_of_members_who_connect_one_user_at_the_same_moment_one_gets_it(table: Table) -> None:
    names = [f"member-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda name: take(table, PLACE, name, NOW), names)) == 1


def test_a_user_is_the_same_under_any_name_however_the_server_is_written() -> None:
    for server in ("https://Social.example/", "https://social.example:443", "https://social.example."):
        assert place_of(settings(server), replace(ADA, handle="@countess")) == PLACE
    others = {place_of(settings("https://other.example"), ADA), place_of(settings(network="x"), ADA)}
    assert PLACE not in others
    assert place_of(settings(), replace(ADA, key="1002")) != PLACE, "two people may have one name"
    assert place_of(settings(), Identity("@Ada")) == place_of(settings(), Identity("ada"))
    assert place_of(settings(), Identity()) == ""


def test_a_member_has_a_user_for_good_once_the_row_says_so_and_until_then_for_a_few_minutes(
    table: Table,
) -> None:
    assert take(table, PLACE, "ada", NOW)
    assert take(table, PLACE, "ada", NOW), "a repeat is none of somebody else"
    assert not take(table, PLACE, "bob", LATER - timedelta(seconds=1))
    connected(table, "ada")
    assert not take(table, PLACE, "bob", LATER)


@pytest.mark.parametrize("row", [{"left": NOW}, {"place": "another"}, {"connected": None}])
def test_the_user_of_whoever_has_left_or_posts_as_another_is_free(table: Table, row: dict[str, Any]) -> None:
    assert take(table, PLACE, "ada", NOW)
    connected(table, "ada", **row)
    assert take(table, PLACE, "bob", LATER)
    connected(table, "bob")
    assert not take(table, PLACE, "ada", LATER + CONNECTING)


def test_only_whoever_has_a_user_frees_it(table: Table) -> None:
    assert take(table, PLACE, "ada", NOW)
    free(table, PLACE, "bob", NOW)
    assert not take(table, PLACE, "bob", NOW)
    free(table, PLACE, "ada", NOW)
    assert take(table, PLACE, "bob", NOW)


def test_nobody_is_kept_from_a_user_without_a_name(table: Table) -> None:
    assert take(table, "", "ada", NOW)
    assert take(table, "", "bob", NOW)
