"""Keeps an authorization that nobody has finished, so that the same command goes on from there.

It is kept encrypted, beside the secrets: it holds the keys of the app and what proves who began. What nobody
finishes within an hour is no longer used, and the next one writes over it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from repost.base.secret import Secret
from repost.networks.credentials import as_json
from repost.networks.unfinished import Unfinished

if TYPE_CHECKING:
    from repost.cli.place import Place
    from repost.settings.networks import NetworkName


def load(place: Place, account: str, network: NetworkName) -> Unfinished:
    """Where an account stopped on a network; a fresh start if nowhere, or too long ago."""
    now, kept = place.clock(), place.kept(_parameter(account))
    left = None
    with suppress(ValueError, TypeError):
        left = Unfinished.read(json.loads(kept.reveal()), now) if kept else None
    return left if left and left.network == network else Unfinished(network, now)


def save(place: Place, account: str, unfinished: Unfinished) -> None:
    """Keep it."""
    place.keep(_parameter(account), Secret(as_json(unfinished.as_table())))


def drop(place: Place, account: str) -> None:
    """Keep nothing any more."""
    place.forget(_parameter(account))


def _parameter(account: str) -> str:
    return f"connecting/{account}"
