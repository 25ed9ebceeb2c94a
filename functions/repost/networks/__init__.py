"""The social networks: one protocol, one file a network."""

from __future__ import annotations

from typing import Any

from repost.networks.credentials import AccountCredentials, credentials_from
from repost.networks.protocol import Network, Post, Posted

__all__ = ["AccountCredentials", "Network", "Post", "Posted", "credentials_from", "network"]


def network(name: str, server: str = "") -> Network[Any]:
    """The network of that name; only its own module is imported.

    Parameters
    ----------
    name : str
        As in the settings.
    server : str
        Where it answers, such as "http://127.0.0.1:8080"; by default its usual address.

    Raises
    ------
    LookupError
        If there is none.
    """
    match name:
        case "x":
            from repost.networks.x import X

            return X(server) if server else X()
        case _:
            raise LookupError(f"Repost does not know the network {name!r}.")
