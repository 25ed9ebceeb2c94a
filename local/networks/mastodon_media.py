"""Pictures as a Mastodon server takes them: https://docs.joinmastodon.org/methods/media/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.base.server import Response, json_response
from local.networks.mastodon_answers import REFUSALS, error
from local.networks.multipart import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.base.server import Request

_FIRST: Final = 110_000_000_000_000_000
_LONGEST_DESCRIPTION: Final = 1_500


@dataclass(slots=True)
class Media:
    """A file that was uploaded; it is ready once no more looks are needed."""

    kind: str
    data: bytes
    description: str
    looks_left: int


class Uploads:
    """Every file, by its id; `looks_until_ready` is how often a new one must be looked at."""

    def __init__(self) -> None:
        self.files: dict[str, Media] = {}
        self.looks_until_ready = 0

    def upload(self, request: Request) -> Response:
        """Take a picture, which may need a while until a post can show it."""
        fields = parts(request)
        kind, data = fields.get("file", ("", b""))
        if not data or not kind.startswith("image/"):
            return error(422, "Validation failed: File content type is invalid, File is invalid")
        description = fields.get("description", ("", b""))[1].decode()
        if len(description) > _LONGEST_DESCRIPTION:
            return error(422, "Validation failed: Description is too long (maximum is 1500 characters)")
        media_id = str(_FIRST + len(self.files))
        self.files[media_id] = Media(kind, data, description, self.looks_until_ready)
        return self.shown(media_id, unready=202)

    def shown(self, media_id: str, *, unready: int = 206) -> Response:
        media = self.files.get(media_id)
        if not media:
            return REFUSALS["not found"]
        is_ready = media.looks_left == 0
        media.looks_left -= not is_ready
        url = f"https://files.example/{media_id}" if is_ready else None
        return json_response(200 if is_ready else unready, {"id": media_id, "type": "image", "url": url})

    def refusal(self, media_ids: Iterable[str]) -> Response | None:
        """Why a post can't show these, or None."""
        for media_id in media_ids:
            if media_id not in self.files:
                return error(422, "Validation failed: Media can't be blank")
            if self.files[media_id].looks_left:
                words = "Cannot attach files that have not finished processing. Try again in a moment!"
                return error(422, words)
        return None
