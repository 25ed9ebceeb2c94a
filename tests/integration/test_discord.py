"""Posting to Discord over HTTP: what a webhook says, how readers see it, and what each answer becomes."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.base.server import Fault, Response
from local.networks.discord import DELETION_REFUSALS, REFUSALS, THREAD, DiscordStandIn, error, read_by_discord
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    SettingsError,
    Unexplained,
)
from repost.networks.credentials import credentials_from
from repost.networks.discord.network import Discord, DiscordCredentials
from repost.networks.discord.text import TEXT, escaped
from repost.networks.protocol import Identity, Posted
from repost.settings.types import Settings
from repost.web.http import Http
from repost.wording.cleaning import disarm
from tests.speaker import HELD, NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Http(allow_loopback=True)
CASES: dict[str, tuple[type[NetworkError], str]] = {
    "unknown webhook": (
        CredentialsRefused,
        (
            "The webhook no longer exists on Discord (“Unknown Webhook”): make another in the channel's "
            "settings, under Integrations, and store its address."
        ),
    ),
    "invalid token": (
        CredentialsRefused,
        (
            "Discord does not accept the webhook's address (“Invalid Webhook Token”): copy it again from the "
            "channel's settings, under Integrations, and store it."
        ),
    ),
    "unknown thread": (
        RetryLater,
        (
            "Discord finds no such thread in the webhook's channel (“Unknown Channel”): discord.thread in "
            "the settings must be the number of one that is there."
        ),
    ),
    "forum": (
        RetryLater,
        (
            "The webhook's channel at Discord is a forum (“Webhooks posted to forum channels must have a "
            "thread_name or thread_id”): write the number of one of its threads into discord.thread in the "
            "settings."
        ),
    ),
    "archived": (
        RetryLater,
        "The thread at Discord is archived (“Thread is archived”): open it again.",
    ),
    "too long": (
        Unexplained,
        "Discord refuses this post (“Invalid Form Body: Must be 2000 or fewer in length.”).",
    ),
    "empty": (Unexplained, "Discord refuses this post (“Cannot send an empty message”)."),
    "harmful link": (Unexplained, "Discord refuses this post (“Message blocked by harmful links filter”)."),
    "moderated": (Unexplained, "Discord refuses this post (“Message was blocked by automatic moderation”)."),
    "rate limited": (
        RetryLater,
        "Discord accepts no more posts for now (“You are being rate limited.”).",
    ),
    "banned by address": (RetryLater, "Discord accepts no more posts for now."),
    "blocked on the way": (
        RetryLater,
        "Something in front of Discord (a proxy or firewall) refused the request.",
    ),
    "no Discord there": (
        RetryLater,
        "Something in front of Discord (a proxy or firewall) refused the request.",
    ),
    "caller refused": (
        RetryLater,
        "Something in front of Discord (a proxy or firewall) refused the caller (“internal network error”).",
    ),
    "teapot": (
        RetryLater,
        "Discord did not accept the post, through no fault of the article (“418: I'm a teapot”).",
    ),
    "server error": (
        OutcomeUnknown,
        f"Discord did not say whether it accepted the post (“500: Internal Server Error”): {HELD}",
    ),
    "bad gateway": (OutcomeUnknown, f"Discord did not say whether it accepted the post: {HELD}"),
}


@pytest.fixture
def discord() -> Iterator[DiscordStandIn]:
    with DiscordStandIn(["ada", "bob"], lambda: NOW) as stand_in:
        yield stand_in


def speaker(network: Discord, username: str = "ada") -> Speaker:
    return Speaker(network, DiscordStandIn.secret(username))


def test_a_post_is_out_once_discord_has_it(discord: DiscordStandIn) -> None:
    posted = speaker(Discord(api=discord.url)).say("À relire : https://blog.example/?a=1&b=c_d_")
    [message] = discord.posts
    assert posted == Posted(message.id, "")
    assert message.text == "À relire : https://blog.example/?a=1&b=c_d_"
    assert discord.requests[0].query == {"wait": "true"}
    assert json.loads(discord.requests[0].body) == {
        "content": "À relire : https://blog.example/?a=1&b=c_d_",
        "allowed_mentions": {"parse": []},
    }


def test_discord_hears_who_calls_and_whose_blog_it_is(discord: DiscordStandIn) -> None:
    settings = msgspec.convert({"network": "discord", "feed": "https://blog.example/feed/"}, Settings)
    ada = Speaker(Discord.of(settings, discord.url), DiscordStandIn.secret("ada"))
    ada.identity()
    ada.delete(ada.say().remote_id)
    agents = {request.headers["user-agent"] for request in discord.requests}
    assert agents == {"DiscordBot (https://blog.example/, 1)"}


def test_thread_name_and_preview_are_as_the_owner_wants_them(discord: DiscordStandIn) -> None:
    posted = speaker(Discord(THREAD, "Ada's blog", link_preview=False, api=discord.url)).say()
    [message] = discord.posts
    assert (message.thread, message.raw["username"], message.raw["flags"]) == (THREAD, "Ada's blog", 4)
    assert posted.remote_id == f"{THREAD}/{message.id}"


@pytest.mark.parametrize(
    "text",
    [
        "@everyone **now** __and__ ~~never~~ `code` ||spoiler||",
        "<@123> <#456> <:smile:789> <t:1> </run:1>",
        "[Click](https://evil.example) \\* a\\_b",
        "# Heading",
        "-# small",
        "- a list",
        "1. The first",
        "> quoted",
        "3.11 is out",
        "snake_case_name and C++ and 5 * 3",
    ],
)
def test_whatever_the_words_are_readers_see_them_as_they_stand(discord: DiscordStandIn, text: str) -> None:
    speaker(Discord(api=discord.url)).say(text)
    assert discord.posts[0].text == text
    assert not re.match(r"(#{1,3} |-# |[-*] |>|\d+\. )", discord.posts[0].raw["content"])


@given(st.text(st.sampled_from("\\*_~`|<>[]@#+-.1 aé:/"), max_size=40))
def test_no_sign_of_any_text_is_live_markup(text: str) -> None:
    assert read_by_discord(escaped(text)).replace("⟦", "") == text


def test_addresses_stay_as_they_are_and_those_of_the_feed_are_none() -> None:
    assert escaped("see https://a.example/x_y_(z)*~ *now*") == ("see https://a.example/x_y_(z)*~ \\*now\\*")
    assert "http" not in re.findall(r"https?(?=://)", disarm("see https://evil.example", TEXT.live_sign))


def test_the_length_counts_what_is_sent() -> None:
    rules = Discord().text_rules(HTTP)
    assert rules.fits("é" * 2000)
    assert not rules.fits("é" * 2001)
    assert rules.fits("*" * 1000)
    assert not rules.fits("*" * 1001)
    assert not rules.fits("🎈" * 1001)
    assert not rules.has_hashtags


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_says_what_is_to_be_done(discord: DiscordStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    discord.fail_next(REFUSALS[case])
    found = speaker(Discord(api=discord.url)).fail_to_say()
    assert (type(found), str(found)) == (becomes, sentence)
    assert len(discord.requests) == 1


@pytest.mark.parametrize(
    ("case", "until"),
    [
        ("rate limited", timedelta(seconds=64, milliseconds=570)),
        ("banned by address", timedelta(minutes=10)),
    ],
)
def test_a_limit_says_until_when(discord: DiscordStandIn, case: str, until: timedelta) -> None:
    discord.fail_next(REFUSALS[case])
    found = speaker(Discord(api=discord.url)).fail_to_say()
    assert isinstance(found, RetryLater)
    assert found.until == NOW + until


def test_too_many_posts_wrong_threads_and_strangers_are_refused(discord: DiscordStandIn) -> None:
    for _ in range(5):
        speaker(Discord(api=discord.url)).say()
    assert isinstance(speaker(Discord(api=discord.url)).fail_to_say(), RetryLater)
    assert isinstance(speaker(Discord("1", api=discord.url), "bob").fail_to_say(), RetryLater)
    assert isinstance(speaker(Discord(api=discord.url), "mallory").fail_to_say(), CredentialsRefused)


@pytest.mark.parametrize("fault", [Fault("half", accepted=True), Response(204), Response(200, b'{"id": 7}')])
def test_a_post_that_is_confirmed_without_its_number_is_out(
    discord: DiscordStandIn, fault: Fault | Response
) -> None:
    discord.fail_next(fault)
    assert speaker(Discord(api=discord.url)).say() == Posted("", "")
    assert speaker(Discord(THREAD, api=discord.url)).say().remote_id.startswith(f"{THREAD}/")


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b'{"error": "no"}', b"[]"])
def test_an_ok_without_a_message_leaves_the_outcome_unknown(discord: DiscordStandIn, body: bytes) -> None:
    discord.fail_next(Response(200, body))
    assert isinstance(speaker(Discord(api=discord.url)).fail_to_say(), OutcomeUnknown)


def test_a_check_tells_the_webhook_and_its_channel(discord: DiscordStandIn) -> None:
    found = speaker(Discord(api=discord.url)).identity()
    assert found == Identity(
        "ada's blog",
        "https://discord.com/channels/1100000000000000001/1100000000000000002",
        ("post", "delete"),
        key=found.key,
    )
    assert found.key.isdecimal()
    in_thread = speaker(Discord(THREAD, "Ada", api=discord.url)).identity()
    assert (in_thread.handle, in_thread.url) == (
        "Ada",
        f"https://discord.com/channels/1100000000000000001/{THREAD}",
    )
    assert not discord.posts


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("unknown webhook", CredentialsRefused),
        ("invalid token", CredentialsRefused),
        ("rate limited", RetryLater),
        ("blocked on the way", RetryLater),
        ("bad gateway", RetryLater),
    ],
)
def test_a_check_tells_what_a_post_would_meet(
    discord: DiscordStandIn, case: str, becomes: type[NetworkError]
) -> None:
    discord.fail_next(REFUSALS[case])
    assert type(speaker(Discord(api=discord.url)).fail_to_identify()) is becomes


@pytest.mark.parametrize("thread", ["", THREAD])
def test_a_post_is_taken_back_from_where_it_is(discord: DiscordStandIn, thread: str) -> None:
    network = Discord(thread, api=discord.url)
    speaker(network).say("Stays")
    goes = speaker(network).say("Goes")
    elsewhere = Discord(api=discord.url)  # the settings may have changed since
    speaker(elsewhere).delete(goes.remote_id)
    speaker(elsewhere).delete(goes.remote_id)  # it is gone already
    assert discord.texts("ada") == ["Stays"]


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        (REFUSALS["unknown webhook"], CredentialsRefused),
        (error(403, 50013, "Missing Permissions"), Rejected),
        (error(400, 50083, "Thread is archived"), Rejected),
        (REFUSALS["rate limited"], RetryLater),
        (REFUSALS["blocked on the way"], RetryLater),
        (REFUSALS["no Discord there"], RetryLater),
        (REFUSALS["bad gateway"], RetryLater),
    ],
)
def test_why_a_post_stays(discord: DiscordStandIn, answer: Response, becomes: type[NetworkError]) -> None:
    posted = speaker(Discord(api=discord.url)).say()
    discord.fail_next(answer)
    assert type(speaker(Discord(api=discord.url)).fail_to_delete(posted.remote_id)) is becomes


@pytest.mark.parametrize("remote_id", ["", "1/2/3", "1?x=1", "../1", "/1"])
def test_what_is_no_message_is_never_asked_to_be_deleted(discord: DiscordStandIn, remote_id: str) -> None:
    assert isinstance(speaker(Discord(api=discord.url)).fail_to_delete(remote_id), Rejected)
    assert not discord.requests


def test_a_message_that_is_not_there_is_told_apart_from_a_webhook_that_is_not(
    discord: DiscordStandIn,
) -> None:
    assert DELETION_REFUSALS["unknown message"].status == REFUSALS["unknown webhook"].status == 404
    speaker(Discord(api=discord.url)).delete("1")
    assert isinstance(speaker(Discord(api=discord.url), "mallory").fail_to_delete("1"), CredentialsRefused)


@pytest.mark.parametrize(
    "url",
    [
        "https://discord.com/api/webhooks/1/" + "a" * 68,
        "https://canary.discord.com/api/v10/webhooks/1/" + "a-_" * 22 + "/",
        "https://discordapp.com/api/webhooks/1/" + "a" * 68,
    ],
)
def test_every_address_that_discord_has_shown_will_do(discord: DiscordStandIn, url: str) -> None:
    somebody = Speaker(Discord(api=discord.url), f'webhook_url = "{url}"')
    assert isinstance(somebody.fail_to_say(), CredentialsRefused)
    assert discord.requests[0].path.startswith("/webhooks/1/a")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/webhooks/1/" + "a" * 68,
        "https://discord.com.evil.example/api/webhooks/1/" + "a" * 68,
        "http://discord.com/api/webhooks/1/" + "a" * 68,
        "https://discord.com/channels/1/2",
        "https://discord.com/api/webhooks/1/" + "a" * 68 + "/slack",
    ],
)
def test_what_is_no_webhook_of_discord_is_told_before_anything_is_sent(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^webhook_url in /p has the wrong form\. Expected the addr"):
        credentials_from(f'webhook_url = "{url}"', "/p", DiscordCredentials)
