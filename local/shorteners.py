"""Stand-ins for is.gd and for YOURLS: they answer as the real ones do and redirect their short links."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from local.server import Answer, Request, StandIn, json_answer

if TYPE_CHECKING:
    from pathlib import Path

IS_GD_RATE_LIMITED: Final = json_answer(
    200,
    {
        "errorcode": 3,
        "errormessage": "Sorry, you have exceeded our rate limit, please wait.",
    },
)


class _Shortener(StandIn):
    """What both have in common: `links` maps the end of each short link to the long one.

    They are kept in `file` where one is given, so that another run begins with them.
    """

    def __init__(self, file: Path | None = None, port: int = 0) -> None:
        super().__init__(port)
        self._file = file
        kept = file.read_text("utf-8") if file and file.exists() else "{}"
        self.links: dict[str, str] = json.loads(kept)

    def answer(self, request: Request) -> Answer:
        long = self.links.get(request.path.removeprefix("/"))
        if not long:
            return Answer(404)
        return Answer(301, headers={"Location": quote(long, safe=string.punctuation)})

    def short(self, url: str) -> tuple[str, bool]:
        """The short link to a long one, and whether it was there before."""
        for keyword, long in self.links.items():
            if long == url:
                return f"{self.url}/{keyword}", True
        keyword = f"s{len(self.links) + 1}"
        self.links[keyword] = url
        if self._file:
            self._file.write_text(json.dumps(self.links, indent=1), "utf-8")
        return f"{self.url}/{keyword}", False


class IsGd(_Shortener):
    """The same link for the same address, and errors with status 200 (https://is.gd/apishorteningreference.php)."""

    def answer(self, request: Request) -> Answer:
        if request.path != "/create.php":
            return super().answer(request)
        if request.query.get("format") != "json":
            return Answer(200, b"Error: the stand-in speaks JSON alone")
        url = request.query.get("url", "")
        if not _is_web_address(url):
            message = "Please enter a valid URL to shorten"
            return json_answer(200, {"errorcode": 1, "errormessage": message})
        return json_answer(200, {"shorturl": self.short(url)[0]})


class Yourls(_Shortener):
    """YOURLS 1.10: XML unless asked otherwise, and status 400 with the link for an address it knows."""

    def __init__(self, signature: str, file: Path | None = None, port: int = 0) -> None:
        super().__init__(file, port)
        self._signature = signature
        self.titles: dict[str, str] = {}

    @property
    def address(self) -> str:
        """What `link.shortener_url` is set to."""
        return f"{self.url}/yourls-api.php"

    def answer(self, request: Request) -> Answer:
        if request.path != "/yourls-api.php":
            return super().answer(request)
        fields = {**request.query, **request.form}
        if fields.get("format") != "json":
            return Answer(200, b"<result><status>fail</status></result>", {"Content-Type": "application/xml"})
        if fields.get("signature") != self._signature:
            return json_answer(403, {"message": "Please log in", "errorCode": "403", "callback": ""})
        if fields.get("action") != "shorturl":
            return json_answer(400, {"message": 'Unknown or missing "action" parameter', "errorCode": "400"})
        return self._shorturl(fields.get("url", ""), fields.get("title", ""))

    def _shorturl(self, url: str, title: str) -> Answer:
        if not _is_web_address(url):
            message = "Missing or malformed URL"
            return json_answer(
                400, {"status": "fail", "code": "error:nourl", "message": message, "errorCode": "400"}
            )
        self.titles.setdefault(url, title)
        short, known = self.short(url)
        if known:
            message = f"{url} already exists in database"
            return json_answer(
                400,
                {
                    "status": "fail",
                    "code": "error:url",
                    "message": message,
                    "shorturl": short,
                    "statusCode": "400",
                },
            )
        message = f"{url} added to database"
        return json_answer(
            200, {"status": "success", "message": message, "shorturl": short, "statusCode": "200"}
        )


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"https", "http"} and bool(parts.hostname)
