"""Pictures for stand-in blogs: real PNG files, drawn from a title and nothing else."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256
from math import sin
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_HILLS: Final = 3


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


def _ridge(seed: bytes, hill: int, width: int, height: int) -> Sequence[int]:
    """For each column, the row in which a hill begins."""
    waves, start, swing = 3 + seed[0] % 4, seed[1] / 40, height / (10 + seed[2] % 6)
    middle = height * (9 + 3 * hill) / (9 + 3 * _HILLS)
    return [round(middle + swing * sin(start + waves * x / width)) for x in range(width)]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
