"""Bluesky: posts are records of the AT protocol, put under a key that was chosen before.

What its servers answer: https://github.com/bluesky-social/atproto, the lexicons and packages/pds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final
from urllib.parse import urlencode

from msgspec import Meta

from repost.errors import RetryLater
from repost.masked import Secret
from repost.networks.bluesky_record import COLLECTION, record, record_key, timestamp
from repost.networks.cases import (
    Answer,
    Case,
    credentials_refused,
    error_of,
    outcome_unknown,
    rejected,
    retry_later,
)
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish
from repost.networks.likeness import essence
from repost.networks.protocol import Post, Posted
from repost.networks.replies import json_object, later_instant, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.http import Http, Reply
    from repost.wording.limits import TextRules

_SESSION_SECONDS: Final = 8.0
_READ_SECONDS: Final = 8.0
_DID: Final = re.compile(r"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,200}")
_TOKEN: Final = re.compile(r"[!-~]{1,8000}")


class BlueskyCredentials(AccountCredentials, frozen=True, kw_only=True):
    """Who posts, and a password made for apps."""

    handle: Annotated[Secret, Meta(description='your handle without "@", such as me.bsky.social')]
    app_password: Annotated[
        Secret, Meta(description='an "app password" from Settings, Privacy and security at Bluesky')
    ]


@dataclass(frozen=True, slots=True)
class _Session:
    """Who is logged in, and the token that says so, which is as secret as the password."""

    did: str
    token: Secret

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token.reveal()}"}


@dataclass(frozen=True, slots=True)
class Bluesky:
    """The network Bluesky; `server` is where the account lives, or the entrance to it."""

    server: str = "https://bsky.social"
    post_seconds: float = 24.0

    name: ClassVar[str] = "bluesky"
    credentials: ClassVar[type[BlueskyCredentials]] = BlueskyCredentials
    reads_back: ClassVar[bool] = True
    find_seconds: ClassVar[float] = _SESSION_SECONDS + _READ_SECONDS

    def text_rules(self, http: Http) -> TextRules:  # noqa: ARG002 - Bluesky has the same rules everywhere
        """Always the same; see `Network.text_rules`."""
        from repost.wording import limits

        return limits.bluesky()

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:
        """The record's key and its time: with both, a repeat is the same record in the same place."""
        return {"rkey": record_key(token, now), "created_at": timestamp(now)}

    def post(self, post: Post, credentials: BlueskyCredentials, http: Http, now: datetime) -> Posted:
        """Log in, and put the record where it belongs if nothing else is there; see `Network.post`."""
        session = self._session(credentials, http, now)
        rkey = post.idempotency["rkey"]
        reply = publish(
            "Bluesky",
            lambda: http.request(
                "POST",
                self._url("com.atproto.repo.putRecord"),
                json={
                    "repo": session.did,
                    "collection": COLLECTION,
                    "rkey": rkey,
                    "record": record(post, post.idempotency["created_at"]),
                    "swapRecord": None,
                },
                headers=session.headers,
                max_bytes=LARGEST_ANSWER,
                total_seconds=self.post_seconds - _SESSION_SECONDS,
            ),
        )
        body = json_object(reply.body)
        if reply.status == HTTPStatus.OK and text_in(body, "uri") == _uri(session.did, rkey):
            return _posted(session.did, rkey)
        answer = _answer(reply, body, (*credentials.secrets, session.token), now)
        if post.resent and _TAKEN.fits(answer):
            return _posted(session.did, rkey)
        raise error_of(answer, _CASES, _UNCLEAR)

    def find(
        self,
        post: Post,
        credentials: BlueskyCredentials,
        http: Http,
        since: datetime,  # noqa: ARG002 - a key says more than a time
        now: datetime,
    ) -> Posted | None:
        """Look under the record's key; see `Network.find`."""
        rkey = post.idempotency.get("rkey")
        if not rkey:
            raise RetryLater("The post was not made for Bluesky, so that it can't be looked for there.")
        session = self._session(credentials, http, now)
        query = urlencode({"repo": session.did, "collection": COLLECTION, "rkey": rkey})
        reply = ask(
            "Bluesky",
            lambda: http.request(
                "GET",
                self._url(f"com.atproto.repo.getRecord?{query}"),
                headers=session.headers,
                max_bytes=LARGEST_ANSWER,
                total_seconds=_READ_SECONDS,
            ),
        )
        body = json_object(reply.body)
        value = body.get("value")
        if reply.status == HTTPStatus.OK and isinstance(value, dict):
            is_it = essence(text_in(value, "text")) == essence(post.text)
            return _posted(session.did, rkey) if is_it else None
        answer = _answer(reply, body, (*credentials.secrets, session.token), now)
        if any(case.fits(answer) for case in _ABSENT):
            return None
        raise error_of(answer, _ACCOUNT_CASES, _UNREADABLE)

    def _url(self, method: str) -> str:
        return f"{self.server.rstrip('/')}/xrpc/{method}"

    def _session(self, credentials: BlueskyCredentials, http: Http, now: datetime) -> _Session:
        """A new session: each is used once, and none is kept.

        Raises
        ------
        RetryLater
        AccountStopped
        """
        reply = ask(
            "Bluesky",
            lambda: http.request(
                "POST",
                self._url("com.atproto.server.createSession"),
                json={
                    "identifier": credentials.handle.reveal().removeprefix("@"),
                    "password": credentials.app_password.reveal(),
                },
                max_bytes=LARGEST_ANSWER,
                total_seconds=_SESSION_SECONDS,
            ),
        )
        body = json_object(reply.body)
        did, token = text_in(body, "did"), text_in(body, "accessJwt")
        tokens = [Secret(value) for key in ("accessJwt", "refreshJwt") if (value := text_in(body, key))]
        answer = _answer(reply, body, (*credentials.secrets, *tokens), now)
        if reply.status != HTTPStatus.OK or not (_DID.fullmatch(did) and _TOKEN.fullmatch(token)):
            raise error_of(answer, _SESSION_CASES, _NO_SESSION)
        if body.get("active") is False:
            raise _INACTIVE.error(answer)
        return _Session(did, Secret(token))


