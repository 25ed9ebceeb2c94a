"""`./repost review` and `./repost lessons`, as whoever reviews types them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, WorldPlace
from tests.fleet import Fleet
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.aws.stack import LocalStack

HELD = '[select]\norder = "oldest-first"\nmax_age = "none"\n[review]\nhold = "always"\n'
FIRST = "main/2026-11-23T09:00:00Z/1"


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, Entry("a", 62, title="Roses"), Entry("b", 61, title="Tulips")) as world:
        world.account(settings=HELD)
        world.tick()
        yield world


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


class Typing:
    """Types one answer after another, and keeps the questions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.left = list(answers)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.delenv("EDITOR", raising=False)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", self._type)

    def _type(self, _: str) -> str:
        if not self.left:
            raise EOFError
        return self.left.pop(0)


def test_a_list_shows_what_waits_with_the_id_that_decides(desk: Desk, world: World) -> None:
    said = desk.run("review")
    assert said.code == 0
    [row] = said.out.splitlines()
    id_, network, _, text, why = row.split("\t")
    assert (id_, network, why) == (FIRST, "x", "Every post of this account is reviewed.")
    assert "Roses" in text
    said = desk.run("review", "approve", id_)
    assert (said.code, "arn:aws:iam::000000000000:user/you approved it" in said.out) == (0, True)
    assert world.later(minutes=15).tick_main()["state"] == "posted"
    assert "No post waits for a review." in desk.run("review").out


def test_each_post_is_shown_with_its_reasons_and_asked_about(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.later(hours=6).tick()
    typing = Typing(monkeypatch, "x", "d", "9", "1", "We don't shout.", "w", "a")
    said = desk.run("review")
    assert (said.code, typing.left) == (0, [])
    for shown in ("Roses", "Every post of this account is reviewed.", "0 approved in a row", FIRST):
        assert shown in said.out
    assert "Type a, d, e, n or q." in said.err
    assert "Type a number from 1 to 7." in said.err
    assert "(tone: We don't shout)." in said.out
    assert said.out.rstrip().endswith("That was the last one.")
    assert world.later(minutes=15).tick_main()["state"] == "posted"
    assert "Tulips" in world.posts[0].text


@pytest.mark.parametrize("key", ["n", "q"])
def test_a_post_that_is_skipped_still_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    Typing(monkeypatch, key)
    assert desk.run("review").code == 0
    assert [post["account"] for post in desk.run("review", "--json").json["waiting"]] == ["main"]


def test_what_was_decided_stays_when_the_input_ends(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.later(hours=6).tick()
    Typing(monkeypatch, "a")
    said = desk.run("review")
    assert (said.code, "Nothing more was done." in said.err) == (1, True)
    [left] = desk.run("review", "--json").json["waiting"]
    assert left["title"] == "Tulips"


def test_other_words_are_checked_before_they_go_out(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [post] = desk.run("review", "--json").json["waiting"]
    better = post["text"].replace("Roses", "Our roses")
    Typing(monkeypatch, "e", "no link", "y", better)
    said = desk.run("review")
    assert said.code == 0
    assert "Its link has to stay in it" in said.out
    assert world.later(minutes=15).tick_main()["state"] == "posted"
    assert "Our roses" in world.posts[0].text


def test_the_editor_of_the_environment_is_used(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "file.write_text(file.read_text('utf-8').replace('Roses', 'More roses'), 'utf-8')\n"
    )
    Typing(monkeypatch, "e")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    assert desk.run("review").code == 0
    world.later(minutes=15).tick()
    assert "More roses" in world.posts[0].text


def test_an_editor_that_fails_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    Typing(monkeypatch, "e")
    monkeypatch.setenv("EDITOR", "false")
    said = desk.run("review")
    assert (said.code, "The editor false failed." in said.err) == (1, True)
    assert len(desk.run("review", "--json").json["waiting"]) == 1


def test_a_decision_is_made_and_taken_back_by_its_id(desk: Desk, world: World) -> None:
    assert (
        desk.run("review", "decline", FIRST, "--reason", "legal", "--note", "Ask us.", "--article").code == 0
    )
    said = desk.run("lessons")
    assert "legal" in said.out
    assert "Ask us." in said.out
    assert desk.run("lessons", "--json").json["reasons"] == {"legal": 1}
    again = desk.run("review", "approve", FIRST)
    assert (again.code, "declined it" in again.out) == (1, True)
    assert desk.run("review", "take-back", FIRST).code == 0
    assert desk.run("lessons", "--json").json["reasons"] == {}
    assert world.later(hours=6).tick_main()["title"] == "Roses"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("approve",), "Which post?"),
        (("approve", "main"), "“main” is not the ID of a post."),
        (("approve", "main/today/one"), "is not the ID of a post."),
        (("approve", "main/today/1"), "is not the ID of a post."),
        (("decline", FIRST), "Why? Add --reason and one of: tone, fact"),
        (("edit", FIRST), "An edit is of one post"),
        (("edit", FIRST, FIRST, "--text", "x"), "An edit is of one post"),
    ],
)
def test_what_a_decision_lacks_is_said(desk: Desk, typed: tuple[str, ...], said: str) -> None:
    answer = desk.run("review", *typed)
    assert (answer.code, said in answer.err) == (1, True)
    assert len(desk.run("review", "--json").json["waiting"]) == 1


