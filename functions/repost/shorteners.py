"""Short links by is.gd or one's own YOURLS. No trouble with a shortener keeps an article from going out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlencode, urlsplit

from repost.networks.replies import json_object, quotation, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.http import Http, Reply
    from repost.masked import Secret

_SECONDS: Final = 5.0
_LARGEST_REPLY: Final = 100_000
_LONGEST_LINK: Final = 200
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Shortened:
    """A link to use, and in one sentence why it is still the long one; "" where it is short."""

    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Wish:
    url: str
    title: str
    address: str
    signature: Secret | None


def shorten(
    service: str,
    url: str,
    http: Http,
    *,
    address: str = "",
    signature: Secret | None = None,
    title: str = "",
) -> Shortened:
    """A short link to `url`, or `url` itself with the reason.

    Parameters
    ----------
    service : str
        As in the settings: "none", "is.gd" or "yourls".
    url : str
        The long link.
    address : str
        Where the service answers: needed for YOURLS, such as "https://sho.rt/yourls-api.php";
        for the others by default their usual address.
    signature : Secret, optional
        The "secret signature token" of YOURLS.
    title : str
        The article's title, which YOURLS keeps; without one it would fetch the page.
    """
    if service == "none":
        return Shortened(url)
    from repost.http import NotSent, ReplyLost

    wish = _Wish(url, title, address or _ADDRESSES.get(service, ""), signature)
    secrets = [signature] if signature else []
    if why := _impossible(service, wish):
        return _long(url, why)
    try:
        reply = _SERVICES[service](wish, http)
    except (NotSent, ReplyLost) as error:
        return _long(url, str(error))
    # The body decides, not the status: is.gd refuses with 200, YOURLS gives a link of before with 400.
    body = json_object(reply.body)
    short = text_in(body, "shorturl")
    if _is_link_of(short, urlsplit(wish.address)):
        return Shortened(short)
    said = quotation(short or text_in(body, "errormessage", "message"), secrets)
    return _long(url, f"{service} answered {reply.status} without a short link of its own{said}")


def _long(url: str, why: str) -> Shortened:
    return Shortened(url, f"The link was not shortened: {why}.")


def _ask_is_gd(wish: _Wish, http: Http) -> Reply:
    """https://is.gd/apishorteningreference.php."""
    query = urlencode({"format": "json", "url": wish.url})
    return http.get(
        f"{wish.address}/create.php?{query}",
        max_bytes=_LARGEST_REPLY,
        total_seconds=_SECONDS,
        max_redirects=0,
    )


def _ask_yourls(wish: _Wish, http: Http) -> Reply:
    """https://yourls.org/docs/guide/advanced/api; by POST, so that the signature is in no server's log."""
    form = {
        "action": "shorturl",
        "format": "json",
        "signature": wish.signature.reveal() if wish.signature else "",
        "title": wish.title or wish.url,
        "url": wish.url,
    }
    return http.request("POST", wish.address, data=form, max_bytes=_LARGEST_REPLY, total_seconds=_SECONDS)


_SERVICES: Final[Mapping[str, Callable[[_Wish, Http], Reply]]] = {"is.gd": _ask_is_gd, "yourls": _ask_yourls}
_ADDRESSES: Final = {"is.gd": "https://is.gd"}


def _impossible(service: str, wish: _Wish) -> str:
    """Why the service can't even be asked, or ""."""
    if service not in _SERVICES:
        return f"Repost does not know the shortener {service!r}"
    try:
        address = urlsplit(wish.address)
    except ValueError:
        return "its address is not an address of the web"
    if service == "yourls" and not wish.signature:
        return "yourls_signature is missing in the account's secret"
    if wish.signature and address.scheme != "https" and address.hostname not in _LOOPBACK:
        return "its address should begin with https://, or others could read the signature on its way"
    return ""


def _is_link_of(text: str, service: SplitResult) -> bool:
    """Whether a text is one clean link with a path, on the host of the service."""
    if not text.isprintable() or " " in text or len(text) > _LONGEST_LINK:
        return False
    try:
        link = urlsplit(text)
        same_port = link.port == service.port
    except ValueError:
        return False
    return (
        link.scheme in {"https", "http"}
        and "@" not in link.netloc
        and link.hostname == service.hostname
        and same_port
        and link.path.strip("/") != ""
    )
