"""The social networks: one protocol, and a module of its name for each, of which only its own is imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from repost.networks.credentials import AccountCredentials, credentials_from
from repost.networks.protocol import Identity, Image, Network, Post, Posted, Prepares, Renewal, Renews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.settings.types import NetworkName, Settings

__all__ = [
    "AccountCredentials",
    "Identity",
    "Image",
    "Network",
    "Post",
    "Posted",
    "Prepares",
    "Renewal",
    "Renews",
    "credentials_from",
    "network",
]

_CLASSES: Final[Mapping[NetworkName, str]] = {
    "x": "X",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "webhook": "Webhook",
    "telegram": "Telegram",
    "discord": "Discord",
    "slack": "Slack",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "threads": "Threads",
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
    module = import_module(f"repost.networks.{settings.network}")
    kind: type[Network[Any]] = getattr(module, _CLASSES[settings.network])
    return kind.of(settings, server)
