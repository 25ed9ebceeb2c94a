"""What networks have in common that never show what became of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from repost.base.errors import RetryLater

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.networks.protocol import Post, Posted
    from repost.web.http import Http


class HoldOnly:
    """A network on which a post whose answer was lost is held until a person says what became of it."""

    reads_back: ClassVar[bool] = False
    find_seconds: ClassVar[float] = 0.0

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002 - nothing to make it of
        """Nothing: there is no way to make a repeat harmless, so that none is ever made."""
        return {}

    def find(
        self,
        post: Post,  # noqa: ARG002 - nobody would look for it
        credentials: AccountCredentials,  # noqa: ARG002
        http: Http,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Posted | None:
        """Never tells; see `Network.find`."""
        raise RetryLater("This network does not show what became of a post: only its owner can tell.")
