"""Invitations: each is for one member and lets that member connect an account once, within a week.

The link holds a signed token. What makes it usable once is a word that the member's row knows, too: a newer
invitation has another word, and the row says whether it has been used.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from msgspec.structs import replace

from repost.base.value import Value
from repost.signing.tokens import TokenRefused, Tokens

if TYPE_CHECKING:
    from datetime import datetime

    from repost.base.secret import Secret
    from repost.fleet.roster import Member

KEY: Final = "door"
"""The purpose of the key that signs invitations and everything else at the door."""

LIVES: Final = timedelta(days=7)
_PURPOSE: Final = "invitation"
_PATH: Final = "join"


class Invitation(Value, frozen=True):
    """Whom it is for, by the name of the account, and its word."""

    account: str
    word: str

    @classmethod
    def read(cls, token: str, key: Secret, now: datetime) -> Self:
        """What a link's token says.

        Raises
        ------
        TokenRefused
        """
        match Tokens(key, _PURPOSE).read(token, now, LIVES):
            case {"account": str(account), "word": str(word)} if account and word:
                return cls(account, word)
            case _:
                raise TokenRefused

    def link(self, door: str, key: Secret, now: datetime) -> str:
        """The link that a member gets."""
        token = Tokens(key, _PURPOSE).sign({"account": self.account, "word": self.word}, now)
        return f"{door.rstrip('/')}/{_PATH}/{token}"

    def is_for(self, member: Member | None) -> bool:
        """Whether it is the latest invitation of a member who hasn't left."""
        return bool(
            member and not member.left and member.name == self.account and member.invitation == self.word
        )


def invited(member: Member, word: str, now: datetime) -> Member:
    """The row of a member who has just been invited; earlier invitations are no longer of use."""
    return replace(member, invited=now, invitation=word, used_by="")


def waits(member: Member) -> bool:
    """Whether a member has yet to agree, or to connect an account that works."""
    return not member.left and (not member.consent or not member.connected or member.reconnect)
