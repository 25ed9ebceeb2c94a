"""X: posts by API v2, signed with OAuth 1.0a.

What X answers is described at https://docs.x.com/x-api/fundamentals/response-codes-and-errors; what it
answers besides, in the issues of its clients.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from repost.masked import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.cases import (
    Answer,
    Case,
    credentials_refused,
    error_of,
    exhausted_for_a_day,
    exhausted_for_the_month,
    outcome_unknown,
    rejected,
    retry_later,
)
from repost.networks.credentials import AccountCredentials
from repost.networks.exchange import LARGEST_ANSWER, ask, publish
from repost.networks.protocol import Post, Posted
from repost.networks.replies import json_object, quotation, text_in
from repost.networks.x_timeline import found, posted_as

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.http import Auth, Http, Reply
    from repost.wording.limits import TextRules

_MOST_PAGES: Final = 3
_LARGEST_PAGE: Final = 2_000_000
_READ_SECONDS: Final = 6.0


class XCredentials(AccountCredentials, frozen=True, kw_only=True):
    """The keys and tokens of an app, under the names that X's developer portal gives them."""

    api_key: Annotated[Secret, Meta(description='the "API Key" of your app in X\'s developer portal')]
    api_key_secret: Annotated[
        Secret, Meta(description='the "API Key Secret" of your app in X\'s developer portal')
    ]
    access_token: Annotated[
        Secret, Meta(description='the "Access Token" of your app in X\'s developer portal')
    ]
    access_token_secret: Annotated[
        Secret, Meta(description='the "Access Token Secret" of your app in X\'s developer portal')
    ]


@dataclass(frozen=True, slots=True)
class X:
    """The network X; `api` is where it answers, `post_seconds` the longest that a post takes."""

    api: str = "https://api.x.com"
    post_seconds: float = 20.0

    name: ClassVar[str] = "x"
    credentials: ClassVar[type[XCredentials]] = XCredentials
    reads_back: ClassVar[bool] = True
    find_seconds: ClassVar[float] = _READ_SECONDS * (1 + _MOST_PAGES)

    def text_rules(self, http: Http) -> TextRules:  # noqa: ARG002 - X has the same rules for everybody
        """Always the same; see `Network.text_rules`."""
        from repost.wording import limits

        return limits.X

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002 - nothing to make it of
        """Nothing: X knows no way to make a repeat harmless but its refusal of duplicates."""
        return {}

    def post(self, post: Post, credentials: XCredentials, http: Http, now: datetime) -> Posted:
        """Post to the account's timeline; see `Network.post`."""
        reply = publish(
            "X",
            lambda: http.request(
                "POST",
                f"{self.api}/2/tweets",
                auth=_signature(credentials),
                json={"text": post.text},
                max_bytes=LARGEST_ANSWER,
                total_seconds=self.post_seconds,
            ),
        )
        body = json_object(reply.body)
        if posted := _posted(reply.status, body):
            return posted
        answer = _answer(reply, body, credentials, now)
        case = next((case for case in _CASES if case.fits(answer)), _UNCLEAR)
        if case is _DUPLICATE and post.resent:
            return Posted("", "")
        raise case.error(answer)

    def find(
        self, post: Post, credentials: XCredentials, http: Http, since: datetime, now: datetime
    ) -> Posted | None:
        """Look for it in the account's own timeline; see `Network.find`."""

        def read(path: str) -> Mapping[str, Any]:
            reply = ask(
                "X",
                lambda: http.request(
                    "GET",
                    self.api + path,
                    auth=_signature(credentials),
                    max_bytes=_LARGEST_PAGE,
                    total_seconds=_READ_SECONDS,
                ),
            )
            body = json_object(reply.body)
            if reply.status != HTTPStatus.OK or not body:
                raise error_of(_answer(reply, body, credentials, now), _READING_CASES, _UNREADABLE)
            return body

        return found(post, read, since, most_pages=_MOST_PAGES)


def _signature(credentials: XCredentials) -> Auth:
    """What signs a request; a JSON body is no part of what is signed (RFC 5849, section 3.4.1.3.1)."""
    import logging

    from oauthlib.oauth1 import Client

    logging.getLogger("oauthlib").setLevel(logging.WARNING)  # at DEBUG it logs the Authorization header
    client = Client(
        credentials.api_key.reveal(),
        credentials.api_key_secret.reveal(),
        credentials.access_token.reveal(),
        credentials.access_token_secret.reveal(),
    )

    def sign(method: str, url: str) -> Mapping[str, str]:
        headers: Mapping[str, str]
        _, headers, _ = client.sign(url, method)  # type: ignore[arg-type] # its stubs list the methods
        return headers

    return sign


