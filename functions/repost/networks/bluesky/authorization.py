"""An app password of Bluesky: it is typed, and must not be the account's own password.

Bluesky's OAuth wants a public page and a key of its own for every session: app passwords stay.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final, Self

from repost.base.errors import NotAuthorized
from repost.base.value import Value
from repost.networks.authorization import Grant
from repost.networks.bluesky.sessions import Login

if TYPE_CHECKING:
    from datetime import datetime

    from repost.base.secret import Secret
    from repost.networks.bluesky.network import BlueskyCredentials
    from repost.settings.types import Settings
    from repost.web.http import Http

_OF_THE_OWN_PASSWORD: Final = "com.atproto.access"  # noqa: S105 - a scope


class AppPasswords(Value, frozen=True):
    """Bluesky, or the server that hosts the account."""

    server: str

    network: ClassVar[str] = "Bluesky"
    page: ClassVar[str] = "https://bsky.app/settings/app-passwords"
    finds: ClassVar[frozenset[str]] = frozenset()
    when_none: ClassVar[str] = ""

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `ByHand.of`."""
        return cls(server or settings.bluesky.server)

    def grants(self, credentials: BlueskyCredentials, http: Http, now: datetime) -> tuple[Grant, ...]:
        """Log in; see `ByHand.grants`."""
        methods = f"{self.server.rstrip('/')}/xrpc"
        session = Login(methods, credentials.handle, credentials.app_password).session(http, now)
        if _scope(session.token) == _OF_THE_OWN_PASSWORD:
            raise NotAuthorized(
                "This is the account's own password, which may do everything. Make an app password at "
                f"{self.page}, and type that."
            )
        return (Grant({"handle": credentials.handle, "app_password": credentials.app_password}),)


def _scope(token: Secret) -> str:
    """What a session may do, by the token's own words; "" if it doesn't say."""
    _, _, rest = token.reveal().partition(".")
    part = rest.partition(".")[0]
    with suppress(ValueError):
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        if isinstance(said, dict):
            return str(said.get("scope", ""))
    return ""


AUTHORIZATION: Final = AppPasswords
