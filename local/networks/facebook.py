"""A stand-in for a Page at Facebook: makes Facebook's checks, and refuses as Facebook does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Request, Response, json_response
from local.networks.graph import graph_error, graph_token
from local.networks.oauth2 import App, OAuth2Server, Ways
from local.networks.social import SimpleStandIn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

APP: Final = App.of("Facebook", page=True, digits=True)
PAGE: Final = "181500000000001"
"""The number of every Page: each user has their own, all with this number."""
_VERSIONS: Final = {"v23.0", "v24.0", "v25.0"}
_LARGEST_PAGE: Final = 100
_LONGEST: Final = 63_206

REFUSALS: Final[Mapping[str, Response]] = {
    "invalid token": graph_error(400, 190, "Invalid OAuth access token - Cannot parse access token"),
    "expired token": graph_error(
        400,
        190,
        "Error validating access token: Session has expired on Wednesday, 10-Dec-25 20:00:00 PST.",
        463,
    ),
    "password changed": graph_error(
        400,
        190,
        "Error validating access token: The session has been invalidated because the user changed their "
        "password.",
        460,
    ),
    "app removed": graph_error(
        400, 190, "Error validating access token: The user has not authorized application 1815.", 458
    ),
    "no session": graph_error(401, 102, "Session key invalid or no longer valid"),
    "no permission": graph_error(
        403,
        200,
        "(#200) If posting to a page, requires both pages_read_engagement and pages_manage_posts as an admin "
        "with sufficient administrative permission",
    ),
    "no capability": graph_error(400, 10, "(#10) Application does not have permission for this action"),
    "app throttled": graph_error(403, 4, "(#4) Application request limit reached", is_transient=True),
    "user throttled": graph_error(400, 17, "(#17) User request limit reached"),
    "page throttled": graph_error(400, 32, "(#32) Page request limit reached"),
    "too many posts": graph_error(400, 341, "(#341) Feed action request limit reached"),
    "calls too fast": graph_error(400, 613, "(#613) Calls to this api have exceeded the rate limit."),
    "blocked": graph_error(
        400, 368, "The action attempted has been deemed abusive or is otherwise disallowed", 1390008
    ),
    "said before": graph_error(
        400,
        368,
        "You've already posted this. Posting the same content repeatedly on Facebook isn't allowed.",
    ),
    "duplicate": graph_error(400, 506, "(#506) Duplicate status message"),
    "no such page": graph_error(
        400,
        100,
        f"Unsupported post request. Object with ID '{PAGE}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation",
        33,
        "GraphMethodException",
    ),
    "no such version": graph_error(400, 2500, "Unknown path components: /v99.0/feed"),
    "link not read": graph_error(
        500, 1609005, "There was a problem scraping data from the provided link.", kind="FacebookApiException"
    ),
    "own link": graph_error(400, 100, "(#100) Cannot post Facebook links", 1609008),
    "page identity": graph_error(500, 1, "Confirm the identity of this Page before it posts.", 4854002),
    "invalid parameter": graph_error(400, 100, "(#100) Missing message or attachment"),
    "blocked on the way": Response(403, b"<html><body>Forbidden</body></html>"),
    "unknown error": graph_error(400, 1, "An unknown error has occurred.", 99),
    "service error": graph_error(
        500, 2, "An unexpected error has occurred. Please retry your request later.", is_transient=True
    ),
    "too many requests": Response(429),
    "bad gateway": Response(502, b"<html><body>Bad Gateway</body></html>"),
}
"""Refusals by what they mean, also for `fail_next`."""

READING_REFUSALS: Final[Mapping[str, Response]] = {
    "may not read": graph_error(
        403, 10, "(#10) This endpoint requires the 'pages_read_engagement' permission"
    )
}


NO_INSIGHTS: Final = graph_error(
    403, 200, "(#200) Requires read_insights permission to access insights data for this object."
)
"""What a token without read_insights gets."""


@dataclass(frozen=True, slots=True)
class PagePost:
    """One post of the Page; `link` is that of its card, `created_at` ISO 8601, in UTC."""

    id: str
    username: str
    text: str
    link: str
    created_at: str


class FacebookStandIn(SimpleStandIn):
    """Facebook with a Page for each user; `is_published` says whether the public sees them.

    `shows_clicks` says whether the tokens have read_insights. `more_pages` are others in which everybody has
    a role: their numbers, and what the role lets them do.
    """

    is_published = True
    shows_clicks = False
    kind = PagePost
    settings = f'[facebook]\npage = "{PAGE}"'

    def open_accounts(self) -> None:
        self.more_pages: dict[str, list[str]] = {}
        self.oauth = OAuth2Server("Facebook", self.usernames, self._clock, WAYS, _token_answer, APP)
        self._tokens = {graph_token("Facebook", username): username for username in self.usernames}

    @staticmethod
    def secret(username: str) -> str:
        return f'page_token = "{graph_token("Facebook", username)}"\n'

    @classmethod
    def app(cls) -> str:
        return APP.document

    def answer(self, request: Request) -> Response:
        if request.form.get("grant_type") == "fb_exchange_token":
            return self._exchange(request.form)
        if request.path == "/v25.0/me/accounts":
            return self._pages(request)
        return self.oauth.answer(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        _, version, *path = request.path.split("/")
        if version not in _VERSIONS:
            return REFUSALS["no such version"]
        if "access_token" in request.query:
            return Response(500, b"a token in an address")
        owner = self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if not owner:
            return REFUSALS["invalid token"]
        match request.method, path:
            case "GET", _:
                return self._show(owner, path, request.query)
            case "POST", [page, "feed"] if page == PAGE:
                return self._post(owner, request.form)
            case "DELETE", [post_id]:
                return self._delete(owner, post_id)
            case _:
                return REFUSALS["no such page"]

    def _show(self, owner: str, path: list[str], query: Mapping[str, str]) -> Response:
        match path:
            case ["me"]:
                page = {"id": PAGE, "name": f"{owner}'s Page", "is_published": self.is_published}
                wanted = {"id", *query.get("fields", "").split(",")}
                return json_response(200, {key: value for key, value in page.items() if key in wanted})
            case [""]:
                return self._several(owner, query)
            case [number, "posts"] if number == PAGE:
                return self._page(owner, query)
            case _:
                return REFUSALS["no such page"]

    def _several(self, owner: str, query: Mapping[str, str]) -> Response:
        """Posts by their ids; one that isn't there fails the whole request."""
        known = {post.id: post for post in self.posts if post.username == owner}
        ids, fields = query.get("ids", "").split(","), query.get("fields", "")
        if not set(ids) <= known.keys():
            return REFUSALS["no such page"]
        if "insights" in fields:
            return self._insights([known[number] for number in ids], fields)
        found = {}
        for number in ids:
            counts = self.shares_of_acts(known[number], "reactions", "comments", "shares")
            shares = {"shares": {"count": counts["shares"]}} if counts["shares"] else {}
            found[number] = {
                "id": number,
                "reactions": {"data": [], "summary": {"total_count": counts["reactions"]}},
                "comments": {"data": [], "summary": {"total_count": counts["comments"]}},
                **shares,
            }
        return json_response(200, found)

    def _insights(self, posts: Sequence[PagePost], fields: str) -> Response:
        if not self.shows_clicks:
            return NO_INSIGHTS
        if fields != "insights.metric(post_clicks)":
            return graph_error(400, 100, "(#100) The value must be a valid insights metric")
        found = {}
        for post in posts:
            metric = {"name": "post_clicks", "period": "lifetime", "values": [{"value": self.acts_on(post)}]}
            found[post.id] = {"id": post.id, "insights": {"data": [metric]}}
        return json_response(200, found)

    def _exchange(self, form: Mapping[str, str]) -> Response:
        """A person's token of 60 days for one of an hour."""
        if form.get("client_secret") != APP.client_secret:
            return graph_error(400, 1, "Error validating client secret.")
        for username in self.usernames:
            if form.get("fb_exchange_token") == _user_token("an hour", username):
                token = _user_token("60 days", username)
                seconds = 5_184_000
                return json_response(
                    200, {"access_token": token, "token_type": "bearer", "expires_in": seconds}
                )
        return REFUSALS["invalid token"]

    def _pages(self, request: Request) -> Response:
        """One a part, to see whether the next is asked for."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        owner = next((name for name in self.usernames if bearer == _user_token("60 days", name)), "")
        if not owner:
            return REFUSALS["invalid token"]
        roles = {PAGE: ["CREATE_CONTENT", "MANAGE"]} | self.more_pages
        every = [
            {
                "access_token": graph_token("Facebook" if number == PAGE else f"Facebook {number}", owner),
                "id": number,
                "name": f"{owner}'s Page",
                "tasks": tasks,
            }
            for number, tasks in roles.items()
        ]
        start = int(request.query.get("after", "0"))
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + 1)}}
        if start + 1 < len(every):
            paging["next"] = f"{self.url}/v25.0/me/accounts?access_token=secret&after={start + 1}"
        return json_response(200, {"data": every[start : start + 1], "paging": paging})

    def _post(self, owner: str, form: Mapping[str, str]) -> Response:
        message, link = form.get("message", ""), form.get("link", "")
        if not message.strip() and not link:
            return REFUSALS["invalid parameter"]
        if len(message) > _LONGEST or not set(form) <= {"message", "link"}:
            return graph_error(400, 100, "(#100) Invalid parameter")
        if link and not link.startswith(("http://", "https://")):
            return graph_error(400, 100, "(#100) link URL is not properly formatted")
        if any((post.username, post.text) == (owner, message) for post in self.posts):
            return REFUSALS["duplicate"]
        now = self._clock()
        post_id = f"{PAGE}_{int(now.timestamp() * 1000)}{len(self.posts):03}"
        self.add(PagePost(post_id, owner, message, link, now.isoformat()))
        return json_response(200, {"id": post_id})

    def _page(self, owner: str, query: Mapping[str, str]) -> Response:
        """The newest first; those that follow `after`."""
        since = datetime.fromtimestamp(int(query.get("since", "0")), UTC)
        posts = [
            post
            for post in reversed(self.posts)
            if post.username == owner and datetime.fromisoformat(post.created_at) >= since
        ]
        size, start = min(int(query.get("limit", "25")), _LARGEST_PAGE), int(query.get("after", "0"))
        some = posts[start : start + size]
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(posts):
            paging["next"] = f"{self.url}/v25.0/{PAGE}/posts?access_token=secret&after={start + size}"
        return json_response(200, {"data": list(map(_shown, some)), "paging": paging if some else {}})

    def _delete(self, owner: str, post_id: str) -> Response:
        for post in self.posts:
            if (post.username, post.id) == (owner, post_id):
                self.remove(post)
                return json_response(200, {"success": True})
        return REFUSALS["no such page"]


def _shown(post: PagePost) -> dict[str, Any]:
    page, _, number = post.id.partition("_")
    address = f"https://www.facebook.com/{page}/posts/{number}"
    return {"id": post.id, "message": post.text, "permalink_url": address}


def _user_token(lives: str, username: str) -> str:
    return graph_token(f"Facebook, a person's for {lives},", username)


def _token_answer(username: str, scopes: str) -> Mapping[str, Any]:
    del scopes
    return {"access_token": _user_token("an hour", username), "token_type": "bearer", "expires_in": 5183}


def _refused(code: str, description: str) -> Response:
    if code == "invalid_client":
        return graph_error(400, 1, "Error validating client secret.")
    return graph_error(400, 100, description, 36009)


WAYS: Final = Ways(
    "/v25.0/dialog/oauth",
    "/v25.0/oauth/access_token",
    frozenset({"pages_show_list", "pages_manage_posts", "pages_read_engagement"}),
    joint=",",
    adds_to_no={
        "error_code": "200",
        "error_reason": "user_denied",
        "error_description": "Permissions error",
    },
    suffix="#_=_",
    code_lives=timedelta(minutes=10),
    refuses=_refused,
)

STAND_IN: Final = FacebookStandIn
