"""The command for people: what it says, does and answers to the shell."""

from __future__ import annotations

import argparse
import io
import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from local.fleet.command import main as fleet
from repost.cli.arguments import Commands, network_named, yes_or_no
from repost.cli.main import main
from repost.history.claims import History
from repost.networks.x.prices import USER
from tests.desk import Desk
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.aws.stack import LocalStack

COMMANDS = (
    "check put connect preview simulate history whoami results export import page tick post-now skip unskip "
    "block unblock undo reset rename settle review lessons staff group invite"
)
CAST = (Entry("new", 3), Entry("a", 40), Entry("b", 50), Entry("c", 60))


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *CAST) as world:
        world.account()
        yield world


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out.splitlines()
    for command in COMMANDS.split():
        assert sum(line.startswith(f"  {command} ") for line in listed) == 1, command
        with pytest.raises(SystemExit) as exit_:
            main([command, "--help"])
        assert exit_.value.code == 0
        assert "usage: repost" in capsys.readouterr().out


def test_the_list_of_commands_groups_every_one_of_them_and_fits_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parser = argparse.ArgumentParser(prog="p", formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = Commands(parser)
    commands.add_parser("look", help="see what is there, from the first to the last")
    commands.add_parser("do", help="do it")
    monkeypatch.setenv("COLUMNS", "30")
    groups = {"See": ("look",), "Act": ("do",)}
    assert commands.grouped(groups) == (
        "See:\n  look  see what is there,\n        from the first to\n        the last\n\nAct:\n  do    do it"
    )
    with pytest.raises(ValueError, match="do"):
        commands.grouped({"See": ("look",)})


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("prewiev",), 'There is no command "prewiev". Did you mean preview? repost --help lists them all.'),
        (("staff", "lst"), "repost staff --help lists them all."),
        (("--local", "preview"), "Put --local after the command: repost <command> --local"),
        (("connect", "mastadon"), 'network: there is no network "mastadon". Did you mean mastodon?'),
        (("connect", "instagram"), 'there is no network "instagram". Expected one of x, mastodon,'),
        (("settle", "yes", "--slot", "x"), 'outcome is "yes". Expected one of posted, not_sent.'),
        (("simulate", "--days", "abc"), "--days: 'abc' is no whole number.\n"),
        (("history", "-n", "0"), "-n: '0' is no number from 1 to 1000.\n"),
        ((), "Set up an account:"),
    ],
)
def test_a_word_that_is_not_known_is_named_with_the_nearest_that_is(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], says: str
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(typed)
    assert exit_.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["X", "Twitter", "twitter.com", " x "])
def test_a_network_is_known_by_whatever_people_call_it(typed: str) -> None:
    assert network_named(typed) == "x"


@pytest.mark.parametrize(("typed", "meant"), [("yes", True), ("1", True), ("No", False), ("off", False)])
def test_a_no_is_no_yes(typed: str, *, meant: bool) -> None:
    assert yes_or_no(typed) is meant


def test_a_fleet_of_no_number_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        fleet(["abc"])
    assert (exit_.value.code, capsys.readouterr().err) == (2, 'FLEET: "abc" is no number from 1 to 500.\n')


def test_a_further_part_of_an_account_is_checked_with_it(desk: Desk, tmp_path: Path) -> None:
    part = tmp_path / "more.toml"
    part.write_text('[schedule]\nevery = "sometimes"\n', "utf-8")
    said = desk.run("put", str(part), "-a", "main/more")
    assert said.code == 1
    assert "schedule.every in" in said.err
    part.write_text('[schedule]\nevery = "2d"\n', "utf-8")
    assert "/settings/main/more" in desk.run("put", str(part), "-a", "main/more").out


