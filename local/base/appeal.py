"""How readers take to an article: each has an appeal of its own, which nobody is told.

Everything follows from the address, so that every run of the same world sees the same readers.
"""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from math import exp
from statistics import NormalDist
from typing import Final

MEAN: Final = 6.0
"""How many acts the average post gets in the end."""

_SPREAD: Final = 0.8
_HALF: Final = timedelta(hours=12)
_LINK: Final = re.compile(r"https?://[^\s?#]+")
_MOST: Final = 10_000


def appeal(link: str) -> float:
    """How many acts the average post of an article gets in the end, by its address."""
    return MEAN * exp(_SPREAD * NormalDist().inv_cdf(_chance(f"appeal of {link}")) - _SPREAD**2 / 2)


def acts(post_id: str, text: str, age: timedelta) -> int:
    """What readers have done with a post so far: a Poisson number, which grows with its age."""
    link = _LINK.search(text)
    part = 1 - 0.5 ** (max(age, timedelta()) / _HALF)
    left, count = _chance(f"acts on {post_id}"), 0
    term = exp(-(mean := appeal(link[0] if link else "") * part))
    while left > term and count < _MOST:
        left -= term
        count += 1
        term *= mean / count
    return count


def _chance(name: str) -> float:
    """A number between 0 and 1, without its ends."""
    return (int.from_bytes(sha256(name.encode()).digest()[:6], "big") + 0.5) / 2**48
