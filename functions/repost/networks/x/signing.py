"""The keys of an account at X, and how they sign a request: OAuth 1.0a, RFC 5849."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.credentials import AccountCredentials

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.web.http import Auth


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


def signature(credentials: XCredentials) -> Auth:
    """What signs a request of an account."""
    return signer(
        credentials.api_key,
        credentials.api_key_secret,
        credentials.access_token,
        credentials.access_token_secret,
    )


def signer(
    key: Secret,
    key_secret: Secret,
    token: Secret | None = None,
    token_secret: Secret | None = None,
    *,
    callback: str | None = None,
    verifier: Secret | None = None,
) -> Auth:
    """What signs a request by requests-oauthlib; `Http` sends it.

    A body of JSON or multipart/form-data isn't signed (RFC 5849, section 3.4.1.3.1).

    Parameters
    ----------
    key, key_secret : Secret
        The app's.
    token, token_secret : Secret or None
        The user's, or those of a question that is still open.
    callback : str or None
        Where the answer to a question is to be sent.
    verifier : Secret or None
        The answer.
    """
    import logging

    from requests import Request
    from requests_oauthlib import OAuth1

    for library in ("oauthlib", "requests_oauthlib"):  # at DEBUG they log the Authorization header
        logging.getLogger(library).setLevel(logging.WARNING)
    oauth = OAuth1(
        key.reveal(),
        key_secret.reveal(),
        token.reveal() if token else None,
        token_secret.reveal() if token_secret else None,
        callback_uri=callback,
        verifier=verifier.reveal() if verifier else None,
        decoding=None,  # headers as text
    )

    def sign(method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": Request(method, url, auth=oauth).prepare().headers["Authorization"]}

    return sign
