"""How a member lets an app post on LinkedIn.

https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow. The secret goes into the
body, the answer has no type of token, and its scopes are separated by commas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self
from urllib.parse import urlencode

from msgspec import Meta

from repost.base.errors import NotAuthorized, RetryLater
from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.code_grant import AppKeys, CodeGrant
from repost.networks.exchange import SUCCESSES

if TYPE_CHECKING:
    from repost.networks.credentials import Keys
    from repost.networks.linkedin.network import LinkedInCredentials
    from repost.settings.types import Settings
    from repost.web.http import Http

_SITE: Final = "https://www.linkedin.com"
_MEMBER: Final = ("openid", "profile", "w_member_social")
_PAGE: Final = ("w_organization_social",)


class LinkedInApp(AppKeys, frozen=True, kw_only=True):
    """An app in LinkedIn's developer portal."""

    client_id: Annotated[Secret, Meta(description='the "Client ID" of your app at LinkedIn, under Auth')]
    client_secret: Annotated[
        Secret, Meta(description='the "Primary Client Secret" of your app at LinkedIn, under Auth')
    ]


class LinkedInAuthorization(CodeGrant, frozen=True):
    """For a member, or for a company page that the settings name as the author."""

    name: ClassVar[str] = "linkedin"
    network: ClassVar[str] = "LinkedIn"
    host: ClassVar[str] = "localhost"
    app: ClassVar[type[Keys]] = LinkedInApp
    rights: ClassVar[str] = (
        'add the products "Share on LinkedIn" and "Sign In with LinkedIn using OpenID Connect" to it, or '
        '"Community Management API" for a company page'
    )

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""
        site = f"{server or _SITE}/oauth/v2"
        of_page = (*_PAGE, "rw_organization_admin") if settings.wants_results else _PAGE
        scopes = of_page if ":organization:" in settings.linkedin.author else _MEMBER
        return cls(f"{site}/authorization", f"{site}/accessToken", scopes)

    def revoke(self, credentials: LinkedInCredentials, app: LinkedInApp | None, http: Http) -> None:
        """End the token, as RFC 7009 has it; see `Revokes.revoke`.

        LinkedIn's documentation doesn't mention the address, which many clients use.
        """
        if app is None:
            raise NotAuthorized("Only the app that a token was granted to can revoke it.")
        question = {
            "client_id": app.client_id.reveal(),
            "client_secret": app.client_secret.reveal(),
            "token": credentials.access_token.reveal(),
        }
        page = f"{self.tokens.removesuffix('accessToken')}revoke"
        reply = self.asked(page, urlencode(question), http)
        if reply.status not in SUCCESSES:
            raise RetryLater(f"LinkedIn did not revoke the token (status {reply.status}).")


AUTHORIZATION: Final = LinkedInAuthorization