def _uri(did: str, rkey: str) -> str:
    return f"at://{did}/{COLLECTION}/{rkey}"


def _posted(did: str, rkey: str) -> Posted:
    return Posted(_uri(did, rkey), f"https://bsky.app/profile/{did}/post/{rkey}")


def _answer(reply: Reply, body: Mapping[str, Any], secrets: Iterable[Secret], now: datetime) -> Answer:
    error, message = text_in(body, "error"), text_in(body, "message")
    return Answer(
        status=reply.status,
        words=f"{error} {message}".lower() if body else _NOT_JSON,
        said=quotation(message or error, secrets),
        until=later_instant(reply.headers, now, "retry-after", "ratelimit-reset"),
        now=now,
    )


_NOT_JSON: Final = "(not json)"
_STORE: Final = "then store the app password again so that Repost goes on"
_ANY_REFUSAL: Final = frozenset(range(400, 500))
_UNCLEAR_STATUSES: Final = frozenset({302, 303, 304, 408, 409})

_UNCLEAR: Final = Case(
    (),
    outcome_unknown,
    "Bluesky did not say whether it took the post",
    ": Repost will look there whether it is out",
)
_UNREADABLE: Final = Case((), retry_later, "Bluesky does not show what became of a post")
_NO_SESSION: Final = Case((), retry_later, "Bluesky did not let Repost log in this time")
_INACTIVE: Final = Case(
    (),
    credentials_refused,
    "The account at Bluesky is not active",
    f": log in on bsky.app to see why, {_STORE}",
)
_TAKEN: Final = Case({400}, outcome_unknown, "Bluesky has another post in its place", marker="invalidswap")
_ABSENT: Final = (
    Case({400, 404}, rejected, "", marker="recordnotfound"),
    Case({400, 404}, rejected, "", marker="could not locate record"),
)

_ACCOUNT_CASES: Final = (
    Case(
        _ANY_REFUSAL,
        credentials_refused,
        "Bluesky has taken the account down",
        f": settle that with Bluesky, {_STORE}",
        marker="accounttakedown",
    ),
    Case(
        _ANY_REFUSAL,
        credentials_refused,
        "The account at Bluesky is deactivated",
        f": activate it, {_STORE}",
        marker="accountdeactivated",
    ),
)

_SESSION_CASES: Final = (
    *_ACCOUNT_CASES,
    Case(
        {400, 401},
        credentials_refused,
        "Bluesky wants a code that it sent by mail",
        ": store an app password, made under Settings, Privacy and security, in place of the account's own",
        marker="authfactortokenrequired",
    ),
    Case(
        {401},
        credentials_refused,
        "Bluesky does not accept the handle and the app password",
        ": make a new app password under Settings, Privacy and security, and store it",
    ),
    Case({429}, retry_later, "Bluesky takes no more logins for now"),
    Case(
        {301, 302, 303, 307, 308, 404, 405, 410, 501},
        retry_later,
        "No Bluesky server answers there",
        ": bluesky.server in the settings must be its very address",
    ),
)

# The first that fits counts; where none does, nothing is clear.
_CASES: Final = (
    *_ACCOUNT_CASES,
    _TAKEN,
    Case({400}, retry_later, "Bluesky dropped the login this time", marker="expiredtoken"),
    Case({400}, retry_later, "Bluesky dropped the login this time", marker="invalidtoken"),
    Case({401}, retry_later, "Bluesky dropped the login this time"),
    Case({400}, retry_later, "Bluesky does not find the account", marker="could not find repo"),
    Case({403}, retry_later, "Something before Bluesky refused the request", marker=_NOT_JSON),
    Case({429}, retry_later, "Bluesky takes no more posts for now"),
    Case({400, 403, 413, 422}, rejected, "Bluesky refuses this post"),
    Case(
        frozenset(range(300, 500)) - _UNCLEAR_STATUSES,
        retry_later,
        "Bluesky did not take the post, which is no fault of the article",
    ),
)
