"""Short links: a table of services, and one way to call each of them.

No trouble with a shortener keeps an article from going out. What each service is asked and what it
answers is described by its maker; docs/shorteners.md says where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode, urlsplit

from repost.base.digests import digest
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.web.failures import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.base.secret import Secret
    from repost.web.http import Http, Reply

_SECONDS: Final = 5.0
_LARGEST_REPLY: Final = 100_000
_LONGEST_LINK: Final = 200
_OK: Final = 200
_CONFLICT: Final = 409
_ID: Final = pattern(r"[\w-]{1,100}", re.ASCII)


class Shortened(Value, frozen=True):
    """A link to use, and in one sentence why it is still the long one; "" if it is short.

    `id` is what the service calls a short link, if it must be told that later; else "".
    """

    url: str
    note: str = ""
    id: str = ""


class ShortenRequest(Value, frozen=True):
    """What a service is asked: the long link, the article's title, and where the short link is to be.

    `address` is where the service answers, or "" for its usual address; `domain` is the host of the
    owner's short links, or "" for the service's own; `key` is the owner's key there, and `secret` the
    parameter that has it.
    """

    url: str
    title: str = ""
    address: str = ""
    domain: str = ""
    key: Secret | None = None
    secret: str = ""


Fields = dict[str, Any]


class Service(Value, frozen=True):
    """How one shortener is asked, and where its answer holds the short link.

    Attributes
    ----------
    name : str
        As its makers write it.
    at : str
        The address of its API; of software that owners run themselves, only the path.
    reads : tuple of str
        The keys that lead to the short link in the JSON of an answer.
    fields : callable
        What is sent for a request, whose domain is filled in.
    method : str
        Of the request, whose fields are sent `form` says how.
    key : str
        The header that holds the owner's key, with "{}" where it goes; "" if none does.
    domain : str
        The host of its links unless the owner has one there; "" for the host that is asked.
    made_before : callable or None
        What follows `at` where the link is found that was made for the same request before, if the service
        answers that with a conflict.
    names : tuple of str
        The keys that lead to its own id of the link, if it tells clicks only by that.
    needs : frozenset
        What it can't do without: the "key" in the secret, a "domain" or "url" in the settings.
    """

    name: str
    at: str
    reads: tuple[str, ...]
    fields: Callable[[ShortenRequest], Fields]
    method: Literal["GET", "POST"] = "POST"
    form: Literal["query", "form", "json"] = "json"
    key: str = ""
    domain: str = ""
    made_before: Callable[[ShortenRequest], str] | None = None
    names: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset({"key"})


def _yourls_fields(request: ShortenRequest) -> Fields:
    """By POST, so that the signature is in no server's log; without a title YOURLS would fetch the page."""
    signature = request.key.reveal() if request.key else ""
    fields = {"action": "shorturl", "format": "json", "signature": signature}
    return fields | {"title": request.title or request.url, "url": request.url}


def _shlink_fields(request: ShortenRequest) -> Fields:
    """Without a title Shlink would fetch the page, too; it may serve several domains."""
    fields = {"longUrl": request.url, "findIfExists": True, "title": request.title or request.url}
    return fields | ({"domain": request.domain} if request.domain else {})


def _own_id(request: ShortenRequest) -> str:
    """What Repost calls a link at a service: the same for the same address on the same domain."""
    return f"repost-{digest(f'{request.domain} {request.url}')}"


_OPEN: Final[frozenset[str]] = frozenset()
_BEARER: Final = "Authorization: Bearer {}"

SERVICES: Final[Mapping[str, Service]] = {
    "bitly": Service(
        "Bitly",
        "https://api-ssl.bitly.com/v4/shorten",
        ("link",),
        lambda request: {"long_url": request.url, "domain": request.domain},
        key=_BEARER,
        domain="bit.ly",
    ),
    "tinyurl": Service(
        "TinyURL",
        "https://api.tinyurl.com/create",
        ("data", "tiny_url"),
        lambda request: {"url": request.url, "domain": request.domain},
        key=_BEARER,
        domain="tinyurl.com",
    ),
    "is.gd": Service(
        "is.gd",
        "https://is.gd/create.php",
        ("shorturl",),
        lambda request: {"format": "json", "url": request.url},
        method="GET",
        form="query",
        needs=_OPEN,
    ),
    "v.gd": Service(
        "v.gd",
        "https://v.gd/create.php",
        ("shorturl",),
        lambda request: {"format": "json", "url": request.url},
        method="GET",
        form="query",
        needs=_OPEN,
    ),
    "rebrandly": Service(
        "Rebrandly",
        "https://api.rebrandly.com/v1/links",
        ("shortUrl",),
        lambda request: {"destination": request.url, "domain": {"fullName": request.domain}},
        key="apikey: {}",
        domain="rebrand.ly",
        names=("id",),
    ),
    "short.io": Service(
        "Short.io",
        "https://api.short.io/links",
        ("shortURL",),
        lambda request: {"originalURL": request.url, "domain": request.domain, "allowDuplicates": False},
        key="Authorization: {}",
        names=("idString",),
        needs=frozenset({"key", "domain"}),
    ),
    "dub": Service(
        "Dub",
        # Not by an upsert: that would rewrite a link which the owner has made for the same address.
        "https://api.dub.co/links",
        ("shortLink",),
        lambda request: {"url": request.url, "domain": request.domain, "externalId": _own_id(request)},
        made_before=lambda request: f"/info?{urlencode({'externalId': _own_id(request)})}",
        key=_BEARER,
        domain="dub.sh",
    ),
    "yourls": Service(
        "YOURLS",
        "/yourls-api.php",
        ("shorturl",),
        _yourls_fields,
        form="form",
        needs=frozenset({"key", "url"}),
    ),
    "shlink": Service(
        "Shlink",
        "/rest/v3/short-urls",
        ("shortUrl",),
        _shlink_fields,
        key="X-Api-Key: {}",
        needs=frozenset({"key", "url"}),
    ),
}


