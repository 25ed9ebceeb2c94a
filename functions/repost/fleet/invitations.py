"""Links to the door: invitations, which let a member connect an account once, and those to the member's page.

Each holds a signed token, and a word that the member's row knows, too. A newer link with another word ends
those before it, and the row says whether an invitation has been used.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

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
PAGE_LIVES: Final = timedelta(days=30)


class Invitation(Value, frozen=True):
    """Whom it is for, by the name of the account, and its word."""

    account: str
    word: str

    purpose: ClassVar[str] = "invitation"
    path: ClassVar[str] = "join"
    lives: ClassVar[timedelta] = LIVES

    @classmethod
    def read(cls, token: str, key: Secret, now: datetime) -> Self:
        """What a link's token says.

        Raises
        ------
        TokenRefused
        """
        match Tokens(key, cls.purpose).read(token, now, cls.lives):
            case {"account": str(account), "word": str(word)} if account and word:
                return cls(account, word)
            case _:
                raise TokenRefused

    def link(self, door: str, key: Secret, now: datetime) -> str:
        """The link that a member gets."""
        token = Tokens(key, self.purpose).sign({"account": self.account, "word": self.word}, now)
        return f"{door.rstrip('/')}/{self.path}/{token}"

    def is_for(self, member: Member | None) -> bool:
        """Whether it is the latest invitation of a member who hasn't left."""
        return bool(
            member and not member.left and member.name == self.account and member.invitation == self.word
        )

    def may_use(self, member: Member, visit: str) -> bool:
        """Whether a visit, by its number, may go on: an invitation is used up by one of them."""
        return member.used_by in {"", visit}


class PageLink(Invitation, frozen=True):
    """It leads to a member's own page, which connects nothing by itself."""

    purpose: ClassVar[str] = "member"
    path: ClassVar[str] = "me"
    lives: ClassVar[timedelta] = PAGE_LIVES

    def is_for(self, member: Member | None) -> bool:
        """Whether it is of the latest links to the page of a member who hasn't left."""
        return bool(
            member and not member.left and member.name == self.account and member.page_word == self.word
        )

    def may_use(self, member: Member, visit: str) -> bool:  # noqa: ARG002 - everyone with the link
        """Always; see `Invitation.may_use`."""
        return True


def invited(member: Member, word: str, now: datetime) -> Member:
    """The row of a member who has just been invited; earlier invitations are no longer of use."""
    return replace(member, invited=now, invitation=word, used_by="")


def with_page(member: Member, word: str, *, is_new: bool = False) -> Member:
    """The row of a member with an own page; with a new word, earlier links to it are no longer of use."""
    return member if member.page_word and not is_new else replace(member, page_word=word)


def waits(member: Member) -> bool:
    """Whether a member has yet to agree, or to connect an account that works."""
    return not member.left and (not member.consent or not member.connected or member.reconnect)
