"""A member's own page: what comes, words of their own, a break, and leaving; each for the member alone."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, Self

import pytest

from repost.base import instants
from repost.door.own_routes import OWN_STEPS
from repost.door.own_words import ENGLISH, FRENCH
from repost.door.sessions import STAY, VISIT
from repost.fleet.invitations import PageLink
from repost.signing.tokens import Tokens
from tests import leaks
from tests.e2e.test_door_answers import HOSTILE, tags
from tests.guest import Guest
from tests.house import House, post
from tests.world import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.settings.networks import NetworkName

_QUOTE: Final = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL)


class Home(House):
    """A house in which ada takes part, and bob, whose posts nobody but he decides on."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.rewrite("ada", paused=False, handle="@ada")
        self.stack.put_member(self.member("bob"), self.now)
        return self

    def at_home(self, name: str = "ada", language: str = "en") -> Guest:
        guest = Guest(language=language)
        self.guests.append(guest)
        guest.open(self.link(name))
        return guest


@pytest.fixture
def home(fleet_stack: LocalStack) -> Iterator[Home]:
    with Home(fleet_stack) as home:
        home.tick()
        home.deliver()
        yield home


def texts(guest: Guest) -> list[str]:
    """The coming posts that a page shows."""
    return [html.unescape(re.sub(r"<[^>]*>", "", each)) for each in _QUOTE.findall(guest.page)]


