"""What was said before, kept as short fingerprints, and whether a text is too much like it.

X punishes accounts that repeat themselves. Two texts are alike if they share nearly all of their words and
pairs of words: simhash (Charikar, 2002), in which every word votes on every bit, so that texts which share
most words share most bits.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Final

from repost.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

REMEMBERED: Final = 20
"""How many texts of an account are remembered: some 60 bytes each, read at every tick."""

REMEMBERED_OF_ARTICLE: Final = 10
"""How many texts are remembered of one article."""

RECENT: Final = timedelta(days=30)
"""How long a text stands in the way of others like it."""

_WORD_JOINER: Final = "\u2060"
_BITS: Final = 128
_NEAR: Final = 16
"""Of 128 bits, so many may differ: about one word of ten in the same phrase; 64 by chance."""

_WORD: Final = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]|[^\W_]+"
)


class Fingerprint(Value, frozen=True):
    """A text as it is compared: `exact` is the same for the same words, `near` nearly so for like ones."""

    exact: str
    near: int

    @classmethod
    def of(cls, article: str, frame: str = "") -> Fingerprint:
        """The fingerprint of an article's words in a frame of its owner's.

        Each of the two has half of the say, however long it is: neither is a short title alike another one
        because they have come in the same phrase, nor is a title alike itself in another phrase. Only words
        count, where there are any.
        """
        parts = [_words(part) for part in (article, frame)]
        return cls(_short_digest("\n".join(map(" ".join, parts)), 6), _simhash(parts))

    def is_like(self, other: Fingerprint) -> bool:
        """Whether the two texts say the same in the same, or in nearly the same, words."""
        return self.exact == other.exact or (self.near ^ other.near).bit_count() <= _NEAR


class Said(Value, frozen=True):
    """A text that an account said: for which slot (UTC), its fingerprint, and the variation that it is of."""

    slot: datetime
    fingerprint: Fingerprint
    variation: str

    def __str__(self) -> str:
        """As it is kept: 58 characters, which sort by slot."""
        near = urlsafe_b64encode(self.fingerprint.near.to_bytes(_BITS // 8)).decode().rstrip("=")
        slot = self.slot.strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"{slot} {self.fingerprint.exact}{near} {self.variation}"

    @classmethod
    def read(cls, kept: Iterable[str]) -> tuple[Said, ...]:
        """The texts behind what was kept, oldest first; what can't be read is as good as forgotten."""
        return tuple(said for said in map(cls._read, sorted(kept)) if said)

    @classmethod
    def _read(cls, kept: str) -> Said | None:
        try:
            slot, fingerprint, variation = kept.split(" ")
            near = int.from_bytes(urlsafe_b64decode(fingerprint[8:] + "=="))
            return cls(datetime.fromisoformat(slot), Fingerprint(fingerprint[:8], near), variation)
        except ValueError:
            return None


class Past(Value, frozen=True):
    """What was said before, oldest first: by the account, and by the account of this very article."""

    account: tuple[Said, ...] = ()
    article: tuple[Said, ...] = ()


def kept(before: Iterable[str], new: str, most: int) -> frozenset[str]:
    """What is kept once another text has been said: the newest."""
    return frozenset(sorted({*before, new})[-most:])


def variation_key(template: str) -> str:
    """A short name for a variation, which its owner may move within a list, but not rewrite."""
    return _short_digest(template, 3)


def _words(text: str) -> list[str]:
    folded = text.replace(_WORD_JOINER, "").casefold()
    return _WORD.findall(folded) or list("".join(folded.split()))


def _simhash(parts: list[list[str]]) -> int:
    """The majority of the bits of all words and pairs of words; each part is scaled to the same length."""
    votes = [0.0] * _BITS
    for words in parts:
        features = dict.fromkeys(map(" ".join, pairwise(words)), 1) | dict.fromkeys(words, 2)
        length = hypot(*features.values())
        for feature, weight in features.items():
            digest = blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=_BITS // 8).digest()
            bits = int.from_bytes(digest)
            vote = weight / length
            for place in range(_BITS):
                votes[place] += vote if bits >> place & 1 else -vote
    return sum(1 << place for place, vote in enumerate(votes) if vote > 0)


def _short_digest(text: str, size: int) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return urlsafe_b64encode(digest).decode()
