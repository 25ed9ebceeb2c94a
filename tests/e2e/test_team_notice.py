"""A team's chat hears that posts wait for a review: once an hour at most, and in vain it harms nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from repost.aws.items import Key, Write
from repost.base import instants
from repost.base.secret import Secret
from repost.history.queue import MemberQueue
from repost.review.notice import notice
from repost.run.chats import message
from repost.run.team_notice import GATHER, HOUR
from tests.desk import Desk
from tests.e2e.test_digest import Chat
from tests.fleet import Fleet
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

REVIEWED = '[select]\norder = "oldest-first"\nmax_age = "none"\n[review]\nhold = "always"\nnotify = true\n'
WEBHOOK = "https://hooks.slack.com/services/T0/B0/planted-team-webhook"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def chat() -> Iterator[Chat]:
    with Chat() as chat:
        yield chat


@pytest.fixture
def world(stack: LocalStack, chat: Chat) -> Iterator[World]:
    with World(stack, Entry("a", 62), Entry("b", 61), Entry("c", 60)) as world:
        world.endpoints["digest"] = chat.url
        yield world


@pytest.fixture
def fleet(fleet_stack: LocalStack, chat: Chat) -> Iterator[Fleet]:
    with Fleet(fleet_stack, "ada", "bob", settings=REVIEWED) as fleet:
        fleet.endpoints["digest"] = chat.url
        fleet.stack.secrets.append(WEBHOOK)
        name = f"{fleet.stack.path}/chats/field"
        fleet.stack.ssm.put_parameter(Name=name, Value=WEBHOOK, Type="SecureString")
        yield fleet


def test_an_accounts_chat_hears_of_each_post_once(world: World, chat: Chat) -> None:
    world.account(settings=REVIEWED, secret=f'{world.keys.document}digest_webhook = "{WEBHOOK}"\n')
    assert world.tick_main()["state"] == "held"
    assert world.later(minutes=15).tick_main()["notes"] == ["The team was told what waits."]
    [text] = chat.texts
    assert text.startswith(
        "1 post waits for a review.\nThe first is to be decided by Tuesday 24 November, 09:00 (UTC).\n"
    )
    assert "`./repost review`" in text
    for _ in range(6):
        assert world.later(hours=1).tick_main()["notes"] == []
    world.later(minutes=15).tick()
    assert [each.partition("\n")[0] for each in chat.texts[1:]] == ["2 posts wait for a review."]


def test_a_group_with_the_name_of_an_account_hears_for_itself_alone(world: World, chat: Chat) -> None:
    world.account(settings=REVIEWED, secret=f'{world.keys.document}digest_webhook = "{WEBHOOK}"\n')
    world.tick()
    told = {"at": instants.written(world.later(minutes=10).now)}
    assert world.stack.table.update(Write(Key("REVIEW#main", "TOLD"), set=told))
    assert world.later(minutes=5).tick_main()["notes"] == ["The team was told what waits."]
    assert len(chat.texts) == 1


def test_without_a_chat_the_report_says_what_is_missing(world: World) -> None:
    world.account(settings=REVIEWED)
    world.tick()
    [note] = world.later(minutes=15).tick_main()["notes"]
    assert note == (
        "The team was not told of it: there is no chat for it (digest_webhook in "
        f"{world.stack.path}/secrets/main sets one)."
    )


def test_a_chat_that_fails_changes_nothing_about_the_post(world: World, chat: Chat) -> None:
    chat.status = 500
    world.account(settings=REVIEWED, secret=f'{world.keys.document}digest_webhook = "{WEBHOOK}"\n')
    assert world.tick_main()["state"] == "held"
    report = world.later(minutes=15).tick_main()
    assert report["notes"] == ["The team was not told of it: the chat answered 500."]
    assert world.later(minutes=15).tick_main()["notes"] == []
    assert len(world.ask("waiting", account=None)["waiting"]) == 1


def test_a_groups_chat_hears_once_of_all_that_were_held_together(fleet: Fleet, chat: Chat) -> None:
    fleet.turn()
    assert {each.at - fleet.now for each in fleet.waiting().values()} == {GATHER}
    fleet.later(minutes=5).turn()
    assert [text.partition("\n")[0] for text in chat.texts] == ["2 posts wait for a review."]
    assert min(each.at for each in fleet.waiting().values()) - fleet.now > HOUR


def test_what_is_held_soon_after_a_notice_is_told_of_an_hour_after_it(fleet: Fleet, chat: Chat) -> None:
    fleet.rewrite("bob", paused=True)
    fleet.turn()
    fleet.later(minutes=5).turn()
    fleet.rewrite("bob", paused=False)
    MemberQueue(fleet.stack.table).join("bob", "field", fleet.now)
    fleet.later(minutes=5).turn()
    fleet.later(minutes=5).turn()
    assert len(chat.texts) == 1
    assert fleet.waiting()["bob"].at - fleet.now == HOUR - 2 * GATHER
    fleet.later(minutes=50).turn()
    assert [text.partition("\n")[0] for text in chat.texts[1:]] == ["2 posts wait for a review."]


def test_a_groups_webhook_is_typed_unseen_and_stored_encrypted(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, typed = Desk(fleet), ["http://plain.example/x", WEBHOOK]
    monkeypatch.setattr("repost.cli.group_commands.hidden", lambda _: typed.pop(0))
    said = desk.run("group", "chat", "field")
    assert (said.code, "starts with https://" in said.err) == (1, True)
    said = desk.run("group", "chat", "field")
    assert (said.code, WEBHOOK in said.out + said.err) == (0, False)
    assert fleet.stack.parameters.chat("field") == Secret(WEBHOOK)
    assert desk.run("group", "chat", "field", "--remove").code == 0
    assert fleet.stack.parameters.chat("field") is None
    assert "There is no group nobody." in desk.run("group", "chat", "nobody").err


def test_a_notice_is_written_in_the_language_and_time_of_the_team() -> None:
    text = notice(60, NOON, zone=PARIS, group="field", drops=True, language="fr", most=50)
    assert text == (
        "50+ publications attendent une relecture.\n"
        "La première est à décider avant le mardi 24 novembre, 13:00 (Europe/Paris).\n"
        "Décidez avec `./repost review --group field` ou dans le tableau de bord de la pile.\n"
        "Ce que personne ne décide n’est pas publié."
    )
    kept = notice(1, NOON, zone=PARIS, group="", drops=False, language=None, most=50)
    assert kept.endswith("in the stack's dashboard.")


HOSTILE = "<!channel> <users/all> @everyone [click](https://evil.example)"


@pytest.mark.parametrize(
    ("address", "lacks"),
    [
        ("https://hooks.slack.com/services/x", ("<!channel>",)),
        ("https://chat.googleapis.com/v1/spaces/x", ("<users/all>",)),
        ("https://acme.webhook.office.com/webhookb2/x", ("](",)),
        ("https://prod-1.westeurope.logic.azure.com/workflows/x", ("](",)),
    ],
)
def test_foreign_words_call_nobody_in_any_chat(address: str, lacks: tuple[str, ...]) -> None:
    said = json.dumps(message(address, HOSTILE))
    assert not [each for each in lacks if each in said]


def test_discord_mentions_nobody() -> None:
    said = message("https://discord.com/api/webhooks/1/x", HOSTILE)
    assert said["allowed_mentions"] == {"parse": []}
