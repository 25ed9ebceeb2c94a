"""Stand-ins for a simulation: networks that accept everything, and pages that all exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from repost.aws.parameters import Parameters, SecretDocument
from repost.base.errors import RetryLater
from repost.base.secret import Secret
from repost.networks.credentials import AccountCredentials
from repost.networks.protocol import Posted
from repost.web.failures import NotSent
from repost.web.http import Http, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.protocol import Network


class Silent:
    """A network with the rules of another, which accepts every post and sends and reads nothing."""

    credentials = AccountCredentials
    reads_back = True

    def __init__(self, network: Network[Any]) -> None:
        self._network = network

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)

    def post(self, *_: object) -> Posted:
        return Posted("", "")

    def prepare(self, *_: object) -> Mapping[str, str]:
        return {}

    def find(self, *_: object) -> NoReturn:
        raise RetryLater("A simulation contacts no network.")

    check = delete = find


class StillWeb(Http):
    """A web in which every page exists, unchanged, and nothing can be sent."""

    def get(self, url: str, **_: object) -> Reply:
        return Reply(200, {"content-type": "text/html"}, b"<!DOCTYPE html>", url)

    def request(self, *_: object, **__: object) -> NoReturn:
        raise NotSent("a simulation sends nothing")


class Remembered(Parameters):
    """No settings and no secret at all: a simulation is given its accounts.

    `versions` are the versions of secrets, by account, for which accounts have stopped.
    """

    def __init__(self, path: str, versions: Mapping[str, int]) -> None:
        self.path = path
        self._versions = versions

    def documents(self) -> NoReturn:
        raise AssertionError("a simulation is given its accounts")

    def secret(self, account: str) -> SecretDocument:
        return SecretDocument(self.secret_parameter(account), Secret("{}"), self._versions.get(account, 0))


def no_time_passes() -> float:
    """The seconds left to a simulation: always enough."""
    return 600.0
