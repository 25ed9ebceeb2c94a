"""The link of a post: where the visit is said to come from."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus


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
