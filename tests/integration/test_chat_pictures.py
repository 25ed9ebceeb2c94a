"""An article's picture attached on Telegram, Discord and Slack, and never at the cost of the post."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from local.base.picture import png
from local.base.server import Fault, Request, Response, StandIn
from local.networks.discord import DiscordStandIn, invalid_form
from local.networks.multipart import parts
from local.networks.slack import SlackStandIn
from local.networks.telegram import PHOTO_REFUSALS, TelegramStandIn
from repost.base.errors import OutcomeUnknown
from repost.networks.discord.network import Discord
from repost.networks.protocol import Image, Post
from repost.networks.slack.network import Slack
from repost.networks.telegram.network import Telegram
from tests.speaker import NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = png("A title", 120, 63)
LINK = "https://blog.example/"


class Pictures(StandIn):
    """Has one picture."""

    def answer(self, request: Request) -> Response:
        is_there = request.path == "/a.png"
        return Response(200, PNG, {"Content-Type": "image/png"}) if is_there else Response(404)


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    with Pictures() as server:
        yield server


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(["ada"], lambda: NOW) as server:
        yield server


@pytest.fixture
def discord() -> Iterator[DiscordStandIn]:
    with DiscordStandIn(["ada"], lambda: NOW) as server:
        yield server


def on_telegram(server: TelegramStandIn) -> Speaker:
    network = Telegram("-1002222222222", silent=True, api=server.url)
    return Speaker(network, TelegramStandIn.secret("ada"))


def on_discord(server: DiscordStandIn) -> Speaker:
    return Speaker(Discord(api=server.url), DiscordStandIn.secret("ada"))


def illustrated(
    pictures: Pictures, name: str = "a.png", text: str = "Look: *here*", *, attach: bool = True
) -> Post:
    return Post(
        text, link=LINK, title="A title", image=Image(f"{pictures.url}/{name}", "A cat", attach=attach)
    )


def test_telegram_shows_the_picture_with_the_text_as_its_caption(
    pictures: Pictures, telegram: TelegramStandIn
) -> None:
    posted = on_telegram(telegram).say(illustrated(pictures))
    assert (posted.url, posted.notes) == ("https://t.me/c/2222222222/1", ())
    [request] = telegram.requests
    form = parts(request)
    assert form["photo"] == ("image/png", PNG)
    assert {name: body.decode() for name, (_, body) in form.items() if name != "photo"} == {
        "chat_id": "-1002222222222",
        "disable_notification": "true",
        "caption": "Look: *here*",
    }


def test_discord_shows_the_picture_with_its_description_instead_of_the_preview(
    pictures: Pictures, discord: DiscordStandIn
) -> None:
    assert on_discord(discord).say(illustrated(pictures)).notes == ()
    [request] = discord.requests
    form = parts(request)
    assert form["files[0]"] == ("image/png", PNG)
    assert json.loads(form["payload_json"][1]) == {
        "content": "Look: \\*here\\*",
        "allowed_mentions": {"parse": []},
        "flags": 4,
        "attachments": [{"id": 0, "filename": "picture.png", "description": "A cat"}],
    }


def test_slack_is_told_where_the_picture_is(pictures: Pictures) -> None:
    with SlackStandIn(["ada"], lambda: NOW) as slack:
        Speaker(Slack(api=slack.url), SlackStandIn.secret("ada")).say(illustrated(pictures))
        [message] = slack.posts
    assert message.raw["attachments"] == [{"image_url": f"{pictures.url}/a.png", "fallback": "A cat"}]
    assert message.raw["unfurl_links"] is False
    assert not pictures.requests


def test_a_picture_for_the_card_is_left_to_the_networks_own_preview(
    pictures: Pictures, telegram: TelegramStandIn, discord: DiscordStandIn
) -> None:
    on_telegram(telegram).say(illustrated(pictures, attach=False))
    on_discord(discord).say(illustrated(pictures, attach=False))
    assert telegram.posts[0].raw["link_preview_options"] == {"url": LINK}
    assert "flags" not in discord.posts[0].raw
    assert not pictures.requests


def test_a_picture_that_is_not_there_costs_nothing_but_itself(
    pictures: Pictures, telegram: TelegramStandIn, discord: DiscordStandIn
) -> None:
    for speaker in (on_telegram(telegram), on_discord(discord)):
        posted = speaker.say(illustrated(pictures, "b.png"))
        assert posted.notes == ("It is posted without its picture: its address answers with status 404.",)
    assert (len(telegram.requests), len(discord.requests)) == (1, 1)
    assert (telegram.texts("ada"), discord.texts("ada")) == (["Look: *here*"], ["Look: *here*"])


def test_a_text_too_long_for_a_caption_goes_out_whole_without_the_picture(
    pictures: Pictures, telegram: TelegramStandIn
) -> None:
    fits, too_long = "🎈" * 512, "🎈" * 512 + "!"
    assert on_telegram(telegram).say(illustrated(pictures, text=fits)).notes == ()
    posted = on_telegram(telegram).say(illustrated(pictures, text=too_long))
    assert posted.notes == (
        "It is posted without its picture: with one, a text has at most 1,024 characters.",
    )
    assert telegram.texts("ada") == [fits, too_long]


def test_a_picture_that_is_refused_is_left_out_and_the_post_goes_out(
    pictures: Pictures, telegram: TelegramStandIn, discord: DiscordStandIn
) -> None:
    telegram.fail_next(PHOTO_REFUSALS["bad dimensions"])
    discord.fail_next(invalid_form("attachments", "Invalid attachment"))
    for speaker in (on_telegram(telegram), on_discord(discord)):
        [note] = speaker.say(illustrated(pictures)).notes
        assert note.startswith("It was posted without its picture, because the network refused it with one. ")
    assert (telegram.texts("ada"), discord.texts("ada")) == (["Look: *here*"], ["Look: *here*"])


@pytest.mark.parametrize("accepted", [True, False])
def test_a_lost_answer_to_a_picture_is_no_reason_to_send_again(
    pictures: Pictures, telegram: TelegramStandIn, discord: DiscordStandIn, *, accepted: bool
) -> None:
    for server, speaker in ((telegram, on_telegram(telegram)), (discord, on_discord(discord))):
        server.fail_next(Fault("cut", accepted=accepted))
        assert isinstance(speaker.fail_to_say(illustrated(pictures)), OutcomeUnknown)
        assert len(server.requests) == 1
