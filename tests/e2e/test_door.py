"""The door: from a link to a first post on each network, as a browser without scripts walks it."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from typing import TYPE_CHECKING, Any, Final, get_args
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from local.base.server import Fault, Response, json_response
from local.networks.registry import STAND_INS
from repost.aws.items import Key
from repost.aws.messages import TurnMessage
from repost.aws.parameters import Parameters
from repost.history.claims import History
from repost.networks.authorization import Authorization
from repost.networks.registry import authorization
from repost.run.queued_turns import SOON
from repost.settings.networks import NetworkName
from repost.settings.types import Settings
from repost.web.http import Http
from tests import leaks
from tests.world import NOW

if TYPE_CHECKING:
    from local.networks.social import SocialStandIn
    from tests.house import House


def is_walked(name: str) -> bool:
    settings = msgspec.convert({"network": name, "feed": "https://b.example/"}, Settings)
    return isinstance(authorization(settings), Authorization)


WALKED: tuple[NetworkName, ...] = tuple(name for name in get_args(NetworkName) if is_walked(name))
TYPED: tuple[NetworkName, ...] = ("bluesky", "telegram", "discord", "slack")
LABELS: Final = {"x": "X", "mastodon": "Mastodon", "linkedin": "LinkedIn"}
walked = pytest.mark.parametrize("name", WALKED)
in_each_way = pytest.mark.parametrize("name", ["x", "mastodon", "threads"])
"""OAuth 1.0a, an app that registers itself, and the company's own with OAuth 2."""


@walked
def test_a_link_leads_from_a_yes_to_a_post_by_the_company_s_own_app(house: House, name: NetworkName) -> None:
    server = house.move_to(name)
    guest = house.guest(agrees=False)
    assert (guest.status, guest.heading, guest.at) == (200, "Share our articles", f"{house.url.url}/")
    assert house.row().state == "invited"
    guest.answer("/agree")
    row = house.row()
    assert (row.state, row.consent, row.consent_text[:5]) == ("joined", NOW, "1-en-")
    assert guest.heading == "Choose a network"
    guest.choose(name)
    assert guest.heading.startswith("Say yes at"), house.log.getvalue()
    house.kept()
    guest.says("ada")
    assert guest.heading == "Is this you?", house.log.getvalue()
    house.kept()
    assert house.secret() == "", "nothing is stored before the member has said whose it is"
    guest.answer("/confirm")
    assert guest.heading == "You take part", house.log.getvalue()
    assert "Article article-" in guest.page
    row = house.row()
    assert (row.state, row.network, row.connected) == ("active", name, NOW)
    assert house.secret()
    assert house.kept() == {}, "nothing is left of the visit"
    before = len(server.posts)
    spent = History(house.stack.table).spent("eve", "2026-11").account
    assert spent == (10_000 if name == "x" else 0), "what it cost to see whose account it is"
    house.turn()
    assert len(server.posts) == before + 1


@pytest.mark.parametrize("name", TYPED)
def test_where_nothing_can_be_authorized_a_member_copies_what_the_network_shows(
    house: House, name: NetworkName
) -> None:
    server = house.move_to(name, app=False)
    keys = dict(re.findall(r'^(\w+) = "(.*)"$', server.secret("ada"), re.MULTILINE))
    leaks.plant(server.secret("ada"))
    guest = house.guest()
    guest.choose(name)
    assert guest.heading.startswith("Your access to")
    wrong = {key: value if key == "handle" else f"{value[:-4]}zzzz" for key, value in keys.items()}
    guest.answer("/keys", **wrong)
    assert guest.notice == "That didn’t work. Look for a typing mistake, and try again."
    guest.answer("/keys", **keys)
    assert guest.heading == "Is this you?", (guest.notice, house.log.getvalue())
    guest.answer("/confirm")
    assert (guest.heading, house.row().state) == ("You take part", "active")
    house.secret()
    house.turn()
    assert server.posts


