"""Pictures for stand-in blogs: real PNG files, made of a title and nothing else."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256


def png(title: str, width: int = 600, height: int = 315) -> bytes:
    """A PNG (https://www.w3.org/TR/png/) of soft bands in colours of its own for each title."""
    seed = sha256(title.encode()).digest()
    first, last = (tuple(96 + seed[at + channel] // 2 for channel in range(3)) for at in (0, 3))
    rows = bytearray()
    for y in range(height):
        share = y / max(height - 1, 1)
        colour = bytes(round(one + (other - one) * share) for one, other in zip(first, last, strict=True))
        darker = bytes(max(value - 24, 0) for value in colour)
        edge = width * (1 + seed[6 + y * 6 // height] % 8) // 9
        rows += b"\0" + colour * edge + darker * (width - edge)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
