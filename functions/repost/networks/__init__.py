"""The social networks: one protocol, one file a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from repost.networks.credentials import AccountCredentials, credentials_from
from repost.networks.protocol import Network, Post, Posted

if TYPE_CHECKING:
    from repost.settings.types import Settings

__all__ = ["AccountCredentials", "Network", "Post", "Posted", "credentials_from", "network"]


def network(settings: Settings, server: str = "") -> Network[Any]:
    """The network of an account; only its own module is imported.

    Parameters
    ----------
    settings : Settings
        The account's.
    server : str
        Where it answers instead of its usual address, such as "http://127.0.0.1:8080".
    """
    match settings.network:
        case "x":
            from repost.networks.x import X

            return X(server) if server else X()
        case "mastodon":
            from repost.networks.mastodon import Mastodon

            there = settings.mastodon
            return Mastodon(server or there.server, there.visibility, there.content_warning)
        case "bluesky":
            from repost.networks.bluesky import Bluesky

            return Bluesky(server or settings.bluesky.server)
        case _:
            assert_never(settings.network)
