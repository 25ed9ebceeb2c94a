"""A stand-in for LinkedIn: makes LinkedIn's checks, and refuses or cuts as LinkedIn does."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from local.base.server import Request, Response, json_response
from local.networks.oauth2 import App, OAuth2Server, Ways
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSIONS: Final = {f"2025{month:02}" for month in range(11, 13)} | {
    f"2026{month:02}" for month in range(1, 11)
}
"""The months of the API that are understood in November 2026."""
PAGE: Final = "urn:li:organization:1815"
"""A company page that everybody administers."""

APP: Final = App.of("LinkedIn")
_LONGEST: Final = 3000
_LIFETIME: Final = 5_184_000
_PIECE: Final = re.compile(
    r"\\(?P<sign>[\\|{}@\[\]()<>#*_~])"
    r"|\{hashtag\|\\?#\|(?P<tag>(?:\w|\\_)+)\}"
    r"|(?P<plain_tag>#\w+)"
    r"|(?P<text>[^\\|{}@\[\]()<>#*_~])"
)


def error(status: int, code: str, message: str, **more: Any) -> Response:
    """An error of LinkedIn's API."""
    return json_response(status, {"status": status, "code": code, "message": message, **more})


def input_error(code: str, message: str, description: str) -> Response:
    """The refusal of a post's content."""
    details = {"inputErrors": [{"description": description, "input": {}, "code": code}]}
    kind = "com.linkedin.common.error.BadRequest"
    body = {"errorDetailType": kind, "message": message, "errorDetails": details, "status": 422}
    return json_response(422, body)


def duplicate_of(urn: str) -> Response:
    """The refusal of a post that already exists."""
    why = "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of"
    return input_error("DUPLICATE_POST", f"{why} {urn}", "Duplicate post is detected")


REFUSALS: Final[Mapping[str, Response]] = {
    "expired token": error(
        401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", serviceErrorCode=65602
    ),
    "revoked token": error(
        401,
        "REVOKED_ACCESS_TOKEN",
        "The token used in the request has been revoked by the user",
        serviceErrorCode=65601,
    ),
    "invalid token": error(401, "INVALID_ACCESS_TOKEN", "Invalid access token", serviceErrorCode=65600),
    "access denied": error(
        403,
        "ACCESS_DENIED",
        "Not enough permissions to access: partnerApiPostsExternal.CREATE.20260901",
        serviceErrorCode=100,
    ),
    "forbidden": error(403, "FORBIDDEN", "Access to this resource is forbidden"),
    "blocked on the way": Response(403, b"<html><body>Forbidden</body></html>"),
    "version sunset": error(426, "NONEXISTENT_VERSION", "Requested version 20241101 is not active"),
    "version missing": error(400, "VERSION_MISSING", "A version must be present. Please specify a version."),
    "no such author": input_error("INVALID_URN_ID", "Invalid value for /author", "/author is no such member"),
    "duplicate": duplicate_of("urn:li:share:7141138937766391808"),
    "too long": input_error("MAX_LENGTH", "commentary is too long", "/commentary exceeds 3000 characters"),
    "no such place": error(404, "RESOURCE_NOT_FOUND", "No virtual resource found"),
    "too many requests": error(
        429, "TOO_MANY_REQUESTS", "Resource level throttle APPLICATION_AND_MEMBER DAY limit is reached"
    ),
    "server error": error(500, "SERVER_ERROR", "Internal Server Error"),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
    "gateway timeout": error(504, "GATEWAY_TIMEOUT", "Request timed out"),
}
"""Refusals by what they mean, also for `fail_next`."""


@dataclass(frozen=True, slots=True)
class Share:
    """One post as readers see it; `raw` is everything that its author sent."""

    id: str
    username: str
    text: str
    created_at: str
    raw: Mapping[str, Any]


