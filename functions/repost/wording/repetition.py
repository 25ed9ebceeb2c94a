"""Earlier texts, kept as short fingerprints, and whether a text says nearly the same again.

X punishes accounts that repeat themselves. What distinguishes a text is kept: a digest of all its
words, its variation, and the smallest hashes of the article's own words, which show how many of
them two texts share (Broder, "On the resemblance and containment of documents", 1997). Link and hashtags
don't count: they differ even if nothing else does. Neither do the words around an article, which would make
short titles alike.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from repost.base.digests import digest
from repost.base.value import Value
from repost.brand.letters import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repost.wording.facet import Facet

REMEMBERED: Final = 20
"""How many texts of an account are remembered: up to 67 bytes each, read at every tick."""

REMEMBERED_OF_ARTICLE: Final = 10
"""How many texts of an account are remembered of one article."""

REMEMBERED_OF_NETWORK: Final = 30
"""How many texts of all accounts of a network are remembered of one article."""

RECENT: Final = timedelta(days=30)
"""How long a text blocks others like it, unless articles may go out again before that."""

_WORD_JOINER: Final = "\u2060"
_MOST_WORDS: Final = 10
_HASH_BYTES: Final = 2
_NEAR: Final = 0.85
"""The share of common words that makes two articles nearly the same: six of seven do."""

# Each sign is a word in scripts without spaces: Thai, Khmer, kana, Chinese, emoji. This takes a
# millisecond to compile, which is only done if there are such signs.
_FIRST_SIGN: Final = "\u0e00"
_WORD: Final = r"[^\W_]+"
_SIGN_OR_WORD: Final = (
    r"[\u0e00-\u0eff\u1780-\u17ff\u2600-\u27bf\u3040-\u30ff\u3400-\u9fff\U0001f000-\U0001faff"
    rf"\U00020000-\U0003ffff]|{_WORD}"
)


class Fingerprint(Value, frozen=True):
    """A text in the form in which it is compared, in three short texts.

    Attributes
    ----------
    exact : str
        The same for the same words in any case, punctuation and order.
    variation : str
        The short name of its variation.
    words : str
        The smallest hashes of the article's own words.
    """

    exact: str
    variation: str
    words: str

    @classmethod
    def of(cls, article: str, frame: str, variation: str) -> Fingerprint:
        """The fingerprint of an article's words in a frame of its owner's."""
        exact = " ".join(sorted([*_words(article), *_words(frame)]))
        return cls(_short_digest(exact, 6), variation, _sketch(_words(article)))

    def is_like(self, other: Fingerprint) -> bool:
        """Whether two texts say the same, or nearly the same in the same variation."""
        if self.exact == other.exact:
            return True
        return self.variation == other.variation and _resemblance(self.words, other.words) >= _NEAR


class Said(Value, frozen=True):
    """A text that an account posted, when it was claimed (UTC), and the `speaker_key` of the account."""

    at: datetime
    fingerprint: Fingerprint
    speaker: str = ""

    def __str__(self) -> str:
        """The form in which it is kept: at most 67 characters, which sort by time."""
        kept = self.fingerprint
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ} {kept.exact} {kept.variation} {kept.words} {self.speaker}"

    @classmethod
    def read(cls, kept: Iterable[str]) -> tuple[Said, ...]:
        """The texts that were kept, oldest first; what can't be read is left out."""
        return tuple(said for said in map(cls._read, sorted(kept)) if said)

    @classmethod
    def _read(cls, kept: str) -> Said | None:
        try:
            at, exact, variation, words, speaker = kept.split(" ")
            return cls(datetime.fromisoformat(at), Fingerprint(exact, variation, words), speaker)
        except ValueError:
            return None


class Past(Value, frozen=True):
    """Earlier texts, oldest first: the account's, and those about this article.

    Nothing like what the account posted within `recent` is posted again.
    """

    account: tuple[Said, ...] = ()
    article: tuple[Said, ...] = ()
    recent: timedelta = RECENT


def kept(before: Iterable[str], new: str, most: int) -> frozenset[str]:
    """What is kept once another text was posted: the newest."""
    return frozenset(sorted({*before, new})[-most:])


def said_by_another(said: Iterable[str], old: str, new: str) -> dict[str, str]:
    """Of what was kept, that which one account said, each as if another had."""
    return {
        each: f"{each.removesuffix(speaker_key(old))}{speaker_key(new)}"
        for each in said
        if each.endswith(f" {speaker_key(old)}")
    }


def text_digest(text: str, facets: Iterable[Facet]) -> str:
    """The same for texts that readers take for the same: links, hashtags, case and signs don't count."""
    text = without_facets(text, facets)
    return digest(words_of(text) or "".join(text.split()))


def without_facets(text: str, facets: Iterable[Facet]) -> str:
    """A text without its link and hashtags."""
    for facet in sorted(facets, key=lambda facet: facet.start, reverse=True):
        text = f"{text[: facet.start]} {text[facet.end :]}"
    return text


def speaker_key(account: str) -> str:
    """A short name for an account."""
    return _short_digest(account, 3)


def near_copies(said: Iterable[Said], fingerprint: Fingerprint, since: datetime) -> int:
    """How many texts since an instant (UTC) say the same as a text, or nearly."""
    return sum(each.at > since and fingerprint.is_like(each.fingerprint) for each in said)


def variation_key(template: str) -> str:
    """A short name for a variation: it survives a move within the list, but not a rewording."""
    return _short_digest(template, 3)


def _words(text: str) -> list[str]:
    """The words in lower case; if there are none, the signs."""
    folded = text.replace(_WORD_JOINER, "").casefold()
    pattern = _SIGN_OR_WORD if any(character >= _FIRST_SIGN for character in folded) else _WORD
    return re.findall(pattern, folded) or list("".join(folded.split()))


def _sketch(words: list[str]) -> str:
    """The smallest hashes of the words. Each includes the numbers, which tell parts of a series apart."""
    numbers = "/".join(sorted({word for word in words if any(map(str.isdigit, word))}))
    hashes = {
        blake2b(f"{word}/{numbers}".encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
        for word in words
    }
    return urlsafe_b64encode(b"".join(sorted(hashes)[:_MOST_WORDS])).decode().rstrip("=")


def _resemblance(one: str, other: str) -> float:
    """How many of the words of two texts are in both, from 0 to 1; exact for up to ten words."""
    first, second = _hashes(one), _hashes(other)
    smallest = sorted(first | second)[:_MOST_WORDS]
    return len(first & second & set(smallest)) / len(smallest) if smallest else 0


def _hashes(sketch: str) -> set[bytes]:
    try:
        joined = urlsafe_b64decode(sketch + "=" * (-len(sketch) % 4))
    except ValueError:
        return set()
    return {joined[place : place + _HASH_BYTES] for place in range(0, len(joined), _HASH_BYTES)}


def _short_digest(text: str, size: int) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return urlsafe_b64encode(digest).decode()