def test_the_account_s_own_password_is_not_taken(house: House) -> None:
    server = house.move_to("bluesky")
    guest = house.guest()
    guest.choose("bluesky")
    token = "e30.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFjY2VzcyJ9.c2ln"
    server.fail_next(
        json_response(200, {"did": "did:plc:abc", "handle": "ada", "accessJwt": token, "refreshJwt": "r"})
    )
    guest.answer("/keys", handle="@ada.example", app_password="my-own-password")
    assert guest.notice == "That is your own password, which may do everything. Please make an app password."
    assert (guest.heading, house.kept()["secret"]) == ("Your access to Bluesky", {})


@in_each_way
def test_what_a_network_repeats_is_neither_shown_nor_logged(house: House, name: NetworkName) -> None:
    server = house.move_to(name)
    guest = house.guest()
    guest.choose(name)
    kept = house.kept()["unfinished"]

    def echo() -> None:
        words = f"{guest.back} {STAND_INS[name].app()} {kept}".replace('"', "")
        errors = [{"code": 1, "message": words[:2000]}]
        body = {"error": "invalid_grant", "error_description": words, "errors": errors}
        server.fail_next(json_response(400, body))

    guest.says("ada", meanwhile=echo)
    assert guest.notice.startswith("The network didn’t accept the answer")
    house.secret()
    assert not leaks.found_in(house.log.getvalue())
    assert not leaks.found_in("".join(guest.seen))


@walked
def test_a_no_at_the_network_connects_nothing_and_may_be_taken_back(house: House, name: NetworkName) -> None:
    house.move_to(name)
    guest = house.guest()
    guest.choose(name)
    guest.says("")
    assert (guest.heading, guest.notice[:16]) == ("Choose a network", "You said no ther")
    assert (house.secret(), house.kept(), house.row().state) == ("", {}, "joined")
    guest.choose(name)
    guest.says("ada")
    assert guest.heading == "Is this you?"


@in_each_way
def test_a_network_that_fails_or_refuses_stores_nothing_and_the_next_try_works(
    house: House, name: NetworkName
) -> None:
    server = house.move_to(name)
    for answer, said in (
        (Fault("cut", accepted=True), "The network doesn’t answer"),
        (Response(503, b"<html>Over capacity</html>"), "The network doesn’t answer"),
        (json_response(400, {"error": "invalid_grant"}), "The network didn’t accept the answer"),
    ):
        guest = house.guest()
        guest.choose(name)
        guest.says("ada", meanwhile=partial(server.fail_next, answer))
        assert guest.heading == "Choose a network", (answer, guest.heading)
        assert guest.notice.startswith(said), (answer, guest.notice)
    assert (house.secret(), house.kept()) == ("", {})
    guest.choose(name)
    guest.says("ada")
    guest.answer("/confirm")
    assert guest.heading == "You take part"


@pytest.mark.parametrize("name", [name for name in WALKED if name not in {"x", "mastodon"}])
def test_an_app_that_the_network_does_not_know_is_a_matter_for_whoever_invited(
    house: House, name: NetworkName
) -> None:
    house.move_to(name)
    right = STAND_INS[name].app()
    house.put_app(name, re.sub('client_secret = ".*"', 'client_secret = "quite-another-secret"', right))
    guest = house.guest()
    guest.choose(name)
    guest.says("ada")
    assert guest.notice.startswith("The network doesn’t accept our app"), guest.notice
    assert "does not know an app with these keys" in house.log.getvalue()
    assert "does not know an app" not in guest.page


def test_a_network_whose_app_is_not_stored_is_not_offered(house: House) -> None:
    guest = house.guest()
    offered = [fields["network"] for path, fields in guest.forms if path == "/network"]
    assert offered == ["mastodon", "bluesky"]
    for name in ("linkedin", "x"):
        house.put_app(name, STAND_INS[name].app())
    guest.open(guest.at)
    offered = [fields["network"] for path, fields in guest.forms if path == "/network"]
    assert offered == ["mastodon", "bluesky", "linkedin"], "X costs money: the group has to name it"


def test_what_was_not_offered_can_not_be_chosen(house: House) -> None:
    house.move_to("x")
    house.put_group()
    guest = house.guest()
    for name in ("x", "webhook", "linkedin", "facebook", "nonsense", ""):
        guest.answer("/network", network=name)
        assert (guest.heading, guest.status, house.kept()) == ("Choose a network", 200, {}), name


