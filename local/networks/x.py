"""A stand-in for X: makes X's checks, and refuses as X does.

Signatures are verified by oauthlib's server side, which is not the code that signs; their age is measured by
the machine's own clock, everything else by `clock`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from oauthlib.oauth1 import ResourceEndpoint

from local.base.server import Request, Response, json_response
from local.networks.oauth1 import Keys, Users
from local.networks.social import SocialStandIn
from local.networks.x_answers import DELETION_REFUSALS, REFUSALS, invalid_request, problem
from local.networks.x_authorization import APP, Authorizations
from local.networks.x_media import Pictures
from local.networks.x_timeline import Stored, page, shown, wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_SNOWFLAKE_EPOCH: Final = datetime(2010, 11, 4, 1, 42, 54, 657000, UTC)
_PROPERTIES: Final = {
    "card_uri",
    "community_id",
    "direct_message_deep_link",
    "edit_options",
    "for_super_followers_only",
    "geo",
    "made_with_ai",
    "media",
    "nullcast",
    "poll",
    "quote_tweet_id",
    "reply",
    "reply_settings",
    "share_with_followers",
    "text",
}
_TOKEN: Final = re.compile(r'oauth_token="([^"]+)"')
_POSTED_TO: Final = {"/1.1/oauth/invalidate_token", "/2/tweets", "/2/media/upload", "/2/media/metadata"}
_CASHTAG: Final = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)")
_WINDOW: Final = timedelta(minutes=15)
_POSTS_A_WINDOW: Final = 100
_DUPLICATES_FOR: Final = timedelta(hours=12)
_LONGEST_TEXT: Final = 280
_CLICKS_FOR: Final = timedelta(days=30)
_MOST_IDS: Final = 100


class XStandIn(SocialStandIn):
    """X with a few users.

    Parameters
    ----------
    users : sequence of Keys
        Who may post.
    clock : callable
        Gives the time, in UTC.
    file : path, optional
        Where the posts are kept, so that the next run starts with them.

    Attributes
    ----------
    read_only : bool
        Whether the app is only allowed to read.
    pictures : Pictures
        What was uploaded.
    """

    def __init__(
        self, users: Sequence[Keys], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> None:
        super().__init__(Stored, clock, file, port)
        self._users = Users(users)
        self._endpoint = ResourceEndpoint(self._users)
        self.oauth = Authorizations(users, self._users, clock, self._add)
        self._names = {keys.access_token: keys.username for keys in users}
        self._ids = {keys.username: keys.access_token.partition("-")[0] for keys in users}
        self._window_starts: dict[str, datetime] = {}
        self._window_uses: dict[str, int] = {}
        self.read_only = False
        self.pictures = Pictures()

    @classmethod
    def of(
        cls, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> Self:
        return cls([Keys.of(username) for username in usernames], clock, file, port)

    @staticmethod
    def secret(username: str) -> str:
        return Keys.of(username).document

    @classmethod
    def app(cls) -> str:
        return APP.document

    def _add(self, keys: Keys) -> None:
        """Let somebody use an app that they said yes to."""
        self._users.add(keys)
        self._names[keys.access_token] = keys.username

    def answer(self, request: Request) -> Response:
        return self.oauth.answer(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        timeline = re.fullmatch(r"/2/users/([0-9]+)/tweets", request.path)
        post = re.fullmatch(r"/2/tweets/([0-9]+)", request.path)
        by_ids = request.path == "/2/tweets" and request.method == "GET"
        method = "GET" if by_ids else "POST" if request.path in _POSTED_TO else "DELETE" if post else "GET"
        if not timeline and not post and request.path not in _POSTED_TO | {"/2/users/me"}:
            return problem(404, "Not Found", "Not Found")
        if request.method != method:
            return problem(405, "Method Not Allowed", "Method Not Allowed")
        username = self._signed_by(request)
        if not username:
            return REFUSALS["unauthorized"]
        if timeline:
            return page(self._posts_of(timeline[1]), request.query, self._metrics)
        return self._by_ids(username, request.query) if by_ids else self._answer_to(username, request)

    def _answer_to(self, username: str, request: Request) -> Response:
        post = re.fullmatch(r"/2/tweets/([0-9]+)", request.path)
        match request.path:
            case _ if post:
                return self._delete(username, post[1])
            case "/1.1/oauth/invalidate_token":
                return self._invalidate(request)
            case "/2/users/me":
                return self._me(username, request.query)
            case "/2/media/upload" | "/2/media/metadata":
                return self.pictures.answer(request)
            case _:
                return self._post(request, username)

    def _invalidate(self, request: Request) -> Response:
        """Let the token end that the request is signed with."""
        [token] = _TOKEN.findall(request.headers["authorization"])
        self._users.remove(token)
        return json_response(200, {"access_token": token})

    def _by_ids(self, username: str, query: Mapping[str, str]) -> Response:
        """Posts by their ids; those that aren't there are errors beside the others."""
        ids, fields = query.get("ids", "").split(","), query.get("tweet.fields", "").split(",")
        if not 0 < len(ids) <= _MOST_IDS:
            return invalid_request(f"The number of values in the `ids` query parameter list [{len(ids)}] ...")
        known = {post.id: post for post in self.posts if post.username == username}
        found = [known[number] for number in ids if number in known]
        data = [shown(post) | wanted(self._metrics(post), fields) for post in found]
        gone = [{"value": number, "title": "Not Found Error"} for number in ids if number not in known]
        body: dict[str, Any] = {"data": data} if data else {}
        return json_response(200, body | ({"errors": gone} if gone else {}))

    def _metrics(self, post: Stored) -> dict[str, Any]:
        """What X shows to the author: clicks for thirty days only."""
        counts = self.shares_of_acts(post, "like_count", "retweet_count", "reply_count", "quote_count")
        metrics: dict[str, Any] = {"public_metrics": counts | {"bookmark_count": 0, "impression_count": 300}}
        if self._clock() - datetime.fromisoformat(post.created_at) < _CLICKS_FOR:
            clicks = {"url_link_clicks": self.acts_on(post), "user_profile_clicks": 1, "engagements": 9}
            metrics["non_public_metrics"] = clicks
        return metrics

    def _me(self, username: str, query: Mapping[str, str]) -> Response:
        user: dict[str, Any] = {"id": self._ids[username], "name": username, "username": username}
        if "public_metrics" in query.get("user.fields", "").split(","):
            user["public_metrics"] = {"tweet_count": len(self._posts_of(self._ids[username]))}
        return json_response(
            200, {"data": user}, {"x-access-level": "read" if self.read_only else "read-write"}
        )

    def _delete(self, username: str, post_id: str) -> Response:
        if self.read_only:
            return REFUSALS["read-only app"]
        there = next((post for post in self.posts if post.id == post_id), None)
        if not there:
            return DELETION_REFUSALS["no such post"]
        if there.username != username:
            return DELETION_REFUSALS["another's post"]
        self.remove(there)
        return json_response(200, {"data": {"deleted": True}})

    def _posts_of(self, user_id: str) -> list[Stored]:
        """Newest first."""
        return [post for post in reversed(self.posts) if self._ids.get(post.username) == user_id]

    def _post(self, request: Request, username: str) -> Response:
        if self.read_only:
            return REFUSALS["read-only app"]
        limits = self._count(username)
        if limits["x-rate-limit-remaining"] == "-1":
            return problem(
                429,
                "Too Many Requests",
                "Too Many Requests",
                headers=limits | {"x-rate-limit-remaining": "0"},
            )
        text, media_ids, refusal = self._read(request)
        refusal = refusal or self._refusal(username, text)
        if refusal:
            return Response(refusal.status, refusal.body, {**refusal.headers, **limits})
        post = self._store(username, text, media_ids)
        data = {"id": post.id, "text": shown(post)["text"], "edit_history_tweet_ids": [post.id]}
        return json_response(201, {"data": data}, limits)

    def _signed_by(self, request: Request) -> str:
        """The user whose signature is on the request, or ""."""
        good, signed = self._endpoint.validate_protected_resource_request(
            request.url, request.method, request.body.decode("utf-8", "replace"), dict(request.headers), []
        )
        return self._names[signed.resource_owner_key] if good else ""

    def _count(self, username: str) -> dict[str, str]:
        """Count a request; the headers that say how many are left, -1 for one too many."""
        now = self._clock()
        start = self._window_starts.get(username)
        if start is None or now >= start + _WINDOW:
            start = self._window_starts[username] = now
            self._window_uses[username] = 0
        self._window_uses[username] += 1
        return {
            "x-rate-limit-limit": str(_POSTS_A_WINDOW),
            "x-rate-limit-remaining": str(max(-1, _POSTS_A_WINDOW - self._window_uses[username])),
            "x-rate-limit-reset": str(int((start + _WINDOW).timestamp())),
        }

    def _read(self, request: Request) -> tuple[str, Sequence[str], Response | None]:
        """The text to post and the ids of its pictures, or why X doesn't accept the body."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        try:
            body = json.loads(request.body) if kind == "application/json" else None
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return "", (), invalid_request("The request body is no JSON object.")
        for name in body:
            if name not in _PROPERTIES:
                return (
                    "",
                    (),
                    invalid_request(
                        f"[$.{name}] is not defined in the schema and the schema does not allow it."
                    ),
                )
        text = body.get("text")
        if not isinstance(text, str) or not text.strip():
            return "", (), invalid_request("[$.text] must be a text that is not empty.")
        media_ids = (body.get("media") or {}).get("media_ids", [])
        if not set(media_ids) <= self.pictures.known:
            return "", (), invalid_request("Your media IDs are invalid.")
        return text, media_ids, None

    def _refusal(self, username: str, text: str) -> Response | None:
        """Why X does not take this text from this user, or None."""
        from repost.networks.x.weight import twitter_text

        if twitter_text().parse_tweet(text).weightedLength > _LONGEST_TEXT or len(_CASHTAG.findall(text)) > 1:
            return REFUSALS["not permitted"]
        since = self._clock() - _DUPLICATES_FOR
        for post in self.posts:
            recent = datetime.fromisoformat(post.created_at) > since
            if recent and (post.username, post.text) == (username, text):
                return REFUSALS["duplicate"]
        return None

    def _store(self, username: str, text: str, media_ids: Sequence[str]) -> Stored:
        now = self._clock()
        milliseconds = (now - _SNOWFLAKE_EPOCH) // timedelta(milliseconds=1)
        last = max((int(post.id) for post in self.posts), default=0)
        post = Stored(str(max(milliseconds << 22, last + 1)), username, text, now.isoformat(), media_ids)
        self.add(post)
        return post


STAND_IN: Final = XStandIn
