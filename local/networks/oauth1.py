"""Verifies OAuth 1.0a signatures as a server does (RFC 5849), by oauthlib's server side.

A signature's age is measured by the machine's own clock: that is what the signing libraries stamp it with.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from oauthlib.oauth1 import RequestValidator

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Keys:
    """What X's developer portal shows for an app and one user of it."""

    username: str
    api_key: str
    api_key_secret: str
    access_token: str
    access_token_secret: str

    @classmethod
    def of(cls, username: str) -> Keys:
        """Keys of the usual lengths, the same for the same name each time."""

        def letters(what: str, length: int) -> str:
            return hashlib.sha512(f"{username} {what}".encode()).hexdigest()[:length]

        return cls(
            username,
            letters("api key", 25),
            letters("api key secret", 50),
            f"{int(letters('user', 12), 16)}-{letters('token', 40)}",
            letters("token secret", 45),
        )

    def by(self, key: str, secret: str) -> Keys:
        """The keys of the same user for another app."""
        token = hashlib.sha512(f"{self.access_token} {key}".encode()).hexdigest()
        user = self.access_token.partition("-")[0]
        return Keys(self.username, key, secret, f"{user}-{token[:40]}", token[40:85])

    @property
    def document(self) -> str:
        """The account's secret as Parameter Store holds it."""
        return "".join(f'{key} = "{value}"\n' for key, value in asdict(self).items() if key != "username")


class Users(RequestValidator):
    """What oauthlib asks of a server: the secrets of known keys, and whether a nonce was seen before."""

    enforce_ssl = False
    timestamp_lifetime = 300
    allowed_signature_methods = ("HMAC-SHA1",)  # PLAINTEXT would send the secrets themselves
    dummy_client = "nobody"
    dummy_access_token = "nobody"  # noqa: S105 - nobody has it

    def __init__(self, users: Sequence[Keys]) -> None:
        super().__init__()
        self._users = {keys.access_token: keys for keys in users}
        self._apps = {keys.api_key: keys.api_key_secret for keys in users}
        self._seen: set[tuple[str, str, str]] = set()

    def add(self, keys: Keys) -> None:
        """Let a user's token for an app be known."""
        self._users[keys.access_token] = keys

    def remove(self, token: str) -> None:
        """Let a user's token end."""
        self._users.pop(token, None)

    def add_app(self, key: str, secret: str) -> None:
        """Let an app be known."""
        self._apps[key] = secret

    def check_client_key(self, client_key: str) -> bool:
        return client_key.isalnum()

    def check_access_token(self, request_token: str) -> bool:
        return request_token.replace("-", "").isalnum()

    def check_nonce(self, nonce: str) -> bool:
        return nonce.isalnum()

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: str,
        nonce: str,
        request: Any,
        request_token: str | None = None,
        access_token: str | None = None,
    ) -> bool:
        del request, request_token
        use = (f"{client_key} {access_token}", timestamp, nonce)
        new = use not in self._seen
        self._seen.add(use)
        return new

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        del request
        return client_key in self._apps

    def validate_access_token(self, client_key: str, token: str, request: Any) -> bool:
        del request
        return token in self._users and self._users[token].api_key == client_key

    def validate_realms(
        self, client_key: str, token: str, request: Any, uri: str | None = None, realms: Any = None
    ) -> bool:
        del client_key, token, request, uri, realms
        return True

    def get_client_secret(self, client_key: str, request: Any) -> str:
        del request
        return self._apps.get(client_key, "nothing")

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        del client_key, request
        return self._users[token].access_token_secret if token in self._users else "nothing"
