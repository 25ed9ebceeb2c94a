"""The local run as a newcomer starts it: a process of its own."""

from __future__ import annotations

import csv
import json
import re
import signal
import socket
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest

from local.base.home import World, alone
from local.base.server import Fault
from local.blogs.every_make import PagedFeed, posts_every
from local.networks.registry import STAND_INS
from local.run import main
from tests.patience import LONGEST
from tests.processes import Running, environment, python, running
from tests.world import Blog, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator


def command(folder: Path, *more: str) -> tuple[str, ...]:
    return "-m", "local", "--folder", str(folder), *more


def marked(folder: Path, **more: str) -> dict[str, str]:
    """What any machine has, and a mark by which what was started can be found."""
    return environment(STARTED_BY=str(folder), **more)


def run(folder: Path, *more: str, **variables: str) -> tuple[str, dict[str, Any]]:
    """What the terminal shows, and the report."""
    done = python(*command(folder, *more), env=marked(folder, **variables))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads((folder / "report.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, Any]]:
    """The folder of a first run, what it showed, and its report."""
    folder = tmp_path_factory.mktemp("first")
    return folder, *run(folder)


@pytest.fixture
def first(first_run: tuple[Path, str, dict[str, Any]], tmp_path: Path) -> dict[str, Any]:
    """The report of a first run in this folder."""
    folder, _, report = first_run
    copytree(folder, tmp_path, dirs_exist_ok=True)
    return report


def still_running(folder: Path) -> list[str]:
    """The processes that this folder's run left behind."""
    mark = f"STARTED_BY={folder}".encode()
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                left.append((process / "cmdline").read_text())
        except OSError:
            continue
    return left


def age(report: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(report["slot"]) - datetime.fromisoformat(report["published"])


def test_two_runs_share_two_old_articles_and_leave_nothing_behind(
    tmp_path: Path, first_run: tuple[Path, str, dict[str, Any]], first: dict[str, Any]
) -> None:
    folder, shown, _ = first_run
    assert first["text"].startswith("À relire sur Le Carnet de Lison\u00a0: ")
    assert "24 articles known" in shown
    assert "Next" in shown
    again, second = run(tmp_path)
    assert "the clock jumps" in again
    for report in (first, second):
        assert (report["account"], report["state"]) == ("example", "posted")
        assert timedelta(days=30) <= age(report) <= timedelta(days=90)
        keys = {"slot", "title", "link", "remote_url", "known", "eligible", "next"}
        assert all(report[key] for key in keys)
        assert report["link"] in report["text"]
    assert first["guid"] != second["guid"]
    posts = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert [post["text"] for post in posts] == [first["text"], second["text"]]
    assert not still_running(tmp_path)
    assert not still_running(folder)


@pytest.mark.slow
def test_days_pass_until_what_readers_liked_goes_out_once_more(tmp_path: Path) -> None:
    shown, report = run(tmp_path, "--encores")
    assert report["why"].startswith("An encore: ")
    assert shown.count("Posted: ") >= 10
    posts = json.loads(next(tmp_path.glob("feeds/*/x.json")).read_text("utf-8"))
    assert sum(report["link"] in post["text"].split() for post in posts) == 2


@pytest.mark.usefixtures("first")
def test_its_page_shows_the_article_as_it_looks_on_every_network(tmp_path: Path) -> None:
    shown, report = run(tmp_path, "--network", "bluesky")
    assert f"{tmp_path}/timeline.html" in shown.replace("\n", "")
    posts = json.loads((tmp_path / "bluesky.json").read_text("utf-8"))
    assert [post["text"] for post in posts] == [report["text"]], "each network has a history of its own"
    page = (tmp_path / "timeline.html").read_text("utf-8")
    parts = {found[1]: found[2] for found in re.finditer(r'(?s)<article id="(\w+)"(.*?)</article>', page)}
    assert list(parts) == ["bluesky", *(name for name in STAND_INS if name != "bluesky")]
    for part in parts.values():
        assert escape(report["title"]) in part
        assert 'src="data:image/png;base64,' in part
        assert re.search(r"[\d,]+ of [\d,]+ characters, <strong class=\"(?:good|tight)\">[\d,]+ left", part)
    assert "class=out" in parts["bluesky"]
    assert "class=out" not in parts["x"]
    text = re.sub(r"<[^>]+>", "", re.findall(r'(?s)<p class="text"[^>]*>(.*?)</p>', page)[0])
    assert unescape(text) == report["text"]


@pytest.mark.usefixtures("first")
def test_the_example_is_there_in_english_too_with_a_history_of_its_own(tmp_path: Path) -> None:
    _, english = run(tmp_path, "--example", "en")
    assert english["text"].startswith("Worth another read on Hobb’s Notebook: ")
    assert (english["state"], english["known"]) == ("posted", 24)
    assert english["why_not"]["excluded category"] >= 1
    _, french = run(tmp_path)
    assert " sur Le Carnet de Lison" in french["text"]


def test_a_port_that_is_taken_is_no_failure(tmp_path: Path) -> None:
    here = ("127.0.0.1", 0)
    with socket.create_server(here) as blog, socket.create_server(here) as x:
        taken = {"carnet": blog.getsockname()[1], "x": x.getsockname()[1]}
        (tmp_path / "ports.json").write_text(json.dumps(taken))
        _, report = run(tmp_path)
    assert report["state"] == "posted"
    ports = json.loads((tmp_path / "ports.json").read_text())
    assert not set(taken.values()) & set(ports.values())
    assert len(json.loads((tmp_path / "x.json").read_text("utf-8"))) == 1


def test_a_feed_of_ones_own_is_read_and_has_a_history_of_its_own(
    tmp_path: Path, first: dict[str, Any]
) -> None:
    with PagedFeed(posts_every(5, 30, datetime.now(UTC))) as blog:
        shown, report = run(tmp_path, "--feed", blog.feed, FORCE_COLOR="1")
    assert (report["account"], report["state"], report["known"]) == ("yours", "posted", 20)
    assert report["guid"] != first["guid"]
    assert "Reading the blog: 20 articles, back to " in shown, "a terminal shows a progress bar"


def test_ctrl_c_leaves_nothing_running(tmp_path: Path) -> None:
    with reading_a_feed(tmp_path) as process:
        process.send(signal.SIGINT)
        assert process.end() == 130, process.said
    assert "nothing is left running" in process.said
    assert "Traceback" not in process.said
    assert not still_running(tmp_path)


@contextmanager
def reading_a_feed(folder: Path) -> Iterator[Running]:
    """A run that has started everything, and waits for a feed."""
    with Blog(Entry("mine", 40)) as blog:
        blog.fail_next(Fault("hang", accepted=True))
        with running(*command(folder, "--feed", blog.feed), env=marked(folder)) as process:
            assert blog.asked.wait(LONGEST)
            yield process


@pytest.mark.usefixtures("first")
def test_commands_go_on_with_the_blog_of_the_last_run_from_any_folder(tmp_path: Path) -> None:
    with PagedFeed(posts_every(5, 30, datetime.now(UTC))) as blog:
        _, report = run(tmp_path, "--feed", blog.feed, "--network", "Bluesky")
        shown = repost(tmp_path, "history", "--json", cwd=tmp_path)
        [slot] = json.loads(shown)["slots"]
        assert (slot["title"], slot["network"]) == (report["title"], "bluesky")
        assert slot["remote_url"] == (tmp_path / "timeline.html").as_uri(), "not an address on bsky.app"
        assert report["remote_url"] == slot["remote_url"]
        [row] = csv.DictReader(StringIO(repost(tmp_path, "export", "--csv", cwd=tmp_path)))
        assert (row["remote_url"], row["title"]) == (slot["remote_url"], slot["title"])
        preview = json.loads(repost(tmp_path, "preview", "--json", cwd=tmp_path))["reports"][0]
    assert (preview["account"], preview["state"]) == ("yours", "preview")
    [home] = (tmp_path / "feeds").iterdir()
    assert len(json.loads((home / "bluesky.json").read_text("utf-8"))) == 1
    assert len(json.loads((tmp_path / "x.json").read_text("utf-8"))) == 1, "each feed has its own timeline"


@pytest.mark.usefixtures("first")
def test_a_preview_comes_true(tmp_path: Path) -> None:
    [shown] = json.loads(repost(tmp_path, "preview", "--json", cwd=tmp_path))["reports"]
    _, report = run(tmp_path)
    assert report["state"] == "posted"
    assert (report["guid"], report["slot"]) == (shown["guid"], shown["slot"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--feed", "blog.example/feed"), 'Did you mean "https://blog.example/feed"?'),
        (("--feed", '"https://blog.example/feed"'), 'Did you mean "https://blog.example/feed"?'),
        (("--network", "mastadon"), "Did you mean mastodon?"),
        (("--example", "de"), "Expected one of fr, en."),
        (("--pages", "maybe"), '"maybe" is neither yes nor no.'),
    ],
)
def test_a_mistyped_address_or_network_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], says: str
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--folder", str(tmp_path / "none"), *arguments])
    assert exit_.value.code == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_run_says_how_to_go_on_with_the_same_blog() -> None:
    assert World().command == "make run"
    assert World(example="en").command == "make run EXAMPLE=en"
    mine = World("https://b.example/?feed=rss&x=1", "bluesky")
    assert mine.command == "make run FEED='https://b.example/?feed=rss&x=1' NETWORK=bluesky"


def test_a_blog_of_which_nothing_can_be_posted_is_told_what_to_change(tmp_path: Path) -> None:
    with Blog(Entry("old", 400)) as blog:
        shown, report = run(tmp_path, "--feed", blog.feed)
        assert "Raise max_age" in " ".join(report["notes"])
        file = tmp_path / "yours.toml"
        settings = re.search(r"such as:\n\n(.*?)\n\nThen: ", shown, re.DOTALL)
        assert settings
        file.write_text(settings[1], "utf-8")
        repost(tmp_path, "put", str(file), cwd=tmp_path)
        _, report = run(tmp_path, "--feed", blog.feed)
    assert report["state"] == "posted"


@pytest.mark.usefixtures("first")
def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    with ExitStack() as both:
        with alone(tmp_path):
            at_once = [
                both.enter_context(running(*command(tmp_path), env=marked(tmp_path))) for _ in range(2)
            ]
            for process in at_once:
                process.line_with("Another local run is using")
        assert [process.end() for process in at_once] == [0, 0]
    posts = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert len({post["text"] for post in posts}) == len(posts) == 3


def test_however_it_ends_nothing_is_left_running_and_nothing_is_lost(
    tmp_path: Path, first: dict[str, Any]
) -> None:
    for end in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
        with reading_a_feed(tmp_path) as process:
            process.send(end)
            process.end()
        assert "Traceback" not in process.said, end
        for _ in range(10 * LONGEST):
            if not still_running(tmp_path):
                break
            time.sleep(0.1)
        assert not still_running(tmp_path), end
    _, second = run(tmp_path)
    assert second["guid"] != first["guid"], "what it had posted is remembered"


def test_settings_without_keys_do_not_spoil_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "main.toml"
    file.write_text(
        'network = "mastodon"\nfeed = "https://b.invalid/"\n[mastodon]\nserver = "https://b.invalid"\n'
    )
    assert "Stored as" in repost(tmp_path, "put", str(file), cwd=tmp_path)
    _, report = run(tmp_path)
    assert (report["account"], report["state"]) == ("example", "posted")


def repost(folder: Path, *arguments: str, cwd: Path) -> str:
    done = python("-m", "repost", *arguments, "--local", "--folder", str(folder), env=marked(folder), cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
