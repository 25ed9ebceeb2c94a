"""Pictures as X takes them: https://docs.x.com/x-api/media/upload-media."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from local.base.server import Response, json_response
from local.networks.multipart import parts
from local.networks.x_answers import invalid_request

if TYPE_CHECKING:
    from local.base.server import Request

_FIRST: Final = 1_900_000_000_000_000_000
_KINDS: Final = {"image/jpeg", "image/png", "image/gif", "image/webp"}
_MOST_BYTES: Final = 5_000_000
_LONGEST_DESCRIPTION: Final = 1_000


class Pictures:
    """Everything that was uploaded; `files` and `descriptions` by the picture's id."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.descriptions: dict[str, str] = {}

    @property
    def known(self) -> set[str]:
        return set(self.files)

    def answer(self, request: Request) -> Response:
        return self._upload(request) if request.path.endswith("/upload") else self._describe(request)

    def _upload(self, request: Request) -> Response:
        fields = parts(request)
        if unknown := fields.keys() - {"media", "media_category", "additional_owners"}:
            return invalid_request(f"The field `{min(unknown)}` is not allowed.")
        kind, data = fields.get("media", ("", b""))
        if fields.get("media_category", ("", b""))[1] != b"tweet_image":
            return invalid_request("The `media_category` is none of [tweet_image].")
        if kind not in _KINDS or not 0 < len(data) <= _MOST_BYTES:
            return invalid_request("The media could not be processed.")
        media_id = str(_FIRST + len(self.files))
        self.files[media_id] = (kind, data)
        return json_response(200, {"data": {"id": media_id, "media_key": f"3_{media_id}", "size": len(data)}})

    def _describe(self, request: Request) -> Response:
        try:
            body = json.loads(request.body)
            media_id, text = body["id"], body["metadata"]["alt_text"]["text"]
        except (ValueError, KeyError, TypeError):
            return invalid_request("One or more parameters to your request was invalid.")
        if media_id not in self.files or not 0 < len(text) <= _LONGEST_DESCRIPTION:
            return invalid_request("The `alt_text` is not valid.")
        self.descriptions[media_id] = text
        return json_response(200, {"data": {"id": media_id}})
