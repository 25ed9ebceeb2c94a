"""How a person lets an app post to a Page of theirs on Facebook.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived. The code becomes a
token of the person, that one a token of 60 days, and with it Facebook names the Pages, each with a token
that doesn't expire. The person's own tokens are not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Self
from urllib.parse import urlencode

from repost.base.errors import NotAuthorized
from repost.base.secret import Secret
from repost.networks.authorization import Grant
from repost.networks.code_grant import CodeGrant
from repost.networks.exchange import ask
from repost.networks.meta.app import MetaApp
from repost.web.replies import table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from repost.networks.credentials import Keys
    from repost.settings.types import Settings
    from repost.web.http import Http

_SITE: Final = "https://www.facebook.com"
_API: Final = "https://graph.facebook.com"
_SECONDS: Final = 15.0
_LARGEST_PAGE: Final = 1_000_000
_MOST_LISTS: Final = 10
_POSTS: Final = "CREATE_CONTENT"


class FacebookAuthorization(CodeGrant, frozen=True):
    """Facebook at its usual addresses, or where a stand-in answers."""

    api: str

    name: ClassVar[str] = "facebook"
    network: ClassVar[str] = "Facebook"
    finds: ClassVar[frozenset[str]] = frozenset({"page"})
    app: ClassVar[type[Keys]] = MetaApp
    joint: ClassVar[str] = ","
    rights: ClassVar[str] = (
        "add the use case “Manage everything on your Page” with pages_show_list, pages_manage_posts and "
        "pages_read_engagement"
    )

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""
        version = settings.facebook.version
        api = f"{server or _API}/{version}"
        more = ("read_insights",) if settings.wants_results else ()
        scopes = ("pages_show_list", "pages_manage_posts", "pages_read_engagement", *more)
        return cls(f"{server or _SITE}/{version}/dialog/oauth", f"{api}/oauth/access_token", scopes, api)

    def granted(self, token: Mapping[str, Any], app: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """The Pages for which the person may post, each with a token of its own."""
        del now  # tokens of Pages don't expire
        short = self.token_in(token)
        question = {
            "grant_type": "fb_exchange_token",
            "client_id": app.client_id.reveal(),
            "client_secret": app.client_secret.reveal(),
            "fb_exchange_token": short.reveal(),
        }
        told = self.told(self.tokens, urlencode(question), (*app.secrets, short), http)
        pages = tuple(self._pages(self.token_in(told), http))
        if not pages:
            raise NotAuthorized(
                "Facebook names no Page to which you may post. Run the same command again, tick your Page "
                "when Facebook asks, and make sure that you have full control of it."
            )
        return pages

    def _pages(self, token: Secret, http: Http) -> Iterator[Grant]:
        after = ""
        for _ in range(_MOST_LISTS):
            body = self._list(token, after, http)
            pages = body.get("data")
            for page in pages if isinstance(pages, list) else ():
                number, key = text_in(page, "id"), text_in(page, "access_token")
                tasks = page.get("tasks") if number else None
                may_post = tasks is None or (isinstance(tasks, list) and _POSTS in tasks)
                if number.isdecimal() and key and may_post:
                    label = f"{text_in(page, 'name')} ({number})"
                    yield Grant({"page_token": Secret(key)}, {"page": number}, label)
            paging = table_in(body, "paging")
            after = text_in(table_in(paging, "cursors"), "after")
            if not after or "next" not in paging:
                return

    def _list(self, token: Secret, after: str, http: Http) -> Mapping[str, Any]:
        """A part of the list of Pages, from a cursor on."""
        query = {"fields": "id,name,access_token,tasks", "limit": "100"} | ({"after": after} if after else {})
        reply = ask(
            self.network,
            lambda: http.request(
                "GET",
                f"{self.api}/me/accounts?{urlencode(query)}",
                headers={"Authorization": f"Bearer {token.reveal()}"},
                max_bytes=_LARGEST_PAGE,
                total_seconds=_SECONDS,
            ),
        )
        return self.read(reply, (token,))


AUTHORIZATION: Final = FacebookAuthorization
