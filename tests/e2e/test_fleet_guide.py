"""The way from nothing to the first employees: every step of docs/fleets.md, in its order and as written."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from local.networks.registry import STAND_INS
from repost.fleet.roster import Roster
from tests.desk import Desk
from tests.world import Entry, World

if TYPE_CHECKING:
    import pytest

    from local.aws.stack import LocalStack

GUIDE = (Path(__file__).parents[2] / "docs" / "fleets.md").read_text("utf-8")
BLOG = "https://blog.example.com"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_from_nothing_to_the_first_employees_as_the_guide_says(
    fleet_stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with World(fleet_stack, *(Entry(f"p{number}", 35 + 3 * number) for number in range(15))) as world:
        server = STAND_INS["mastodon"].of(["ada", "bob"], clock=lambda: world.now)
        world.add_network("mastodon", server)
        [rules], [people] = blocks("toml"), blocks("csv")
        # No rule may name a bare number, which is all that a blog on loopback has.
        rules = rules.replace(f"{BLOG}/feed/", world.blog.feed).replace(
            'links      = ["blog.example.com"]', ""
        )
        Path("field.toml").write_text(rules, "utf-8")
        Path("people.csv").write_text(people, "utf-8")
        desk, heard = Desk(world), {}
        commands = [line for block in blocks("sh") for line in block.splitlines()]
        for command in commands:
            if not command.startswith("./repost "):
                continue
            typed = shlex.split(command.removeprefix("./repost ").partition("  #")[0])
            if typed[0] == "connect":
                monkeypatch.setattr("sys.stdin", io.StringIO(server.secret(typed[-1])))
                typed.append("--stdin")  # a terminal's prompts have a test of their own
            if typed[:2] == ["staff", "leave"]:
                typed.append("--yes")
            said = heard[" ".join(typed)] = desk.run(*typed)
            assert said.code == 0, (command, said)
            if typed[:2] == ["simulate", "-a"]:
                assert "#AcmeEmployee" in desk.run("preview", "-a", "ada").out
        assert "3 new" in heard["staff import people.csv --check"].out
        assert "Nothing is posted for eve before a yes is recorded" in heard["staff import people.csv"].out
        assert "ada\tfield\tactive" in heard["staff show"].out
        assert "eve\tfield\tinvited" in heard["staff show"].out
        assert "vu de mon établi" in heard["preview -a ada"].out
        roster = Roster(world.stack.table)
        # Bob left, and is in HR's list, which comes last: he is back, and an old yes doesn't count.
        bob, ada = (roster.of(["ada", "bob"])[name] for name in ("bob", "ada"))
        assert (ada.state, bob.state) == ("active", "invited")
        assert not world.has_secret("bob")


def test_the_mistake_that_the_guide_quotes_is_reported_so(fleet_stack: LocalStack, tmp_path: Path) -> None:
    [quoted] = re.findall(r"^> (Line .*)$", GUIDE, re.MULTILINE)
    [people] = blocks("csv")
    file = tmp_path / "people.csv"
    file.write_text(people.replace("eve@example.com,@eve,", "eve@example.com,@eve,Europe/Pari"), "utf-8")
    with World(fleet_stack) as world:
        world.group("field", 'network = "x"\nfeed = "https://blog.example.com/feed/"')
        assert quoted in Desk(world).run("staff", "import", str(file)).err


def test_what_x_charges_a_company_is_reckoned_right() -> None:
    people, link, plain, user = 2_500, 0.20, 0.015, 0.010
    for figure in (
        f"**${people * 4 * 365 / 12 * link:,.0f}**",
        f"${people * 365 / 7 / 12 * link:,.0f}",
        f"${people * link:,.0f}",
        f"${people * plain:,.2f}",
        f"${people * user:,.0f}",
    ):
        assert f"| {figure} |" in GUIDE, figure
