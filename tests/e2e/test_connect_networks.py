"""What `connect` does at single networks: their pages, their rights, what they find and what is pasted."""

from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Response, json_response
from local.networks.registry import STAND_INS
from tests.sitting import YES, Sitting, secret

if TYPE_CHECKING:
    from repost.settings.networks import NetworkName


class TestX:
    def test_without_a_callback_of_its_own_the_app_gets_a_pin(self, sitting: Sitting) -> None:
        sitting.account("x")
        sitting.world.x.oauth.takes_callbacks = False
        said = sitting.connect("x")
        assert (said.code, "X then shows you a code." in said.out) == (0, True), said
        assert sitting.asked == ["api_key", "api_key_secret", "code"]
        assert re.fullmatch("[0-9]{7}", sitting.person.end)
        assert sitting.person.end not in said.out + said.err
        assert sitting.world.tick_main()["state"] == "posted"

    def test_somebody_elsewhere_who_is_sent_the_address_reads_back_a_pin(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting.account("x")

        def sent(prompt: str) -> str:
            if prompt.startswith("code"):
                printed: Any = sys.stdout
                [address] = re.findall(r"^http://\S+$", printed.getvalue(), re.MULTILINE)
                sitting.person.open(address)
            return sitting.hear(prompt)

        monkeypatch.setattr("repost.cli.connect.typed.getpass", sent)
        monkeypatch.setattr("repost.cli.connect.browser.opened", pytest.fail)
        assert sitting.connect("x", "--no-browser").code == 0

    def test_a_wrong_pin_stores_nothing(self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
        sitting.account("x")
        sitting.world.x.oauth.takes_callbacks = False
        monkeypatch.setattr(
            "repost.cli.connect.typed.getpass",
            lambda prompt: "1234567" if prompt.startswith("code") else sitting.hear(prompt),
        )
        said = sitting.connect("x")
        assert (said.code, "X did not accept the answer" in said.err) == (1, True)

    def test_wrong_keys_of_the_app_are_noticed_at_once_and_typed_again(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting.account("x")
        answers = ["wrong", sitting.typed["api_key_secret"], sitting.typed["api_key"], ""]
        monkeypatch.setattr("repost.cli.connect.typed.getpass", lambda _: answers.pop(0))
        said = sitting.connect("x")
        assert (said.code, answers) == (0, [])
        assert "X does not know an app with these keys" in said.err

    def test_an_app_that_may_only_read_is_told_and_the_next_try_begins_anew(self, sitting: Sitting) -> None:
        sitting.account("x")
        sitting.world.x.read_only = True
        said = sitting.connect("x")
        assert (said.code, "nothing was stored" in said.err) == (1, True), said
        sitting.world.x.read_only = False
        said = sitting.connect("x")
        assert (said.code, "Going on" in said.out) == (0, False), said
        assert sitting.person.opened[0] != sitting.person.opened[1]


class TestScopes:
    def test_an_app_without_the_rights_is_told_what_to_add(self, sitting: Sitting) -> None:
        sitting.account("linkedin")
        server: Any = sitting.world.network("linkedin")
        server.oauth.allow("openid", "profile")
        said = sitting.connect("linkedin")
        assert said.code == 1
        assert "LinkedIn does not let your app ask for this" in said.err
        assert 'add the products "Share on LinkedIn"' in said.err

    def test_a_right_that_was_not_granted_is_named(self, sitting: Sitting) -> None:
        sitting.account("mastodon")
        sitting.person.meanwhile = lambda: sitting.world.network("mastodon").fail_next(YES)
        said = sitting.connect("mastodon")
        assert said.code == 1
        assert "did not grant write:media, write:statuses: leave everything ticked" in said.err

    def test_a_company_page_asks_for_its_own_right_alone(self, sitting: Sitting) -> None:
        sitting.account("linkedin")
        sitting.connect("linkedin")
        assert "&scope=w_organization_social&" in sitting.person.opened[0]


class TestPages:
    def test_the_page_of_the_settings_is_taken_without_a_question(self, sitting: Sitting) -> None:
        sitting.account("facebook")
        server: Any = sitting.world.network("facebook")
        server.more_pages = {"181500000000002": ["CREATE_CONTENT"]}
        assert sitting.connect("facebook").code == 0

    def test_a_new_account_chooses_among_those_it_may_post_to(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting.know_app("facebook")
        server: Any = sitting.world.network("facebook")
        server.more_pages = {"181500000000002": ["MODERATE"], "181500000000003": ["CREATE_CONTENT"]}
        answers = ["9", "2"]
        monkeypatch.setattr("builtins.input", lambda _: answers.pop(0))
        said = sitting.connect("facebook")
        assert "2. ada's Page (181500000000003)" in said.out
        assert "181500000000002" not in said.out
        assert (said.code, answers) == (1, []), (
            "the stand-in knows this Page's token, but not as one of ada's"
        )

    def test_a_new_account_is_told_what_its_settings_need(self, sitting: Sitting) -> None:
        sitting.know_app("facebook")
        sitting.world.network("facebook")
        said = sitting.connect("facebook")
        assert said.code == 0, said
        assert '[facebook]\npage = "181500000000001"' in said.out

    def test_a_page_that_was_not_included_is_said(self, sitting: Sitting) -> None:
        sitting.account("facebook")
        server: Any = sitting.world.network("facebook")
        sitting.world.stack.put_settings(
            "main", 'network = "facebook"\nfeed = "https://b.example/"\n[facebook]\npage = "181500000000009"'
        )
        said = sitting.connect("facebook")
        assert said.code == 1
        assert "facebook.page in the settings of main is 181500000000009, but what you granted is" in said.err
        del server

    def test_without_any_page_it_says_what_to_tick(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "local.networks.facebook.FacebookStandIn._pages", lambda *_: Response(200, b'{"data": []}')
        )
        sitting.account("facebook")
        said = sitting.connect("facebook")
        assert (said.code, "tick your Page when Facebook asks" in said.err) == (1, True), said


class TestNewAccounts:
    def test_a_server_is_asked_for_and_remembered_if_interrupted(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting.world.network("mastodon")
        answers = ["social.example", "https://social.example"]
        monkeypatch.setattr("builtins.input", lambda _: answers.pop(0))

        def stop(_: str) -> bool:
            raise KeyboardInterrupt

        monkeypatch.setattr("repost.cli.connect.browser.opened", stop)
        assert sitting.connect("mastodon", "-a", "toots").code == 130
        monkeypatch.setattr("repost.cli.connect.browser.opened", sitting.open)
        said = sitting.connect("mastodon", "-a", "toots")
        assert (said.code, answers) == (0, []), said
        assert '[mastodon]\nserver = "https://social.example"' in said.out
        assert "Still missing: its settings. Store them with `repost put toots.toml`." in said.out


class TestTelegram:
    def test_the_chats_of_the_bot_are_found_and_one_is_chosen(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server: Any = sitting.world.network("telegram")
        sitting.typed |= tomllib.loads(server.secret("ada"))
        questions: list[str] = []

        def typed(question: str) -> str:
            questions.append(question)
            return "3"

        monkeypatch.setattr("builtins.input", typed)
        said = sitting.connect("telegram")
        assert said.code == 0, said
        assert "1. Readers (-4242)\n2. Among us (-1002222222222)\n3. The blog (@the_blog)" in said.out
        assert '[telegram]\nchat = "@the_blog"' in said.out
        assert sitting.person.opened == ["https://t.me/BotFather"]
        assert questions == ["Which one? [1-3] "]

    def test_a_bot_that_was_added_nowhere_waits_until_it_is(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server: Any = sitting.world.network("telegram")
        sitting.typed |= tomllib.loads(server.secret("ada"))
        server.added = []

        def add(question: str) -> str:
            assert "as an administrator who may post messages" in question
            server.added = server.chats[:1]
            return ""

        monkeypatch.setattr("builtins.input", add)
        assert '[telegram]\nchat = "@the_blog"' in sitting.connect("telegram").out

    def test_a_chat_may_be_typed(self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
        server: Any = sitting.world.network("telegram")
        sitting.typed |= tomllib.loads(server.secret("ada"))
        server.added = []
        monkeypatch.setattr("builtins.input", lambda _: "-4242")
        assert '[telegram]\nchat = "-4242"' in sitting.connect("telegram").out


class TestBluesky:
    def test_an_app_password_is_tried_and_stored(self, sitting: Sitting) -> None:
        server: Any = sitting.world.network("bluesky")
        sitting.account("bluesky")
        sitting.typed |= tomllib.loads(server.secret("ada"))
        said = sitting.connect("bluesky")
        assert (said.code, sitting.person.opened) == (0, ["https://bsky.app/settings/app-passwords"]), said

    def test_the_password_of_the_account_itself_is_refused(self, sitting: Sitting) -> None:
        server: Any = sitting.world.network("bluesky")
        sitting.account("bluesky")
        sitting.typed |= tomllib.loads(server.secret("ada"))
        token = "e30.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFjY2VzcyJ9.c2ln"
        session = {"did": "did:plc:abc", "handle": "ada", "accessJwt": token, "refreshJwt": "r"}
        server.fail_next(*[json_response(200, session)] * 3)
        said = sitting.connect("bluesky")
        assert said.code == 1
        assert "This is the account's own password, which may do everything." in said.err
        assert secret(sitting) == 'nothing = "yet"'


class TestPasted:
    @pytest.mark.parametrize("name", ["x", "mastodon"])
    def test_credentials_may_be_pasted_as_ever(self, sitting: Sitting, name: NetworkName) -> None:
        sitting.account(name)
        sitting.typed |= tomllib.loads(STAND_INS[name].secret("ada"))
        said = sitting.desk.run("connect", name, "--paste", "--yes")
        assert said.code == 0, said
        assert not sitting.person.opened
        assert sitting.kept == []

    @pytest.mark.parametrize("name", ["discord", "slack"])
    def test_a_webhook_is_pasted_unless_an_app_is_wanted(self, sitting: Sitting, name: NetworkName) -> None:
        sitting.account(name)
        sitting.typed |= tomllib.loads(STAND_INS[name].secret("ada"))
        assert sitting.desk.run("connect", name, "--yes").code == 0
        assert sitting.asked == ["webhook_url"]