class LinkedInStandIn(SimpleStandIn):
    """LinkedIn with a few members, who all speak for one company page too.

    Parameters
    ----------
    usernames : sequence of str
        The members.

    Attributes
    ----------
    images : dict
        The bytes of every picture, by its URN.
    looks : int
        How often LinkedIn is still processing a picture when it is asked.
    tells_members : bool
        Whether access tokens have the scopes openid and profile.
    shows_statistics : bool
        Whether they have rw_organization_admin.
    """

    kind = Share
    settings = f'[linkedin]\nauthor = "{PAGE}"'
    tells_members = True
    shows_statistics = True
    looks = 0

    def open_accounts(self) -> None:
        self._members = {token(username): username for username in self.usernames}
        self.oauth = OAuth2Server("LinkedIn", self.usernames, self._clock, WAYS, _token_answer, APP)
        self.images: dict[str, bytes] = {}
        self.processing: dict[str, int] = {}

    @staticmethod
    def secret(username: str) -> str:
        return f'access_token = "{token(username)}"\n'

    @classmethod
    def app(cls) -> str:
        return APP.document

    def answer(self, request: Request) -> Response:
        if (request.method, request.path) == ("POST", "/oauth/v2/revoke"):
            return self._revoke(request.form)
        return self.oauth.answer(request) or self._answer(request)

    def _revoke(self, form: Mapping[str, str]) -> Response:
        """Let a token end, if its own app asks for it."""
        if (form.get("client_id"), form.get("client_secret")) != (APP.client_id, APP.client_secret):
            return json_response(401, {"error": "invalid_client"})
        self._members.pop(form.get("token", ""), None)
        return Response(200)

    def _answer(self, request: Request) -> Response:
        member = self._members.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if not member:
            return REFUSALS["invalid token"]
        if (request.method, request.path) == ("GET", "/v2/userinfo"):
            return self._userinfo(member)
        if request.method == "PUT" and request.path.startswith("/dms-uploads/"):
            return self._take(request)
        if refusal := _header_refusal(request):
            return refusal
        if request.path.startswith("/rest/images"):
            return self._about_images(member, request)
        return self._answer_to(member, request)

    def _answer_to(self, member: str, request: Request) -> Response:
        match request.method, request.path.removeprefix("/rest/posts"):
            case "GET", "/rest/organizationalEntityShareStatistics":
                return self._statistics(request)
            case "POST", "":
                return self._post(member, json.loads(request.body))
            case "DELETE", path if path.startswith("/"):
                return self._delete(member, unquote(path[1:]))
            case _:
                return REFUSALS["no such place"]

    def _statistics(self, request: Request) -> Response:
        """What readers did with a page's posts, of those that are there; with an administrator's token."""
        if not self.shows_statistics:
            return error(403, "ACCESS_DENIED", "Not enough permissions to access this resource")
        query = urlsplit(request.url).query
        found = re.fullmatch(
            r"q=organizationalEntity&organizationalEntity=(urn%3Ali%3Aorganization%3A[0-9]+)"
            r"&(shares|ugcPosts)=List\(([^()]+)\)",
            query,
        )
        if not found:
            return error(400, "ILLEGAL_ARGUMENT", "Syntax exception in path")
        wanted = [unquote(urn) for urn in found[3].split(",")]
        elements = []
        for post in self.posts:
            if post.id in wanted:
                counts = self.shares_of_acts(post, "likeCount", "commentCount", "shareCount")
                counts |= {"clickCount": self.acts_on(post), "impressionCount": 300}
                kind = "share" if found[2] == "shares" else "ugcPost"
                elements.append({kind: post.id, "totalShareStatistics": counts})
        return json_response(200, {"paging": {"start": 0, "count": 10}, "elements": elements})

    def _userinfo(self, member: str) -> Response:
        if not self.tells_members:
            return error(403, "ACCESS_DENIED", "Not enough permissions to access: userinfo.GET")
        return json_response(200, {"sub": member_id(member), "name": member.title(), "locale": "en-US"})

    def _register(self, member: str, request: Request) -> Response:
        owner = json.loads(request.body).get("initializeUploadRequest", {}).get("owner")
        if request.query.get("action") != "initializeUpload" or owner not in _authors(member):
            return error(400, "ILLEGAL_ARGUMENT", "Invalid value for owner")
        urn = f"urn:li:image:C4E10AQ{len(self.images)}"
        self.images[urn] = b""
        return json_response(200, {"value": {"uploadUrl": f"{self.url}/dms-uploads/{urn}", "image": urn}})

    def _about_images(self, member: str, request: Request) -> Response:
        urn = unquote(request.path.removeprefix("/rest/images").removeprefix("/"))
        return self._image(urn) if request.method == "GET" else self._register(member, request)

    def _image(self, urn: str) -> Response:
        """The state of a picture; each look moves it one step further."""
        if urn not in self.images:
            return REFUSALS["no such place"]
        if not self.images[urn]:
            return json_response(200, {"id": urn, "status": "WAITING_UPLOAD"})
        if self.processing.get(urn, 0):
            self.processing[urn] -= 1
            return json_response(200, {"id": urn, "status": "PROCESSING"})
        return json_response(200, {"id": urn, "status": "AVAILABLE"})

    def _take(self, request: Request) -> Response:
        urn = request.path.removeprefix("/dms-uploads/")
        if urn not in self.images or not request.body:
            return Response(400)
        if not request.body.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")):
            return Response(400)
        self.images[urn] = request.body
        self.processing[urn] = self.looks
        return Response(201)

    def _post(self, member: str, written: Mapping[str, Any]) -> Response:
        if refusal := _refusal(member, written):
            return refusal
        content = written.get("content", {})
        urn = content.get("article", {}).get("thumbnail") or content.get("media", {}).get("id")
        if urn and (not self.images.get(urn) or self.processing.get(urn)):
            return error(400, "ILLEGAL_ARGUMENT", f"Image {urn} is not available")
        text = read_by_linkedin(written["commentary"])
        if len(text) > _LONGEST:
            return REFUSALS["too long"]
        for post in self.posts:
            if (post.raw["author"], post.text) == (written["author"], text):
                return duplicate_of(post.id)
        now = self._clock()
        number = int(now.timestamp() * 1000) << 22 | len(self.posts)
        share = Share(f"urn:li:share:{number}", member, text, now.isoformat(), written)
        self.add(share)
        return Response(201, headers={"x-restli-id": share.id, "x-linkedin-id": share.id})

    def _delete(self, member: str, urn: str) -> Response:
        for post in self.posts:
            if post.id == urn:
                if post.username != member:
                    return REFUSALS["access denied"]
                self.remove(post)
        return Response(204)


