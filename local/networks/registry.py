"""A stand-in for each social network, by its name in the settings: `STAND_IN` in the file of that name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, get_args

from repost.settings.networks import NetworkName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.networks.social import SocialStandIn

STAND_INS: Final[Mapping[NetworkName, type[SocialStandIn]]] = {
    name: import_module(f"local.networks.{name}").STAND_IN for name in get_args(NetworkName)
}