@pytest.mark.parametrize("name", ["my blog", "mäin", "😀", ".hidden"])
def test_a_file_whose_name_no_account_can_have_says_so_beside_its_mistakes(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    file = tmp_path / f"{name}.toml"
    file.write_text("paused = maybe\n", "utf-8")
    said = desk.run("check", "--offline", str(file))
    assert said.code == 1
    assert f'would be for the account "{name}", which can\'t exist. Use letters,' in said.err.replace(
        "\n", " "
    )
    assert "paused in" in said.err


def test_wrong_usage_is_told_and_is_2(desk: Desk) -> None:
    assert desk.run("prewiev").code == 2
    assert desk.run("settle", "perhaps", "--slot", "x").code == 2
    assert desk.run("history", "-n", "0").code == 2


def test_a_preview_shows_the_post_the_slots_and_every_article(desk: Desk, world: World) -> None:
    said = desk.run("preview", "--all")
    assert said.code == 0
    assert "Worth another read on A blog: Article" in said.out
    assert "The next slots" in said.out
    assert "Article new\tIt is younger than min_age." in said.out
    assert said.out.count("Yes, it is next.") == 1
    assert "\x1b[" not in said.out
    assert not world.posts


def test_what_is_posted_is_in_the_history_and_can_be_undone(desk: Desk, world: World) -> None:
    assert desk.run("history").out == "Nothing has been posted yet.\n"
    assert desk.run("post-now").code == 0
    [post] = world.posts
    history = desk.run("history")
    assert "posted" in history.out
    assert post.id in history.out
    undone = desk.run("undo", "--yes")
    assert undone.code == 0
    assert "its article is blocked" in undone.out
    assert not world.posts
    nothing = desk.run("undo", "--yes")
    assert (nothing.code, nothing.err) == (1, "Your last post is already undone.\n")


def test_what_may_not_be_is_told_and_is_1(desk: Desk, world: World) -> None:
    assert desk.run("tick").code == 0
    refused = desk.run("post-now")
    assert refused.code == 1
    assert "minimum gap" in refused.out
    assert desk.run("block", "https://elsewhere.example/").code == 1
    assert desk.run("preview", "--account", "mian").code == 1
    assert len(world.posts) == 1


def test_blocks_skips_and_resets_are_confirmed(desk: Desk, world: World) -> None:
    desk.run("tick")
    assert "won't be posted again" in desk.run("block", f"{world.blog.url}/b/").out
    assert "can be posted again" in desk.run("unblock", "b").out
    assert "will be skipped" in desk.run("skip").out
    assert "was restarted" in desk.run("reset", "--yes").out
    assert "has no held post" in desk.run("settle", "posted", "--slot", "2026-11-24T09:00:00Z").out


def test_with_json_there_is_the_answer_and_nothing_else(desk: Desk) -> None:
    assert desk.run("preview", "--json").json["reports"][0]["state"] == "preview"
    assert desk.run("simulate", "--days", "2", "--json").json["articles"]
    assert desk.run("history", "--json").json["slots"] == []
    assert desk.run("whoami", "--json").json["identity"]["handle"] == "@ada"


def test_settings_can_be_tried_before_they_are_stored(desk: Desk, world: World, tmp_path: Path) -> None:
    file = tmp_path / "main.toml"
    file.write_text(f'network = "x"\nfeed = "{world.blog.feed}"\n[select]\nmax_age = "45d"\n', "utf-8")
    before = world.stack.parameters.documents()
    shown = desk.run("preview", "--with", str(file), "--json").json
    assert (shown["reports"][0]["guid"], shown["reports"][0]["eligible"]) == ("a", 1)
    assert [
        each["guid"]
        for each in desk.run("simulate", "--days", "9", "--with", str(file), "--json").json["articles"]
    ] == ["a"]
    new = tmp_path / "new.toml"
    new.write_text(file.read_text("utf-8") + 'order = "oldest-first"\n', "utf-8")
    assert desk.run("simulate", "--with", str(new)).code == 0
    new.write_text("network = 1", "utf-8")
    assert "network in" in desk.run("preview", "--with", str(new)).out
    assert world.stack.parameters.documents() == before
    assert not world.posts


def test_a_simulation_is_a_calendar_and_a_count(desk: Desk) -> None:
    said = desk.run("simulate", "--days", "1")
    assert said.code == 0
    assert "posts of 3 articles in 1 day," in said.out
    assert "How often each is posted" in said.out


def test_slots_that_passed_empty_make_two_lines_of_the_history(desk: Desk, world: World) -> None:
    world.account(settings="[select]\nrest = '90d'\nmax_age = '80d'")
    for _ in range(8):
        world.tick()
        world.later(hours=6)
    rows = [line.split("\t") for line in desk.run("history").out.splitlines()]
    states = [row[2] for row in rows]
    assert states == ["empty", "empty", "posted", "posted", "posted"]
    assert rows[1][4] == "and so were the 3 slots between"


def test_slots_that_pass_without_a_post_make_two_lines_of_a_calendar(desk: Desk) -> None:
    calendar = desk.run("simulate", "--days", "3").out.partition("How often")[0].splitlines()
    why_not = [line for line in calendar if "No article can be posted now" in line]
    assert len(why_not) == 1
    passed = len(desk.run("simulate", "--days", "3", "--json").json["posts"]) - 3
    assert f"Nothing in the {passed - 1} slots since, either." in calendar[-2]


def test_the_whole_history_goes_to_a_file_and_back(desk: Desk, world: World, tmp_path: Path) -> None:
    for _ in range(2):
        world.tick()
        world.later(hours=6)
    file = tmp_path / "history.csv"
    assert desk.run("export", "--csv", "-o", str(file)).code == 0
    assert file.read_text("utf-8").count("\n") == 3
    lines = desk.run("export").out.splitlines()
    assert {json.loads(line)["state"] for line in lines} == {"posted"}
    imported = desk.run("import", str(file))
    assert (imported.code, "2 articles are now resting" in imported.out) == (0, True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b" \n", "is empty."),
        (b"PK\x03\x04\x14\0\0", "is no text file. Export a spreadsheet as CSV first."),
        (b"url,date\nhttps://b.example/,yesterday\n", "The first that can't be read is line 2."),
        (b"url,date,network\nhttps://b.example/,2026-01-01,facebook\n", "x: 1 line is about other networks."),
        (b"https://b.example/a\n", 'whose first line names its columns, such as "url,date"'),
    ],
)
def test_a_history_that_tells_nothing_is_refused_for_what_is_wrong_with_it(
    desk: Desk, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "history.csv"
    file.write_bytes(content)
    said = desk.run("import", str(file))
    assert (said.code, says in said.out + said.err) == (1, True), said.out + said.err


def test_where_there_are_several_accounts_one_is_to_be_named(desk: Desk, world: World) -> None:
    world.account("other")
    said = desk.run("preview")
    assert (said.code, said.err) == (1, "Which account? Add --account and one of: main, other.\n")
    assert desk.run("preview", "-a", "other").code == 0


class TestSettings:
    def write(self, tmp_path: Path, text: str) -> str:
        file = tmp_path / "blog.toml"
        file.write_text(text, "utf-8")
        return str(file)

    def test_every_mistake_is_told_at_once(self, desk: Desk, tmp_path: Path) -> None:
        file = self.write(
            tmp_path,
            'network = "mastodon"\nfed = "https://blog.example.com/"\n[schedule]\nevry = "1h"\n'
            'jitter = "9h"\n[select]\nmin_age = "90d"\nmax_age = "30d"\norder = "rndom"\n'
            '[message]\nbefore = "{blgo}"\n',
        )
        said = desk.run("check", file)
        assert said.code == 1
        keys = ("fed", "mastodon.server", "schedule.evry", "schedule.jitter", "select.max_age")
        for key in (*keys, "select.order", "message.before"):
            assert f"{key} in /" in said.err, key
        assert len(said.err.splitlines()) == 7

    def test_what_is_right_is_shown_with_what_it_comes_to(
        self, desk: Desk, world: World, tmp_path: Path
    ) -> None:
        world.stack.put_settings("defaults", '[schedule]\nevery = "12h"\njitter = "30m"\n')
        text = f'network = "x"\nfeed = "{world.blog.feed}"\n[schedule]\nevery = "1d"\n'
        file = self.write(tmp_path, text)
        said = desk.run("check", file)
        assert said.code == 0
        assert 'schedule.every\t"1d"\t' in said.out
        assert 'schedule.jitter\t"30m"\tfrom the defaults' in said.out
        assert "of 4,096 bytes" in said.out
        answer = desk.run("check", file, "--json").json
        assert (answer["account"], answer["mistakes"], len(answer["slots"])) == ("blog", [], 3)
        assert answer["settings"]["select.max_age"] == '"90d"'

    def test_a_pin_on_a_day_on_which_nothing_goes_out_is_told(
        self, desk: Desk, world: World, tmp_path: Path
    ) -> None:
        text = (
            f'network = "x"\nfeed = "{world.blog.feed}"\n[schedule]\ndays = ["mon", "tue"]\n'
            '[select.pins]\n"2026-11-30" = "a"\n"2026-12-24" = "b"\n"2020-01-01" = "c"\n'
        )
        file = self.write(tmp_path, text)
        said = desk.run("check", file)
        assert said.code == 0
        told = [line for line in said.out.splitlines() if "select.pins names" in line]
        [line] = told
        assert line.startswith("Nothing is posted on Thursday, 2026-12-24, so the article that select.pins")
        assert desk.run("check", file, "--json").json["idle_pins"] == ["2026-12-24"]

    def test_what_holds_on_the_network_of_the_account_is_shown(
        self, desk: Desk, world: World, tmp_path: Path
    ) -> None:
        world.stack.put_settings(
            "defaults", "[on.x.link]\nutm = false\n[on.mastodon.link]\ninclude = false\n"
        )
        text = f'network = "x"\nfeed = "{world.blog.feed}"\n[on.x.message]\nbefore = "Again:"\n'
        said = desk.run("check", self.write(tmp_path, text))
        assert 'message.before\t"Again:"\t' in said.out
        assert "link.utm\tfalse\tfrom the defaults" in said.out
        assert "link.include" not in said.out
        said = desk.run(
            "check", self.write(tmp_path, text + '[on.x.select]\norder = "rndom"\nmin_agee = "1d"\n')
        )
        assert "on.x.select.order in /" in said.err
        assert "on.x.select.min_agee in /" in said.err

    def test_how_often_the_blog_can_be_shared_is_told(self, desk: Desk, world: World, tmp_path: Path) -> None:
        file = self.write(tmp_path, f'network = "x"\nfeed = "{world.blog.feed}"\n')
        said = desk.run("check", file)
        assert "How often the blog has something to post" in said.out
        assert "3 articles, 60 days' rest: enough for about" in said.out
        assert "The schedule asks for about one post a day, and articles run out" in said.out
        assert "The schedule asks for about one post a day, and articles run out" in said.out
        assert not world.posts

    def test_what_no_parameter_holds_is_a_mistake(self, desk: Desk, tmp_path: Path) -> None:
        head = 'network = "x"\nfeed = "https://b.example/"\n'
        assert "bytes long" in desk.run("check", self.write(tmp_path, head + "# é" * 2000)).err
        assert "Store doesn't allow that" in desk.run("check", self.write(tmp_path, head + "# {{")).err

    def test_what_can_not_be_read_as_toml_is_told_with_its_line(self, desk: Desk, tmp_path: Path) -> None:
        assert "network in /" in desk.run("check", self.write(tmp_path, "network = x")).err
        assert "Line 1 in /" in desk.run("check", self.write(tmp_path, "Hello")).err
        assert "There is no file" in desk.run("check", str(tmp_path / "nothing.toml")).err

    def test_only_what_is_right_is_stored(self, desk: Desk, world: World, tmp_path: Path) -> None:
        file = self.write(tmp_path, 'network = "x"\nfeed = "b"\n')
        assert desk.run("put", file).code == 1
        assert not [name for name in world.stack.parameters.documents() if name.endswith("blog")]
        file = self.write(tmp_path, f'network = "x"\nfeed = "{world.blog.feed}"\n')
        said = desk.run("put", file, "-a", "second")
        stored = f"Stored as {world.stack.path}/settings/second; it takes effect at the next tick.\n"
        assert said.out.startswith(stored)
        assert "this will be posted on Mon 23 Nov 2026" in said.out
        assert "No credentials are stored yet" in said.out
        assert desk.run("preview", "-a", "second").code == 0

    def test_defaults_are_checked_and_stored_like_any(self, desk: Desk, world: World, tmp_path: Path) -> None:
        file = tmp_path / "defaults.toml"
        file.write_text('[schedule]\nevery = "x"\n[link]\nutm = "no"\n', "utf-8")
        said = desk.run("put", str(file))
        assert (said.code, len(said.err.splitlines())) == (1, 2)
        file.write_text('[schedule]\nevery = "8h"\njitter = "0m"\n', "utf-8")
        world.stack.put_settings("main", f'network = "x"\nfeed = "{world.blog.feed}"\n')
        assert desk.run("put", str(file)).code == 0
        assert world.tick_main()["next"] == "2026-11-23T17:00:00Z"

    def test_offline_nothing_is_looked_up_and_a_mistake_names_the_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = self.write(tmp_path, 'network = "x"\nfeed = "https://b.example/"\n')
        assert main(["check", "--offline", file]) == 0
        file = self.write(tmp_path, 'network = "x"\nfeed = "b"\n')
        assert main(["check", "--offline", file]) == 1
        assert f"feed in {file}" in capsys.readouterr().err

    def test_a_mistake_is_named_by_the_file_that_has_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = self.write(tmp_path, 'network = "x"\nfeed = "https://b.example/"\nevry = 1\n')
        assert main(["check", "--offline", file]) == 1
        assert f"Unknown key evry in {file}." in capsys.readouterr().err


class TestConnect:
    def test_credentials_from_another_program_are_tried_and_stored(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.stack.put_secret("main", "nothing yet")
        monkeypatch.setattr("sys.stdin", io.StringIO(world.keys.document))
        said = desk.run("connect", "x", "--stdin")
        assert said.code == 0
        assert "they belong to @ada on x" in said.out
        spent = History(world.stack.table).spent("main", f"{world.now:%Y-%m}").account
        assert spent == USER, "what X bills for the question is in the budget"
        assert world.tick_main()["state"] == "posted"

    def test_keys_of_a_user_for_whom_another_account_posts_are_stored_with_a_note(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.account("second", secret="nothing yet")
        world.tick()
        monkeypatch.setattr("sys.stdin", io.StringIO(world.keys.document))
        said = desk.run("connect", "x", "--stdin", "-a", "second")
        assert "main and second post to the same account." in said.out

    def test_credentials_that_do_not_work_are_not_stored(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong = "\n".join(f'{line.split(" =")[0]} = "wrong"' for line in world.keys.document.splitlines())
        monkeypatch.setattr("sys.stdin", io.StringIO(wrong))
        said = desk.run("connect", "x", "--stdin")
        assert said.code == 1
        assert "Look for a typing mistake first." in said.err
        assert world.tick_main()["state"] == "posted"

    def test_the_key_of_a_shortener_is_asked_for_where_the_settings_want_one(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.account(settings='[link]\nshortener = "bitly"')
        keys = tomllib.loads(world.keys.document)
        asked = []

        def typed(prompt: str) -> str:
            asked.append(prompt.split(maxsplit=1)[0])
            return str((keys | {"shortener_key": "bitly-key-12345"})[asked[-1]])

        monkeypatch.setattr("repost.cli.connect.typed.getpass", typed)
        assert desk.run("connect", "x", "--paste", "--yes").code == 0
        assert sorted(asked) == sorted([*keys, "shortener_key"])
        secret = world.stack.parameters.secret("main").document.reveal()
        assert 'shortener_key = "bitly-key-12345"' in secret

    def test_what_was_typed_is_kept_for_a_second_try_and_quotes_are_caught(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keys = tomllib.loads(world.keys.document)
        first = next(iter(keys))
        answers = [
            f'"{keys[first]}",',
            *[f"{value}x" if key == first else value for key, value in keys.items()],
        ]
        answers += [keys[first], "", "", ""]
        monkeypatch.setattr("repost.cli.connect.typed.getpass", lambda _: answers.pop(0))
        said = desk.run("connect", "x", "--paste", "--yes")
        assert (said.code, answers) == (0, [])
        assert f'{first} has “"” at its start or end: type the value alone.' in said.err
        assert said.err.count("Look for a typing mistake first.") == 1
        assert "Nothing is missing: `repost preview` shows the next post." in said.out
        assert len(world.x.requests) == 2, "the network was not asked about quotes"

    def test_the_instructions_have_addresses_and_come_before_the_questions(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(_: str) -> str:
            raise EOFError

        monkeypatch.setattr("builtins.input", stop)
        monkeypatch.setattr("repost.cli.connect.typed.getpass", stop)
        said = desk.run("connect", "mastodon", "-a", "toots", "--paste")
        assert said.code == 1
        assert "on your server, go to Preferences, Development" in " ".join(said.out.split())
        assert "The keys that it accepts are in mastodon.keys" in said.out
        said = desk.run("connect", "linkedin", "-a", "pro", "--paste")
        assert (
            "token-generator" not in said.out or "https://www.linkedin.com/developers/tools/oauth" in said.out
        )

    def test_an_account_on_another_network_is_not_touched(self, desk: Desk) -> None:
        said = desk.run("connect", "telegram", "--stdin", "-a", "main")
        assert (said.code, "main posts to x" in said.err) == (1, True)
