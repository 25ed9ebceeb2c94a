"""What each shortener expects, what it answers, and how it words its refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from local.base.server import Response, json_response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NOT_UNDERSTOOD: Final = Response(400, b"Not understood")


@dataclass(frozen=True, slots=True)
class Made:
    """A short link for a long one, and whether there was one before."""

    short: str
    long: str
    known: bool


@dataclass(frozen=True, slots=True)
class Manners:
    """What a service expects, and what it answers.

    `key` is where the owner's key must be: "header: value" with "{}" in it, or the name of a field.
    `url` and `domain` are the names of fields, joined by dots; without `domain` the links are on the
    stand-in's own host. `constants` must be among the fields, or the answer is `otherwise`. If the
    fields don't contain `again`, or there is a `unique` field, an address that was shortened before gets
    another short link. `failures` are its other known refusals, by what they are about. A value of a `unique`
    field can be used once, after that there is a `conflict`; at the path `info` the link is found by it.
    """

    method: str
    path: str
    url: str
    no_key: Response
    no_url: Response
    made: Callable[[Made], Response]
    key: str = ""
    domain: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    otherwise: Response = _NOT_UNDERSTOOD
    again: Mapping[str, Any] = field(default_factory=dict)
    failures: Mapping[str, Response] = field(default_factory=dict)
    unique: str = ""
    conflict: Response = _NOT_UNDERSTOOD
    info: str = ""


_BEARER: Final = "Authorization: Bearer {}"


def _bitly(status: int, message: str, description: str) -> Response:
    return json_response(
        status, {"message": message, "resource": "bitlinks", "description": description, "errors": []}
    )


def _tinyurl(status: int, code: int, words: str) -> Response:
    return json_response(status, {"data": [], "code": code, "errors": [words]})


def _gd(code: int, words: str, status: int = 200) -> Response:
    """Errors come with status 200 (https://is.gd/apishorteningreference.php)."""
    return json_response(status, {"errorcode": code, "errormessage": words})


def _gd_manners() -> Manners:
    return Manners(
        method="GET",
        path="/create.php",
        url="url",
        constants={"format": "json"},
        otherwise=Response(200, b"Error: Please specify a URL to shorten."),
        no_key=Response(500),
        no_url=_gd(1, "Please enter a valid URL to shorten"),
        made=lambda made: json_response(200, {"shorturl": made.short}),
        failures={
            "rate limit": _gd(3, "Sorry, you have exceeded our rate limit, please wait."),
            "maintenance": _gd(4, "Sorry, the service is down for maintenance", 503),
            "blacklisted": _gd(1, "Sorry, the URL you entered is on our internal blacklist."),
            "a block page": Response(403, b"<html>Access denied</html>"),
        },
    )


def _rebrandly(status: int, code: str, message: str, source: str = "") -> Response:
    return json_response(status, {"message": message, "code": code, "source": source, "errors": []})


def _dub(status: int, code: str, message: str) -> Response:
    url = f"https://dub.co/docs/api-reference/errors#{code.replace('_', '-')}"
    return json_response(status, {"error": {"code": code, "message": message, "doc_url": url}})


def _shlink(status: int, kind: str, title: str, detail: str, **more: Any) -> Response:
    body = {"type": f"https://shlink.io/api/error/{kind}", "title": title, "detail": detail, "status": status}
    return json_response(status, body | more, {"Content-Type": "application/problem+json"})


def _yourls(made: Made) -> Response:
    """YOURLS 1.10: status 400 with the link for an address it knows."""
    if made.known:
        body = {"status": "fail", "code": "error:url", "message": f"{made.long} already exists in database"}
        return json_response(400, body | {"shorturl": made.short, "statusCode": "400"})
    body = {"status": "success", "message": f"{made.long} added to database"}
    return json_response(200, body | {"shorturl": made.short, "statusCode": "200"})


def _keyword(made: Made) -> str:
    return made.short.rpartition("/")[2]


def _without_scheme(made: Made) -> str:
    return made.short.partition("://")[2]


MANNERS: Final[Mapping[str, Manners]] = {
    # https://dev.bitly.com/api-reference/#createBitlink
    "bitly": Manners(
        method="POST",
        path="/v4/shorten",
        url="long_url",
        domain="domain",
        key=_BEARER,
        no_key=_bitly(403, "FORBIDDEN", "You are currently forbidden to access this resource."),
        no_url=_bitly(400, "INVALID_ARG_LONG_URL", "The value provided is invalid."),
        made=lambda made: json_response(
            200 if made.known else 201,
            {"link": made.short, "id": _without_scheme(made), "long_url": made.long, "archived": False},
        ),
        failures={
            "month used up": _bitly(
                429, "MONTHLY_ENCODE_LIMIT_REACHED", "You have reached your monthly encode limit."
            ),
            "too fast": _bitly(429, "RATE_LIMIT_EXCEEDED", "You have exceeded your rate limit."),
            "plan": _bitly(402, "UPGRADE_REQUIRED", "Your plan does not include this."),
            "its own link": _bitly(400, "ALREADY_A_BITLY_LINK", "The value provided is invalid."),
            "strange domain": _bitly(400, "INVALID_ARG_DOMAIN", "The value provided is invalid."),
            "down": _bitly(503, "TEMPORARILY_UNAVAILABLE", "Service is temporarily unavailable."),
        },
    ),
    # https://tinyurl.com/app/dev
    "tinyurl": Manners(
        method="POST",
        path="/create",
        url="url",
        domain="domain",
        key=_BEARER,
        no_key=_tinyurl(401, 1, "Unauthorized"),
        no_url=_tinyurl(422, 5, "The URL is not valid."),
        made=lambda made: json_response(
            200, {"data": {"tiny_url": made.short, "url": made.long}, "code": 0, "errors": []}
        ),
        failures={
            "no right": _tinyurl(401, 2, "You do not have permission to create TinyURLs"),
            "strange domain": _tinyurl(422, 5, "The selected domain is invalid."),
            "too fast": json_response(429, {"message": "Too Many Attempts."}),
            "down": Response(502, b"<html>Bad gateway</html>"),
        },
    ),
    "is.gd": _gd_manners(),
    "v.gd": _gd_manners(),
    # https://developers.rebrandly.com/docs/create-a-new-link
    "rebrandly": Manners(
        method="POST",
        path="/v1/links",
        url="destination",
        domain="domain.fullName",
        key="apikey: {}",
        no_key=_rebrandly(401, "Unauthorized", "Unauthorized"),
        no_url=_rebrandly(403, "InvalidFormat", "Invalid format", "destination"),
        made=lambda made: json_response(
            200, {"id": f"rb{_keyword(made)}", "destination": made.long, "shortUrl": _without_scheme(made)}
        ),
        failures={
            "plan used up": _rebrandly(403, "LimitExceeded", "Limit exceeded", "Links"),
            "strange domain": _rebrandly(404, "NotFound", "Not found", "domain"),
            "too fast": _rebrandly(429, "TooManyRequests", "Too many requests"),
            "down": Response(500, b""),
        },
    ),
    # https://developers.short.io/reference/linkspost
    "short.io": Manners(
        method="POST",
        path="/links",
        url="originalURL",
        domain="domain",
        key="Authorization: {}",
        again={"allowDuplicates": False},
        no_key=json_response(401, {"error": "Unauthorized"}),
        no_url=json_response(400, {"success": False, "error": "URL is invalid"}),
        made=lambda made: json_response(
            200,
            {
                "originalURL": made.long,
                "shortURL": made.short,
                "secureShortURL": made.short,
                "idString": f"lnk_{_keyword(made)}",
            }
            | ({"duplicate": True} if made.known else {}),
        ),
        failures={
            "plan used up": json_response(402, {"error": "Links limit reached. Please upgrade your account"}),
            "strange domain": json_response(404, {"message": "Domain not found"}),
            "taken": json_response(409, {"error": "Link already exists", "success": False}),
            "too fast": json_response(429, {"message": "Rate limit exceeded"}),
            "down": Response(500, b"Internal Server Error"),
        },
    ),
    # https://dub.co/docs/api-reference/links/create, and what it says about a link that it has
    "dub": Manners(
        method="POST",
        path="/links",
        unique="externalId",
        info="/links/info",
        conflict=_dub(409, "conflict", "A link with this externalId already exists."),
        url="url",
        domain="domain",
        key=_BEARER,
        no_key=_dub(401, "unauthorized", "Unauthorized: Invalid API key."),
        no_url=_dub(422, "unprocessable_entity", "Invalid destination URL"),
        made=lambda made: json_response(200, {"id": "link_1", "url": made.long, "shortLink": made.short}),
        failures={
            "plan used up": _dub(403, "exceeded_limit", "You have reached your limit of links this month."),
            "strange domain": _dub(403, "forbidden", "Domain does not belong to workspace."),
            "taken": _dub(409, "conflict", "Duplicate key: This short link already exists."),
            "too fast": _dub(429, "rate_limit_exceeded", "Too many requests."),
            "down": _dub(500, "internal_server_error", "An unexpected error occurred."),
        },
    ),
    # https://yourls.org/docs/guide/advanced/api
    "yourls": Manners(
        method="POST",
        path="/yourls-api.php",
        url="url",
        key="signature",
        constants={"format": "json", "action": "shorturl"},
        otherwise=Response(
            200, b"<result><status>fail</status></result>", {"Content-Type": "application/xml"}
        ),
        no_key=json_response(403, {"message": "Please log in", "errorCode": "403", "callback": ""}),
        no_url=json_response(
            400,
            {
                "status": "fail",
                "code": "error:nourl",
                "message": "Missing or malformed URL",
                "errorCode": "400",
            },
        ),
        made=_yourls,
        failures={
            "in XML": Response(
                200, b"<result><status>success</status><shorturl>http://sho.rt/a</shorturl></result>"
            ),
            "too fast": json_response(
                403,
                {"status": "fail", "code": "error:antiflood", "message": "Too many URLs added too fast."},
            ),
            "no such action": json_response(400, {"message": 'Unknown or missing "action" parameter'}),
            "its page": Response(200, b"<!DOCTYPE html><html>YOURLS</html>"),
        },
    ),
    # https://api-spec.shlink.io
    "shlink": Manners(
        method="POST",
        path="/rest/v3/short-urls",
        url="longUrl",
        domain="domain",
        key="X-Api-Key: {}",
        again={"findIfExists": True},
        no_key=_shlink(
            401, "invalid-api-key", "Invalid API key", "Provided API key does not exist or is invalid"
        ),
        no_url=_shlink(
            400, "invalid-data", "Invalid data", "Provided data is not valid", invalidElements=["longUrl"]
        ),
        made=lambda made: json_response(
            200, {"shortUrl": made.short, "longUrl": made.long, "shortCode": made.short.rpartition("/")[2]}
        ),
        failures={
            "older than version 3": _shlink(404, "not-found", "Not found", "Not found"),
            "taken": _shlink(400, "non-unique-slug", "Invalid custom slug", 'Provided slug "a" is in use'),
            "down": _shlink(500, "internal-server-error", "Unexpected error", "Unexpected error"),
        },
    ),
}
