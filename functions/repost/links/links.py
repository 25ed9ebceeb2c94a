"""The link of a post: campaign parameters, and the blog's own short address."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote_plus, urlsplit

from repost.base.names import host_key
from repost.base.patterns import pattern

_POST_BY_NUMBER: Final = pattern(r"(?:post_type=[\w-]{1,40}&)?p=[1-9][0-9]{0,9}")


def with_utm(url: str, *, source: str, campaign: str, medium: str = "social") -> str:
    """`url` with utm_source, utm_medium and utm_campaign in its query.

    Whatever the address already says stays as it is, byte for byte, utm parameters of its own
    included; what is missing is added after it and before the "#". The values are lower-cased,
    since Google Analytics takes "X" and "x" for two sources. An address that is not http or
    https comes back unchanged.

    >>> with_utm("https://example.com/post?p=1#top", source="x", campaign="repost")
    'https://example.com/post?p=1&utm_source=x&utm_medium=social&utm_campaign=repost#top'
    """
    if not url.lower().startswith(("https://", "http://")):
        return url
    address, hash_sign, fragment = url.partition("#")
    path, _, query = address.partition("?")
    present = {unquote_plus(pair.partition("=")[0]).lower() for pair in query.split("&")}
    wanted = {"utm_source": source, "utm_medium": medium, "utm_campaign": campaign}
    added = "&".join(
        f"{key}={quote(value.lower(), safe='')}" for key, value in wanted.items() if key not in present
    )
    if not added:
        return url
    separator = "&" if query and not query.endswith("&") else ""
    return f"{path}?{query}{separator}{added}{hash_sign}{fragment}"


def wordpress_short_link(link: str, *known: str) -> str:
    """The short address that every WordPress has for its article at `link`, such as "https://b.example/?p=7".

    It redirects to the article and costs no request: it is in the article's GUID or in the head of
    its page. "" if none of the `known` addresses is one, on the article's own host.

    >>> wordpress_short_link("https://b.example/2026/09/a/", "http://www.b.example/?p=7")
    'https://b.example/?p=7'
    """
    article = urlsplit(link)
    for each in known:
        try:
            short = urlsplit(each.replace("&#038;", "&"))
        except ValueError:
            continue
        if host_key(short.netloc) == host_key(article.netloc) and _POST_BY_NUMBER.fullmatch(short.query):
            # The blog may have moved to https or www since it gave the GUID.
            return article._replace(path=short.path or "/", query=short.query, fragment="").geturl()
    return ""
