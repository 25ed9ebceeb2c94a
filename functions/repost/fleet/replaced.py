"""Credentials that others have replaced: still good at their network, and an earlier version of a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from repost.base import instants
from repost.base.value import Value
from repost.fleet.places import server_of
from repost.settings.networks import NetworkName, network_name

if TYPE_CHECKING:
    from datetime import datetime

    from repost.settings.types import Settings

_MOST: Final = 5


class Replaced(Value, frozen=True):
    """When that was (UTC), the version that they have in Parameter Store, and where they are good for."""

    at: datetime
    version: int
    network: NetworkName
    server: str = ""

    def __str__(self) -> str:
        """As a member's row has it."""
        return f"{instants.written(self.at)} {self.version} {self.network} {self.server}"

    @classmethod
    def read(cls, text: str) -> Self:
        at, version, network, server = text.split(" ")
        return cls(instants.read(at), int(version), network_name(network), server)

    @classmethod
    def of(cls, settings: Settings, version: int, at: datetime) -> Self:
        """Those that an account with these settings had until an instant (UTC)."""
        return cls(at, version, settings.network, server_of(settings))


def with_replaced(before: tuple[str, ...], another: Replaced | None) -> tuple[str, ...]:
    """What a row has of them once there are others; only so many are remembered."""
    return (*before, str(another))[-_MOST:] if another else before
