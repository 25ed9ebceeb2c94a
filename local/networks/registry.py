"""A stand-in for each social network, by its name in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.networks.bluesky import BlueskyStandIn
from local.networks.discord import DiscordStandIn
from local.networks.facebook import FacebookStandIn
from local.networks.linkedin import LinkedInStandIn
from local.networks.mastodon import MastodonStandIn
from local.networks.slack import SlackStandIn
from local.networks.telegram import TelegramStandIn
from local.networks.threads import ThreadsStandIn
from local.networks.webhook import WebhookStandIn
from local.networks.x import XStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.networks.social import SocialStandIn
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
