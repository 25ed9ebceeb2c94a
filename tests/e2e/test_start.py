"""The newcomer's path: every step of docs/start.md, in its order and as written."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from tests.desk import Desk, Said
from tests.world import Entry, World

if TYPE_CHECKING:
    import pytest

    from local.aws.stack import LocalStack

GUIDE = (Path(__file__).parents[2] / "docs" / "start.md").read_text("utf-8")
FEED = "https://blog.example.com/feed/"


def steps() -> dict[str, list[str]]:
    """The commands of `./repost` under each heading."""
    sections = re.split(r"^## ", GUIDE, flags=re.MULTILINE)[1:]
    return {
        section.partition("\n")[0]: [
            line.removeprefix("./repost ").partition("#")[0].strip()
            for block in re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
            for line in block.splitlines()
            if line.startswith("./repost ")
        ]
        for section in sections
    }


def test_from_a_feeds_address_to_a_week_of_dry_run_to_posts(
    stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cast = (Entry("an-old-article", 31), *(Entry(f"p{number}", 35 + 3 * number) for number in range(15)))
    with World(stack, *cast) as world:
        desk, guide = Desk(world), steps()

        def settings(*leave_out: str) -> None:
            text = "\n".join(re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
            text = text.replace(FEED, world.blog.feed)
            Path("main.toml").write_text(
                "\n".join(x for x in text.splitlines() if x not in leave_out), "utf-8"
            )

        def run(step: str) -> list[Said]:
            said = []
            for command in guide.pop(next(name for name in guide if name.startswith(step))):
                typed = shlex.split(command.replace("https://blog.example.com", world.blog.url))
                if typed[0] == "connect":
                    monkeypatch.setattr("sys.stdin", io.StringIO(world.keys.document))
                    typed.append("--stdin")  # a terminal's prompts have a test of their own
                if typed[0] == "undo":
                    typed.append("--yes")
                said.append(desk.run(*typed))
                assert said[-1].code == 0, (command, said[-1])
            return said

        settings()
        guide.pop("1. See it with your own blog")
        assert "is valid" in run("2.")[0].out
        assert "it takes effect at the next tick" in run("3.")[0].out
        assert "@ada on x" in run("4.")[0].out
        Path("shared-before.csv").write_text(f"url,date\n{world.blog.url}/p1/,2026-11-20\n", "utf-8")
        assert "1 article is now resting" in run("5.")[0].out
        preview, calendar, other = run("6.")
        assert "dry_run is on" in preview.out
        assert "It was posted too recently" in preview.out
        assert "in 30 days, if nothing changes" in calendar.out
        assert other.out == calendar.out
        for _ in range(7 * 24):
            world.later(hours=1).tick()
        shown_only = [line.split("\t") for line in run("7.")[0].out.splitlines() if "\tdry_run\t" in line]
        assert len({article for _, _, _, article, _ in shown_only}) == 7
        assert len({text.partition(" on A blog")[0] for *_, text in shown_only}) > 1, "phrases take turns"
        assert not world.posts
        settings("dry_run = true")
        assert "stored" in run("8.")[0].out.lower()
        assert len(world.posts) == 1
        world.later(days=1, hours=1)
        run("And then")
        assert "an-old-article" not in " ".join(post.text for post in world.posts)
        assert Path("history.csv").read_text("utf-8").count("dry_run") == 7
        assert not guide, "every step was taken"
