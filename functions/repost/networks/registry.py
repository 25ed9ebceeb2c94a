"""Which network an account posts to: only the module of that one is imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.protocol import Network
    from repost.settings.types import NetworkName, Settings

_HOMES: Final[Mapping[NetworkName, tuple[str, str]]] = {
    "x": ("x.network", "X"),
    "mastodon": ("mastodon.network", "Mastodon"),
    "bluesky": ("bluesky.network", "Bluesky"),
    "webhook": ("webhook.network", "Webhook"),
    "telegram": ("telegram.network", "Telegram"),
    "discord": ("discord.network", "Discord"),
    "slack": ("slack.network", "Slack"),
    "linkedin": ("linkedin.network", "LinkedIn"),
    "facebook": ("meta.facebook", "Facebook"),
    "threads": ("meta.threads", "Threads"),
}


def network(settings: Settings, server: str = "") -> Network[Any]:
    """The network of an account; only its own module is imported.

    Parameters
    ----------
    settings : Settings
        The account's.
    server : str
        Where it answers instead of its usual address, such as "http://127.0.0.1:8080".
    """
    home, name = _HOMES[settings.network]
    kind: type[Network[Any]] = getattr(import_module(f"repost.networks.{home}"), name)
    return kind.of(settings, server)