def _header_refusal(request: Request) -> Response | None:
    if request.headers.get("x-restli-protocol-version") != "2.0.0":
        return error(400, "ILLEGAL_ARGUMENT", "Invalid Rest.li protocol")
    version = request.headers.get("linkedin-version", "")
    if not version:
        return REFUSALS["version missing"]
    if version not in VERSIONS:
        return error(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    return None


def _authors(member: str) -> set[str]:
    return {PAGE, f"urn:li:person:{member_id(member)}"}


def _refusal(member: str, written: Mapping[str, Any]) -> Response | None:
    if written.get("author") not in _authors(member):
        return REFUSALS["access denied"]
    wanted = {"PUBLIC"} if written["author"] == PAGE else {"PUBLIC", "CONNECTIONS"}
    if written.get("visibility") not in wanted or written.get("lifecycleState") != "PUBLISHED":
        return error(400, "ILLEGAL_ARGUMENT", "Invalid value for visibility")
    if written.get("distribution", {}).get("feedDistribution") != "MAIN_FEED":
        return error(400, "ILLEGAL_ARGUMENT", "distribution is required")
    if not isinstance(written.get("commentary"), str) or not written["commentary"]:
        return error(400, "ILLEGAL_ARGUMENT", "commentary is required")
    article = written.get("content", {}).get("article")
    if article is not None and not (article.get("source", "").startswith("http") and article.get("title")):
        return error(400, "ILLEGAL_ARGUMENT", "article needs a source and a title")
    return None


def read_by_linkedin(commentary: str) -> str:
    """What readers see of a commentary: nothing from the first sign of its markup that is not escaped."""
    text, place = "", 0
    while piece := _PIECE.match(commentary, place):
        tag = (piece["tag"] or "").replace("\\_", "_")
        text += f"#{tag}" if tag else piece["sign"] or piece["plain_tag"] or piece["text"]
        place = piece.end()
    return text


def token(username: str) -> str:
    """The access token of a member."""
    return "AQ" + hashlib.sha256(f"LinkedIn token of {username}".encode()).hexdigest()


def member_id(username: str) -> str:
    """A member's id as an app sees it."""
    return hashlib.sha256(f"LinkedIn id of {username}".encode()).hexdigest()[:10]


def _refused(code: str, description: str) -> Response:
    """A refusal of a code, as LinkedIn puts it; one sentence for all that may be wrong with it."""
    if code == "invalid_client":
        return json_response(401, {"error": code, "error_description": description})
    why = (
        "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization "
        "code. Or authorization code expired."
    )
    return json_response(400, {"error": "invalid_request", "error_description": why})


def _token_answer(username: str, scopes: str) -> Mapping[str, Any]:
    """Without a type of token; the scopes have more in them than was asked for, and commas between them."""
    return {
        "access_token": token(username),
        "expires_in": _LIFETIME,
        "scope": f"email,{scopes.replace(' ', ',')}",
    }


WAYS: Final = Ways(
    "/oauth/v2/authorization",
    "/oauth/v2/accessToken",
    frozenset({"openid", "profile", "w_member_social", "w_organization_social"}),
    joint=" ",
    says_no="user_cancelled_authorize",
    adds_to_no={"error_description": "The user cancelled the authorization"},
    code_lives=timedelta(minutes=30),
    refuses=_refused,
)

STAND_IN: Final = LinkedInStandIn
