"""A stand-in for Threads: makes Threads' checks, and refuses as Threads does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Request, Response, json_response
from local.networks.graph import graph_error, graph_token
from local.networks.oauth2 import App, OAuth2Server, Ways
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

APP: Final = App.of("Threads", page=True, digits=True)
_LONGEST: Final = 500
_MOST_LINKS: Final = 5
_POSTS_A_DAY: Final = 250
_LARGEST_PAGE: Final = 100
_LIFETIME: Final = timedelta(days=60)
_LINK: Final = re.compile(r"https?://\S+")
_EMOJI: Final = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]")

REFUSALS: Final[Mapping[str, Response]] = {
    "invalid token": graph_error(401, 190, "Invalid OAuth access token - Cannot parse access token"),
    "expired token": graph_error(
        401,
        190,
        "Error validating access token: Session has expired on Wednesday, 10-Dec-25 20:00:00 PST.",
        463,
    ),
    "no permission": graph_error(
        403, 10, "Application does not have permission for this action", kind="THApiException"
    ),
    "no publishing": graph_error(
        403, 200, "(#200) Requires threads_content_publish permission", kind="THApiException"
    ),
    "app throttled": graph_error(400, 4, "Application request limit reached"),
    "calls too fast": graph_error(400, 613, "Calls to this api have exceeded the rate limit."),
    "daily limit": graph_error(
        400, 9, "The user has reached the maximum number of posts in the 24-hour period.", 2207042
    ),
    "blocked": graph_error(403, 368, "The action attempted has been deemed abusive"),
    "restricted": graph_error(400, -1, "User restricted", 4279013),
    "certain activity": graph_error(
        400, -1, "We restrict certain activity to protect our community.", 2207051
    ),
    "invalid parameter": graph_error(
        400,
        100,
        "Param text must be at most 500 characters long.",
        kind="THApiException",
        error_user_msg="The text is too long.",
    ),
    "too many links": graph_error(
        400, 100, "THREADS_API__LINK_LIMIT_EXCEEDED", kind="THApiException", error_user_title="Too many links"
    ),
    "blocked on the way": Response(403, b"<html><body>Forbidden</body></html>"),
    "too many requests": Response(429),
    "unknown error": graph_error(500, 1, "An unknown error occurred"),
    "service error": graph_error(500, 2, "An unexpected error has occurred.", is_transient=True),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
}
"""Refusals of both steps by what they mean, also for `fail_next`."""

CARD_REFUSALS: Final[Mapping[str, Response]] = {
    "card refused": graph_error(400, 100, "Param link_attachment is not a valid URL", kind="THApiException"),
    "card not read": graph_error(500, -1, "Open Graph data could not be read.", 4279047),
}
"""What Threads says about a link's card: the first for a new container, the second when it is published."""

MISSING: Final = graph_error(
    400,
    24,
    "The requested resource does not exist",
    4279009,
    is_transient=False,
    error_user_title="Media Not Found",
    error_user_msg="The media with id 18058571375416420 cannot be found.",
)
"""What publishing says about a container that isn't there, or not yet."""
NO_INSIGHTS: Final = graph_error(
    500, 10, "Application does not have permission for this action", kind="THApiException"
)
"""What a token without threads_manage_insights gets."""
NOT_SHOWN: Final = graph_error(400, 100, "Tried accessing nonexisting field (status)", kind="THApiException")
"""What may be said about the status of a container that became a post."""


@dataclass(frozen=True, slots=True)
class ThreadsPost:
    """One post; `link` is that of its card, `created_at` ISO 8601, in UTC."""

    id: str
    username: str
    text: str
    link: str
    created_at: str


@dataclass(slots=True)
class Container:
    """A prepared post; `created_at` in UTC."""

    username: str
    text: str
    link: str
    created_at: datetime
    status: str = "FINISHED"


@dataclass
class _Accounts:
    tokens: dict[str, str] = field(default_factory=dict)
    containers: dict[str, Container] = field(default_factory=dict)


