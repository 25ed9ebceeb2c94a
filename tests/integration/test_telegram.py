"""Posting to Telegram over HTTP: what is said, what each answer becomes, and that the token never shows."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from local.base.server import Fault, Request, Response
from local.networks.telegram import DELETION_REFUSALS, REFUSALS, TelegramStandIn, error, token
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
from repost.networks.protocol import Post, Posted
from repost.networks.telegram.network import Telegram, TelegramCredentials
from repost.networks.telegram.text import TEXT
from repost.web.http import Http
from repost.wording.cleaning import disarm
from tests.servers import HURRIED, hurried, refusing
from tests.speaker import HELD, NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Http(allow_loopback=True)
AS_ADMINISTRATOR = (
    "an administrator who may post messages, then store the bot_token again so that Repost goes on."
)
CASES: dict[str, tuple[type[NetworkError], str]] = {
    "unauthorized": (
        CredentialsRefused,
        (
            "Telegram does not know the bot's token (“Unauthorized”): store the one that @BotFather shows, "
            "or a new one."
        ),
    ),
    "no such bot": (
        CredentialsRefused,
        (
            "Telegram does not know the bot's token (“Not Found”): store the one that @BotFather shows, or a "
            "new one."
        ),
    ),
    "chat not found": (
        RetryLater,
        (
            "Telegram finds no such chat (“Bad Request: chat not found”): telegram.chat in the settings must "
            "be its exact name or number, and the bot must be in it."
        ),
    ),
    "kicked": (
        CredentialsRefused,
        (
            "Telegram does not let the bot into the chat (“Forbidden: bot was kicked from the channel "
            f"chat”): add it again as {AS_ADMINISTRATOR}"
        ),
    ),
    "not a member": (
        CredentialsRefused,
        (
            "Telegram does not let the bot into the chat (“Forbidden: bot is not a member of the channel "
            f"chat”): add it again as {AS_ADMINISTRATOR}"
        ),
    ),
    "blocked": (
        CredentialsRefused,
        (
            "Telegram does not let the bot into the chat (“Forbidden: bot was blocked by the user”): add it "
            f"again as {AS_ADMINISTRATOR}"
        ),
    ),
    "no administrator": (
        CredentialsRefused,
        (
            "The bot may not post in the chat at Telegram (“Bad Request: need administrator rights in the "
            f"channel chat”): make it {AS_ADMINISTRATOR}"
        ),
    ),
    "not enough rights": (
        RetryLater,
        (
            "The bot may not post in the chat at Telegram (“Bad Request: not enough rights to send text "
            "messages to the chat”): see that it has the right to post messages there."
        ),
    ),
    "write forbidden": (
        RetryLater,
        (
            "The bot may not post in the chat at Telegram (“Bad Request: CHAT_WRITE_FORBIDDEN”): see that it "
            "has the right to post messages there."
        ),
    ),
    "upgraded": (
        RetryLater,
        (
            "The group at Telegram has become a supergroup (“Bad Request: group chat was upgraded to a "
            "supergroup chat: its number is -1009876543210 now”): write its new number into telegram.chat in "
            "the settings."
        ),
    ),
    "no such topic": (
        RetryLater,
        (
            "Telegram finds no such topic in the chat (“Bad Request: message thread not found”): "
            "telegram.topic in the settings must be the number of one that is open."
        ),
    ),
    "topic closed": (
        RetryLater,
        "The topic in the chat at Telegram is closed (“Bad Request: TOPIC_CLOSED”).",
    ),
    "too long": (Rejected, "Telegram refuses this post (“Bad Request: message is too long”)."),
    "empty": (Unexplained, "Telegram refuses this post (“Bad Request: message text is empty”)."),
    "too large": (Unexplained, "Telegram refuses this post (“Request Entity Too Large”)."),
    "flood": (
        RetryLater,
        "Telegram accepts no more posts for now (“Too Many Requests: retry after 35”).",
    ),
    "blocked on the way": (
        RetryLater,
        "Something in front of Telegram (a proxy or firewall) refused the request.",
    ),
    "no Telegram there": (
        RetryLater,
        "Something in front of Telegram (a proxy or firewall) refused the request.",
    ),
    "teapot": (
        RetryLater,
        "Telegram did not accept the post, through no fault of the article (“I'm a teapot”).",
    ),
    "server error": (
        OutcomeUnknown,
        f"Telegram did not say whether it accepted the post (“Internal Server Error”): {HELD}",
    ),
    "bad gateway": (OutcomeUnknown, f"Telegram did not say whether it accepted the post: {HELD}"),
}


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(["ada", "bob"], lambda: NOW) as stand_in:
        yield stand_in


def bot(server: TelegramStandIn, chat: str = "@the_blog") -> Telegram:
    return Telegram(chat, api=server.url)


def speaker(network: Telegram, username: str = "ada", http: Http = HTTP) -> Speaker:
    return Speaker(network, TelegramStandIn.secret(username), http)


def test_a_post_in_a_channel_is_out_under_its_address(telegram: TelegramStandIn) -> None:
    posted = speaker(bot(telegram)).say(
        Post("À relire : https://blog.example/?a=1", link="https://blog.example/?a=1")
    )
    assert posted == Posted("-1001234567890/1", "https://t.me/the_blog/1")
    assert json.loads(telegram.requests[0].body) == {
        "chat_id": "@the_blog",
        "text": "À relire : https://blog.example/?a=1",
        "link_preview_options": {"url": "https://blog.example/?a=1"},
    }


@pytest.mark.parametrize(
    ("chat", "posted"),
    [
        ("-1002222222222", Posted("-1002222222222/1", "https://t.me/c/2222222222/1")),
        ("-4242", Posted("-4242/1", "")),
    ],
)
def test_a_chat_without_a_name_goes_by_its_number(
    telegram: TelegramStandIn, chat: str, posted: Posted
) -> None:
    assert speaker(bot(telegram, chat)).say() == posted


def test_topic_silence_and_preview_are_as_the_owner_wants_them(telegram: TelegramStandIn) -> None:
    wanted = Telegram("@the_blog", topic=7, silent=True, link_preview=False, api=telegram.url)
    assert isinstance(speaker(wanted).fail_to_say(Post("Hi", link="https://blog.example/")), RetryLater)
    sent = json.loads(telegram.requests[0].body)
    assert (sent["message_thread_id"], sent["disable_notification"]) == (7, True)
    assert sent["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_says_what_is_to_be_done(telegram: TelegramStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    telegram.fail_next(REFUSALS[case])
    found = speaker(bot(telegram)).fail_to_say()
    assert (type(found), str(found)) == (becomes, sentence)
    assert len(telegram.requests) == 1


def test_a_flood_says_until_when(telegram: TelegramStandIn) -> None:
    for number in range(20):
        speaker(bot(telegram)).say(f"Hello {number}")
    found = speaker(bot(telegram)).fail_to_say()
    assert isinstance(found, RetryLater)
    assert found.until == NOW + timedelta(seconds=35)


def test_a_wrong_chat_and_a_wrong_token_are_told_apart(telegram: TelegramStandIn) -> None:
    assert isinstance(speaker(bot(telegram, "@nobody")).fail_to_say(), RetryLater)
    assert isinstance(speaker(bot(telegram), "mallory").fail_to_say(), CredentialsRefused)


@pytest.mark.parametrize("body", [b'{"ok": false, "description": "what?"}', b"<html>Welcome</html>", b"[]"])
def test_an_ok_that_is_none_leaves_the_outcome_unknown(telegram: TelegramStandIn, body: bytes) -> None:
    telegram.fail_next(Response(200, body))
    assert isinstance(speaker(bot(telegram)).fail_to_say(), OutcomeUnknown)


def test_a_check_tells_the_bot_its_chat_and_its_rights(telegram: TelegramStandIn) -> None:
    found = speaker(bot(telegram)).identity()
    assert (found.handle, found.url) == ("@ada_bot", "https://t.me/the_blog")
    assert (found.may, found.notes) == (("post", "delete"), ("It posts into “The blog”.",))
    assert "-1001234567890" in found.key
    assert speaker(bot(telegram, "-1002222222222")).identity().url == ""
    assert not telegram.posts


@pytest.mark.parametrize(
    ("chat", "rights"),
    [
        ("-4242", {"status": "member"}),
        ("-4242", {"status": "administrator"}),
        ("-4242", {"status": "restricted", "can_send_messages": True}),
        ("@the_blog", {"status": "creator"}),
    ],
)
def test_a_bot_that_may_post_is_one_whatever_it_is_called(
    telegram: TelegramStandIn, chat: str, rights: dict[str, object]
) -> None:
    telegram.rights = rights
    assert speaker(bot(telegram, chat)).identity().may == ("post", "delete")


@pytest.mark.parametrize(
    ("chat", "rights"),
    [
        ("@the_blog", {"status": "administrator", "can_post_messages": False}),
        ("@the_blog", {"status": "member"}),
        ("@the_blog", {"status": "left"}),
        ("-4242", {"status": "restricted", "can_send_messages": False}),
        ("-4242", {"status": "kicked"}),
    ],
)
def test_a_bot_that_may_not_post_is_told_before_it_tries(
    telegram: TelegramStandIn, chat: str, rights: dict[str, object]
) -> None:
    telegram.rights = rights
    error = speaker(bot(telegram, chat)).fail_to_identify()
    assert isinstance(error, CredentialsRefused)
    assert str(error) == (
        f"The bot may not post in the chat at Telegram (it is {rights['status']} there): "
        f"make it {AS_ADMINISTRATOR}"
    )


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("unauthorized", CredentialsRefused),
        ("chat not found", RetryLater),
        ("kicked", CredentialsRefused),
        ("flood", RetryLater),
        ("bad gateway", RetryLater),
    ],
)
def test_a_check_tells_what_a_post_would_meet(
    telegram: TelegramStandIn, case: str, becomes: type[NetworkError]
) -> None:
    telegram.fail_next(REFUSALS[case])
    assert type(speaker(bot(telegram)).fail_to_identify()) is becomes


def test_a_post_is_taken_back_from_the_chat_that_it_is_in(telegram: TelegramStandIn) -> None:
    speaker(bot(telegram)).say("Stays")
    goes = speaker(bot(telegram)).say("Goes")
    moved = bot(telegram, "-4242")
    speaker(moved).delete(goes.remote_id)
    speaker(moved).delete(goes.remote_id)  # it is gone already
    assert telegram.texts("ada") == ["Stays"]


@pytest.mark.parametrize(
    ("answer", "becomes", "words"),
    [
        (DELETION_REFUSALS["too old"], Rejected, "delete it in the chat; bots may only for two days"),
        (error(400, "Bad Request: MESSAGE_ID_INVALID"), Rejected, "does not let the bot delete"),
        (REFUSALS["kicked"], CredentialsRefused, "add it again"),
        (REFUSALS["flood"], RetryLater, "did not delete the post this time"),
        (REFUSALS["bad gateway"], RetryLater, "did not delete the post this time"),
    ],
)
def test_why_a_post_stays(
    telegram: TelegramStandIn, answer: Response, becomes: type[NetworkError], words: str
) -> None:
    posted = speaker(bot(telegram)).say()
    telegram.fail_next(answer)
    error = speaker(bot(telegram)).fail_to_delete(posted.remote_id)
    assert type(error) is becomes
    assert words in str(error)


@pytest.mark.parametrize("remote_id", ["", "1", "@the_blog/1", "-100/1/2", "-100/1?x=1"])
def test_what_is_no_message_is_never_asked_to_be_deleted(telegram: TelegramStandIn, remote_id: str) -> None:
    assert isinstance(speaker(bot(telegram)).fail_to_delete(remote_id), Rejected)
    assert not telegram.requests


class Echo(TelegramStandIn):
    """Says what it was sent."""

    def answer(self, request: Request) -> Response:
        return error(400, f"Bad Request: {request.url}")


def test_the_token_never_shows_though_it_is_in_every_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found: list[NetworkError] = []
    with Echo(["ada"], lambda: NOW) as echo:
        found.append(speaker(bot(echo)).fail_to_say())
        for fault in (Fault("cut"), Fault("hang"), Response(302, headers={"Location": "https://a.example/"})):
            echo.fail_next(fault)
            found.append(speaker(replace(bot(echo), post_seconds=HURRIED), http=hurried()).fail_to_say())
        found += [speaker(bot(echo)).fail_to_identify(), speaker(bot(echo)).fail_to_delete("-1/1")]
        echo.release()
    with refusing() as nowhere:
        found.append(speaker(Telegram("@the_blog", api=nowhere)).fail_to_say())
    apis = ("http://127.0.0.1:1", "https://10.0.0.1", "ftp://a.example", "?")
    found += [speaker(Telegram("@the_blog", api=api)).fail_to_say() for api in apis]
    shown = "".join(f"{error!r}{error}{vars(error)}{error.__cause__!r}" for error in found) + caplog.text
    assert "***" in str(found[0])
    assert token("ada") not in shown
    assert token("ada").partition(":")[2] not in shown


def test_a_token_of_another_form_is_told_before_anything_is_sent() -> None:
    with pytest.raises(SettingsError, match=r"^bot_token in /p has the wrong form\. Expected the token"):
        credentials_from('bot_token = "bot123:abc"', "/p", TelegramCredentials)


def test_the_length_is_counted_in_utf_16() -> None:
    rules = Telegram("@the_blog").text_rules(HTTP)
    assert rules.fits("é" * 4096)
    assert not rules.fits("é" * 4097)
    assert rules.fits("🎈" * 2048)
    assert not rules.fits("🎈" * 2049)


@pytest.mark.parametrize(
    "live",
    [
        "thanks to @durov",
        "(@durov)",
        "#Rust and 3D#",
        "$TSLA is up",
        "type /start or /help@bot",
        "see https://evil.example/x",
        "HTTP://EVIL",
        "ASP.NET and main.py",
        "me@example.com",
        "tg://resolve?domain=durov",
    ],
)
def test_words_of_the_feed_make_nothing_live(live: str) -> None:
    assert not _made_live(disarm(live, TEXT.live_sign))


@given(st.text(st.sampled_from("@#$/.: aZ9é_<>\u2060-"), max_size=30))
def test_no_sign_of_the_feed_stays_before_a_word(text: str) -> None:
    assert not _made_live(disarm(text, TEXT.live_sign))


def _made_live(text: str) -> list[str]:
    """What Telegram's own rules would make of a text, more or less: mentions, tags, commands, addresses."""
    return re.findall(
        r"(?<![\w/])@[A-Za-z0-9_]+|(?<!\w)#[^\W\d]\w*|(?<!\w)\$[A-Z]{1,8}\b|(?<![\w/<>])/[A-Za-z0-9_]+"
        r"|[A-Za-z]+://\w+|\w\.[^\W\d_]{2,}",
        text,
    )
