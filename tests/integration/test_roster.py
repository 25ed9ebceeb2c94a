"""The rows of members and the documents of their groups, against the emulator over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from repost.base.secret import Secret
from repost.cli.aws import Aws
from repost.fleet.leaving import take_out
from repost.fleet.roster import Member, Roster
from repost.history.queue import MemberQueue

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADA = Member(
    "ada",
    "field",
    network="mastodon",
    server="https://social.example.com",
    language="fr",
    timezone="Europe/Paris",
    voice=("{title}!", "{title}?"),
    hours="09:00-17:00",
    categories=("Design",),
    paused=True,
    consent=NOW,
    consent_text="2026-01",
    connected=NOW,
    left=NOW,
    mail="ada@example.com",
    handle="ada",
)


@pytest.fixture
def roster(stack: LocalStack) -> Roster:
    return Roster(stack.table)


def test_a_member_is_read_as_written_by_the_name_of_the_account_alone(roster: Roster) -> None:
    assert roster.member("ada") is None
    assert roster.replace(ADA)
    assert roster.member("ada") == replace(ADA, version=1)
    bare = Member("ada", "office", version=1)
    assert roster.replace(bare)
    assert roster.member("ada") == replace(bare, version=2)


def test_of_two_writers_the_second_is_refused_and_overwrites_nothing(roster: Roster) -> None:
    roster.replace(ADA)
    found = roster.member("ada")
    assert found
    assert roster.replace(replace(found, language="de"))
    assert not roster.replace(replace(found, language="es"))
    assert not roster.replace(ADA)
    now = roster.member("ada")
    assert now
    assert (now.language, now.version) == ("de", 2)


def test_groups_are_listed_in_the_order_of_names(roster: Roster) -> None:
    for name, group in (("eve", "field"), ("ada", "field"), ("bob", "office")):
        roster.replace(Member(name, group))
    assert [member.name for member in roster.members()] == ["ada", "bob", "eve"]
    assert [member.name for member in roster.members("field")] == ["ada", "eve"]
    assert roster.of(["bob", "zoe"]).keys() == {"bob"}


def test_who_may_post_again_meanwhile_stays_in_the_queue(stack: LocalStack) -> None:
    queue, roster = MemberQueue(stack.table), Roster(stack.table)
    stack.put_member(Member("ada", "field", consent=NOW, connected=NOW), NOW)
    take_out(stack.table, "ada", NOW)
    assert [each.account for each in queue.until(NOW)] == ["ada"]
    found = roster.member("ada")
    assert found
    roster.replace(replace(found, paused=True))
    take_out(stack.table, "ada", NOW)
    assert not list(queue.until(NOW))


def test_of_a_group_only_its_documents_and_the_defaults_are_read(stack: LocalStack) -> None:
    for name in (
        "settings/defaults",
        "settings/defaults/more",
        "settings/main",
        "groups/field",
        "groups/field/hashtags",
        "groups/fieldwork",
    ):
        stack.ssm.put_parameter(Name=f"{stack.path}/{name}", Value=f"# {name}", Type="String")
    assert stack.parameters.of_group("field") == {
        f"{stack.path}/{name}": f"# {name}"
        for name in ("settings/defaults", "settings/defaults/more", "groups/field", "groups/field/hashtags")
    }


def test_the_owner_stores_groups_and_deletes_the_keys_of_those_who_left(stack: LocalStack) -> None:
    place = Aws("repost")
    outputs = {"Settings": f"{stack.path}/settings", "Secrets": f"{stack.path}/secrets", "Function": "-"}
    place.__dict__["_outputs"] = outputs  # the emulator has no stack
    place.put_group("field", 'network = "x"')
    assert place.groups() == place.of_group("field") == {f"{stack.path}/groups/field": 'network = "x"'}
    names = [f"member-{number}" for number in range(12)]
    for name in names:
        place.put_secret(name, Secret("{}"))
    place.forget(*(f"secrets/{name}" for name in (*names[1:], "nobody")))
    found = stack.ssm.get_parameters_by_path(Path=f"{stack.path}/secrets")["Parameters"]
    assert [each["Name"] for each in found] == [f"{stack.path}/secrets/member-0"]
