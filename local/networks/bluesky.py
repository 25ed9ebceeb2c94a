"""A stand-in for Bluesky's server (PDS): makes the same checks, and refuses in the same way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from local.base.kept import keep
from local.base.server import Request, Response, json_response
from local.networks.bluesky_answers import LOGIN_REFUSALS, POST_REFUSALS, error, invalid_record
from local.networks.bluesky_schema import blobs_of, broken_rule
from local.networks.social import SocialStandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_COLLECTION: Final = "app.bsky.feed.post"
_RECORD_KEY: Final = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_SESSION_LIVES: Final = timedelta(hours=2)
_WINDOW: Final = timedelta(minutes=5)
_LOGINS_A_WINDOW: Final = 30
_MOST_URIS: Final = 25
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an account on the server."""

    handle: str
    app_password: str
    active: bool = True

    @property
    def did(self) -> str:
        return (
            "did:plc:"
            + sha256(self.handle.encode()).hexdigest().translate(str.maketrans("0189", "ghij"))[:24]
        )

    @property
    def document(self) -> str:
        """The account's secret as Parameter Store holds it."""
        return f'handle = "{self.handle}"\napp_password = "{self.app_password}"\n'


@dataclass(frozen=True, slots=True)
class Record:
    """One post; its id is its at:// address, `created_at` the time that the record itself gives."""

    id: str
    username: str
    text: str
    created_at: str
    cid: str
    record: Mapping[str, Any]


