"""A stand-in for a Mastodon server: makes Mastodon's checks, and refuses as Mastodon does."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from local.base.server import Request, Response, json_response
from local.networks.mastodon_answers import NO_PAGE, REFUSALS, error
from local.networks.mastodon_html import as_html
from local.networks.mastodon_media import Uploads
from local.networks.oauth2 import App, OAuth2Server, Ways, letters
from local.networks.social import SocialStandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_VISIBILITIES: Final = {"public", "unlisted", "private", "direct"}
_ALL_SCOPES: Final = frozenset(
    {"read", "write", "write:statuses", "write:media", "profile", "follow", "push"}
)
_WINDOW: Final = timedelta(minutes=5)
_REQUESTS_A_WINDOW: Final = 300
_KEYS_LIVE: Final = timedelta(hours=1)
_LARGEST_PAGE: Final = 40
_URL_LENGTH: Final = 23
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID_DIGITS: Final = 26


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account on the server, and an application's access token for it."""

    username: str
    access_token: str
    scopes: frozenset[str] = frozenset({"read", "write:statuses"})

    @property
    def document(self) -> str:
        """The account's secret as Parameter Store holds it."""
        return f'access_token = "{self.access_token}"\n'


@dataclass(frozen=True, slots=True)
class Status:
    """One post; `created_at` is ISO 8601, in UTC."""

    id: str
    username: str
    text: str
    created_at: str
    visibility: str
    language: str
    warning: str
    key: str
    media_ids: Sequence[str] = ()


