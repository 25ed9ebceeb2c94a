"""A company's people: who joins, changes, pauses and leaves, by the command, over the emulator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from repost.fleet.changes import Plan, planned
from repost.fleet.roster import Roster
from repost.history.queue import MemberQueue
from tests.desk import Desk
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.aws.stack import LocalStack
    from repost.fleet.roster import Member

FIELD = """
network = "x"
feed = "{feed}"
[schedule]
every = "6h"
quiet_hours = "22:00-07:00"
"""


@pytest.fixture
def world(fleet_stack: LocalStack) -> Iterator[World]:
    with World(fleet_stack, Entry("old", age=60)) as running:
        for group in ("field", "office"):
            running.group(group, FIELD.format(feed=running.blog.feed))
        yield running


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def member(world: World, name: str) -> Member:
    found = Roster(world.stack.table).member(name)
    assert found
    return found


def due(world: World) -> list[str]:
    waiting = MemberQueue(world.stack.table).until(world.now + timedelta(days=1))
    return sorted(each.account for each in waiting)


def test_people_join_change_and_leave_as_their_files_say(world: World, desk: Desk, people: Path) -> None:
    people.write_bytes(
        "compte;groupe;réseau;langue;consentement\nada;field;x;fr;oui\nzoé-b;field;;;\n".replace(
            "zoé", "zoe"
        ).encode("windows-1252")
    )
    said = desk.run("staff", "import", str(people), "--check")
    assert said.code == 0
    assert "It would be: 2 new, 0 unchanged." in said.out
    assert "Nothing is posted for zoe-b before a yes is recorded" in said.out
    assert Roster(world.stack.table).members() == []
    assert desk.run("staff", "import", str(people)).code == 0
    assert (member(world, "ada").state, member(world, "zoe-b").state) == ("joined", "invited")
    assert member(world, "ada").consent == NOW
    people.write_text("account,group,language\nada,office,\n")
    assert "1 changed, 0 unchanged" in desk.run("staff", "import", str(people), "--check").out
    assert desk.run("staff", "import", str(people)).code == 0
    ada = member(world, "ada")
    assert (ada.group, ada.language, ada.network, ada.consent) == ("office", "", "x", NOW)
    assert "0 changed" not in desk.run("staff", "import", str(people), "--check").out
    shown = desk.run("staff", "show")
    assert "ada\toffice\tjoined\tx" in shown.out
    assert "zoe-b\tfield\tinvited" in shown.out
    assert desk.run("staff", "show", "bob").code == 1


def test_nothing_is_written_while_anything_is_wrong(world: World, desk: Desk, people: Path) -> None:
    world.account("main")
    people.write_text(
        "account,group,timezone,hours,voice,handle,mail\n"
        "ada,field,Europe/Paris,,,@ada,\n"
        "bob,feild,,,,,\n"
        "eve,field,Europe/Pari,23:00-06:00,,,\n"
        "zoe,field,,,{titel},ADA,\n"
        "Main,field,,,,,\n"
        "max,field,,,,,max\n"
    )
    said = desk.run("staff", "import", str(people))
    assert said.code == 1
    assert "Nothing is written: 5 lines have mistakes." in said.out
    path = world.stack.path
    assert said.err.splitlines() == [
        f"Line 3, group: {path}/groups/feild is missing. Store it with ./repost group put feild.toml.",
        'Line 4, timezone: is "Europe/Pari". Did you mean "Europe/Paris"?',
        "Line 5, voice: contains {titel}, which is not a placeholder. Did you mean {title}?",
        'Line 5, voice: is "{titel}". Expected text with {title} or {excerpt} in it.',
        'Line 5, handle: is "ADA", which line 2 has, too. Correct one of them.',
        'Line 6, account: is "Main", an account with settings of its own. Choose another name.',
        'Line 7, mail: is "max". Expected one e-mail address, such as "ada@example.com".',
    ]
    assert Roster(world.stack.table).members() == []


def test_whoever_is_missing_from_a_whole_list_leaves_and_more_than_one_in_twenty_asks_first(
    world: World, desk: Desk, people: Path
) -> None:
    everybody = [f"member-{number}" for number in range(40)]
    header = "account,group,consent\n"
    people.write_text(header + "".join(f"{name},field,yes\n" for name in everybody))
    assert desk.run("staff", "import", str(people)).code == 0
    people.write_text(header + "".join(f"{name},field,yes\n" for name in everybody[3:]))
    said = desk.run("staff", "sync", str(people))
    assert said.code == 1
    assert "Leaving: member-0, member-1, member-2." in said.out
    assert not [each for each in Roster(world.stack.table).members() if each.left]
    assert (
        "3 of 40 members aren't in the file"
        in world.wish("staff_sync", account=None, document=people.read_text())["decision"]
    )
    world.stack.put_secret("member-1", "access_token = 'secret'")
    assert desk.run("staff", "sync", str(people), "--yes").code == 0
    assert [each.name for each in Roster(world.stack.table).members() if each.left] == everybody[:3]
    assert not world.has_secret("member-1")
    people.write_text(header + "".join(f"{name},field,yes\n" for name in everybody[4:]))
    assert desk.run("staff", "sync", str(people)).code == 0
    assert member(world, "member-3").state == "left"


def test_a_member_who_pauses_or_leaves_waits_no_longer_and_comes_back_only_with_a_new_yes(
    world: World, desk: Desk, people: Path
) -> None:
    people.write_text("account,group,consent\nada,field,2026-01-01 v1\n")
    desk.run("staff", "import", str(people))
    world.connected("ada")
    assert desk.run("staff", "import", str(people)).code == 0
    assert due(world) == ["ada"]
    assert "ada is paused now" in desk.run("staff", "pause", "ada").out
    assert due(world) == []
    assert "ada is active now" in desk.run("staff", "resume", "ada").out
    assert due(world) == ["ada"]
    assert desk.run("staff", "leave", "ada").code == 1  # nobody is there to ask
    assert desk.run("staff", "leave", "ada", "--yes").code == 0
    assert (member(world, "ada").state, world.has_secret("ada")) == ("left", False)
    assert due(world) == ["ada"], "the worker sees to it that no keys are left"
    people.write_text("account,group,consent\nada,field,yes\n")
    assert "1 back again" in desk.run("staff", "import", str(people), "--check").out
    desk.run("staff", "import", str(people))
    assert (member(world, "ada").state, member(world, "ada").consent) == ("invited", None)
    desk.run("staff", "leave", "ada", "--yes")
    people.write_text(f"account,group,consent\nada,field,{world.now:%Y-%m-%d} v2\n")
    desk.run("staff", "import", str(people))
    assert (member(world, "ada").state, member(world, "ada").consent_text) == ("joined", "v2")


def test_a_file_that_takes_longer_than_a_request_is_finished_by_the_next(
    world: World, desk: Desk, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repost.person.staffing._AT_ONCE", 2)
    left = iter([120.0, 9.0, *[120.0] * 50])
    monkeypatch.setattr(
        "local.aws.stack.LocalContext.get_remaining_time_in_millis", lambda _: int(next(left) * 1000)
    )
    people.write_text("account,group\n" + "".join(f"member-{number},field\n" for number in range(5)))
    # The first request only looks.
    assert desk.run("staff", "import", str(people)).code == 0
    assert len(Roster(world.stack.table).members()) == 5


def test_a_request_that_meets_another_writer_plans_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meets = iter([True])

    def and_meet(*given: Any, **more: Any) -> Plan:
        plan = planned(*given, **more)
        if next(meets, False):
            world.wish("staff_import", account=None, document="account,group,language\nada,office,fr\n")
        return plan

    monkeypatch.setattr("repost.person.staffing.planned", and_meet)
    assert world.wish("staff_import", account=None, document="account,group\nada,field\n")["state"] == "done"
    ada = member(world, "ada")
    assert (ada.group, ada.language, ada.version) == ("field", "fr", 2)


def test_a_stack_without_a_fleet_says_how_to_get_one(stack: LocalStack) -> None:
    with World(stack) as alone:
        said = Desk(alone).run("staff", "show")
    assert said.code == 1
    assert "This stack has no fleet. Deploy it with the parameter Fleet=yes" in said.out
