"""`./repost invite`: who gets a link, by mail or in a list, and that an older link ends."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from repost.aws.clients import client, ses_client
from repost.aws.letters import Letters
from repost.fleet.invitations import LIVES, Invitation
from repost.fleet.roster import Member, Roster
from repost.signing.tokens import TokenRefused
from tests import leaks
from tests.desk import Desk
from tests.world import NOW, Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

ROWS = (
    Member("ada", "field", consent=NOW, connected=NOW, mail="ada@example.com"),
    Member("bob", "field", consent=NOW, connected=NOW, reconnect=True, mail="bob@example.com"),
    Member("eve", "field", mail="eve@example.com", language="fr"),
    Member("joe", "office"),
    Member("max", "field", left=NOW),
)


@pytest.fixture
def world(fleet_stack: LocalStack) -> Iterator[World]:
    with World(fleet_stack, Entry("old", 40)) as world:
        world.group("field", 'network = "mastodon"\nfeed = "https://blog.example.com/feed/"')
        for row in ROWS:
            assert Roster(fleet_stack.table).replace(row)
        yield world


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def invited(world: World, name: str) -> Member:
    found = Roster(world.stack.table).member(name)
    assert found
    return found


def test_everybody_who_has_yet_to_agree_or_connect_gets_a_link_of_their_own(world: World, desk: Desk) -> None:
    said = desk.run("invite", "--csv")
    assert said.code == 0
    rows = list(csv.DictReader(StringIO(said.out)))
    assert [row["account"] for row in rows] == ["bob", "eve", "joe"]
    assert rows[0]["mail"] == "bob@example.com"
    assert rows[0]["until"] == "2026-11-30T09:00:00Z"
    key = world.stack.parameters.signing_key("door", NOW)
    for row in rows:
        door, token = row["link"].rsplit("/join/")
        assert f"{door}/" == world.stack.door
        read = Invitation.read(token, key, NOW + LIVES)
        assert read.account == row["account"]
        assert read.is_for(invited(world, row["account"]))
        assert not read.is_for(invited(world, "ada"))
        with pytest.raises(TokenRefused):
            Invitation.read(token, world.stack.parameters.signing_key("pages", NOW), NOW)
    assert len({row["link"] for row in rows}) == 3


def test_a_group_or_names_are_enough_and_who_is_connected_gets_a_link_to_the_own_page(
    world: World, desk: Desk
) -> None:
    listed = desk.run("invite", "--group", "office", "--list")
    assert "1 member is invited." in listed.out
    assert {"joe", "eve"} & set(listed.out.split()) == {"joe"}
    [own] = desk.run("invite", "ada", "--json").json["invitations"]
    row = invited(world, "ada")
    assert (row.invitation, bool(row.page_word)) == ("", True)
    assert "/join/" not in own["link"]
    assert invited(world, "ada").state == "active", "an invitation stops nobody"
    said = desk.run("invite", "max", "nobody", "eve")
    assert (said.code, "max, nobody isn't a member, or has left." in said.out) == (1, True)
    assert not invited(world, "eve").invitation


def test_a_new_link_ends_the_one_before(world: World, desk: Desk) -> None:
    key, words = world.stack.parameters.signing_key("door", NOW), []
    for _ in range(2):
        link = desk.run("invite", "eve", "--json").json["invitations"][0]["link"]
        words.append(Invitation.read(link.rpartition("/")[2], key, NOW))
    assert [each.is_for(invited(world, "eve")) for each in words] == [False, True]


def test_with_a_sender_links_go_out_by_mail_in_the_member_s_language_and_the_rest_is_listed(
    world: World, desk: Desk
) -> None:
    sent: list[tuple[str, str, str]] = []

    def letter(to: str, subject: str, text: str) -> str:
        sent.append((to, subject, text))
        return "AWS failed: no such address" if to.startswith("bob") else ""

    world.stack.letter = letter
    said = desk.run("invite")
    assert said.code == 0
    assert "3 members are invited, 1 of them by mail." in said.out
    assert [to for to, _, _ in sent] == ["bob@example.com", "eve@example.com"]
    assert "bob: no mail to bob@example.com: AWS failed: no such address" in said.err
    listed = [line.split("\t")[0] for line in said.out.splitlines() if "/join/" in line]
    assert listed == ["bob", "joe"], "whoever got no mail"
    _, subject, text = sent[1]
    assert subject == "Partager nos articles depuis votre compte"
    assert world.stack.door + "join/" in text
    assert "lundi 30 novembre, 09:00 (UTC)" in text
    desk.run("invite", "--csv")
    assert len(sent) == 2, "--csv mails nothing"


def test_a_large_company_is_invited_in_several_requests(world: World, desk: Desk) -> None:
    seconds = iter([100.0, 100.0, 5.0, 100.0])
    world.handler = world.stack.handler(lambda: world.now, world.endpoints)
    original = world.stack.outside

    def short(*given: object) -> object:
        from msgspec.structs import replace

        return replace(original(*given), remaining=lambda: next(seconds))  # type: ignore[arg-type]

    world.stack.outside = short  # type: ignore[method-assign,assignment]
    said = desk.run("invite", "--csv")
    assert said.code == 0
    assert [row["account"] for row in csv.DictReader(StringIO(said.out))] == ["bob", "eve", "joe"]


def test_neither_links_nor_what_makes_them_are_logged_or_shown_with_the_member(
    world: World, desk: Desk
) -> None:
    link = desk.run("invite", "eve", "--json").json["invitations"][0]["link"]
    row = invited(world, "eve")
    shown = desk.run("staff", "show", "eve", "--json")
    assert shown.json["members"][0]["invited"] == "2026-11-23T09:00:00Z"
    leaks.plant(f'token = "{link.rpartition("/")[2]}"')
    for text in (world.log.getvalue(), shown.out):
        assert row.invitation not in text
        assert "/join/" not in text


def test_leaving_ends_an_invitation(world: World, desk: Desk) -> None:
    desk.run("invite", "eve", "--list")
    desk.run("staff", "leave", "eve", "--yes")
    assert (invited(world, "eve").invitation, invited(world, "eve").invited) == ("", None)


def test_without_a_fleet_nobody_is_invited(stack: LocalStack) -> None:
    with World(stack) as world:
        said = Desk(world).run("invite")
    assert (said.code, "This stack has no fleet." in said.out) == (1, True)


@pytest.mark.usefixtures("aws")
def test_a_letter_leaves_by_ses_from_the_address_that_it_knows() -> None:
    ses = client("sesv2")
    ses.create_email_identity(EmailIdentity="people@acme.example")
    assert Letters(ses_client, "people@acme.example").send("eve@example.com", "Bonjour à toi", "Texte") == ""

    def refuses() -> object:
        raise ClientError({"Error": {"Code": "MessageRejected", "Message": "not verified"}}, "SendEmail")

    why = Letters(refuses, "people@acme.example").send("eve@example.com", "a", "b")
    assert why.startswith("AWS failed: ")