def test_x_shows_a_code_where_the_app_names_no_callback_at_the_door(house: House) -> None:
    house.move_to("x")
    house.x.oauth.takes_callbacks = False
    guest = house.guest()
    guest.choose("x")
    assert "X shows you a code" in guest.page
    guest.says("ada")
    guest.answer("/code", code="1234567")
    assert guest.notice.startswith("The network didn’t accept the answer")
    guest.choose("x")
    guest.says("ada")
    guest.answer("/code", code=guest.code)
    assert guest.heading == "Is this you?"


@in_each_way
def test_the_answer_to_another_question_is_refused_and_the_own_one_still_counts(
    house: House, name: NetworkName
) -> None:
    house.move_to(name)
    guest = house.guest()
    guest.choose(name)
    house.list_member("bob")
    other = house.guest(house.link("bob"))
    other.choose(name)
    there = other.target
    for query in (
        "code=stolen&state=guessed",
        "oauth_token=guessed&oauth_verifier=1",
        "error=x",
        "",
        "a=1&a=2",
    ):
        guest.open(f"{house.url.url}/connected?{query}")
        assert guest.heading.startswith("Say yes at"), query
        assert guest.notice == "That was the answer to another question. Please continue from here."
    # An answer that was meant for somebody else, whose yes it is.
    reply = Http(allow_loopback=True).request("POST", there, data={"as": "bob"})
    guest.open(reply.headers["location"].partition("#")[0])
    assert guest.notice == "That was the answer to another question. Please continue from here."
    guest.says("ada")
    assert guest.heading == "Is this you?"


@in_each_way
def test_every_question_has_its_own_state_and_a_challenge_where_the_network_knows_one(
    house: House, name: NetworkName
) -> None:
    house.move_to(name)
    asked = []
    for _ in range(2):
        guest = house.guest()
        guest.choose(name)
        asked.append(dict(parse_qsl(urlsplit(guest.target).query)))
        guest.answer("/restart")
    key = "oauth_token" if name == "x" else "state"
    assert asked[0][key] != asked[1][key]
    if name == "mastodon":
        assert {each["code_challenge_method"] for each in asked} == {"S256"}
        assert asked[0]["code_challenge"] != asked[1]["code_challenge"]


def test_a_code_that_somebody_else_caught_is_worth_nothing_without_the_verifier(house: House) -> None:
    guest = house.guest()
    guest.choose("mastodon")
    reply = Http(allow_loopback=True).request("POST", guest.target, data={"as": "ada"})
    query = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    kept = house.kept()["unfinished"]
    asked = {
        "grant_type": "authorization_code",
        "code": query["code"],
        "redirect_uri": f"{house.url.url}/connected",
        "client_id": kept["app"]["client_id"],
        "client_secret": kept["app"]["client_secret"],
    }
    leaks.plant(f'code = "{query["code"]}"')
    caught = Http(allow_loopback=True).request("POST", f"{house.mastodon.url}/oauth/token", data=asked)
    assert caught.status == 400


def test_an_interrupted_way_goes_on_where_it_was(house: House) -> None:
    link = house.link()
    guest = house.guest(link)
    guest.choose("mastodon")
    there = guest.target
    guest.open(link)
    assert guest.target == there, "the same browser with the same link"
    house.later(minutes=50)
    guest.says("ada")
    assert guest.heading == "Is this you?"
    guest.open(link)
    assert guest.heading == "Is this you?"
    elsewhere = house.guest(link)
    assert elsewhere.heading == "Choose a network", "another browser can't take it over; the yes is kept"
    guest.answer("/confirm")
    assert guest.heading == "You take part"


def test_what_nobody_finishes_within_an_hour_begins_anew(house: House) -> None:
    guest = house.guest()
    guest.choose("mastodon")
    there = guest.target
    house.later(minutes=61)
    Http(allow_loopback=True).request("POST", there, data={"as": "ada"})
    guest.open(f"{house.url.url}/connected?code=x&state=y")
    assert (guest.heading, guest.notice) == ("Choose a network", "That took too long, so please begin again.")