def _posted(status: int, body: Mapping[str, Any]) -> Posted | None:
    """The post, where X says that it made one; `errors` may stand beside it."""
    remote_id = text_in(body.get("data"), "id")
    if status in {HTTPStatus.OK, HTTPStatus.CREATED} and (named := posted_as(remote_id)):
        return named
    # "Created" means that the post exists, whatever became of the rest of the answer.
    return Posted("", "") if status == HTTPStatus.CREATED and "errors" not in body else None


def _answer(reply: Reply, body: Mapping[str, Any], credentials: XCredentials, now: datetime) -> Answer:
    """Both forms that X's errors take: a problem, and the older list of errors."""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    problem = text_in(body, "type") or text_in(first, "type")
    detail = text_in(body, "detail") or text_in(first, "detail", "message") or text_in(body, "title", "error")
    return Answer(
        status=reply.status,
        words=f"{problem} {detail}".lower() if body else _NOT_JSON,
        said=quotation(detail, credentials.secrets),
        until=_reset(reply.headers, now),
        now=now,
    )


def _reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the last of the limits that are used up starts anew: within a day, or X said nothing usable."""
    resets = []
    for limit in ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour"):
        seconds = headers.get(f"{limit}-reset", "")
        if headers.get(f"{limit}-remaining", "0") == "0" and re.fullmatch(r"[0-9]{1,11}", seconds):
            resets.append(datetime.fromtimestamp(int(seconds), UTC))
    return max((reset for reset in resets if now < reset <= now + timedelta(hours=25)), default=None)


_NOT_JSON: Final = "(not json)"
_STORE: Final = "then store the keys again so that Repost goes on"
_UNCLEAR_STATUSES: Final = frozenset({302, 303, 304, 408, 409})
"""Conflict, time-out and "see there" don't tell what became of the request."""

_DUPLICATE: Final = Case(
    {403}, rejected, "X has this very text from this account already", marker="duplicate"
)
_UNCLEAR: Final = Case(
    (),
    outcome_unknown,
    "X did not say whether it took the post",
    ": Repost will look there whether it is out",
)

_KEYS_REFUSED: Final = Case(
    {401},
    credentials_refused,
    "X does not accept the keys",
    ": generate all four anew in X's developer portal and store them",
)
_CREDITS_USED_UP: Final = Case(
    {402},
    exhausted_for_a_day,
    "The credits at X are used up",
    ": buy some in X's developer portal; Repost tries again in a day",
)

_READING_CASES: Final = (_KEYS_REFUSED, _CREDITS_USED_UP)
_UNREADABLE: Final = Case((), retry_later, "X does not show what became of a post")

# The first that fits counts; where none does, nothing is clear. Of a problem's type the end alone is matched:
# it is an address whose host varies between api.twitter.com and api.x.com.
_CASES: Final = (
    _KEYS_REFUSED,
    _CREDITS_USED_UP,
    _DUPLICATE,
    Case(
        {403},
        credentials_refused,
        "The app at X may only read",
        ': give it "Read and write" in X\'s developer portal, then generate the access token and its secret '
        "anew and store them",
        marker="/oauth1-permissions",
    ),
    Case(
        {403},
        credentials_refused,
        "X does not let this app post",
        f": attach it to a project and a plan in X's developer portal, {_STORE}",
        marker="/client-forbidden",
    ),
    Case(
        {403},
        credentials_refused,
        "X has suspended the account or the app",
        f": settle that with X, {_STORE}",
        marker="suspended",
    ),
    Case(
        {403},
        credentials_refused,
        "X has locked the account",
        f": log in on x.com to unlock it, {_STORE}",
        marker="temporarily locked",
    ),
    # X says so now and then of a request that is signed like all others.
    Case(
        {403},
        retry_later,
        "X did not recognise the signature this time",
        marker="/unsupported-authentication",
    ),
    Case({403}, retry_later, "X takes no post of this account for now", marker="try again later"),
    Case({403}, retry_later, "The account has reached X's limit of posts for now", marker="update limit"),
    Case({403}, retry_later, "Something before X refused the request", marker=_NOT_JSON),
    Case(
        {429},
        exhausted_for_the_month,
        "The month's posts at X are used up",
        ": raise the cap in X's developer portal or wait for the next month",
        marker="/usage-capped",
    ),
    Case({429}, retry_later, "X takes no more posts for now"),
    Case({400, 403, 413, 422}, rejected, "X refuses this post"),
    Case(
        frozenset(range(300, 500)) - _UNCLEAR_STATUSES,
        retry_later,
        "X did not take the post, which is no fault of the article",
    ),
)