class TestWhatComes:
    def test_a_member_sees_the_coming_posts_and_lets_the_next_one_pass(self, home: Home) -> None:
        guest = home.at_home()
        assert (guest.status, guest.heading, guest.at) == (200, "Your page", f"{home.url.url}/me"), (
            home.log.getvalue()
        )
        assert "Articles are posted as @ada (Mastodon)." in html.unescape(guest.page)
        coming = texts(guest)
        assert coming
        assert all("Article article-" in each for each in coming)
        guest.answer("/me/skip")
        assert guest.notice == ENGLISH.notices["skipped"]
        assert ENGLISH.is_skipped in html.unescape(guest.page)
        guest.answer("/me/unskip")
        assert guest.notice == ENGLISH.notices["unskipped"]
        assert texts(guest) == coming

    def test_the_posts_that_it_shows_are_those_that_go_out(self, home: Home) -> None:
        first = texts(home.at_home())[0]
        before = len(home.mastodon.texts("ada"))
        home.later(hours=6).turn()
        assert home.mastodon.texts("ada")[before:] == [first]

    def test_a_late_click_skips_no_other_post(self, home: Home) -> None:
        guest = home.at_home()
        home.later(days=2).turn()
        guest.open(guest.at)
        stale = dict(guest.forms)["/me/skip"] | {"slot": instants.written(NOW)}
        assert post(home, "/me/skip", guest.cookie, **stale).headers["location"] == "/me?said=passed"
        for slot in ("", "yesterday", "2026-11-23", "9" * 400):
            reply = post(home, "/me/skip", guest.cookie, **(stale | {"slot": slot}))
            assert reply.headers["location"] == "/me?said=form"

    def test_looking_costs_no_more_the_more_members_there_are(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        guest = home.at_home()
        monkeypatch.setattr("repost.fleet.roster.Roster.members", lambda *_: pytest.fail("all were read"))
        guest.open(guest.at)
        assert guest.status == 200
        for path, fields in guest.forms:
            assert post(home, path, guest.cookie, **fields).status in {200, 303}, path


class TestBreaks:
    def test_nothing_is_posted_during_a_break_and_everything_goes_on_after_it(self, home: Home) -> None:
        guest = home.at_home()
        guest.answer("/me/pause")
        assert (guest.notice, home.row("ada").state) == (ENGLISH.notices["paused"], "paused")
        assert texts(guest) == []
        before = home.mastodon.texts("ada")
        home.later(days=3).turn()
        assert home.mastodon.texts("ada") == before
        guest.open(guest.at)
        guest.answer("/me/resume")
        assert (guest.notice, home.row("ada").state) == (ENGLISH.notices["resumed"], "active")
        home.turn()
        assert len(home.mastodon.texts("ada")) == len(before) + 1

    def test_only_the_company_ends_a_pause_of_the_company(self, home: Home) -> None:
        guest = home.at_home()
        guest.answer("/me/pause")
        home.wish("staff_pause", account="ada")
        guest.open(guest.at)
        assert ENGLISH.states["halted"].partition("{}")[0] in guest.page
        guest.answer("/me/resume")
        assert home.row("ada").state == "paused"
        home.wish("staff_resume", account="ada")
        assert home.row("ada").state == "active"

    def test_only_the_member_ends_a_break_of_the_member(self, home: Home) -> None:
        home.at_home().answer("/me/pause")
        home.wish("staff_resume", account="ada")
        assert home.row("ada").state == "paused"


class TestWords:
    def test_words_that_fit_are_used_from_the_next_post_on(self, home: Home) -> None:
        guest = home.at_home()
        guest.answer(
            "/me/voice", **{"voice-1": "Worth ten minutes: {title}", "voice-3": "  {title}   today "}
        )
        assert guest.notice == ENGLISH.notices["said"]
        assert home.row("ada").voice == ("Worth ten minutes: {title}", "{title} today")
        assert texts(guest)[0].startswith("Worth ten minutes: Article article-")
        home.later(hours=6).turn()
        assert home.mastodon.texts("ada")[-1].startswith("Worth ten minutes: Article article-")
        guest.open(guest.at)
        guest.answer("/me/voice", **{"voice-1": "", "voice-2": ""})
        assert home.row("ada").voice == ()

    def test_what_is_wrong_is_said_beside_the_words_and_nothing_is_stored(self, home: Home) -> None:
        home.put_group(
            '[brand]\ndisclosure = "#Acme"\nnever_say = ["guarantee*"]\nlinks = ["blog.example.com"]\n'
            '[review]\nhold = "never"'
        )
        guest = home.at_home()
        wrong = {
            "voice-1": "{titel}: read it",
            "voice-2": "Read it",
            "voice-3": "{title}{link}",
            "voice-4": "{title}, we guaranteed it",
            "voice-5": "x" * 250 + " " + "y" * 20 + " {title}",
        }
        guest.answer("/me/voice", **wrong)
        page = html.unescape(guest.page)
        assert (guest.status, guest.notice) == (200, ENGLISH.notices["wrong"])
        for sentence in (
            "{titel} isn’t known.",
            ENGLISH.needs_title,
            ENGLISH.only_once,
            "Your group’s rules don’t allow “guaranteed”.",
        ):
            assert sentence in page
        assert all(f'value="{html.escape(each)}"' in guest.page for each in wrong.values())
        assert home.row("ada").voice == ()
        guest.answer(
            "/me/voice",
            **{"voice-1": "Seen at https://evil.example/x {title}"} | dict.fromkeys(list(wrong)[1:], ""),
        )
        assert "Your group’s rules don’t allow “https://evil.example/x”." in html.unescape(guest.page)
        guest.answer("/me/voice", **{"voice-1": "z" * 281 + "{title}"})
        assert ENGLISH.too_long in html.unescape(guest.page)

    def test_words_that_leave_no_room_for_a_title_are_too_long(self, home: Home) -> None:
        home.move_to("bluesky", app=False)
        guest = home.at_home()
        guest.answer("/me/voice", **{"voice-1": "x" * 200 + " " + "y" * 70 + " {title}"})
        assert ENGLISH.too_long in html.unescape(guest.page)
        assert home.row("ada").voice == ()

    def test_french_members_read_it_in_french(self, home: Home) -> None:
        home.rewrite("ada", language="fr")
        guest = home.at_home()
        assert guest.heading == FRENCH.title
        guest.answer("/me/voice", **{"voice-1": "Lisez ceci"})
        assert FRENCH.needs_title in html.unescape(guest.page)


class TestLeaving:
    def test_whoever_leaves_is_asked_then_silent_and_the_keys_end(self, home: Home) -> None:
        leaks.plant(home.secret("ada"))
        guest = home.at_home()
        guest.open(f"{home.url.url}/me/leave")
        assert guest.heading == "Leave"
        assert home.row("ada").state == "active"
        guest.answer("/me/leave")
        assert guest.heading == "You no longer take part"
        row = home.row("ada")
        assert (row.state, row.ending, row.page_word) == ("left", True, "")
        before = home.mastodon.texts("ada")
        home.later(days=3).turn()
        assert home.mastodon.texts("ada") == before
        assert not home.has_secret("ada")
        assert not home.row("ada").ending
        guest.open(f"{home.url.url}/me")
        assert (guest.status, guest.heading) == (410, "You no longer take part")
        assert home.stack.table.first_in("ACCOUNT#ada", "SLOT#", "SLOT#~", 10), "the history is kept"

    @pytest.mark.parametrize(
        ("network", "sentence"),
        [("bluesky", "App passwords"), ("slack", "remove the webhook"), ("telegram", "/revoke")],
    )
    def test_where_only_the_member_can_end_the_access_the_page_says_how(
        self, home: Home, network: NetworkName, sentence: str
    ) -> None:
        home.move_to(network, app=False)
        guest = home.at_home()
        guest.open(f"{home.url.url}/me/leave")
        guest.answer("/me/leave")
        assert sentence in html.unescape(guest.page)


class TestWhose:
    def test_a_token_of_one_member_does_nothing_for_another(self, home: Home) -> None:
        ada, bob = home.at_home(), home.at_home("bob")
        everything = home.stack.table.first_in("ACCOUNT#bob", "!", "~", 100)
        row = home.row("bob")
        theirs = dict(bob.forms)
        bob.open(f"{home.url.url}/me/leave")
        theirs |= dict(bob.forms)
        mine = dict(ada.forms)
        ada.open(f"{home.url.url}/me/leave")
        mine |= dict(ada.forms)
        assert {*mine, "/me/resume", "/me/unskip"} == set(OWN_STEPS)
        for path, fields in mine.items():
            foreign = theirs[path] | {"account": "bob", "name": "bob", "member": "bob"}
            reply = post(home, path, ada.cookie, **foreign)
            assert reply.headers["location"] == "/me?said=form", path
            for cookie in ("", bob.cookie.replace("__Host-page", "__Host-door"), f"__Host-page={'a' * 40}"):
                assert post(home, path, cookie, **fields).status == 403, path
            if path not in {"/me/leave", "/me/again"}:
                given = fields | {"account": "bob", "name": "bob", "member": "bob"}
                assert post(home, f"{path}?account=bob", ada.cookie, **given).status == 303
        assert home.row("bob") == row
        assert home.stack.table.first_in("ACCOUNT#bob", "!", "~", 100) == everything
        assert home.row("ada").state == "paused"

    def test_forged_foreign_and_expired_links_lead_nowhere(self, home: Home) -> None:
        link = home.link("ada")
        key = home.stack.parameters.signing_key("door", NOW)
        word = home.row("ada").page_word
        said = {"account": "ada", "word": word}
        for each in (
            link[:-9] + ("A" if link[-9] != "A" else "B") + link[-8:],  # the last letter has spare bits
            link.replace("/me/", "/join/"),
            f"{home.url.url}/me/{Tokens(key, 'invitation').sign(said, NOW)}",
            f"{home.url.url}/me/{Tokens(key, STAY.purpose).sign(said | {'number': '1'}, NOW)}",
            PageLink("bob", word).link(home.url.url, key, NOW),
            PageLink("eve", "").link(home.url.url, key, NOW),
            PageLink("ada", "another").link(home.url.url, key, NOW),
        ):
            guest = Guest()
            guest.open(each)
            assert (guest.status, guest.heading, guest.cookie) == (404, "This link doesn’t work", ""), each
        home.later(days=30, seconds=1)
        guest = Guest()
        guest.open(link)
        assert (guest.status, guest.heading) == (410, "This link is too old")

    def test_a_session_lives_on_while_it_is_used_and_ends_with_a_newer_link(self, home: Home) -> None:
        guest = home.at_home()
        for _ in range(3):
            home.later(days=29)
            guest.open(f"{home.url.url}/me")
            assert guest.status == 200
        newer = home.at_home()
        guest.open(f"{home.url.url}/me")
        assert (guest.status, guest.heading) == (404, "This link doesn’t work")
        home.later(days=30, seconds=1)
        newer.open(f"{home.url.url}/me")
        assert (newer.status, newer.heading) == (403, "Open your invitation")

    def test_whoever_has_just_connected_goes_on_to_their_page_and_may_connect_again_once(
        self, home: Home
    ) -> None:
        guest = home.guest()
        guest.choose("mastodon")
        guest.says("ada")
        guest.answer("/confirm")
        guest.open(f"{home.url.url}/me")
        assert guest.heading == "Your page", home.log.getvalue()
        word = home.row("eve").invitation
        guest.answer("/me/again")
        assert (guest.heading, home.row("eve").invitation == word) == ("Choose a network", False)
        assert {STAY.cookie, VISIT.cookie} == {each.split("=")[0] for each in guest.cookie.split("; ")}
        guest.choose("mastodon")
        guest.says("ada")
        guest.answer("/confirm")
        assert guest.heading == "You take part", guest.page

    def test_the_log_tells_what_was_done_and_no_token(self, home: Home) -> None:
        link = home.link("ada")
        guest = Guest()
        guest.open(link)
        guest.answer("/me/pause")
        log = home.log.getvalue()
        for secret in (link.rpartition("/")[2], guest.cookie.partition("=")[2], home.row("ada").page_word):
            assert secret not in log
        told = [line for line in home.lines if line.get("message") == "The door answered."]
        assert {line["page"] for line in told} == {"/me", "/me/pause"}


def test_two_hundred_hostile_titles_words_and_lessons_are_only_text(home: Home) -> None:
    guest = home.at_home()
    texts = iter(f"{text} {number}" for number in range(20) for text in HOSTILE)
    shapes: set[tuple[str, ...]] = set()
    for _ in range(12):
        home.stack.table.put_all(
            {
                "pk": "ACCOUNT#ada",
                "sk": f"LESSON#{instants.written(home.now)} {number}",
                "reason": next(texts),
                **{name: next(texts) for name in ("title", "note")},
                "text": "one line",
            }
            for number in range(5)
        )
        home.rewrite("ada", handle=next(texts))
        guest.open(guest.at)
        assert "one line" in guest.page
        shapes.add(tuple(tags(guest.page)))
        assert "\u202e" not in guest.page
        assert "100160063" not in guest.page
    assert len(shapes) == 1


def test_whoever_leaves_leaves_nothing_to_review(home: Home) -> None:
    home.put_group('[review]\nhold = "always"')
    home.later(days=2).turn()
    assert home.ask("waiting", account="ada")["waiting"]
    guest = home.at_home()
    guest.open(f"{home.url.url}/me/leave")
    guest.answer("/me/leave")
    home.turn()
    assert home.ask("waiting", account="ada")["waiting"] == []


def test_a_declined_post_is_shown_with_its_reason_and_what_was_said(home: Home) -> None:
    home.put_group('[review]\nhold = "always"')
    home.later(days=2).turn()
    [waiting] = home.ask("waiting", account="ada")["waiting"]
    told = {"slot": waiting["slot"], "attempt": waiting["attempt"], "by": "carol"}
    home.ask("decline", account="ada", reason="fact", note="It was in March, not in May.", **told)
    page = html.unescape(home.at_home().page)
    assert "Something in it is wrong or out of date. It was in March, not in May." in page
    assert "Article article-" in page