def test_whoever_says_no_to_the_account_has_connected_nothing(house: House) -> None:
    guest = house.guest()
    guest.choose("mastodon")
    guest.says("ada")
    house.kept()
    guest.answer("/restart", said="no")
    assert guest.notice.startswith("Nothing was connected.")
    assert (house.kept(), house.secret(), house.row().state) == ({}, "", "joined")


def test_an_account_that_another_member_has_is_not_taken(house: House) -> None:
    guest = house.guest()
    guest.choose("mastodon")
    guest.says("ada")
    guest.answer("/confirm")
    house.list_member("bob")
    bob = house.guest(house.link("bob"))
    bob.choose("mastodon")
    bob.says("ada")
    bob.answer("/confirm")
    assert bob.notice.startswith("Somebody else takes part with this account already.")
    assert not house.secret("bob")
    house.wish("staff_leave", account="eve")
    house.turn()
    assert house.row().place == ""
    bob.choose("mastodon")
    bob.says("ada")
    bob.answer("/confirm")
    assert (bob.heading, house.row("bob").state) == ("You take part", "active")


def test_whoever_is_forgotten_is_not_remembered_as_the_user_of_a_network_either(house: House) -> None:
    guest = house.guest()
    guest.choose("mastodon")
    guest.says("ada")
    guest.answer("/confirm")
    place = Key("FLEET", f"PLACE#{house.row().place}")
    assert (house.stack.table.get(place) or {})["account"] == "eve"
    house.wish("staff_leave", account="eve")
    house.stack.ssm.delete_parameter(Name=f"{house.stack.path}/secrets/eve")  # as the owner's command does
    assert house.wish("staff_forget", account="eve")["state"] == "done"
    assert "account" not in (house.stack.table.get(place) or {})


def test_keys_for_an_account_that_another_member_has_are_not_taken_by_the_owners_command_either(
    house: House,
) -> None:
    guest = house.guest()
    guest.choose("mastodon")
    guest.says("ada")
    guest.answer("/confirm")
    house.list_member("bob", consent=NOW)
    house.stack.put_secret("bob", house.secret())
    told = house.wish("check", account="bob")
    assert told["decision"] == "Another member already posts as @ada@127.0.0.1 on mastodon."
    assert house.row("bob").state == "joined"
    assert house.wish("check", account="eve")["state"] == "done"


def test_the_keys_of_an_account_that_gives_way_to_another_are_ended_and_the_new_ones_work(
    house: House,
) -> None:
    server, old, new = two_accounts_of_eve(house)
    assert (len(house.row().replaced), works(server, old)) == (1, True)
    house.turn()
    assert (works(server, old), works(server, new), house.row().replaced) == (False, True, ())
    assert (
        "The earlier keys of eve, for mastodon, aren't used any more. The keys no longer work"
        in house.log.getvalue()
    )
    assert house.row().state == "active"
    assert not works(server, old)


def test_a_turn_posts_before_it_ends_the_keys_that_others_have_replaced(house: House) -> None:
    server, _, _ = two_accounts_of_eve(house)
    house.turn()
    paths = [each.path for each in server.requests if each.method == "POST"]
    assert paths.index("/api/v1/statuses") < paths.index("/oauth/revoke")


def test_a_turn_without_time_for_replaced_keys_is_reported_and_the_next_one_ends_them(house: House) -> None:
    server, old, _ = two_accounts_of_eve(house)
    message = TurnMessage("eve").as_text()
    assert house.work(message, receives=5, remaining_seconds=30) == []
    assert (works(server, old), len(house.row().replaced)) == (True, 1)
    assert house.waiting()["eve"].at == house.now + SOON
    house.work(message)
    assert (works(server, old), house.row().replaced) == (False, ())


def test_the_replaced_keys_of_whoever_leaves_are_ended_before_the_row_forgets_them(house: House) -> None:
    server, old, new = two_accounts_of_eve(house)
    house.wish("staff_leave", account="eve")
    house.turn()
    assert (works(server, old), works(server, new)) == (False, False)
    assert (house.row().replaced, house.row().ending) == ((), False)


