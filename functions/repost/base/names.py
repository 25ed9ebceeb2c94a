"""What counts as the same article, the same address, the same host and the same name.

Two things are the same if their keys are equal. The keys of articles are part of the table's own keys.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final
from urllib.parse import unquote, urlsplit

from repost.base.characters import normal

# Kept as text: most links have no query, and never need it compiled.
_CAMPAIGN: Final = (
    r"(?i)((?:utm|mtm|pk|at|wt)_\w+|(?:fb|g|d|y|ms|tw|tt)cl(?:id|src)|[gw]braid|igsh(?:id)?|srsltid|_g[al]"
    r"|mc_[ce]id|_hs(?:enc|mi)|hsctatracking|mkt_tok|ref|ref_src|referrer|source|cmpid|xtor|amp"
    r"|phpsessid|jsessionid|hss_channel|vero_id|oly_(?:enc|anon)_id|ck_subscriber_id|li_fat_id|epik|guccounter"
    r"|wickedid|__twitter_impression|replytocom)(?:=|\Z)"
    r"|(?i:[a-z]\w*=(?:rss|atom|feed)(?![a-z]))"
)
_TYPED: Final = {
    ord(sign): typed
    for typed, signs in {
        "'": "\u2018\u2019\u201a\u201b\u02bc\u2032",
        '"': "\u201c\u201d\u201e\u201f",
        "-": "\u2010\u2012\u2013\u2014\u2015\u2212",
    }.items()
    for sign in signs
}
_INDEX: Final = r"(?i)/(?:index|default)\.(?:html?|php)\Z|;jsessionid=[^/]*\Z"


def guid_key(guid: str) -> str:
    """The key of an article's GUID: the GUID itself, or `address_key` and the fragment of a web address."""
    if not guid.startswith(("http://", "https://")):
        return guid
    address, hash_sign, fragment = guid.partition("#")
    return f"{address_key(address)}{hash_sign}{fragment}"


def address_key(address: str) -> str:
    """The key of a web address: without scheme, www, closing slash, fragment and campaign parameters.

    Nor does it matter in which order the others are, how characters are escaped, and whether the page of a
    folder is named.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    own = (part for part in parts.query.split("&") if part and not re.match(_CAMPAIGN, part))
    query = "&".join(sorted(own))
    path = re.sub(_INDEX, "", parts.path).rstrip("/")
    if "%" in path or not path.isascii():
        path = normal(unquote(path, errors="backslashreplace"))
    return f"{host_key(parts.netloc)}{path}?{query}" if query else f"{host_key(parts.netloc)}{path}"


def same_address(one: str, other: str) -> bool:
    """Whether two addresses lead to the same page, as far as can be known without a request."""
    return address_key(one) == address_key(other)


def host_key(host: str) -> str:
    """The key of a host: in lower case and ASCII, without www, the usual port and the dot of the root."""
    bare = host.lower().removesuffix(":443").removesuffix(":80").removesuffix(".")
    if not bare.isascii():
        with suppress(UnicodeError):
            bare = bare.encode("idna").decode()
    return bare.removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Whether two hosts belong together: they are the same, or one is part of the other's domain."""
    one, other = host_key(one), host_key(other)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def is_global(guid: str) -> bool:
    """Whether a GUID can't be another blog's as well: a web address, a tag: URI or a UUID."""
    return "://" in guid or guid.startswith(("tag:", "urn:"))


def blog_key(feed: str) -> str:
    """The key of a blog: the host of its feed, which all feeds of a blog share."""
    try:
        return host_key(urlsplit(feed).netloc)
    except ValueError:
        return ""


def name_key(name: str) -> str:
    """The key of a title, category, author or hashtag: case, width, entities and spacing don't count.

    Nor does it matter whether quotation marks, apostrophes and dashes are those of a keyboard.
    """
    if "&" in name:
        from repost.base.html_tags import unescaped

        name = unescaped(unescaped(name))  # WordPress escapes what its feed escapes again
    folded = normal(normal(name, "NFKC").casefold(), "NFKC")
    return " ".join((folded if folded.isascii() else typed(folded)).split())


def typed(text: str) -> str:
    """A text with the quotation marks, apostrophes and dashes that a keyboard has, as long as before."""
    return text.translate(_TYPED)
