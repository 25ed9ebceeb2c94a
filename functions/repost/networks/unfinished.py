"""An authorization that nobody has finished yet, kept encrypted so that it can go on from there."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from repost.base import instants
from repost.base.errors import SettingsError
from repost.base.secret import Secret
from repost.base.value import Value
from repost.networks.authorization import Started
from repost.networks.credentials import credentials_from
from repost.settings.networks import network_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import Keys
    from repost.settings.networks import NetworkName

LIVES: Final = timedelta(hours=1)
"""What nobody finishes by then is no longer used."""


class Unfinished(Value, frozen=True):
    """Where somebody stopped: what was typed of the settings, the app's keys, and the open question."""

    network: NetworkName
    begun: datetime
    typed: Mapping[str, str] = {}
    app: Mapping[str, Secret] = {}
    started: Started | None = None

    def app_of(self, kind: type[Keys]) -> Keys | None:
        """The app's keys, if they are there."""
        with suppress(SettingsError):
            return credentials_from(json.dumps(revealed(self.app)), "", kind)
        return None

    def as_table(self) -> dict[str, Any]:
        """All of it, secrets too, as JSON can hold it; for an encrypted place."""
        started = self.started and {
            "address": self.started.address,
            "redirect": self.started.redirect,
            "kept": revealed(self.started.kept),
        }
        return {
            "network": self.network,
            "begun": instants.written(self.begun),
            "typed": dict(self.typed),
            "app": revealed(self.app),
            "started": started,
        }

    @classmethod
    def read(cls, told: Mapping[str, Any], now: datetime) -> Self | None:
        """What `as_table` made; None if it is something else, or too old."""
        with suppress(ValueError, KeyError, TypeError):
            begun = instants.read(told["begun"])
            if not timedelta() <= now - begun < LIVES:
                return None
            open_ = told["started"]
            started = Started(open_["address"], open_["redirect"], masked(open_["kept"])) if open_ else None
            network = network_name(told["network"])
            return cls(network, begun, told["typed"], masked(told["app"]), started)
        return None


def keys_of(app: Keys) -> dict[str, Secret]:
    """The keys of an app by their names."""
    return {name: getattr(app, name) for name in app.__struct_fields__}


def revealed(values: Mapping[str, Secret]) -> dict[str, str]:
    return {key: value.reveal() for key, value in values.items()}


def masked(values: Mapping[str, str]) -> dict[str, Secret]:
    return {key: Secret(value) for key, value in values.items()}
