"""A stand-in for each social network, by its name in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.bluesky import BlueskyStandIn
from local.discord import DiscordStandIn
from local.facebook import FacebookStandIn
from local.linkedin import LinkedInStandIn
from local.mastodon import MastodonStandIn
from local.slack import SlackStandIn
from local.telegram import TelegramStandIn
from local.threads import ThreadsStandIn
from local.webhook import WebhookStandIn
from local.x import XStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.social import SocialStandIn
    from repost.settings.types import NetworkName

STAND_INS: Final[Mapping[NetworkName, type[SocialStandIn]]] = {
    "x": XStandIn,
    "mastodon": MastodonStandIn,
    "bluesky": BlueskyStandIn,
    "webhook": WebhookStandIn,
    "telegram": TelegramStandIn,
    "discord": DiscordStandIn,
    "slack": SlackStandIn,
    "linkedin": LinkedInStandIn,
    "facebook": FacebookStandIn,
    "threads": ThreadsStandIn,
}
