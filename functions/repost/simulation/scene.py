"""The collaborators of a preview or a simulation: they read for real, and write, send and decrypt nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from repost.simulation.overlay import Overlay
from repost.simulation.silence import Remembered, Silent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.protocol import Network
    from repost.run.collaborators import Collaborators


def without_effects(outside: Collaborators, versions: Mapping[str, int]) -> Collaborators:
    """The same collaborators, without their effects.

    Parameters
    ----------
    versions : mapping of account to int
        Versions of secrets for which accounts have stopped: nothing is decrypted to see whether they are new.
    """
    return replace(
        outside,
        table=Overlay(outside.table),
        parameters=Remembered(outside.parameters.path, versions),
        connect=silenced,
        reads_results=False,
        views={},
    )


def silenced(network: Network[Any]) -> Network[Any]:
    """A network that takes every post and sends none."""
    return cast("Network[Any]", Silent(network))
