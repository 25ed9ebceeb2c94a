"""The door's links, cookies and forms: whose they are, how long they last, and that nobody makes them up."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from repost.base.secret import Secret
from repost.door.sessions import VISIT
from repost.fleet.invitations import Invitation
from repost.signing.tokens import Tokens
from tests.guest import Guest
from tests.house import House, post
from tests.world import NOW

WEEK: Final = timedelta(days=7)


class TestLinks:
    def test_a_used_link_says_so_elsewhere_and_connects_nothing_more(self, house: House) -> None:
        link = house.link()
        guest, second = house.guest(link), house.guest(link)
        for each in (guest, second):
            each.choose("mastodon")
            each.says("ada")
            assert each.heading == "Is this you?"
        second.answer("/confirm")
        assert second.heading == "You take part"
        guest.answer("/confirm")
        assert (guest.status, guest.heading) == (410, "This link has been used")
        late = house.guest(link)
        assert (late.status, late.heading) == (410, "This link has been used")
        second.open(link)
        assert second.heading == "You take part", "whoever has used it may look again"

    def test_a_newer_link_replaces_an_older_one_and_lets_a_member_connect_anew(self, house: House) -> None:
        old = house.guest()
        new = house.link()
        old.open(old.at)
        assert (old.status, old.heading) == (404, "This link doesn’t work")
        guest = house.guest(new)
        guest.choose("mastodon")
        guest.says("ada")
        guest.answer("/confirm")
        again = house.guest()
        assert again.heading == "Your page", "whoever is connected is led to their own page"
        again.answer("/me/again")
        assert again.notice.startswith("Choose where to sign in again.")
        again.choose("mastodon")
        again.says("ada")
        again.answer("/confirm")
        assert again.heading == "You take part"

    def test_a_link_ends_after_a_week(self, house: House) -> None:
        link = house.link()
        house.now += WEEK
        assert house.guest(link, agrees=False).status == 200
        house.later(seconds=1)
        late = house.guest(link)
        assert (late.status, late.heading) == (410, "This link is too old")

    def test_whoever_has_left_finds_the_door_closed(self, house: House) -> None:
        link = house.link()
        guest = house.guest(link)
        house.wish("staff_leave", account="eve")
        guest.open(guest.at)
        assert (guest.status, guest.heading) == (410, "You no longer take part")
        assert house.guest(link).status == 410

    def test_nobody_can_make_a_link_up(self, house: House) -> None:
        link = house.link()
        word = house.row().invitation
        said = {"account": "eve", "word": word}
        key = house.stack.parameters.signing_key("door", NOW)
        pages = house.stack.parameters.signing_key("pages", NOW)
        rest, _, signature = link.rpartition(".")
        forged = [
            # Its first letter: two bits of the last one say nothing.
            f"{rest}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
            link.replace("/join/", "/join/a"),
            f"{house.url.url}/join/{Tokens(Secret('k' * 43), 'invitation').sign(said, NOW)}",
            f"{house.url.url}/join/{Tokens(pages, 'invitation').sign(said, NOW)}",
            f"{house.url.url}/join/{Tokens(key, 'visit').sign(said, NOW)}",
            Invitation("eve", "another-word").link(house.url.url, key, NOW),
            Invitation("nobody", word).link(house.url.url, key, NOW),
            Invitation("ada", word).link(house.url.url, key, NOW),
            Invitation("ada", "").link(house.url.url, key, NOW),
            f"{house.url.url}/join/{Tokens(key, 'invitation').sign({'account': 1, 'word': word}, NOW)}",
            f"{house.url.url}/join/{'a' * 3000}",
        ]
        for each in forged:
            guest = house.guest(each)
            assert (guest.status, guest.heading, guest.cookie) == (404, "This link doesn’t work", ""), each

    def test_a_cookie_of_another_purpose_or_age_is_none(self, house: House) -> None:
        guest = house.guest()
        name, _, value = guest.cookie.partition("=")
        assert name == VISIT.cookie
        key = house.stack.parameters.signing_key("door", NOW)
        said = {"account": "eve", "word": house.row().invitation, "number": "1"}
        for cookie in (
            f"{name}={value[:-2]}",
            f"{name}={Tokens(key, 'invitation').sign(said, NOW)}",
            f"door={value}",
            f"{name}={value}; {'x=y; ' * 1000}",
            "\x00",
            "",
        ):
            other = Guest(cookie=cookie)
            other.open(f"{house.url.url}/")
            assert (other.status, other.heading) == (403, "Open your invitation"), cookie
        house.later(hours=2, seconds=1)
        guest.open(guest.at)
        assert guest.heading == "Open your invitation"


class TestForms:
    STEPS: Final = ("/agree", "/network", "/code", "/keys", "/confirm", "/restart")

    def test_an_answer_that_comes_from_another_page_does_nothing(self, house: House) -> None:
        link = house.link()
        guest, other = house.guest(link, agrees=False), house.guest(link, agrees=False)
        mine, theirs = dict(guest.forms)["/agree"], dict(other.forms)["/agree"]
        before = house.row()
        for path in self.STEPS:
            fields = {"network": "mastodon", "version": mine["version"], "code": "1"}
            for field in ("", "nonsense", theirs["form"], *(() if path == "/agree" else (mine["form"],))):
                reply = post(house, path, guest.cookie, **fields, form=field)
                assert (reply.status, reply.headers["location"]) == (303, "/?said=form"), path
            assert post(house, path, "", **fields, form=mine["form"]).status == 403
        assert (house.row(), house.kept()) == (before, {})

    def test_nothing_is_connected_without_a_yes(self, house: House) -> None:
        guest = house.guest()
        network = dict(guest.forms)["/network"]
        house.rewrite("eve", consent=None)
        assert post(house, "/network", guest.cookie, **network).headers["location"] == "/?said=form"
        assert house.kept() == {}

    def test_a_yes_to_other_words_than_those_now_is_asked_for_again(self, house: House) -> None:
        guest = house.guest(agrees=False)
        house.put_group('[brand]\ndisclosure = "#AcmeEmployee"')
        guest.answer("/agree")
        assert guest.notice == "The text has changed in the meantime. Please read it again."
        assert "#AcmeEmployee" in guest.page
        assert house.row().consent is None
        guest.answer("/agree")
        assert house.row().consent == NOW

    def test_the_words_follow_from_what_the_group_s_settings_say(self, house: House) -> None:
        guest = house.guest(agrees=False)
        versions = {dict(guest.forms)["/agree"]["version"]}
        for settings, said in (
            (
                '[schedule]\nevery = "2d"\nquiet_hours = "20:00-08:00"',
                "every 2 days, but not between 20:00 and 08:00.",
            ),
            ('[schedule]\nat = ["08:30", "17:40"]', "every day at about 08:30, 17:40."),
            ('[schedule]\nevery = "90m"', "every 90 minutes."),
            ('[schedule]\nevery = "24h"', "once a day."),
            ('[review]\nhold = "new"', "Until 10 of your posts have been approved in a row"),
            ('[review]\nhold = "always"', "reads each post before it goes out"),
            ("[results]\nread = true", "Repost counts what readers did with it"),
            ('[brand]\ndisclosure = "#AcmeEmployee"', "Every post contains “#AcmeEmployee”"),
        ):
            house.put_group(settings)
            guest.open(guest.at)
            assert said in guest.page, settings
            versions.add(dict(guest.forms)["/agree"]["version"])
        assert len(versions) == 9, "other words, another version"

    def test_a_yes_that_is_recorded_already_stays_what_it_was(self, house: House) -> None:
        house.rewrite("eve", consent=NOW - WEEK, consent_text="v1")
        guest = house.guest()
        assert guest.heading == "Choose a network"
        assert (house.row().consent, house.row().consent_text) == (NOW - WEEK, "v1")
