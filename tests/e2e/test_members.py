"""Members of a fleet by their names: every command works for them, and reads only what is theirs."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from repost.aws.items import Key, Write
from repost.aws.parameters import Parameters
from repost.fleet.roster import Roster
from repost.history.dry_runs import as_dry_run, dry_run_name
from repost.history.queue import MemberQueue
from repost.history.records import record_from, said_key, text_key
from tests.desk import Desk
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.aws.stack import LocalStack

CAST = (Entry("new", 3), Entry("a", 40), Entry("b", 50), Entry("c", 60))
FIELD = """
network = "x"
feed = "{feed}"
[schedule]
every = "6h"
jitter = "0m"
spread = false
[select]
never = ["title:Article c"]
"""
PEOPLE = "account,group,consent,voice 1\nada,field,yes,{title} - how I see it\nbob,field,,\n"


@pytest.fixture
def world(fleet_stack: LocalStack) -> Iterator[World]:
    with World(fleet_stack, *CAST) as running:
        running.group("field", FIELD.format(feed=running.blog.feed))
        running.wish("staff_import", account=None, document=PEOPLE)
        yield running


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def ada(world: World) -> World:
    world.connected("ada")
    return world


def test_the_owner_connects_a_member_who_posts_from_then_on(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No working credentials of ada are known" in desk.run("preview", "-a", "ada").out
    assert desk.run("post-now", "-a", "ada").code == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(world.x.secret("ada")))
    said = desk.run("connect", "x", "-a", "ada", "--stdin")
    assert said.code == 0, said
    row = Roster(world.stack.table).member("ada")
    assert row
    assert row.may_post
    assert desk.run("post-now", "-a", "ada").code == 0
    [post] = world.posts
    assert "how I see it" in post.text


@pytest.mark.usefixtures("world")
def test_where_there_are_only_members_one_is_to_be_named(desk: Desk) -> None:
    said = desk.run("history")
    assert (said.code, said.err) == (
        1,
        "Which member? Add --account and a name; `repost staff show` lists them.\n",
    )


def test_nobody_posts_without_a_recorded_yes(world: World, desk: Desk) -> None:
    world.connected("bob")
    said = desk.run("post-now", "-a", "bob")
    assert said.code == 1
    assert "No yes of bob is recorded, so nothing is posted." in said.out
    assert "No yes of bob is recorded" in desk.run("preview", "-a", "bob").out
    assert "No yes of bob is recorded" in desk.run("whoami", "-a", "bob").out
    assert not world.posts


def test_every_command_works_for_a_member_and_reads_no_other_accounts_settings(
    ada: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = ada
    monkeypatch.setattr(Parameters, "documents", lambda _: pytest.fail("all settings were read"))

    def decision(wish: str, **values: object) -> str:
        report = world.wish(wish, account="ada", **values)
        assert report["state"] in {"done", "preview", "posted"}, report
        return str(report["decision"])

    assert "will be posted" in decision("preview")
    assert "posts of" in decision("simulate", days=3)
    now = world.now.isoformat()
    decision("post_now", asked=now)
    [post] = world.posts
    assert decision("export")
    decision("block", article=f"{world.blog.url}/b/")
    decision("unblock", article=f"{world.blog.url}/b/")
    decision("skip", asked=now)
    decision("unskip")
    slot = world.ask("export", account="ada")["export"].split('"slot": "')[1][:20]
    decision("undo", slot=slot)
    assert post not in world.posts
    decision("check")
    decision("reset", asked=world.later(minutes=1).now.isoformat())
    decision("import", document=f"url,date\n{world.blog.url}/a/,2026-01-01\n")
    shown = world.ask("preview", account="ada")["articles"]
    assert ["title:Article c" in " ".join(each["why_not"]) for each in shown].count(True) <= 1


def test_a_preview_and_a_simulation_show_what_a_groups_file_would_make_of_a_member(
    ada: World, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "field.toml"
    file.write_text(FIELD.format(feed=ada.blog.feed).replace('"6h"', '"1d"'))
    every_6_hours, once_a_day = (
        desk.run("simulate", "-a", "ada", "--days", "1", *more).out for more in ((), ("--with", str(file)))
    )
    assert "2 slots since" in every_6_hours
    assert "Nothing" not in once_a_day
    assert "how I see it" in desk.run("preview", "-a", "ada", "--with", str(file)).out


def test_an_account_of_its_own_cannot_have_the_name_of_a_member(ada: World, desk: Desk) -> None:
    ada.wish("staff_import", account=None, document=PEOPLE)  # which makes ada due
    ada.account("ada")
    assert "has the name of a member of group field" in ada.tick()["ada"]["decision"]
    assert not ada.posts
    assert "let ada leave" in ada.wish("rename", account="eve", old="ada")["decision"]
    assert desk.run("preview", "-a", "eve").code == 1


@pytest.mark.usefixtures("ada")
def test_a_tick_of_one_member_is_explained(desk: Desk) -> None:
    said = desk.run("tick", "-a", "ada")
    assert said.code == 1
    assert "ada is a member of field: such turns go through the queue." in said.err


def test_a_groups_file_is_checked_with_its_members_rows_before_it_is_stored(
    ada: World, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "field.toml"
    document = FIELD.format(feed=ada.blog.feed)
    ada.wish("staff_import", account=None, document="account,group,hours\nada,field,09:00-12:00\n")
    file.write_text(document.replace("[schedule]", '[schedule]\nquiet_hours = "08:00-18:00"\nevry = "1d"'))
    said = desk.run("group", "put", str(file))
    assert said.code == 1
    assert said.err.splitlines() == [
        f'Unknown key schedule.evry in {file}. Did you mean "every"?',
    ]
    file.write_text(document.replace("[schedule]", '[schedule]\nquiet_hours = "08:00-18:00"'))
    said = desk.run("group", "check", str(file))
    assert said.code == 1
    assert "hours in the row of ada is" in said.err
    file.write_text(document.replace("[schedule]", '[schedule]\nquiet_hours = "18:00-08:00"'))
    ada.wish("staff_import", account=None, document=PEOPLE)  # which makes ada due
    queue = MemberQueue(ada.stack.table)
    queue.look_at("ada", ada.now + timedelta(days=1))
    assert "1 member will be looked at" in desk.run("group", "put", str(file)).out
    assert [each.account for each in queue.until(ada.now + timedelta(minutes=10))] == ["ada"]
    assert "quiet_hours" in ada.stack.parameters.of_group("field")[f"{ada.stack.path}/groups/field"]
    assert "field\t2\t1\n" in desk.run("group", "show").out
    shown = desk.run("group", "show", "field").out
    assert 'schedule.quiet_hours  "18:00-08:00"' in shown
    assert "active  1" in shown
    assert desk.run("group", "show", "feild").code == 1
    assert desk.run("group", "check", str(file), "-g", "a b").code == 1


def test_who_has_left_is_forgotten_and_the_history_goes_on_under_a_name_that_says_nothing(
    ada: World, desk: Desk, tmp_path: Path
) -> None:
    assert desk.run("post-now", "-a", "ada").code == 0
    assert "hasn't left" in desk.run("staff", "forget", "ada", "--yes").out
    assert desk.run("staff", "leave", "ada", "--yes").code == 0
    said = desk.run("staff", "forget", "ada", "--yes")
    assert said.code == 0, said
    [alias] = re.findall(r"goes on as (former-[0-9a-f]{8})", said.out)
    assert alias in desk.run("staff", "show").out
    assert "ada" not in desk.run("staff", "show").out.split()
    assert desk.run("staff", "show", "ada").code == 1
    [row] = [json.loads(line) for line in desk.run("export", "-a", alias).out.splitlines()]
    assert row["state"] == "posted"
    assert not {"remote_id", "remote_url"} & row.keys()
    items = ada.stack.dynamodb.scan(TableName=ada.stack.table_name)["Items"]
    for item in items:
        assert "expires" in item or not re.search(r"(?<![\w-])ada(?![\w-])", json.dumps(item)), item
    kept = [item for item in items if item["pk"]["S"] == f"ACCOUNT#{alias}" and "expires" in item]
    assert {item["sk"]["S"].partition("#")[0] for item in kept} == {"SLOT"}
    in_years = (ada.now + timedelta(days=1000)).timestamp()
    assert all(int(item["expires"]["N"]) > in_years for item in kept)
    assert "is forgotten already" in desk.run("staff", "forget", "ada", "--yes").out
    people = tmp_path / "people.csv"
    people.write_text("account,group\nada,field\n")
    assert "somebody who is just being forgotten" in desk.run("staff", "import", str(people)).err
    people.write_text("account,group\nbob,field\n")
    assert desk.run("staff", "sync", str(people)).code == 0


def test_what_networks_remember_of_the_forgotten_names_nobody_however_long_ago_it_was_said(
    ada: World, desk: Desk
) -> None:
    table = ada.stack.table
    assert desk.run("post-now", "-a", "ada").code == 0
    slot = next(item for item in table.last_in("ACCOUNT#ada", "SLOT#", "SLOT#~", 9) if item.get("text"))
    claim = record_from("ada", slot).claim
    old = [said_key(network, claim.guid, claim.blog) for network in ("x", "mastodon")]
    table.put_all(
        {"pk": key.pk, "sk": key.sk, "account": "ada", "last": "2020-01-01T00:00:00Z"} for key in old[1:]
    )
    table.update(Write(old[1], set=as_dry_run({"account": "ada"})))
    lesson = Key("REVIEW#field", "LESSON#2026-01-01T00:00:00Z 0")
    table.put_all({"pk": pk, "sk": lesson.sk, "account": "ada"} for pk in ("ACCOUNT#ada", lesson.pk))
    for command in ("leave", "forget"):
        said = desk.run("staff", command, "ada", "--yes")
    [alias] = re.findall(r"goes on as (former-[0-9a-f]{8})", said.out)
    found = table.get_many([*old, text_key("x", claim.post), lesson])
    assert len(found) == 4
    assert {item["account"] for item in found.values()} == {alias}
    assert found[old[1]][dry_run_name("account")] == alias


@pytest.mark.usefixtures("ada")
def test_forgetting_goes_on_where_it_was_cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run("post-now", "-a", "ada")
    desk.run("staff", "leave", "ada", "--yes")
    left = iter([9.0, 120.0, 9.0, *[120.0] * 2, 9.0, *[120.0] * 100])
    monkeypatch.setattr(
        "local.aws.stack.LocalContext.get_remaining_time_in_millis", lambda _: int(next(left) * 1000)
    )
    said = desk.run("staff", "forget", "ada", "--yes")
    assert said.code == 0, said
    assert said.out.count("former-") == 1
    assert len({each for each in desk.run("staff", "show").out.split() if each.startswith("former-")}) == 1


def test_a_check_of_a_group_tells_which_posts_of_its_members_new_words_would_have_stopped(
    ada: World, desk: Desk, tmp_path: Path
) -> None:
    assert desk.run("post-now", "-a", "ada").code == 0
    file = tmp_path / "field.toml"
    file.write_text(f'{FIELD.format(feed=ada.blog.feed)}\n[brand]\nnever_say = ["article *", "how I * it"]\n')
    said = desk.run("group", "check", str(file), "--against", "90d")
    assert said.code == 0
    assert "1 of 1 posts." in said.out
    stopped = desk.run("group", "check", str(file), "--against", "90d", "--json").json["against"]["stopped"]
    assert {(each["account"], each["words"][:7]) for each in stopped} == {
        ("ada", "Article"),
        ("ada", "how I s"),
    }


def test_a_long_look_back_goes_on_where_it_stopped(ada: World, desk: Desk) -> None:
    assert desk.run("post-now", "-a", "ada").code == 0
    first = ada.ask("group_past", account=None, group="field", days=9)
    assert (first["checked"], first["after"]) == (1, None)
    rest = ada.ask("group_past", account=None, group="field", days=9, after="ada")
    assert (rest["checked"], rest["after"]) == (0, None)
