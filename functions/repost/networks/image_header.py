"""What the first bytes of an image file say: which format it is, and how large a picture.

https://www.w3.org/TR/png/#11IHDR, https://www.w3.org/Graphics/GIF/spec-gif89a.txt,
https://www.w3.org/Graphics/JPEG/itu-t81.pdf (B.2) and https://developers.google.com/speed/webp/docs/riff_container.
"""

from __future__ import annotations

from typing import Final, Literal

from repost.base.value import Value

Kind = Literal["image/jpeg", "image/png", "image/gif", "image/webp"]

_PNG: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_GIF: Final = (b"GIF87a", b"GIF89a")
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {
    0xC4,
    0xC8,
    0xCC,
}  # SOF0 to SOF15: all ways to code a picture
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a segment
_SCAN: Final = (0xD9, 0xDA)  # the end, or the picture itself: the size comes before
_MOST_SEGMENTS: Final = 1_000


class ImageHeader(Value, frozen=True):
    """A format, and a width and a height in pixels, both at least 1."""

    kind: Kind
    width: int
    height: int


def image_header(data: bytes) -> ImageHeader | None:
    """What the beginning of a file says, or None if it is no image of these formats, or a broken one."""
    if data.startswith(_PNG):
        return _of("image/png", _number(data, 16, 4), _number(data, 20, 4))
    if data.startswith(_GIF):
        return _of("image/gif", _number(data, 6, 2, "little"), _number(data, 8, 2, "little"))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _of("image/webp", *_webp_size(data))
    if data.startswith(_JPEG):
        return _of("image/jpeg", *_jpeg_size(data))
    return None


def _of(kind: Kind, width: int, height: int) -> ImageHeader | None:
    return ImageHeader(kind, width, height) if width > 0 and height > 0 else None


def _webp_size(data: bytes) -> tuple[int, int]:
    match data[12:16]:
        case b"VP8X":  # canvas, each side less one in three bytes
            return _number(data, 24, 3, "little") + 1, _number(data, 27, 3, "little") + 1
        case b"VP8L" if data[20:21] == b"\x2f":  # lossless: each side less one in fourteen bits
            bits = max(_number(data, 21, 4, "little"), 0)
            return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1) if bits else (0, 0)
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":  # a key frame: fourteen bits of sixteen
            bits = max(_number(data, 26, 4, "little"), 0)
            return bits & 0x3FFF, bits >> 16 & 0x3FFF
        case _:
            return 0, 0


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """The size in the first frame header, past the segments before it."""
    position = 2
    for _ in range(_MOST_SEGMENTS):
        while data[position : position + 2] == b"\xff\xff":  # filling
            position += 1
        if data[position : position + 1] != b"\xff":
            return 0, 0
        marker = _number(data, position + 1, 1)
        if marker in _ALONE:
            position += 2
            continue
        if marker < 0 or marker in _SCAN:
            return 0, 0
        if marker in _FRAMES:
            return _number(data, position + 7, 2), _number(data, position + 5, 2)
        length = _number(data, position + 2, 2)
        if length < 2:  # noqa: PLR2004 - it counts itself
            return 0, 0
        position += 2 + length
    return 0, 0


def _number(data: bytes, start: int, size: int, order: Literal["big", "little"] = "big") -> int:
    """The number in these bytes; -1 if the file ends before."""
    piece = data[start : start + size]
    return int.from_bytes(piece, order) if len(piece) == size else -1
