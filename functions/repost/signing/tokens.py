"""Tokens for links and buttons: signed, for one purpose, and only for a while.

A token isn't encrypted: whoever holds it can read what it says.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from repost.base.secret import Secret

LONGEST: Final = 2000
"""Characters that a token may have; longer ones are refused unread."""


class TokenRefused(Exception):
    """A token that isn't one of ours for this purpose, or no longer."""

    def __init__(self, *, is_expired: bool = False) -> None:
        super().__init__("the token has expired" if is_expired else "the token is not valid")
        self.is_expired = is_expired


class Tokens:
    """Signs and reads the tokens of one purpose, such as "invitation".

    Parameters
    ----------
    key : Secret
        What signs. A token for another purpose or signed by another key is refused.
    """

    def __init__(self, key: Secret, purpose: str) -> None:
        self._key = key
        self._purpose = purpose

    def sign(self, said: dict[str, Any], now: datetime) -> str:
        """A token that says this, in letters that an address may hold."""
        return self._serializer(now).dumps(said)

    def read(self, token: str, now: datetime, within: timedelta) -> dict[str, Any]:
        """What a token says that was signed within this time.

        Raises
        ------
        TokenRefused
            If it is not ours, for another purpose, from the future, or too old.
        """
        if len(token) > LONGEST:
            raise TokenRefused
        try:
            said = self._serializer(now).loads(token, max_age=int(within.total_seconds()))
        except SignatureExpired:
            raise TokenRefused(is_expired=True) from None
        except BadData:
            raise TokenRefused from None
        if not isinstance(said, dict):
            raise TokenRefused
        return said

    def _serializer(self, now: datetime) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._key.reveal(),
            salt=f"repost {self._purpose}",
            signer=_Signer,
            signer_kwargs={
                "now": now,
                "key_derivation": "hmac",
                "digest_method": hashlib.sha256,
            },
        )


class _Signer(TimestampSigner):
    """Its clock is the one that is passed in."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = int(now.timestamp())

    def get_timestamp(self) -> int:
        return self._now