class BlueskyStandIn(SocialStandIn):
    """A server with a few residents.

    Parameters
    ----------
    residents : sequence of Resident
        Who may post.
    clock : callable
        Gives the time, in UTC.
    file : path, optional
        Where the posts are kept.

    Attributes
    ----------
    tokens : list of str
        Every token that it gave out.
    blobs : dict
        Every file that it was sent, by its CID: how a record refers to it, and its bytes.
    knows_profiles : bool
        Whether it forwards requests to an app view, as Bluesky's own servers do.
    """

    def __init__(
        self,
        residents: Sequence[Resident],
        clock: Callable[[], datetime],
        file: Path | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(Record, clock, file, port)
        self._residents = {resident.did: resident for resident in residents}
        self._sessions: dict[str, tuple[Resident, datetime]] = {}
        self._refreshes: dict[str, Resident] = {}
        self._logins: list[datetime] = []
        self.tokens: list[str] = []
        self.knows_profiles = True
        self.blobs: dict[str, tuple[Mapping[str, Any], bytes]] = {}

    @classmethod
    def of(
        cls, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> Self:
        return cls([_resident(username) for username in usernames], clock, file, port)

    @staticmethod
    def secret(username: str) -> str:
        return _resident(username).document

    def answer(self, request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/xrpc/com.atproto.server.createSession":
                return self._create_session(request)
            case "POST", "/xrpc/com.atproto.server.refreshSession":
                return self._refresh_session(request)
            case "POST", "/xrpc/com.atproto.repo.putRecord":
                return self._as_resident(request, self._put)
            case "POST", "/xrpc/com.atproto.repo.uploadBlob":
                return self._upload(request)
            case "POST", "/xrpc/com.atproto.repo.deleteRecord":
                return self._as_resident(request, self._delete)
            case "GET", _:
                return self._show(request)
            case _:
                return error(501, "MethodNotImplemented", "Method Not Implemented")

    def _show(self, request: Request) -> Response:
        match request.path:
            case "/xrpc/app.bsky.actor.getProfile" if self.knows_profiles:
                return self._profile(request.query)
            case "/xrpc/app.bsky.feed.getPosts":
                return self._get_posts(request)
            case "/xrpc/com.atproto.repo.getRecord":
                return self._get_record(request.query)
            case _:
                return error(501, "MethodNotImplemented", "Method Not Implemented")

    def _create_session(self, request: Request) -> Response:
        now = self._clock()
        self._logins = [login for login in self._logins if login > now - _WINDOW]
        if len(self._logins) >= _LOGINS_A_WINDOW:
            reset = str(int((self._logins[0] + _WINDOW).timestamp()))
            limits = {"RateLimit-Limit": "30", "RateLimit-Remaining": "0", "RateLimit-Reset": reset}
            return error(429, "RateLimitExceeded", "Rate Limit Exceeded", limits)
        self._logins.append(now)
        body = _body(request)
        identifier, password = body.get("identifier"), body.get("password")
        for resident in self._residents.values():
            names = {resident.handle, resident.did}
            if str(identifier).lower() in names and password == resident.app_password:
                return self._session_of(resident)
        return LOGIN_REFUSALS["wrong password"]

    def _refresh_session(self, request: Request) -> Response:
        """A new session in exchange for the token that refreshes one; it can be used once."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        resident = self._refreshes.pop(bearer, None)
        return self._session_of(resident) if resident else POST_REFUSALS["expired token"]

    def end_sessions(self) -> None:
        """Forget who is logged in."""
        self._sessions.clear()
        self._refreshes.clear()

    def _session_of(self, resident: Resident) -> Response:
        number = len(self.tokens)
        access, refresh = (
            f"eyJ0eXAi.{sha256(f'{resident.did} {number} {kind}'.encode()).hexdigest()}.s1gn_-ed"
            for kind in ("access", "refresh")
        )
        self.tokens += [access, refresh]
        self._sessions[access] = (resident, self._clock() + _SESSION_LIVES)
        self._refreshes[refresh] = resident
        session = {"did": resident.did, "handle": resident.handle, "accessJwt": access, "refreshJwt": refresh}
        state = {"active": True} if resident.active else {"active": False, "status": "deactivated"}
        return json_response(200, session | state)

    def _logged_in(self, request: Request) -> Resident | Response:
        """Who is logged in, or why nobody is."""
        bearer = request.headers.get("authorization", "")
        if not bearer:
            return POST_REFUSALS["no token"]
        resident, end = self._sessions.get(bearer.removeprefix("Bearer "), (None, None))
        if not resident or not end:
            return POST_REFUSALS["invalid token"]
        if self._clock() >= end:
            return POST_REFUSALS["expired token"]
        if not resident.active:
            return POST_REFUSALS["deactivated"]
        return resident

    def _as_resident(
        self, request: Request, write: Callable[[Resident, Mapping[str, Any]], Response]
    ) -> Response:
        """Let a request write into the repository of the user who is logged in."""
        resident = self._logged_in(request)
        if isinstance(resident, Response):
            return resident
        body = _body(request)
        if body.get("repo") not in {resident.did, resident.handle}:
            return error(401, "AuthMissing", "Authentication Required")
        return write(resident, body)

    def _upload(self, request: Request) -> Response:
        """Take a file; it is kept as long as a record may want to refer to it."""
        resident = self._logged_in(request)
        if isinstance(resident, Response):
            return resident
        kind = request.headers.get("content-type", "")
        if not kind:
            return error(400, "InvalidRequest", "Request encoding (Content-Type) required but not provided")
        link = "bafkrei" + sha256(request.body).hexdigest()[:52]
        size = len(request.body)
        blob = {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": size}
        self.blobs[link] = (blob, request.body)
        return json_response(200, {"blob": blob})

    def _delete(self, resident: Resident, body: Mapping[str, Any]) -> Response:
        """Delete a record; if it isn't there, that is not an error."""
        uri = f"at://{resident.did}/{body.get('collection')}/{body.get('rkey')}"
        self.posts = [post for post in self.posts if post.id != uri]
        keep(self._file, self.posts)
        return json_response(200, {})

    def _profile(self, query: Mapping[str, str]) -> Response:
        for resident in self._residents.values():
            if query.get("actor") in {resident.did, resident.handle}:
                count = sum(post.username == resident.handle for post in self.posts)
                return json_response(
                    200, {"did": resident.did, "handle": resident.handle, "postsCount": count}
                )
        return error(400, "InvalidRequest", "Profile not found")

    def _get_posts(self, request: Request) -> Response:
        """As the app view shows them to anybody: only those that are there."""
        uris = {value for name, value in parse_qsl(urlsplit(request.url).query) if name == "uris"}
        if not uris or len(uris) > _MOST_URIS:
            return error(400, "InvalidRequest", f"Error: uris must not have more than {_MOST_URIS} elements")
        posts = [
            {
                "uri": post.id,
                "cid": post.cid,
                "record": post.record,
                **self.shares_of_acts(post, "likeCount", "repostCount", "replyCount", "quoteCount"),
            }
            for post in self.posts
            if post.id in uris
        ]
        return json_response(200, {"posts": posts})

    def _put(self, resident: Resident, body: Mapping[str, Any]) -> Response:
        key, record = body.get("rkey"), body.get("record")
        if body.get("collection") != _COLLECTION or not isinstance(record, dict):
            return error(400, "InvalidRequest", "Input/record must be an object")
        if not isinstance(key, str) or not _RECORD_KEY.fullmatch(key):
            return error(400, "InvalidRequest", "Input/rkey must be a valid Record Key")
        if broken := broken_rule(record):
            return invalid_record(broken)
        for blob in blobs_of(record):
            link = blob["ref"]["$link"]
            if link not in self.blobs:
                return POST_REFUSALS["no such blob"]
            if blob != self.blobs[link][0]:
                return error(
                    400, "InvalidMimeType", f"Referenced Mimetype does not match stored blob: {link}"
                )
        uri = f"at://{resident.did}/{_COLLECTION}/{key}"
        cid = "bafyrei" + sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:52]
        answer = {"uri": uri, "cid": cid, "validationStatus": "valid"}
        there = next((post for post in self.posts if post.id == uri), None)
        if there and there.cid == cid:
            return json_response(200, answer)
        if there and "swapRecord" in body and body["swapRecord"] != there.cid:
            return error(400, "InvalidSwap", f"Record was at {there.cid}")
        self.posts = [post for post in self.posts if post.id != uri]
        self.add(Record(uri, resident.handle, record["text"], record["createdAt"], cid, record))
        return json_response(200, answer | {"commit": {"cid": cid, "rev": key}})

    def _get_record(self, query: Mapping[str, str]) -> Response:
        for resident in self._residents.values():
            if query.get("repo") in {resident.did, resident.handle}:
                uri = f"at://{resident.did}/{query.get('collection')}/{query.get('rkey')}"
                for post in self.posts:
                    if post.id == uri:
                        return json_response(200, {"uri": uri, "cid": post.cid, "value": post.record})
                return error(400, "RecordNotFound", f"Could not locate record: {uri}")
        return error(400, "InvalidRequest", f"Could not find repo: {query.get('repo')}")


def _resident(username: str) -> Resident:
    letters = sha256(f"app password of {username}".encode()).hexdigest().translate(_LETTERS)
    return Resident(username, "-".join(letters[start : start + 4] for start in range(0, 16, 4)))


def _body(request: Request) -> Mapping[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return {}
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


STAND_IN: Final = BlueskyStandIn
