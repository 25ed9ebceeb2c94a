"""The day of a company that `make run FLEET=…` shows."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.emulator import CREDENTIALS
from local.base.clock import LocalClock
from local.base.home import World, remember
from local.fleet.command import main
from local.fleet.company import as_file, employees
from local.fleet.day import Scene, live
from local.fleet.door import GUEST, LocalDoor
from local.fleet.kept import begun, until_something_waits
from local.fleet.page import page
from local.fleet.summary import said
from local.fleet.terminal import DRAWN, drawn
from local.place import LocalPlace
from local.tools.pictures import DAY, FLEET
from repost.fleet.people import read_people
from tests.guest import Guest

if TYPE_CHECKING:
    from pathlib import Path

    from local.aws.emulator import LocalAws


def test_a_day_of_a_company_shows_who_said_what_and_what_was_refused(
    aws: LocalAws,  # noqa: ARG001 - the emulator has to run
    tmp_path: Path,
) -> None:
    (tmp_path / "clock").write_text(f"{DAY.isoformat()} {DAY.isoformat()}\n")
    people = employees(DRAWN)
    with ExitStack() as running:
        day = live(Scene(people, LocalClock(tmp_path / "clock", seconds=lambda: 0.0), running))
    posts = said(day)
    assert {post.who.name for post in posts} == {each.name for each in people} - {"dana"}
    assert all("#LarkfieldTeam" in post.text for post in posts)
    assert "guarantee" not in " ".join(post.text for post in posts).casefold()
    assert len({(post.who.network, post.words) for post in posts}) == len(posts)
    assert day.members["dana"] == "connected"
    [review] = day.reviews
    assert (review.who, review.decision) == ("hugo", "Approved")
    assert "Winter tyres, honestly tested" in " ".join(post.text for post in posts if post.who.name == "hugo")
    written = page(day)
    for text in (
        "No yes is recorded",
        "was passed over: Its text says “guarantee”",
        "626 followers",
        "Read by the team first",
    ):
        assert text in written
    assert written.count("<circle") == len(posts)
    assert FLEET.read_text("utf-8") == drawn(day), "docs/fleet.svg is out of date: run `make pictures`"


@pytest.mark.usefixtures("aws")
def test_one_of_the_company_joins_at_the_local_door_and_posts(tmp_path: Path) -> None:
    with ExitStack() as running:
        door = LocalDoor(employees(7), LocalClock(tmp_path / "clock"), running)
        guest = Guest()
        guest.open(door.link)
        guest.answer("/agree")
        offered = [fields["network"] for path, fields in guest.forms if path == "/network"]
        assert offered == ["mastodon", "bluesky", "linkedin", "threads"]
        guest.choose("threads")
        guest.says(GUEST)
        assert not door.has_joined()
        guest.answer("/confirm")
        assert guest.heading == "You take part"
        assert door.has_joined()
        assert "#LarkfieldTeam" in door.first_post()


def test_a_post_of_a_group_waits_for_a_reviewer_on_this_machine_and_goes_out_once_approved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*CREDENTIALS, "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(name, "")  # what the run sets ends with this test
    with ExitStack() as running:
        scene = begun(DRAWN, tmp_path, running, DAY)
        scene.hire()
        group = until_something_waits(scene)
    remember(tmp_path, World(fleet=DRAWN))

    def ask(place: LocalPlace, wish: str, **values: Any) -> dict[str, Any]:
        return place.ask({"source": "repost.person", wish: values})

    with LocalPlace(tmp_path) as place:
        [post] = ask(place, "waiting", group=group)["waiting"]
        seen = {name: post[name] for name in ("account", "slot", "attempt")}
        [report] = ask(place, "approve", **seen, by=place.caller())["reports"]
        assert report["state"] == "done"
    with LocalPlace(tmp_path) as place:
        assert ask(place, "waiting", group=group)["waiting"] == []
        rows = map(json.loads, ask(place, "export", account=post["account"])["export"].splitlines())
        [row] = [row for row in rows if row["slot"] == post["slot"]]
        assert (row["state"], row["text"]) == ("posted", post["text"])


def test_any_number_of_people_can_be_invented_and_imported() -> None:
    people = employees(200)
    assert len({each.name for each in people}) == 200
    assert not read_people(as_file(people)).mistakes
    for wrong in ("0", "many", "501"):
        with pytest.raises(SystemExit):
            main([wrong])
