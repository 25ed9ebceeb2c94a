"""Short, stable names for texts of any length."""

from __future__ import annotations

from hashlib import sha256


def digest(text: str) -> str:
    """128 bits of SHA-256 in hexadecimal."""
    return digest_bytes(text).hex()


def digest_bytes(text: str) -> bytes:
    """The same as 16 bytes, which sort as the hexadecimal does."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
