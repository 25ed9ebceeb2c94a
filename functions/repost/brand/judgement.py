"""What a brand says of a post: clean, to be held for a person, or refused, with the very words and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.quoting import quoted
from repost.base.value import Value
from repost.brand.domains import addresses_in, is_allowed
from repost.brand.folding import readings
from repost.brand.rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from repost.settings.types import Brand

LONGEST: Final = 20_000
"""In code points, of one part of a post. None is as long; what would be is refused unread."""

TEXT: Final = "text"

# Not a disarmed sign, nor an address of mail.
_MENTION: Final = pattern(r"(?<![\w./])[@\uff20][\w.-]*\w")


class Objection(Value, frozen=True):
    """What a brand has against a post: `words` of its text or another part of it (`where`).

    `key` is the setting that says so; `is_final` if no person may let it through.
    """

    key: str
    sentence: str
    words: str = ""
    where: str = TEXT
    is_final: bool = True


class Verdict(Value, frozen=True):
    """Everything that a brand has against a post."""

    objections: tuple[Objection, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether it can't go out."""
        return any(each.is_final for each in self.objections)

    @property
    def sentence(self) -> str:
        """Why it is refused or held; "" if it is clean."""
        weightiest = [each for each in self.objections if each.is_final] or self.objections
        return " ".join(each.sentence for each in weightiest)


def judged(brand: Brand, parts: Mapping[str, str], links: tuple[str, ...], *, mentions: bool) -> Verdict:
    """Judge a post.

    Parameters
    ----------
    brand : Brand
        The owner's rules.
    parts : mapping of str to str
        What the post shows, by what its readers call it; `TEXT` is the text itself, without its link.
    links : tuple of str
        Where its links lead: of a shortened one, the address behind it.
    mentions : bool
        Whether the network makes a mention of a name after an @ in the text.
    """
    return Verdict(tuple(_objections(brand, parts, links, mentions=mentions)))


def _objections(
    brand: Brand, parts: Mapping[str, str], links: tuple[str, ...], *, mentions: bool
) -> Iterator[Objection]:
    too_long = [where for where, text in parts.items() if len(text) > LONGEST]
    if too_long:
        yield Objection("length", f"Its {too_long[0]} is too long to be checked.", where=too_long[0])
        return
    text = parts.get(TEXT, "")
    if brand.disclosure and not discloses(text, brand.disclosure):
        yield Objection("disclosure", f"It lacks {quoted(brand.disclosure)}, the brand.disclosure.")
    if brand.never_say or brand.hold_on:
        for where, words in parts.items():
            yield from _words(brand, where, words)
    if brand.links:
        for address in dict.fromkeys((*links, *addresses_in(text))):
            if not is_allowed(address, brand.links):
                why = f"It links to {quoted(address)}, outside the domains in brand.links."
                yield Objection("links", why, address, is_final=False)
    if brand.mentions == "none" and mentions:
        for mention in dict.fromkeys(_MENTION.findall(text)):
            why = f"It mentions {mention}, and brand.mentions allows no mention."
            yield Objection("mentions", why, mention)


def _words(brand: Brand, where: str, words: str) -> Iterator[Objection]:
    read = tuple(readings(words))
    for key, rules in (("never_say", brand.never_say), ("hold_on", brand.hold_on)):
        for each in found(rules, read):
            why = f"Its {where} says “{each.words}”, which brand.{key} lists as {quoted(each.rule)}."
            yield Objection(key, why, each.words, where, is_final=key == "never_say")


def discloses(text: str, disclosure: str) -> bool:
    """Whether a text has a disclosure in it, as its owner wrote it."""
    begins = r"(?<!\w)" if disclosure[:1].isalnum() else r"(?<![\w#])"
    return re.search(rf"{begins}{re.escape(disclosure)}(?!\w)", text) is not None
