"""An app of Meta's developer portal, as its networks Facebook and Threads know it."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from repost.base.secret import Secret  # noqa: TC001 - msgspec reads the annotations at run time
from repost.networks.code_grant import AppKeys

REDIRECT: Final = (
    "the https address of a page of yours that the app names as its redirect URI, such as your blog's "
    '"https://blog.example.com/": you end there, and copy the address'
)


class MetaApp(AppKeys, frozen=True, kw_only=True):
    """Its keys, and a public page to which browsers are sent back: Meta wants https."""

    client_id: Annotated[
        Secret, Meta(description="the app's ID (on Threads: the Threads app ID)", pattern=r"[0-9]{5,20}")
    ]
    client_secret: Annotated[
        Secret, Meta(description="the app's secret (on Threads: the Threads app secret)")
    ]
    redirect_url: Annotated[Secret, Meta(description=REDIRECT, pattern=r"https://[^\s#]+")]
