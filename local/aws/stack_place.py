"""A stack over the emulator as the command sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from repost.cli.secret_store import SecretStore
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.aws.stack import LocalStack
    from repost.base.secret import Secret


class StackPlace(ABC):
    """What a `repost.cli.place.Place` says of a stack's settings and secrets."""

    caller_arn = "arn:aws:iam::000000000000:user/you"

    @property
    @abstractmethod
    def stack(self) -> LocalStack:
        """The stack that it is about."""

    @property
    def path(self) -> str:
        return self.stack.path

    def http(self) -> Http:
        return Http(allow_loopback=True)

    def documents(self) -> dict[str, str]:
        return self.stack.parameters.documents()

    def put_settings(self, name: str, text: str) -> None:
        self.stack.put_settings(name, text)

    def groups(self) -> dict[str, str]:
        return self.stack.parameters.groups()

    def of_group(self, group: str) -> dict[str, str]:
        return self.stack.parameters.of_group(group)

    def put_group(self, name: str, text: str) -> None:
        self.stack.put_group(name, text)

    def put_secret(self, account: str, document: Secret, whose: str = "") -> None:
        self.stack.secrets.append(document.reveal())
        self._store.keep(f"secrets/{account}", document, whose)

    def caller(self) -> str:
        return self.caller_arn

    def whose(self) -> Mapping[str, str]:
        return self._store.whose()

    def kept(self, name: str) -> Secret | None:
        return self._store.kept(name)

    def keep(self, name: str, document: Secret) -> None:
        self._store.keep(name, document)

    def forget(self, *names: str) -> None:
        self._store.forget(*names)

    @property
    def _store(self) -> SecretStore:
        return SecretStore(self.stack.ssm, self.path)
