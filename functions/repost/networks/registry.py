"""Which network an account posts to: only the folder of that one is imported.

The folder has the name that the settings give the network. Its `network.py` names the network's class as
`NETWORK`, and its `text.py` says what a text may be there. If there is a better way to credentials than
copying them, its `authorization.py` names it as `AUTHORIZATION`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.authorization import Authorization, ByHand
    from repost.networks.protocol import Network
    from repost.settings.networks import NetworkName
    from repost.settings.types import Settings

_UNDER: Final[Mapping[str, str]] = {"facebook": "meta.", "threads": "meta."}
"""The networks whose folders share another's."""


def home(name: str) -> str:
    """The package of a network, such as "repost.networks.x"."""
    return f"repost.networks.{_UNDER.get(name, '')}{name}"


def kind_of(name: NetworkName) -> type[Network[Any]]:
    """The class of a network; its own module is imported."""
    kind: type[Network[Any]] = import_module(f"{home(name)}.network").NETWORK
    return kind


def network(settings: Settings, server: str = "") -> Network[Any]:
    """The network of an account; only its own module is imported.

    Parameters
    ----------
    settings : Settings
        The account's.
    server : str
        Where it answers instead of its usual address, such as "http://127.0.0.1:8080".
    """
    return kind_of(settings.network).of(settings, server)


def authorization(settings: Settings, server: str = "") -> Authorization | ByHand | None:
    """How an account gets its credentials; None if they can only be copied.

    `server` is as for `network`.
    """
    module = f"{home(settings.network)}.authorization"
    if find_spec(module) is None:
        return None
    kind: type[Authorization | ByHand] = import_module(module).AUTHORIZATION
    return kind.of(settings, server)
