"""What the door answers to anybody: headers, limits, failures, and foreign words that stay words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from repost.aws.items import Key, Write
from repost.base.secret import Secret
from repost.door import joining_page
from repost.door.app import HEADERS
from repost.door.knocks import MOST
from repost.door.networks import server_in
from repost.door.opened import Opened
from repost.door.words import ENGLISH
from repost.fleet.roster import Roster
from repost.networks.unfinished import Unfinished
from repost.web.http import Http
from tests.guest import Guest
from tests.house import House, post
from tests.world import NOW


class TestAnswers:
    def test_every_answer_has_every_header_and_no_way_out(self, house: House) -> None:
        for method, path in (
            ("GET", "/"),
            ("GET", "/join/nonsense"),
            ("GET", "/connected?code=1"),
            ("POST", "/agree"),
            ("GET", "/agree"),
            ("PUT", "/"),
            ("DELETE", "/confirm"),
            ("OPTIONS", "/"),
            ("GET", "/favicon.ico"),
            ("GET", "/..%2f..%2fetc/passwd"),
            ("GET", "//evil.example/"),
        ):
            reply = Http(allow_loopback=True).request(method, f"{house.url.url}{path}", data={"a": "b"})
            assert reply.status in {403, 404}, path
            assert {name: reply.headers.get(name.lower()) for name in HEADERS} == HEADERS
            assert "location" not in reply.headers
            assert "evil.example" not in reply.body.decode()

    def test_the_headers_keep_scripts_frames_referrers_and_copies_away(self) -> None:
        policy = HEADERS["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert (HEADERS["Referrer-Policy"], HEADERS["Cache-Control"]) == ("no-referrer", "no-store")

    def test_no_page_leads_to_a_place_that_somebody_else_named(self, house: House) -> None:
        guest = house.guest()
        evil = "https://evil.example/"
        for key in ("said", "next", "url", "redirect", "return"):
            guest.open(f"{house.url.url}/?{urlencode({key: evil})}")
            assert (guest.status, "evil.example" in guest.page) == (200, False)
        guest.answer("/network", network="mastodon", server=evil)
        # The one address that a member types is where the account is said to be, and it is shown as that.
        assert house.kept()["unfinished"]["typed"] == {"server": "https://evil.example"}
        guest.open(f"{house.url.url}//evil.example/%2e%2e")
        assert guest.status == 404

    def test_a_body_that_is_too_large_or_has_too_many_fields_is_not_read(self, house: House) -> None:
        guest = house.guest()
        for size in (24_001, 100_000):
            assert post(house, "/network", guest.cookie, network="x" * size).status == 413
        fields = {f"f{number}": "x" for number in range(13)}
        assert post(house, "/network", guest.cookie, **fields).status == 400

    def test_a_link_that_is_used_too_often_waits_for_an_hour(self, house: House) -> None:
        guest = house.guest()
        assert MOST == 120
        house.stack.table.update(
            Write(Key("DOOR#eve", f"HOUR#{house.now:%Y-%m-%dT%H}"), set={"requests": MOST - 1})
        )
        guest.open(f"{house.url.url}/")
        assert guest.status == 200
        guest.open(f"{house.url.url}/")
        assert (guest.status, guest.heading) == (429, "That was a bit much")
        house.later(hours=1)
        guest.open(f"{house.url.url}/")
        assert guest.status == 200

    def test_a_failure_of_aws_is_a_page_too_and_rings(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        guest = house.guest()

        def fail(*_: object) -> None:
            raise RuntimeError(quote("token in a message"))

        monkeypatch.setattr(Roster, "member", fail)
        guest.open(guest.at)
        assert (guest.status, guest.heading) == (500, "Something went wrong here")
        assert {name: guest.headers.get(name.lower()) for name in HEADERS} == HEADERS
        assert "token%20in" not in house.log.getvalue()
        assert house.metrics()["DoorFailed"] == 1
        assert any("RuntimeError" in str(line.get("kind")) for line in house.lines)

    def test_what_nobody_has_signed_costs_aws_no_question(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        guest = Guest()
        guest.open(f"{house.url.url}/")

        def never(*_: object, **__: object) -> None:
            raise AssertionError("nobody is to be asked")

        for name in ("get_parameter", "get_parameters"):
            monkeypatch.setattr(house.stack.ssm, name, never)
        for name in ("get_item", "update_item", "query"):
            monkeypatch.setattr(house.stack.dynamodb, name, never)
        for path, status in (("/", 403), ("/join/nonsense", 404), ("/connected?code=1", 403), ("/x", 404)):
            guest.open(f"{house.url.url}{path}")
            assert guest.status == status, path

    def test_a_group_with_a_mistake_closes_the_door_and_the_log_says_why(self, house: House) -> None:
        house.stack.put_group("field", 'network = "mastodon"\nfeed = "nonsense"')
        guest = house.guest(agrees=False)
        assert (guest.status, guest.heading) == (503, "This isn’t ready yet")
        assert "nonsense" not in guest.page
        assert "nonsense" in house.log.getvalue()

    def test_the_log_tells_steps_and_neither_tokens_nor_codes(self, house: House) -> None:
        link = house.link()
        guest = house.guest(link)
        guest.choose("mastodon")
        guest.says("ada")
        guest.answer("/confirm")
        code = dict(parse_qsl(urlsplit(guest.back).query))["code"]
        log = house.log.getvalue()
        for secret in (link.rpartition("/")[2], guest.cookie.partition("=")[2], code, house.row().invitation):
            assert secret not in log
        told = [line for line in house.lines if line.get("message") == "The door answered."]
        assert {line["page"] for line in told} >= {
            "/join",
            "/agree",
            "/network",
            "/connected",
            "/confirm",
            "/",
        }
        assert {line["account"] for line in told} == {"eve"}


class TestServers:
    def test_a_server_within_is_never_called(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        del house.endpoints["mastodon"]
        monkeypatch.setattr("local.aws.stack.Http", lambda **_: Http())
        guest = house.guest()
        within = ("localhost", "127.0.0.1", "169.254.169.254", "[::1]", "10.0.0.1:8080", "user@10.0.0.1")
        for typed in (*within, "no such", "a.b/../..", "x" * 300):
            guest.choose("mastodon", server=typed)
            assert guest.heading == "Choose a network", typed
            assert guest.notice.startswith("There is no such server, or it doesn’t answer."), typed
            assert house.kept() == {}

    def test_a_server_is_understood_as_people_write_it(self) -> None:
        for typed in (
            "social.example",
            "https://Social.Example/",
            "@eve@social.example",
            "http://social.example/@eve",
            " social.example ",
        ):
            assert server_in(typed) == "https://social.example"
        assert server_in(" ") == ""


HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; alert(1); '",
    "</style></main><script>alert(1)</script>",
    "{{ 10007 * 10009 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe",
    "a\x00b\r\nSet-Cookie: x=y",
    "😀" * 50,
)


class TestForeignWords:
    def test_two_hundred_hostile_names_and_addresses_are_only_text(self) -> None:
        for number in range(20):
            for text in HOSTILE:
                opened = Opened(
                    Unfinished("mastodon", NOW),
                    {"access_token": Secret("granted")},
                    handle=f"{text} {number}",
                    page=f"{text}{number}",
                )
                visit: Any = SimpleNamespace(words=ENGLISH)
                page = joining_page.begun(
                    visit, opened, partial(joining_page.page_of, ENGLISH, account=text, field=str)
                )
                assert tags(page) == TAGS_OF_WHOSE, text
                assert "\u202e" not in page
                assert "100160063" not in page

    def test_hostile_titles_and_disclosures_are_only_text(self, house: House) -> None:
        house.blog.entries = [
            replace(entry, title=f"{text} {entry.name}", excerpt=text)
            for entry, text in zip(house.blog.entries, (HOSTILE[0], HOSTILE[1], HOSTILE[3]), strict=True)
        ]
        house.put_group("[brand]\ndisclosure = '<b onclick=x>'")
        guest = house.guest(agrees=False)
        assert "&lt;b onclick=x&gt;" in guest.page
        guest.answer("/agree")
        guest.choose("mastodon")
        guest.says("ada")
        guest.answer("/confirm")
        assert guest.heading == "You take part"
        assert not {"script", "img", "b"} & set(tags(guest.page))

    @pytest.mark.parametrize(
        ("language", "accepted", "heading"),
        [
            ("", "fr-CH, fr;q=0.9, en;q=0.8", "Partager nos articles"),
            ("", "de, en;q=0.5, fr;q=0.4", "Share our articles"),
            ("", "de, fr;q=0.5", "Partager nos articles"),
            ("", "", "Share our articles"),
            ("", "q=;;;,,fr;q=x", "Partager nos articles"),
            ("fr-CA", "en", "Partager nos articles"),
            ("en", "fr", "Share our articles"),
            ("ja", "fr", "Share our articles"),
        ],
    )
    def test_a_member_reads_the_door_in_the_row_s_language_or_the_browser_s(
        self, house: House, language: str, accepted: str, heading: str
    ) -> None:
        house.rewrite("eve", language=language)
        guest = Guest(language=accepted)
        guest.open(house.link())
        assert guest.heading == heading
        assert f'<html lang="{"fr" if heading.startswith("P") else "en"}">' in guest.page


def tags(page: str) -> list[str]:
    """The elements of a page, in their order, as a browser would see them."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)
            assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
            assert not [value for _, value in attrs if value and value.startswith("javascript:")]

    Reader().feed(page)
    return found


TAGS_OF_WHOSE: Final = [
    *("html", "head", "meta", "meta", "meta", "title", "style", "body", "main", "p", "h1", "p", "p"),
    *("form", "input", "button", "form", "input", "input", "button"),
]