class MastodonStandIn(SocialStandIn):
    """A server with a few members.

    Parameters
    ----------
    members : sequence of Member
        Who may post.
    clock : callable
        Gives the time, in UTC.
    file : path, optional
        Where the posts are kept.
    most : int
        The most characters of a post.
    honours_keys : bool
        Whether a repeated Idempotency-Key returns the first post, as on Mastodon; or is
        ignored, as on GoToSocial.
    ids : "numeric" or "ulid"
        As on Mastodon or as on GoToSocial.
    counts_urls_whole : bool
        Whether URLs count in full, as on GoToSocial.
    tells_scopes : bool
        Whether an application's scopes are shown, as since Mastodon 4.3.
    version : "v2" or "v1"
        The form in which it describes itself; a server with only v1 is not Mastodon, and says "not found"
        with a page.

    Attributes
    ----------
    media : Uploads
        Every file that was uploaded.
    """

    settings: ClassVar[str] = '[mastodon]\nserver = "https://social.example"\n'

    def __init__(  # noqa: PLR0913 - how servers differ, each by its name
        self,
        members: Sequence[Member],
        clock: Callable[[], datetime],
        file: Path | None = None,
        port: int = 0,
        *,
        most: int = 500,
        honours_keys: bool = True,
        ids: Literal["numeric", "ulid"] = "numeric",
        counts_urls_whole: bool = False,
        tells_scopes: bool = True,
        version: Literal["v2", "v1"] = "v2",
    ) -> None:
        super().__init__(Status, clock, file, port)
        self._members = {member.access_token: member for member in members}
        self._most = most
        self.honours_keys = honours_keys
        self._ids = ids
        self._counts_urls_whole = counts_urls_whole
        self._tells_scopes = tells_scopes
        self._version = version
        self._windows: dict[str, tuple[datetime, int]] = {}  # when each member's began, and its requests
        self.media = Uploads()
        names = tuple(member.username for member in members)
        ways = Ways("/oauth/authorize", "/oauth/token", _ALL_SCOPES, knows_pkce=tells_scopes)
        self.oauth = OAuth2Server("Mastodon", names, clock, ways, self._granted)

    @classmethod
    def of(
        cls, usernames: Sequence[str], clock: Callable[[], datetime], file: Path | None = None, port: int = 0
    ) -> Self:
        return cls([_member(username) for username in usernames], clock, file, port)

    @staticmethod
    def secret(username: str) -> str:
        return _member(username).document

    def answer(self, request: Request) -> Response:
        if (request.method, request.path) == ("POST", "/api/v1/apps"):
            return self._register(request.form)
        if (request.method, request.path) == ("POST", "/oauth/revoke"):
            return self._revoke(request.form)
        return self.oauth.answer(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        if request.path == "/api/v2/instance" and self._version == "v2":
            return json_response(200, self._instance())
        if request.path == "/api/v1/instance" and self._version == "v1":
            return json_response(200, {"uri": "127.0.0.1", "max_toot_chars": self._most})
        bearer = request.headers.get("authorization", "")
        if not bearer:
            return REFUSALS["no token"]
        member = self._members.get(bearer.removeprefix("Bearer "))
        if not member:
            return REFUSALS["invalid token"]
        if limited := self._limited(member):
            return limited
        return self._answer_to(member, request)

    def _register(self, form: Mapping[str, str]) -> Response:
        """Anybody may register an app."""
        redirects = tuple(form.get("redirect_uris", "").split("\n"))
        if not form.get("client_name") or not set(form.get("scopes", "read").split()) <= _ALL_SCOPES:
            return error(422, "Validation failed: Application name can't be blank")
        number = letters(f"Mastodon app {len(self.oauth.apps)}", 43)
        app = App(number, letters(f"Mastodon app secret {number}", 43), redirects)
        self.oauth.apps[app.client_id] = app
        made = {"id": "1", "name": form["client_name"], "redirect_uri": "\n".join(redirects)}
        return json_response(200, {**made, "client_id": number, "client_secret": app.client_secret})

    def _revoke(self, form: Mapping[str, str]) -> Response:
        """Let a token end, if its own app asks for it."""
        app = self.oauth.apps.get(form.get("client_id", ""))
        if not app or form.get("client_secret") != app.client_secret:
            return json_response(403, {"error": "unauthorized_client"})
        self._members.pop(form.get("token", ""), None)
        return json_response(200, {})

    def let_in(self, member: Member) -> None:
        """Accept another access token, which may be of a user who has one."""
        self._members[member.access_token] = member

    def _granted(self, username: str, scopes: str) -> Mapping[str, Any]:
        token = granted_token(username)
        self.let_in(Member(username, token, frozenset(scopes.split())))
        created = int(self._clock().timestamp())
        return {"access_token": token, "token_type": "Bearer", "scope": scopes, "created_at": created}

    def _answer_to(self, member: Member, request: Request) -> Response:
        theirs = re.fullmatch(r"/api/v1/accounts/([^/]+)/statuses", request.path)
        if request.path.startswith("/api/v1/statuses"):
            return self._about_statuses(member, request)
        match request.method, request.path:
            case "POST", "/api/v2/media":
                return self.media.upload(request) if self._may_upload(member) else REFUSALS["scopes"]
            case "GET", _ if request.path.startswith("/api/v1/media/"):
                return self.media.shown(request.path.rpartition("/")[2])
            case "GET", "/api/v1/accounts/verify_credentials":
                return (
                    json_response(200, self._account(member))
                    if self._may(member, "read")
                    else REFUSALS["scopes"]
                )
            case "GET", "/api/v1/apps/verify_credentials" if self._tells_scopes:
                return json_response(200, {"name": "Repost", "scopes": sorted(member.scopes)})
            case "GET", _ if theirs:
                return self._page(theirs[1], request) if self._may(member, "read") else REFUSALS["scopes"]
            case _:
                return REFUSALS["not found"]

    def _about_statuses(self, member: Member, request: Request) -> Response:
        one = request.path.removeprefix("/api/v1/statuses").removeprefix("/")
        if request.method == "GET":
            return self._statuses(one, request)
        if not self._may(member, "write"):
            return REFUSALS["scopes"]
        if request.method == "DELETE":
            return self._delete(member, one)
        return self._post(member, request) if not one else REFUSALS["not found"]

    def _statuses(self, one: str, request: Request) -> Response:
        """One status, or since Mastodon 4.3 several at once: those that are there."""
        if not one and self._version == "v1":
            return NO_PAGE
        query = parse_qsl(urlsplit(request.url).query)
        wanted = {one} if one else {value for name, value in query if name == "id[]"}
        found = [self._shown(each) for each in self.posts if each.id in wanted]
        if not one:
            return json_response(200, found)
        return json_response(200, found[0]) if found else REFUSALS["not found"]

    @staticmethod
    def _may(member: Member, what: str) -> bool:
        return any(scope.partition(":")[0] == what for scope in member.scopes)

    @staticmethod
    def _may_upload(member: Member) -> bool:
        return not member.scopes.isdisjoint({"write", "write:media"})

    def _instance(self) -> dict[str, Any]:
        statuses = {"max_characters": self._most, "characters_reserved_per_url": _URL_LENGTH}
        software = "superseriousbusiness/gotosocial" if self._counts_urls_whole else "mastodon/mastodon"
        source = f"https://github.com/{software}"
        return {"domain": "127.0.0.1", "source_url": source, "configuration": {"statuses": statuses}}

    def _limited(self, member: Member) -> Response | None:
        """Count a member's request; the refusal of one too many."""
        now = self._clock()
        start, uses = self._windows.get(member.username, (now, 0))
        if now >= start + _WINDOW:
            start, uses = now, 0
        self._windows[member.username] = start, uses + 1
        if uses < _REQUESTS_A_WINDOW:
            return None
        reset = (start + _WINDOW).isoformat().replace("+00:00", "Z")
        limits = {"Limit": str(_REQUESTS_A_WINDOW), "Remaining": "0", "Reset": reset}
        return error(429, "Too many requests", {f"X-RateLimit-{name}": limits[name] for name in limits})

    def _post(self, member: Member, request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        if key and self.honours_keys:
            for post in self.posts:
                is_young = datetime.fromisoformat(post.created_at) + _KEYS_LIVE > self._clock()
                if (post.username, post.key) == (member.username, key) and is_young:
                    return json_response(200, self._shown(post))
        form = _form(request)
        text = form.get("status")
        if not isinstance(text, str) or not text.strip():
            return REFUSALS["blank"]
        visibility, warning = form.get("visibility", "public"), form.get("spoiler_text", "")
        if visibility not in _VISIBILITIES:
            return error(422, "Validation failed: Visibility is not included in the list")
        if self._length(warning, text) > self._most:
            return error(422, f"Validation failed: Text character limit of {self._most} exceeded")
        media_ids = form.get("media_ids", [])
        if refusal := self.media.refusal(media_ids):
            return refusal
        status = Status(
            id=self._next_id(),
            username=member.username,
            text=text,
            created_at=self._clock().isoformat(),
            visibility=visibility,
            language=form.get("language", ""),
            warning=warning,
            key=key,
            media_ids=media_ids,
        )
        self.add(status)
        return json_response(200, self._shown(status))

    def _length(self, warning: str, text: str) -> int:
        """Visible characters, by the extraction of twitter-text that Mastodon uses."""
        import regex

        from repost.networks.x.weight import twitter_text

        if not self._counts_urls_whole:
            for url in sorted(twitter_text().extract_urls(text), key=len, reverse=True):
                if "://" in url:
                    text = text.replace(url, "x" * _URL_LENGTH)
            text = re.sub(r"(?<![\w/])(@\w+)@[\w.-]*\w", r"\1", text)
        return len(regex.findall(r"\X", warning + text))

    def _next_id(self) -> str:
        milliseconds = int(self._clock().timestamp() * 1000)
        if self._ids == "numeric":
            return str(max(milliseconds << 16, max((int(post.id) for post in self.posts), default=0) + 1))
        number = (milliseconds << 80) + len(self.posts)
        return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(_ULID_DIGITS)))

    def _account(self, member: Member) -> dict[str, Any]:
        count = sum(post.username == member.username for post in self.posts)
        return {
            "id": self._account_id(member.username),
            "username": member.username,
            "acct": member.username,
            "url": f"{self.url}/@{member.username}",
            "statuses_count": count,
        }

    def _delete(self, member: Member, status_id: str) -> Response:
        """Delete a member's own status; for anybody else's, Mastodon says that there is none."""
        for post in self.posts:
            if (post.id, post.username) == (status_id, member.username):
                self.remove(post)
                return json_response(200, self._shown(post) | {"text": post.text})
        return REFUSALS["not found"] if self._version == "v2" else NO_PAGE

    @staticmethod
    def _account_id(username: str) -> str:
        return str(109_000_000_000_000_000 + int(sha256(username.encode()).hexdigest()[:12], 16))

    def _page(self, account_id: str, request: Request) -> Response:
        """The newest first; those that came before `max_id`."""
        posts = [post for post in reversed(self.posts) if self._account_id(post.username) == account_id]
        limit = min(int(request.query.get("limit", "20")), _LARGEST_PAGE)
        if "max_id" in request.query:
            older = (number for number, post in enumerate(posts, 1) if post.id == request.query["max_id"])
            posts = posts[next(older, len(posts)) :]
        return json_response(200, [self._shown(post) for post in posts[:limit]])

    def _shown(self, post: Status) -> dict[str, Any]:
        address = f"{self.url}/@{post.username}/{post.id}"
        return {
            "id": post.id,
            "created_at": post.created_at.replace("+00:00", "Z"),
            "url": address,
            "uri": address,
            "content": as_html(post.text),
            "visibility": post.visibility,
            "language": post.language or None,
            "spoiler_text": post.warning,
            "account": {
                "id": self._account_id(post.username),
                "username": post.username,
                "url": f"{self.url}/@{post.username}",
            },
            **self.shares_of_acts(post, "favourites_count", "reblogs_count", "replies_count"),
        }


def _member(username: str) -> Member:
    scopes = frozenset({"read", "write:statuses", "write:media"})
    return Member(username, f"access+token/of={username}", scopes)


def _form(request: Request) -> dict[str, Any]:
    """What was sent, as JSON or as a form."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return dict(request.form)
    try:
        form = json.loads(request.body)
    except ValueError:
        return {}
    return form if isinstance(form, dict) else {}


def granted_token(username: str) -> str:
    """The token that somebody grants by saying yes."""
    return sha256(f"Mastodon grant of {username}".encode()).hexdigest()[:43]


STAND_IN: Final = MastodonStandIn
