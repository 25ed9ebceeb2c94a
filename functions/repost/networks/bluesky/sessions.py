"""Logins at a Bluesky server, kept as long as the environment lives: hosted servers allow few of them a day.

A session's token is good for about two hours, and a second token gets the next one.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from repost.base.patterns import pattern
from repost.base.secret import Secret
from repost.base.value import Value
from repost.networks.bluesky.refusals import (
    DROPPED,
    INACTIVE,
    NO_SESSION,
    SESSION_CASES,
    refusal_of,
)
from repost.networks.cases import error_of
from repost.networks.exchange import LARGEST_ANSWER, ask
from repost.web.replies import json_object, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping
    from datetime import datetime

    from repost.web.http import Http, Reply

LOGIN_SECONDS: Final = 8.0
REFRESH_SECONDS: Final = 4.0
SESSION_SECONDS: Final = LOGIN_SECONDS + REFRESH_SECONDS
"""The longest that it takes to get a session."""

_FRESH_FOR: Final = timedelta(hours=1)
_DID: Final = pattern(r"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,200}")
_TOKEN: Final = pattern(r"[!-~]{1,8000}")
_MOST_KEPT: Final = 5_000


class Session(Value, frozen=True):
    """Who is logged in, and the tokens that say so, which are as secret as the password."""

    did: str
    handle: str
    token: Secret
    refresh: Secret
    since: datetime

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token.reveal()}"}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        return (self.token, self.refresh)


_KEPT: Final[MutableMapping[Http, dict[str, Session]]] = WeakKeyDictionary()
"""The sessions of an environment, by its HTTP client, and by server, handle and password."""


class Login(Value, frozen=True):
    """Somebody's handle and app password, and the server's methods."""

    methods: str
    handle: Secret
    password: Secret

    def session(self, http: Http, now: datetime) -> Session:
        """The session that is kept, renewed if it is an hour old; a new one if there is none.

        Raises
        ------
        RetryLater
        AccountStopped
        """
        kept = _KEPT.setdefault(http, {})
        session = kept.get(self._key)
        if session and not timedelta() <= now - session.since < _FRESH_FOR:
            session = self._refreshed(session, http, now)
        if session is None:
            session = self._created(http, now)
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[self._key] = session
        return session

    def forget(self, http: Http) -> None:
        """Drop a session that its server no longer knows."""
        _KEPT.get(http, {}).pop(self._key, None)

    @property
    def _key(self) -> str:
        texts = (self.methods, self.handle.reveal(), self.password.reveal())
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()

    def _refreshed(self, session: Session, http: Http, now: datetime) -> Session | None:
        """The session that follows; None if the server wants a new login."""
        reply = self._ask(
            "refreshSession",
            http,
            REFRESH_SECONDS,
            headers={"Authorization": f"Bearer {session.refresh.reveal()}"},
        )
        refusal = refusal_of(reply, json_object(reply.body), (*self._secrets(), *session.secrets), now)
        if any(case.fits(refusal) for case in DROPPED):
            self.forget(http)
            return None
        return self._session(reply, now, session.secrets)

    def _created(self, http: Http, now: datetime) -> Session:
        who = {"identifier": self.handle.reveal().removeprefix("@"), "password": self.password.reveal()}
        return self._session(self._ask("createSession", http, LOGIN_SECONDS, json=who), now)

    def _session(self, reply: Reply, now: datetime, secrets: Iterable[Secret] = ()) -> Session:
        body = json_object(reply.body)
        did, token, refresh = (text_in(body, key) for key in ("did", "accessJwt", "refreshJwt"))
        given = tuple(map(Secret, filter(None, (token, refresh))))
        refusal = refusal_of(reply, body, (*self._secrets(), *secrets, *given), now)
        if reply.status != HTTPStatus.OK or not (_DID.fullmatch(did) and _TOKEN.fullmatch(token)):
            raise error_of(refusal, SESSION_CASES, NO_SESSION)
        if body.get("active") is False:
            raise INACTIVE.error(refusal)
        return Session(did, text_in(body, "handle") or did, Secret(token), Secret(refresh), now)

    def _secrets(self) -> tuple[Secret, Secret]:
        return (self.handle, self.password)

    def _ask(self, method: str, http: Http, seconds: float, **more: Any) -> Reply:
        url = f"{self.methods}/com.atproto.server.{method}"
        return ask(
            "Bluesky",
            lambda: http.request("POST", url, max_bytes=LARGEST_ANSWER, total_seconds=seconds, **more),
        )