def test_a_member_cannot_approve_a_post_of_their_own(
    fleet_stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Fleet(fleet_stack, "ada", "bob", settings=HELD) as fleet:
        fleet.turn()
        desk = Desk(fleet)
        assert "accounts in no group; --group NAME shows" in desk.run("review").out
        rows = desk.run("review", "--group", "field").out.splitlines()
        ids = {row.split("/")[0]: row.split("\t")[0] for row in rows}
        monkeypatch.setattr(WorldPlace, "caller_arn", "arn:aws:sts::000000000000:assumed-role/Reviewer/ada")
        said = desk.run("review", "approve", ids["ada"], ids["bob"])
        assert said.code == 1
        assert "ada  refused  Nobody decides on a post of their own account." in said.out
        assert "bob  done" in said.out


NOBODY = f"nobody/{FIRST.partition('/')[2]}"
OF_NOBODY = (
    ("lessons", "-a", "nobody"),
    ("review", "-a", "nobody"),
    ("review", "approve", NOBODY),
    ("review", "decline", NOBODY, "--reason", "tone"),
    ("review", "take-back", NOBODY),
    ("settle", "not_sent", "-a", "nobody", "--slot", "2026-11-23T09:00:00Z"),
    ("undo", "-a", "nobody", "--yes"),
    ("undo", "-a", "nobody", "--slot", "2026-11-23T09:00:00Z", "--yes"),
    ("results", "-a", "nobody", "--html", "/nowhere/results.html"),
    ("history", "-a", "nobody"),
    ("export", "-a", "nobody"),
    ("skip", "-a", "nobody"),
)


def test_every_command_says_that_there_is_no_such_account(desk: Desk) -> None:
    for typed in OF_NOBODY:
        said = desk.run(*typed)
        assert said.code == 1, typed
        assert "/settings/nobody is missing. The accounts are: main." in said.out + said.err, typed


def test_every_command_says_that_there_is_no_such_group(fleet_stack: LocalStack) -> None:
    with Fleet(fleet_stack, "ada") as fleet:
        for typed in (("lessons",), ("review",), ("staff", "show"), ("invite",)):
            said = Desk(fleet).run(*typed, "-g", "nobody")
            assert said.code == 1, typed
            assert "/groups/nobody is missing. Store it with ./repost group put" in said.out + said.err
            assert Desk(fleet).run(*typed, "-g", "field").code == 0, typed


def test_an_account_whose_settings_are_gone_still_has_its_lessons(desk: Desk, world: World) -> None:
    desk.run("review", "decline", FIRST, "--reason", "tone")
    world.stack.ssm.delete_parameter(Name=f"{world.stack.path}/settings/main")
    assert "1 post was declined" in desk.run("lessons", "-a", "main").out
