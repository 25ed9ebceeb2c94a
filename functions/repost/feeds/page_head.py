"""What an article's page says: to robots, of its true and short addresses, of its picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from repost.base.value import Value
from repost.feeds.page_picture import LONGEST_ALT

if TYPE_CHECKING:
    from repost.web.http import Reply

_TAG: Final = re.compile(r"<(?:link|meta)\s[^<>]*>", re.IGNORECASE)
# What isn't closed reaches to the end: so no text is searched twice, however it is made.
_UNSEEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_LINKED: Final = re.compile(r'<([^<>]{1,2000})>\s*;[^,<>]{0,200}rel="?(canonical|shortlink)"?', re.IGNORECASE)
_PICTURE: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_NO_PICTURE: Final = "s0.wp.com/i/blank.jpg"  # what Jetpack names where an article has none


class PageHead(Value, frozen=True):
    """What was found, "" for what wasn't; `robots` is in lower case, addresses are whole.

    `image` and `image_alt` are the picture that the page wants to be shown by: https://ogp.me, or as
    X asks for it.
    """

    robots: str = ""
    canonical: str = ""
    shortlink: str = ""
    image: str = ""
    image_alt: str = ""


def head_of(reply: Reply, markup: str) -> PageHead:
    """The head of the page that a reply brought, in its headers and in the beginning of its markup."""
    from repost.base.plain_text import attributes_of, plain_text
    from repost.feeds.parsed import web_link

    robots = [reply.headers.get("x-robots-tag", "")]
    linked: dict[str, str] = {}
    for address, relation in _LINKED.findall(reply.headers.get("link", "")[:10_000]):
        linked.setdefault(relation.lower(), address)
    meta: dict[str, str] = {}
    for tag in _TAG.findall(_UNSEEN.sub("", markup)):
        attributes = attributes_of(tag)
        name = (attributes.get("property") or attributes.get("name", "")).strip().lower()
        if name == "robots":
            robots.append(attributes.get("content", ""))
        elif name.startswith(("og:image", "twitter:image")):
            meta.setdefault(name, attributes.get("content", ""))
        for relation in attributes.get("rel", "").lower().split():
            if relation in {"canonical", "shortlink"}:
                linked.setdefault(relation, attributes.get("href", "").strip())
    image = next((found for key in _PICTURE if (found := web_link(meta.get(key, ""), reply.url))), "")
    image = "" if _NO_PICTURE in image else image
    alt = meta.get("og:image:alt") or meta.get("twitter:image:alt", "")
    return PageHead(
        robots=", ".join(robots).lower(),
        canonical=_whole(linked.get("canonical", ""), reply.url),
        shortlink=_whole(linked.get("shortlink", ""), reply.url),
        image=image,
        image_alt=plain_text(alt, LONGEST_ALT) if image else "",
    )


def _whole(address: str, base: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""
