"""Who is at the door: a signed cookie names a member's link, a signed field shows that a form is ours.

Neither holds a secret of a network; whoever has the cookie may go on where its member is.
"""

from __future__ import annotations

from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from repost.base.value import Value
from repost.fleet.invitations import PAGE_LIVES, Invitation, PageLink
from repost.signing.tokens import TokenRefused, Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from repost.base.secret import Secret

_LONGEST_COOKIES: Final = 4_000


class Kind(Value, frozen=True):
    """What a session is for: the link that begins it, its cookie, and how long that and its forms are good.

    A cookie's prefix lets a browser take it only from this very host, over https or from this machine.
    """

    link: type[Invitation]
    cookie: str
    purpose: str
    lives: timedelta
    forms: timedelta


VISIT: Final = Kind(Invitation, "__Host-door", "visit", timedelta(hours=2), timedelta(hours=2))
"""To agree, and to connect an account."""

STAY: Final = Kind(PageLink, "__Host-page", "stay", PAGE_LIVES, timedelta(days=1))
"""To see a member's own page; each look at it begins its time afresh."""


class Session(Value, frozen=True):
    """A visit of a member, by its own number, and the link that it came with."""

    link: Invitation
    number: str


class Sessions:
    """Signs and reads cookies and the hidden fields of forms."""

    def __init__(self, key: Secret, kind: Kind) -> None:
        self._key = key
        self._kind = kind
        self._tokens = Tokens(key, kind.purpose)

    def cookie(self, session: Session, now: datetime) -> Cookie:
        """What a browser is to send back; no script and no other site's form gets it sent."""
        said = {
            "account": session.link.account,
            "word": session.link.word,
            "number": session.number,
        }
        return Cookie(
            self._kind.cookie,
            self._tokens.sign(said, now),
            path="/",
            max_age=int(self._kind.lives.total_seconds()),
            http_only=True,
            secure=True,
            same_site=SameSite.LAX_MODE,
        )

    def read(self, event: Mapping[str, Any], now: datetime) -> Session | None:
        """The session of a request; None if there is none, or no longer."""
        header = "; ".join([*event.get("cookies", ()), event.get("headers", {}).get("cookie", "")])
        if len(header) > _LONGEST_COOKIES:
            return None
        cookies = SimpleCookie()
        try:
            cookies.load(header)
            said = self._tokens.read(cookies[self._kind.cookie].value, now, self._kind.lives)
        except (CookieError, KeyError, TokenRefused):
            return None
        match said:
            case {"account": str(account), "word": str(word), "number": str(number)}:
                return Session(self._kind.link(account, word), number)
            case _:
                return None

    def field(self, session: Session, form: str, now: datetime) -> str:
        """What a form holds so that its answer counts: good for this session and this form."""
        return Tokens(self._key, f"form {form}").sign({"number": session.number}, now)

    def is_ours(self, session: Session, form: str, field: str, now: datetime) -> bool:
        """Whether a form's answer comes from a page that this session was shown."""
        try:
            said = Tokens(self._key, f"form {form}").read(field, now, self._kind.forms)
        except TokenRefused:
            return False
        return said == {"number": session.number}
