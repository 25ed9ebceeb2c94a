"""What the command does before it changes something, and how it ends when something is in the way."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repost.cli.ending import in_words, stop_when_told
from tests.desk import Desk
from tests.patience import LONGEST
from tests.processes import ROOT, environment, terminal_of
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

CAST = (Entry("a", 40), Entry("b", 50), Entry("c", 60))
SETTINGS = 'network = "x"\nfeed = "https://b.example/"\n'


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *CAST) as world:
        world.account()
        yield world


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[str]:
    """Let somebody sit at a terminal who gives this answer; the questions that were asked."""
    asked: list[str] = []

    def typed(question: str) -> str:
        asked.append(question)
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", typed)
    return asked


class TestUndo:
    def test_it_names_the_post_and_deletes_nothing_before_a_yes(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.tick()
        [post] = world.posts
        asked = at_a_terminal(monkeypatch, "")
        said = desk.run("undo")
        assert (said.code, asked) == (1, ["Delete it? [y/N] "])
        assert post.text.split(":")[0] in said.out
        assert "Mon 23 Nov 2026, 09:00" in said.out
        assert len(world.posts) == 1
        at_a_terminal(monkeypatch, "y")
        assert desk.run("undo").code == 0
        assert not world.posts

    def test_where_nobody_can_be_asked_it_wants_to_hear_yes(self, desk: Desk, world: World) -> None:
        world.tick()
        said = desk.run("undo")
        assert (said.code, "Add --yes" in said.err) == (1, True)
        assert desk.run("reset").code == 1
        assert len(world.posts) == 1

    def test_a_second_one_does_not_take_the_post_before(self, desk: Desk, world: World) -> None:
        slots = [world.tick_main()["slot"], world.later(hours=6).tick_main()["slot"]]
        assert desk.run("undo", "--yes").code == 0
        again = desk.run("undo", "--yes")
        assert again.code == 1
        assert "already undone. To undo the one before it, “Article" in again.err
        assert f"add --slot {slots[0]}" in again.err
        assert len(world.posts) == 1
        for none in ("yesterday", "2026-01-01T09:00:00Z"):
            said = desk.run("undo", "--yes", "--slot", none)
            assert (said.code, said.out) == (1, "")
            assert f"There is no post in a slot {none}." in said.err
        assert desk.run("undo", "--yes", "--slot", slots[0]).code == 0
        assert not world.posts

    def test_a_deleted_post_holds_up_nothing(self, desk: Desk, world: World) -> None:
        world.account(settings="[schedule]\nmax_per_day = 1")
        world.tick()
        refused = desk.run("post-now")
        assert (refused.code, "daily cap" in refused.out or "minimum gap" in refused.out) == (1, True)
        assert desk.run("undo", "--yes").code == 0
        world.later(minutes=5)
        assert desk.run("post-now").code == 0
        assert len(world.posts) == 1


def test_a_skip_can_be_taken_back(desk: Desk, world: World) -> None:
    assert "No slot is going to be skipped" in desk.run("unskip").out
    desk.run("skip")
    assert "will not be skipped" in desk.run("unskip").out
    assert world.tick_main()["state"] == "posted"


class TestRename:
    def test_the_new_name_knows_what_the_old_one_posted(self, desk: Desk, world: World) -> None:
        first = world.tick_main()
        said = desk.run("rename", "main", "blog", "--yes")
        assert said.code == 0, said.err + said.out
        assert "blog now has the history of main, which is stopped." in said.out
        world.stack.put_secret("blog", world.keys.document)
        reports = world.later(hours=6).tick()
        assert reports["main"]["state"] == "stopped"
        assert reports["blog"]["state"] == "posted"
        assert reports["blog"]["guid"] != first["guid"]
        assert f"“{first['title']}”" not in reports["blog"]["decision"]
        rows = desk.run("history", "-a", "blog").out
        assert rows.count("\tposted\t") == 2
        assert "already moved" in desk.run("rename", "main", "blog", "--yes").out

    def test_a_name_with_a_history_of_its_own_is_not_overwritten(self, desk: Desk, world: World) -> None:
        world.account("other")
        world.tick()
        said = desk.run("rename", "main", "other", "--yes")
        assert (said.code, "already has a history" in said.out) == (1, True)
        said = desk.run("rename", "nobody", "new", "--yes")
        assert (said.code, "No account nobody has a history." in said.out) == (1, True)


def test_an_account_that_does_not_exist_is_an_error_of_tick(desk: Desk, world: World) -> None:
    said = desk.run("tick", "-a", "mian")
    assert (said.code, said.err) == (1, "There is no account mian. Known accounts: main.\n")
    assert not world.posts
    assert desk.run("tick", "-a", "main").out.startswith("main  posted")


def test_who_was_started_deaf_to_a_closed_terminal_stays_so() -> None:
    wanted = (signal.SIGHUP, signal.SIGTERM)
    before = [signal.signal(each, signal.SIG_IGN) for each in wanted]
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        stop_when_told()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)  # once is enough
    finally:
        for each, handler in zip(wanted, before, strict=True):
            signal.signal(each, handler)


class TestFiles:
    def check(self, capsys: pytest.CaptureFixture[str], file: Path) -> tuple[int, str]:
        from repost.cli.main import main

        code = main(["check", "--offline", str(file)])
        return code, capsys.readouterr().err

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_settings_are_read_however_an_editor_saves_them(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str
    ) -> None:
        file = tmp_path / "main.toml"
        mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
        file.write_bytes((mark + SETTINGS + '[message]\nbefore = "À relire :"\n').encode(encoding))
        assert self.check(capsys, file) == (0, "")

    def test_what_is_not_there_or_no_file_is_told(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert self.check(capsys, tmp_path / "a.toml") == (1, f"There is no file {tmp_path / 'a.toml'}.\n")
        assert self.check(capsys, tmp_path) == (1, f"{tmp_path} can't be read or written: it is a folder.\n")

    def test_a_file_in_a_missing_folder_is_not_written(
        self, desk: Desk, world: World, tmp_path: Path
    ) -> None:
        world.tick()
        said = desk.run("export", "-o", str(tmp_path / "no" / "history.csv"))
        assert (said.code, said.err) == (1, f"There is no folder {tmp_path / 'no'}. Create it first.\n")

    def test_a_full_disk_is_told_in_words(self) -> None:
        full = OSError(28, "No space left on device", "history.csv")
        assert in_words(full) == "history.csv can't be read or written: the disk is full."


class TestProcess:
    """How a process ends, without AWS: the commands here need none."""

    def shell(self, line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["/bin/sh", "-c", line.replace("repost", f"{sys.executable} -m repost")],
            capture_output=True,
            check=False,
            env=environment(**more),
            cwd=ROOT,
            timeout=LONGEST,
        )

    def test_a_reader_that_has_gone_is_no_error(self, tmp_path: Path) -> None:
        file = tmp_path / "main.toml"
        file.write_text(SETTINGS, "utf-8")
        for command in (
            "repost --help",
            f"repost check --offline {file}",
            f"repost check --offline {file} --json",
        ):
            assert self.shell(f"{command} | true").stderr == b"", command

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_one_sentence(self, tmp_path: Path) -> None:
        file = tmp_path / "main.toml"
        file.write_text(SETTINGS, "utf-8")
        done = self.shell(f"repost check --offline {file} > /dev/full")
        assert (done.returncode, done.stderr.decode()) == (
            1,
            "The output can't be read or written: the disk is full.\n",
        )

    def test_a_terminal_that_knows_no_accents_ends_nothing(self, tmp_path: Path) -> None:
        file = tmp_path / "main.toml"
        file.write_text(SETTINGS + '[message]\nbefore = "À relire :"\n', "utf-8")
        done = self.shell(f"repost check --offline {file}", PYTHONIOENCODING="ascii", LC_ALL="C")
        assert (done.returncode, done.stderr) == (0, b"")
        assert "À relire" in done.stdout.decode()

    @pytest.mark.parametrize(("key", "code"), [("\x04", 1), ("\x03", 130)])
    def test_ctrl_d_and_ctrl_c_at_a_question_are_one_sentence(self, key: str, code: int) -> None:
        asks = (
            "from repost.__main__ import run\nfrom repost.cli.asking import confirmed\n"
            "from types import SimpleNamespace as S\n"
            "session = S(given=S(yes=False), output=S(as_json=False, say=print))\n"
            "def main(): return int(confirmed(session, 'Delete it?'))\n"
            "raise SystemExit(run('__main__'))"
        )
        with terminal_of("-c", asks) as terminal:
            assert terminal.asks("[y/N]")
            assert terminal.ends_with(key) == code, terminal.shown
        assert "Traceback" not in terminal.shown
        assert terminal.shown.count(".") == (2 if code == 1 else 1), terminal.shown


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_failure(tmp_path: Path, closed: str) -> None:
    file = tmp_path / "main.toml"
    file.write_text(SETTINGS, "utf-8")
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m repost check --offline "$1" {closed}', sys.executable, str(file)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment(),
        text=True,
        timeout=LONGEST,
    )
    assert (done.returncode, done.stderr) == (0, "")
