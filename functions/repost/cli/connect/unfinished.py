"""What is kept of an authorization that nobody has finished, so that the same command goes on from there.

It is kept encrypted, beside the secrets: it holds the keys of the app and what proves who began. What nobody
finishes within an hour is no longer used, and the next one writes over it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.errors import SettingsError
from repost.base.secret import Secret
from repost.base.value import Value
from repost.networks.authorization import Started
from repost.networks.credentials import credentials_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.cli.place import Place
    from repost.networks.credentials import Keys

LIVES: Final = timedelta(hours=1)


class Unfinished(Value, frozen=True):
    """Where somebody stopped: what was typed of the settings, the app's keys, and the open question."""

    network: str
    begun: datetime
    typed: Mapping[str, str] = {}
    app: Mapping[str, Secret] = {}
    started: Started | None = None

    def app_of(self, kind: type[Keys]) -> Keys | None:
        """The app's keys, if they are there."""
        with suppress(SettingsError):
            return credentials_from(json.dumps(_revealed(self.app)), "", kind)
        return None


def load(place: Place, account: str, network: str) -> Unfinished:
    """Where an account stopped on a network; a fresh start if nowhere, or too long ago."""
    now, kept = place.clock(), place.kept(_parameter(account))
    fresh = Unfinished(network, now)
    with suppress(ValueError, KeyError, TypeError):
        told: dict[str, Any] = json.loads(kept.reveal()) if kept else {}
        begun = instants.read(told["begun"])
        if told["network"] != network or not timedelta() <= now - begun < LIVES:
            return fresh
        open_ = told["started"]
        started = Started(open_["address"], open_["redirect"], _secret(open_["kept"])) if open_ else None
        return Unfinished(network, begun, told["typed"], _secret(told["app"]), started)
    return fresh


def save(place: Place, account: str, unfinished: Unfinished) -> None:
    """Keep it."""
    started = unfinished.started
    open_ = started and {
        "address": started.address,
        "redirect": started.redirect,
        "kept": _revealed(started.kept),
    }
    told = {
        "network": unfinished.network,
        "begun": instants.written(unfinished.begun),
        "typed": dict(unfinished.typed),
        "app": _revealed(unfinished.app),
        "started": open_,
    }
    place.keep(_parameter(account), Secret(json.dumps(told)))


def drop(place: Place, account: str) -> None:
    """Keep nothing any more."""
    place.forget(_parameter(account))


def _parameter(account: str) -> str:
    return f"connecting/{account}"


def _revealed(values: Mapping[str, Secret]) -> dict[str, str]:
    return {key: value.reveal() for key, value in values.items()}


def _secret(values: Mapping[str, str]) -> dict[str, Secret]:
    return {key: Secret(value) for key, value in values.items()}
