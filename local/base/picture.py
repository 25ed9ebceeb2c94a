"""Pictures for stand-in blogs: real PNG files, drawn only from a title."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256
from math import sin
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_HILLS: Final = 3
_NOTE: Final = b"Source\0"


def png(title: str, width: int = 480, height: int = 252) -> bytes:
    """A PNG (https://www.w3.org/TR/png/) of hills before a sky, in colours of its own for each title."""
    seed = sha256(title.encode()).digest()
    top, bottom = (tuple(120 + seed[at + channel] // 2 for channel in range(3)) for at in (0, 3))
    ridges = [_ridge(seed[6 + 3 * hill : 9 + 3 * hill], hill, width, height) for hill in range(_HILLS)]
    rows = bytearray()
    for y in range(height):
        share = y / height
        sky = bytes(round(one + (other - one) * share) for one, other in zip(top, bottom, strict=True))
        shades = [bytes(value * (8 - 2 * layer) // 8 for value in sky) for layer in range(_HILLS + 1)]
        rows += b"\0" + b"".join([shades[sum(y >= ridge[x] for ridge in ridges)] for x in range(width)])
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def noted(picture: bytes, note: str) -> bytes:
    """A PNG with a note in it, which image viewers ignore."""
    first = picture.index(b"IHDR") + 4 + 13 + 4
    return picture[:first] + _chunk(b"tEXt", _NOTE + note.encode("latin-1")) + picture[first:]


def note_of(picture: bytes) -> str:
    """The note that was put into a PNG; else ""."""
    at = picture.find(_NOTE)
    if at < 0:
        return ""
    [length] = struct.unpack(">I", picture[at - 8 : at - 4])
    return picture[at + len(_NOTE) : at + length].decode("latin-1")


def _ridge(seed: bytes, hill: int, width: int, height: int) -> Sequence[int]:
    """For each column, the row in which a hill begins."""
    waves, start, swing = 3 + seed[0] % 4, seed[1] / 40, height / (10 + seed[2] % 6)
    middle = height * (9 + 3 * hill) / (9 + 3 * _HILLS)
    return [round(middle + swing * sin(start + waves * x / width)) for x in range(width)]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