def shorten(service: str, request: ShortenRequest, http: Http) -> Shortened:
    """A short link of a service for the long one, or that one again with the reason.

    Parameters
    ----------
    service : str
        One of `SERVICES`.
    """
    from repost.web.replies import json_object, quotation

    there = SERVICES[service]
    if "key" in there.needs and not request.key:
        return _long(request, f"shortener_key is missing in {request.secret}")
    address = address_of(there, request.address)
    try:
        reply = _asked(there, address, request, http)
    except RequestFailed as error:
        return _long(request, str(error))
    # The body decides, not the status: is.gd refuses with 200, YOURLS gives a link of before with 400.
    body = json_object(reply.body)
    given = _text_at(body, there.reads)
    short = given if "://" in given else f"https://{given}"  # Rebrandly leaves out the scheme
    wanted = request.domain or there.domain or urlsplit(address).netloc
    host = _host_of_link(short)
    if host == wanted.lower():
        name = _text_at(body, there.names)
        return Shortened(short, id=name if _ID.fullmatch(name) else "")
    said = quotation(given or _words(body), [request.key] if request.key else [])
    if host and there.needs:
        return _long(
            request,
            f"{there.name} returned a link on another domain than {wanted}{said}; "
            "if that one is yours, write it into link.shortener_domain",
        )
    return _long(request, f"{there.name} answered {reply.status} without a short link of its own{said}")


def _long(request: ShortenRequest, why: str) -> Shortened:
    return Shortened(request.url, f"The link was not shortened: {why}.")


def address_of(there: Service, given: str) -> str:
    """Where to ask: the service's own address, or its path at one that was given."""
    own = urlsplit(there.at)
    return f"{given.removesuffix(own.path).rstrip('/')}{own.path}" if given else there.at


def _asked(there: Service, address: str, request: ShortenRequest, http: Http) -> Reply:
    from msgspec.structs import replace

    fields = there.fields(replace(request, domain=request.domain or there.domain))
    headers = key_header(there, request.key)
    seconds = _SECONDS / 2 if there.made_before else _SECONDS
    reply = http.request(
        there.method,
        f"{address}?{urlencode(fields)}" if there.form == "query" else address,
        json=fields if there.form == "json" else None,
        data=fields if there.form == "form" else None,
        headers=headers,
        max_bytes=_LARGEST_REPLY,
        total_seconds=seconds,
    )
    if reply.status != _CONFLICT or not there.made_before:
        return reply
    where = there.made_before(replace(request, domain=request.domain or there.domain))
    known = http.request(
        "GET", address + where, headers=headers, max_bytes=_LARGEST_REPLY, total_seconds=seconds
    )
    return known if known.status == _OK else reply


def key_header(there: Service, key: Secret | None) -> dict[str, str]:
    """The header that holds the owner's key, if the service wants one."""
    if not there.key or not key:
        return {}
    header, _, value = there.key.partition(": ")
    return {header: value.format(key.reveal())}


def _text_at(body: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The text to which the keys lead, or ""."""
    value: object = body
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _words(body: Mapping[str, Any]) -> str:
    """What a service says of its refusal, wherever it does; "" if it says nothing."""
    from repost.web.replies import text_in

    if said := text_in(body, "description", "detail", "errormessage", "message", "error"):
        return said
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return (
        first
        if isinstance(first, str)
        else text_in(body.get("error"), "message") or text_in(first, "message")
    )


def _host_of_link(text: str) -> str:
    """The host, with its port if it has one, of a text that is one clean link with a path; else ""."""
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > _LONGEST_LINK:
        return ""
    try:
        link = urlsplit(text)
        _ = link.port
    except ValueError:
        return ""
    usable = link.scheme in {"https", "http"} and "@" not in link.netloc and "\\" not in text
    return link.netloc.lower() if usable and link.path.strip("/") else ""
