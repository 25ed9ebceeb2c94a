"""`connect` leads the whole way: from a page where a person says yes to stored credentials that work."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from local.base.server import Fault, Response, json_response
from tests.consent import Person
from tests.sitting import HERE, ON_A_PAGE, OWNED, Sitting, secret, walked, way_of

if TYPE_CHECKING:
    from repost.settings.networks import NetworkName

ROOT = Path(__file__).parents[2]


@walked
def test_a_yes_is_all_it_takes_and_the_next_account_needs_no_keys(
    sitting: Sitting, name: NetworkName
) -> None:
    sitting.account(name)
    said = sitting.connect(name)
    assert said.code == 0, said
    assert "Nothing is missing" in said.out
    assert sitting.person.opened[0] in said.out
    assert sitting.kept == [f"apps/{name}"] * (name in OWNED), "nothing unfinished is left"
    assert sitting.world.tick_main()["state"] == "posted"
    for request in sitting.world.network(name).requests:
        assert "client_secret" not in request.url or name == "threads", "Meta wants that one there"
    sitting.asked.clear()
    sitting.person = Person("bob")
    sitting.world.account("second", network=name, secret='nothing = "yet"')
    said = sitting.desk.run("connect", name, "-a", "second", "--yes")
    sitting.said.append(said)
    assert said.code == 0, said
    assert set(sitting.asked) <= {"address"}
    assert secret(sitting, "second") != secret(sitting)


@walked
def test_without_a_yes_in_time_nothing_is_stored_and_the_next_try_needs_no_keys(
    sitting: Sitting, name: NetworkName
) -> None:
    sitting.account(name)
    sitting.person.username = ""
    said = sitting.connect(name)
    assert (said.code, "Somebody said no at " in said.err, "Nothing was stored." in said.err) == (
        1,
        True,
        True,
    )
    sitting.asked.clear()
    sitting.person.username = "ada"
    sitting.person.meanwhile = lambda: sitting.world.later(minutes=61)
    said = sitting.connect(name)
    assert (said.code, "valid once, and only for some minutes" in said.err) == (1, True)
    assert set(sitting.asked) <= {"address"}
    assert secret(sitting) == 'nothing = "yet"'
    assert f"apps/{name}" not in sitting.kept


@pytest.mark.parametrize("name", [name for name in OWNED if name != "x"])
def test_a_wrong_secret_of_the_app_is_said_and_not_kept(sitting: Sitting, name: NetworkName) -> None:
    sitting.account(name)
    right = sitting.typed["client_secret"]
    sitting.typed["client_secret"] = "quite-another-secret"
    said = sitting.connect(name)
    assert said.code == 1
    assert "does not know an app with these keys" in said.err
    assert "Add --app to type the keys of your app again." in said.err
    assert sitting.kept == []
    sitting.typed["client_secret"] = right
    assert sitting.connect(name).code == 0


@walked
def test_an_answer_without_a_token_stores_nothing(sitting: Sitting, name: NetworkName) -> None:
    sitting.account(name)
    for answer in (
        Fault("cut", accepted=True),
        Fault("half", accepted=True),
        Response(200, b"<html>Welcome</html>"),
        Response(200, b"{}"),
        Response(429),
        Response(503, b"<html>Over capacity</html>"),
    )[:: 1 if name in {"x", "linkedin"} else 2]:
        sitting.person.meanwhile = partial(sitting.world.network(name).fail_next, answer)
        said = sitting.connect(name)
        assert (said.code, said.err.count("\n"), "Nothing was stored." in said.err) == (1, 1, True), said
    assert secret(sitting) == 'nothing = "yet"'
    sitting.person.meanwhile = lambda: None
    assert sitting.connect(name).code == 0, "the same command goes on"


@walked
def test_what_a_network_repeats_is_masked(sitting: Sitting, name: NetworkName) -> None:
    sitting.account(name)
    server = sitting.world.network(name)

    def echo() -> None:
        keys = " ".join(value for key, value in sitting.typed.items() if key != "redirect_url")
        said = f"bad {keys} {sitting.person.end}"
        errors = [{"code": 1, "message": said}]
        body = {"error": "invalid_grant", "error_description": said, "errors": errors}
        server.fail_next(json_response(400, body))

    sitting.person.meanwhile = echo
    said = sitting.connect(name)
    assert said.code == 1
    assert "***" in said.err or name == "mastodon"


@pytest.mark.parametrize("name", HERE)
def test_another_site_that_sends_a_browser_here_is_refused(sitting: Sitting, name: NetworkName) -> None:
    sitting.account(name)
    seen: list[str] = []

    def intrude() -> None:
        here = re.search(r"http%3A%2F%2F(?:127.0.0.1|localhost)%3A(\d+)", sitting.person.opened[0])
        port = here[1] if here else ports()[0]
        for query in ("code=stolen&state=guessed", "oauth_token=guessed&oauth_verifier=1", "error=x", ""):
            other = Person()
            other.follow(f"http://127.0.0.1:{port}/connected?{query}")
            seen.append(other.seen)

    def ports() -> list[str]:
        signed = sitting.world.network(name).requests[0].headers["authorization"]
        return re.findall(r"127\.0\.0\.1%3A(\d+)", signed)

    sitting.person.meanwhile = intrude
    assert sitting.connect(name).code == 0
    assert ["This is not the answer that Repost is waiting for." in page for page in seen] == [True] * 4
    assert "Thank you. Go back to the terminal" in sitting.person.seen


@pytest.mark.parametrize("name", ON_A_PAGE)
def test_a_pasted_address_of_another_question_is_refused(
    sitting: Sitting, name: NetworkName, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.account(name)
    foreign = ["https://blog.example.com/?code=abc&state=guessed"]
    monkeypatch.setattr(
        "repost.cli.connect.typed.getpass",
        lambda prompt: foreign.pop() if foreign and prompt.startswith("address") else sitting.hear(prompt),
    )
    said = sitting.connect(name)
    assert (said.code, "not the answer to this question" in said.err) == (0, True), said
    foreign += ["https://blog.example.com/?code=abc&state=guessed"] * 3
    said = sitting.connect(name)
    assert (said.code, foreign) == (1, [])
    assert "This address is the answer to another question." in said.err


@pytest.mark.parametrize("name", ON_A_PAGE)
def test_a_code_may_be_pasted_alone(
    sitting: Sitting, name: NetworkName, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.account(name)

    def code(prompt: str) -> str:
        if not prompt.startswith("address"):
            return sitting.hear(prompt)
        found = re.search("code=([^&#]+)", sitting.person.end)
        assert found
        return f"{found[1]}#_"

    monkeypatch.setattr("repost.cli.connect.typed.getpass", code)
    assert sitting.connect(name).code == 0


@pytest.mark.parametrize("name", HERE)
def test_a_browser_on_another_machine_ends_on_an_address_that_is_pasted(
    sitting: Sitting, terminal: int, name: NetworkName, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.account(name)
    sitting.person.follows = False

    def elsewhere(address: str) -> bool:
        sitting.person.open(address)
        os.write(terminal, f"\n{sitting.person.end}\n".encode())
        return False

    monkeypatch.setattr("repost.cli.connect.browser.opened", elsewhere)
    said = sitting.connect(name)
    assert said.code == 0, said
    assert "Your browser should show it now." not in said.out
    assert sys.stdin.isatty()
    os.set_blocking(terminal, False)
    try:
        shown = os.read(terminal, 10_000).decode()
    except BlockingIOError:
        shown = ""
    assert urlsplit(sitting.person.end).query not in shown


def test_ctrl_d_while_waiting_ends_the_command(
    sitting: Sitting, terminal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.account("linkedin")
    monkeypatch.setattr("repost.cli.connect.browser.opened", lambda _: bool(os.write(terminal, b"\x04")))
    said = sitting.connect("linkedin")
    assert (said.code, "The input ended" in said.err) == (1, True)


@walked
def test_interrupted_it_goes_on_where_it_was(
    sitting: Sitting, name: NetworkName, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.account(name)
    shown: list[str] = []

    def stop(address: str) -> bool:
        shown.append(address)
        raise KeyboardInterrupt

    monkeypatch.setattr("repost.cli.connect.browser.opened", stop)
    assert sitting.connect(name).code == 130
    assert sitting.kept == ["connecting/main"]
    sitting.asked.clear()
    sitting.world.later(minutes=10 if name == "x" else 50)
    monkeypatch.setattr("repost.cli.connect.browser.opened", sitting.open)
    said = sitting.connect(name)
    assert (said.code, "Going on where you stopped." in said.out) == (0, True), said
    assert sitting.person.opened == shown
    assert set(sitting.asked) <= {"address"}, "the app's keys are still known"


def test_an_hour_later_it_begins_anew(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting.account("linkedin")
    sitting.person.username = ""
    monkeypatch.setattr("repost.cli.connect.walk.PATIENCE", 0.01)
    addresses: list[str] = []
    monkeypatch.setattr("repost.cli.connect.browser.opened", addresses.append)
    said = sitting.connect("linkedin")
    assert (said.code, "No answer came within" in said.err) == (1, True)
    sitting.connect("linkedin")
    sitting.world.later(minutes=61)
    sitting.connect("linkedin")
    assert addresses[0] == addresses[1] != addresses[2]


class TestPorts:
    def test_with_the_port_taken_a_network_shows_a_code_if_it_can(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting.account("mastodon")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            monkeypatch.setattr("tests.desk.WorldPlace.answers_at", taken.getsockname()[1])
            said = sitting.connect("mastodon")
        assert (said.code, sitting.asked) == (0, ["code"]), said

    def test_with_the_port_taken_an_address_is_pasted_elsewhere(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting.account("linkedin")
        sitting.person.follows = False
        with socket.create_server(("127.0.0.1", 0)) as taken:
            monkeypatch.setattr("tests.desk.WorldPlace.answers_at", taken.getsockname()[1])
            said = sitting.connect("linkedin")
        assert (said.code, sitting.asked[-1]) == (0, "address"), said


class TestBeforeItIsStored:
    def test_another_account_with_the_same_handle_is_named(self, sitting: Sitting) -> None:
        sitting.account("linkedin")
        sitting.connect("linkedin")
        sitting.world.account("second", network="linkedin", secret='nothing = "yet"')
        said = sitting.connect("linkedin", "-a", "second")
        assert (said.code, "main already posts there, too." in said.out) == (0, True), said
        assert "already posts there" not in sitting.connect("linkedin", "-a", "second").out.replace(
            "main already posts there", ""
        )

    def test_keys_that_another_users_replace_are_said_to_work_still(self, sitting: Sitting) -> None:
        sitting.account("mastodon")
        assert "still work" not in sitting.connect("mastodon").out
        assert "still work" not in sitting.connect("mastodon").out
        sitting.person.username = "bob"
        said = sitting.connect("mastodon").out
        assert "The earlier keys, for @ada@127.0.0.1 on mastodon, " in said
        assert "still work. You can end them there: in the settings there, under the apps" in said

    def test_without_a_yes_nothing_is_stored_or_kept(
        self, sitting: Sitting, terminal: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del terminal
        sitting.account("linkedin")
        questions: list[str] = []

        def typed(question: str) -> str:
            questions.append(question)
            return ""

        monkeypatch.setattr("builtins.input", typed)
        said = sitting.desk.run("connect", "linkedin")
        assert (said.code, questions) == (1, ["Let main post there? [y/N] "])
        assert secret(sitting) == 'nothing = "yet"'
        assert sitting.kept == []

    def test_the_key_of_a_shortener_is_asked_for_too(self, sitting: Sitting) -> None:
        sitting.account("linkedin", settings='[link]\nshortener = "bitly"')
        sitting.typed["shortener_key"] = "bitly-key-12345"
        assert sitting.connect("linkedin").code == 0
        assert 'shortener_key = "bitly-key-12345"' in secret(sitting)

    def test_the_end_of_a_token_is_stored_with_it(self, sitting: Sitting) -> None:
        for name in ("linkedin", "threads"):
            sitting.account(name)
            sitting.connect(name)
            assert 'expires = "2027-01-22"' in secret(sitting)


def test_where_nobody_can_be_asked_nothing_is_begun(sitting: Sitting) -> None:
    sitting.account("linkedin")
    for arguments in ((), ("--json", "--yes")):
        said = sitting.desk.run("connect", "linkedin", *arguments)
        assert (said.code, "Nobody can be asked here." in said.err) == (1, True), said
    assert not sitting.person.opened
    assert sitting.kept == []


def test_without_a_browser_the_address_is_printed_whole(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.account("threads")

    def read_and_go(prompt: str) -> str:
        if prompt.startswith("address"):
            printed: Any = sys.stdout
            [address] = re.findall(r"^http://\S+$", printed.getvalue(), re.MULTILINE)
            sitting.person.open(address)
        return sitting.hear(prompt)

    monkeypatch.setattr("repost.cli.connect.typed.getpass", read_and_go)
    monkeypatch.setattr("repost.cli.connect.browser.opened", pytest.fail)
    assert sitting.connect("threads", "--no-browser").code == 0


def test_a_broken_note_of_where_it_stopped_is_a_fresh_start(sitting: Sitting) -> None:
    sitting.account("linkedin")
    for broken in ("{}", "[1]", "x", json.dumps({"network": "linkedin", "begun": "2026-11-23T09:00:00Z"})):
        sitting.world.stack.ssm.put_parameter(
            Name=f"{sitting.world.stack.path}/connecting/main",
            Value=broken,
            Type="SecureString",
            Overwrite=True,
        )
        assert sitting.connect("linkedin").code == 0


@walked
def test_the_guide_counts_what_is_typed_and_clicked(name: NetworkName) -> None:
    guide = (ROOT / "docs" / "start.md").read_text("utf-8")
    way = way_of(name)
    marks = "" if way.usual else " with `--app`"
    place = rf"\[{name}\]\(networks/{name}\.md\){marks}"
    [row] = re.findall(rf"^\| {place} \| (.*) \| yes \| [0-9.]+ \|$", guide, re.MULTILINE)
    keys = f"{len(way.app.__struct_fields__)} keys of your app, once"
    assert (keys in row) is (not way.registers)
    assert ("the address that you end on" in row) is (not way.host)