def two_accounts_of_eve(house: House) -> tuple[SocialStandIn, str, str]:
    """A network where she has connected one account and then another, and the keys of both."""
    server = house.move_to("mastodon")
    guest = house.guest()
    guest.choose("mastodon")
    guest.says("bob")
    guest.answer("/confirm")
    old = tomllib.loads(house.secret())["access_token"]
    again = house.guest()
    again.answer("/me/again")
    again.choose("mastodon")
    again.says("ada")
    again.answer("/confirm")
    assert again.heading == "You take part"
    return server, old, tomllib.loads(house.secret())["access_token"]


def test_keys_of_the_same_account_are_left_alone_when_it_is_connected_again(house: House) -> None:
    house.move_to("mastodon")
    for _ in range(2):
        guest = house.guest()
        if house.row().connected:
            guest.answer("/me/again")
        guest.choose("mastodon")
        guest.says("ada")
        guest.answer("/confirm")
    assert (house.row().replaced, house.row().state) == ((), "active")


def works(server: SocialStandIn, token: str) -> bool:
    """Whether a token still works."""
    url, proof = f"{server.url}/api/v1/accounts/verify_credentials", {"Authorization": f"Bearer {token}"}
    return Http(allow_loopback=True).request("GET", url, headers=proof).status == 200


def test_names_and_keys_with_braces_which_parameter_store_refuses_are_stored_in_another_form(
    house: House,
) -> None:
    server = house.move_to("mastodon")
    app = json_response(200, {"client_id": "{{app}}", "client_secret": "{{{secret}}}"})
    guest = house.guest()
    server.fail_next(app)
    guest.choose("mastodon")
    assert house.kept()["unfinished"]["app"] == {"client_id": "{{app}}", "client_secret": "{{{secret}}}"}

    def braces() -> None:
        server.fail_next(json_response(200, {"access_token": "{{token}}", "token_type": "Bearer"}))
        server.fail_next(json_response(200, {"acct": "{{ada}}", "url": "https://social.example/@{{ada}}"}))

    guest.answer("/restart")
    guest.choose("mastodon")
    guest.says("ada", meanwhile=braces)
    assert (guest.status, "{{ada}}" in guest.page) == (200, True), house.log.getvalue()
    for name in ("door/eve", "secrets/eve"):
        parameter = f"{house.stack.path}/{name}"
        found = house.stack.ssm.get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"]
        assert "{{" not in found
        guest.answer("/confirm") if name == "door/eve" else None
    assert tomllib.loads(house.secret())["access_token"] == "{{token}}"


def test_a_server_that_says_more_than_can_be_kept_is_none(house: House) -> None:
    server = house.move_to("mastodon")
    guest = house.guest()
    for long in ({"client_id": "x" * 9_000, "client_secret": "s"}, {"client_id": "x", "client_secret": "s"}):
        server.fail_next(json_response(200, long))
        guest.choose("mastodon")
        assert guest.status == 200, house.log.getvalue()
        is_kept = len(long["client_id"]) == 1
        assert guest.notice.startswith("There is no such server") != is_kept
        assert bool(house.kept()) == is_kept


def test_a_token_that_no_secret_can_hold_is_no_failure_of_ours(house: House) -> None:
    server = house.move_to("mastodon")
    guest = house.guest()
    guest.choose("mastodon")

    def long() -> None:
        server.fail_next(json_response(200, {"access_token": "x" * 5_000, "token_type": "Bearer"}))
        server.fail_next(json_response(200, {"acct": "ada", "url": "https://mastodon.example/@ada"}))

    guest.says("ada", meanwhile=long)
    assert (guest.status, guest.heading) == (200, "Choose a network"), house.log.getvalue()
    assert house.kept() == {}


def test_the_keys_of_whoever_leaves_while_connecting_are_ended_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.move_to("mastodon")
    guest = house.guest()
    guest.choose("mastodon")
    guest.says("ada")
    house.kept()
    store = Parameters.put_secret

    def late(parameters: Parameters, *values: Any) -> int:
        house.wish("staff_leave", account="eve")
        return store(parameters, *values)

    monkeypatch.setattr(Parameters, "put_secret", late)
    guest.answer("/confirm")
    assert (guest.status, guest.heading) == (410, "You no longer take part")
    assert house.secret()
    assert (house.row().state, house.row().connected) == ("left", None)
    house.turn()
    assert house.secret() == ""