class ThreadsStandIn(SimpleStandIn):
    """Threads with a few users.

    Attributes
    ----------
    shows_insights : bool
        Whether the tokens have threads_manage_insights.
    renewals : int
        How many access tokens were renewed.
    """

    kind = ThreadsPost
    shows_insights = True

    def open_accounts(self) -> None:
        self.renewals = 0
        self.oauth = OAuth2Server("Threads", self.usernames, self._clock, WAYS, _token_answer, APP)
        self._accounts = _Accounts({graph_token("Threads", name): name for name in self.usernames})

    @staticmethod
    def secret(username: str) -> str:
        return f'access_token = "{graph_token("Threads", username)}"\n'

    @classmethod
    def app(cls) -> str:
        return APP.document

    @property
    def containers(self) -> dict[str, Container]:
        """The prepared posts, by id."""
        return self._accounts.containers

    def answer(self, request: Request) -> Response:
        if (request.method, request.path) == ("GET", "/access_token"):
            return self._exchange(request.query)
        return self.oauth.answer(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        if "access_token" in request.query:
            return Response(500, b"a token in an address")
        user = self._accounts.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if not user:
            return REFUSALS["invalid token"]
        match request.method, request.path.split("/")[1:]:
            case "GET", ["refresh_access_token"]:
                return self._renew(user, request.query)
            case "POST", ["v1.0", "me", "threads"]:
                return self._prepare(user, request.form)
            case "POST", ["v1.0", "me", "threads_publish"]:
                return self._publish(user, request.form.get("creation_id", ""))
            case "GET", ["v1.0", *path]:
                return self._show(user, path, request.query)
            case "DELETE", ["v1.0", *path]:
                return self._forget_app(user) if path == ["me", "permissions"] else self._delete(user, *path)
            case _:
                return MISSING

    def _forget_app(self, user: str) -> Response:
        """Let every token of the app end that is this user's."""
        self._accounts.tokens = {token: name for token, name in self._accounts.tokens.items() if name != user}
        return json_response(200, {"success": True})

    def _show(self, user: str, path: list[str], query: Mapping[str, str]) -> Response:
        match path:
            case ["me"]:
                return json_response(200, {"id": id_of(user), "username": user})
            case ["me", "threads_publishing_limit"]:
                used = sum(post.username == user for post in self.posts)
                config = {"quota_total": _POSTS_A_DAY, "quota_duration": 86400}
                return json_response(200, {"data": [{"quota_usage": used, "config": config}]})
            case ["me", "threads"]:
                return self._page(user, query)
            case [number, "insights"]:
                return self._insights(user, number, query)
            case [number]:
                return self._one(number, query)
            case _:
                return MISSING

    def _insights(self, user: str, number: str, query: Mapping[str, str]) -> Response:
        if not self.shows_insights:
            return NO_INSIGHTS
        for post in self.posts:
            if (post.id, post.username) == (number, user):
                counts = self.shares_of_acts(post, "likes", "replies", "reposts", "quotes")
                counts |= {"views": 300, "shares": 0}
                metrics = [
                    {"name": name, "period": "lifetime", "values": [{"value": counts[name]}]}
                    for name in query.get("metric", "").split(",")
                ]
                return json_response(200, {"data": metrics})
        return MISSING

    def _prepare(self, user: str, form: Mapping[str, str]) -> Response:
        text, link = form.get("text", ""), form.get("link_attachment", "")
        if form.get("media_type") != "TEXT" or not text.strip() or counted_by_threads(text) > _LONGEST:
            return REFUSALS["invalid parameter"]
        if not set(form) <= {"media_type", "text", "link_attachment"}:
            return REFUSALS["invalid parameter"]
        if len({*_LINK.findall(text), *([link] if link else [])}) > _MOST_LINKS:
            return REFUSALS["too many links"]
        number = str(17_000_000_000_000_000 + len(self.containers))
        self.containers[number] = Container(user, text, link, self._clock())
        return json_response(200, {"id": number})

    def _publish(self, user: str, number: str) -> Response:
        container = self.containers.get(number)
        if not container or container.username != user or container.status != "FINISHED":
            return MISSING
        now = self._clock()
        if now - container.created_at > timedelta(days=1):
            return MISSING
        today = [
            post for post in self.posts if now - datetime.fromisoformat(post.created_at) < timedelta(days=1)
        ]
        if sum(post.username == user for post in today) >= _POSTS_A_DAY:
            return REFUSALS["daily limit"]
        container.status = "PUBLISHED"
        last = max((int(post.id) for post in self.posts), default=18_000_000_000_000_000)
        post = ThreadsPost(str(last + 1), user, container.text, container.link, now.isoformat())
        self.add(post)
        return json_response(200, {"id": post.id})

    def _one(self, number: str, query: Mapping[str, str]) -> Response:
        fields = query.get("fields", "").split(",")
        if container := self.containers.get(number):
            is_old = self._clock() - container.created_at > timedelta(days=1)
            status = "EXPIRED" if is_old and container.status == "FINISHED" else container.status
            return json_response(200, {"id": number, "status": status})
        for post in self.posts:
            if post.id == number:
                return NOT_SHOWN if "status" in fields else json_response(200, _shown(post))
        return MISSING

    def _page(self, user: str, query: Mapping[str, str]) -> Response:
        """The newest first; those that follow `after`."""
        since = datetime.fromtimestamp(int(query.get("since", "0")), UTC)
        posts = [
            post
            for post in reversed(self.posts)
            if post.username == user and datetime.fromisoformat(post.created_at) >= since
        ]
        size, start = min(int(query.get("limit", "25")), _LARGEST_PAGE), int(query.get("after", "0"))
        some = posts[start : start + size]
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(posts):
            paging["next"] = f"{self.url}/v1.0/1815/threads?access_token=secret&after={start + size}"
        return json_response(200, {"data": list(map(_shown, some)), "paging": paging if some else {}})

    def _delete(self, user: str, post_id: str) -> Response:
        for post in self.posts:
            if (post.id, post.username) == (post_id, user):
                self.remove(post)
                return json_response(200, {"success": True, "deleted_id": post_id})
        return MISSING

    def _exchange(self, query: Mapping[str, str]) -> Response:
        """A token of 60 days for one of an hour."""
        names = {_short_token(name): name for name in self.usernames}
        user = names.get(query.get("access_token", ""))
        if query.get("client_secret") != APP.client_secret:
            return graph_error(400, 1, "Error validating client secret.")
        if query.get("grant_type") != "th_exchange_token" or not user:
            return REFUSALS["invalid token"]
        seconds = int(_LIFETIME.total_seconds())
        body = {"access_token": graph_token("Threads", user), "token_type": "bearer", "expires_in": seconds}
        return json_response(200, body)

    def _renew(self, user: str, query: Mapping[str, str]) -> Response:
        """A new token; the old one stays valid until it expires."""
        if query.get("grant_type") != "th_refresh_token":
            return REFUSALS["invalid parameter"]
        self.renewals += 1
        token = graph_token(f"Threads, renewed {self.renewals} times,", user)
        self._accounts.tokens[token] = user
        seconds = int(_LIFETIME.total_seconds())
        return json_response(200, {"access_token": token, "token_type": "bearer", "expires_in": seconds})


def _shown(post: ThreadsPost) -> dict[str, Any]:
    address = f"https://www.threads.com/@{post.username}/post/{post.id}"
    return {"id": post.id, "text": post.text, "permalink": address, "timestamp": post.created_at}


def id_of(username: str) -> str:
    """A user's id: each has one."""
    return str(int.from_bytes(username.encode()))


def counted_by_threads(text: str) -> int:
    """Characters, except that emoji count their bytes in UTF-8."""
    return sum(len(sign.encode()) if _EMOJI.match(sign) else 1 for sign in text)


def _short_token(username: str) -> str:
    return graph_token("Threads, for an hour,", username)


def _token_answer(username: str, scopes: str) -> Mapping[str, Any]:
    """Without a type of token and without scopes."""
    del scopes
    return {"access_token": _short_token(username), "user_id": int(id_of(username))}


def _refused(code: str, description: str) -> Response:
    del description
    if code == "invalid_client":
        return json_response(
            400,
            {"error_type": "OAuthException", "code": 400, "error_message": "Error validating client secret."},
        )
    why = "Matching code was not found or was already used"
    return json_response(400, {"error_type": "OAuthException", "code": 400, "error_message": why})


WAYS: Final = Ways(
    "/oauth/authorize",
    "/oauth/access_token",
    frozenset({"threads_basic", "threads_content_publish", "threads_delete"}),
    joint=",",
    adds_to_no={
        "error_reason": "user_denied",
        "error_description": "The user denied your request",
    },
    suffix="#_",
    code_lives=timedelta(hours=1),
    refuses=_refused,
)

STAND_IN: Final = ThreadsStandIn
