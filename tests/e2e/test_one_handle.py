"""Two documents for one handle on one network: noticed, and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.networks.mastodon import MastodonStandIn, Member
from local.networks.oauth1 import Keys
from repost.base.secret import Secret
from repost.history.claims import History
from repost.networks.bluesky.network import BlueskyCredentials
from repost.networks.discord.network import DiscordCredentials
from repost.networks.telegram.network import TelegramCredentials
from repost.networks.x.signing import XCredentials
from repost.run.destinations import destination
from repost.settings.types import Settings
from tests.world import Entry, World

if TYPE_CHECKING:
    from local.aws.stack import LocalStack

NOTE = "main and second post to the same account. If you don't mean that, remove one of them."


def test_two_documents_for_one_handle_are_reported_with_each_post(stack: LocalStack) -> None:
    with World(stack, *(Entry(name, 40) for name in "abcd")) as world:
        world.account()
        world.account("second")
        world.tick()
        reports = world.later(hours=6).tick()
        assert [each["notes"] for each in reports.values()] == [[NOTE], [NOTE]]
        assert not any(each["notes"] for each in world.later(minutes=15).tick().values())


def test_accounts_of_two_people_are_no_mistake(stack: LocalStack) -> None:
    with World(stack, *(Entry(name, 40) for name in "abcd")) as world:
        world.account()
        world.account("second", secret=Keys.of("bob").document)
        world.tick()
        assert not any(each["notes"] for each in world.later(hours=6).tick().values())


def test_two_tokens_of_one_user_of_mastodon_are_one_handle_once_both_have_posted(stack: LocalStack) -> None:
    with World(stack, *(Entry(name, 40) for name in "abcd")) as world:
        server = world.network("mastodon")
        assert isinstance(server, MastodonStandIn)
        server.let_in(Member("ada", "another-token-of-ada"))
        world.account(network="mastodon")
        world.account("second", network="mastodon", secret='access_token = "another-token-of-ada"')
        assert not any(each["notes"] for each in world.tick().values())
        reports = world.later(hours=6).tick()
        assert [each["notes"] for each in reports.values()] == [[NOTE], [NOTE]]


def test_whose_credentials_are_is_known_from_a_check_too_until_others_are_stored(stack: LocalStack) -> None:
    with World(stack, Entry("a", 40)) as world:
        server = world.network("mastodon")
        assert isinstance(server, MastodonStandIn)
        server.let_in(Member("ada", "another-token-of-ada"))
        world.account(network="mastodon")
        world.account("second", network="mastodon", secret='access_token = "another-token-of-ada"')
        world.wish("check")
        assert NOTE in world.wish("check", account="second")["notes"]
        world.stack.put_secret("second", server.secret("bob"))
        assert NOTE not in world.wish("check", account="second")["notes"]


def test_what_connect_found_out_is_noted_and_what_it_cost_is_counted(stack: LocalStack) -> None:
    with World(stack, *(Entry(name, 40) for name in "abcd")) as world:
        world.account(settings="[budget]\nper_month = 10")
        world.account("second")
        world.tick()
        before = History(world.stack.table).spent("main", "2026-11").account
        told = world.wish("tried", whose=f"https://x.com/{world.keys.username}", spent=10_000)
        assert (told["state"], told["notes"]) == ("done", [NOTE])
        assert History(world.stack.table).spent("main", "2026-11").account == before + 10_000


def x(token: str) -> str:
    keys = dict.fromkeys(("api_key", "api_key_secret", "access_token_secret"), Secret("k"))
    return destination(settings("x"), XCredentials(**keys, access_token=Secret(token)))


def settings(network: Any, **tables: Any) -> Settings:
    import msgspec

    return msgspec.convert({"network": network, "feed": "https://b.example/", **tables}, Settings)


def test_two_tokens_of_one_user_of_x_lead_to_one_handle() -> None:
    assert x("42-first") == x("42-second") != x("43-first")


def test_a_handle_is_the_same_however_it_is_written() -> None:
    first, second = (
        destination(settings("bluesky"), BlueskyCredentials(handle=Secret(handle), app_password=Secret("p")))
        for handle in ("Me.bsky.social", "@me.bsky.social")
    )
    assert first == second


def test_a_webhook_of_discord_is_the_same_at_all_of_its_addresses() -> None:
    hook = "webhooks/123456789012345678/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    first, second, other = (
        destination(settings("discord"), DiscordCredentials(webhook_url=Secret(url)))
        for url in (
            f"https://discord.com/api/{hook}",
            f"https://ptb.discordapp.com/api/v10/{hook}/",
            f"https://discord.com/api/{hook}b",
        )
    )
    assert first == second != other


@pytest.mark.parametrize(
    ("chat", "topic", "is_same"), [("@CHAT", 0, True), ("@other", 0, False), ("@chat", 3, False)]
)
def test_two_bots_in_one_chat_post_to_one_place(chat: str, topic: int, is_same: bool) -> None:  # noqa: FBT001 - a column
    first = destination(
        settings("telegram", telegram={"chat": "@chat"}), TelegramCredentials(bot_token=Secret("1:a"))
    )
    second = destination(
        settings("telegram", telegram={"chat": chat, "topic": topic}),
        TelegramCredentials(bot_token=Secret("2:b")),
    )
    assert (first == second) is is_same
