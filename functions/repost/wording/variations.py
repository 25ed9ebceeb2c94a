"""The wordings that an account has for an article, and whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.patterns import pattern
from repost.wording.cleaning import clean_lines
from repost.wording.repetition import variation_key
from repost.wording.templates import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.settings.types import Message
    from repost.wording.languages.language import Language
    from repost.wording.repetition import Past

BETWEEN_TITLE_AND_EXCERPT: Final = " — "

_CONTENTS: Final = {
    "title": "{title}",
    "excerpt": "{excerpt}",
    "title-and-excerpt": f"{{title}}{BETWEEN_TITLE_AND_EXCERPT}{{excerpt}}",
}

_LAST_PLACES: Final = pattern(r"(?:\s*\{(?:link|hashtags)\})*\s*\Z")

# Not every post has them, and that's fine.
_NEVER_MISSED: Final = frozenset({"link", "hashtags"})


def variations(
    message: Message, language: Language, *, names_blog: bool, is_new: bool = False
) -> tuple[str, ...]:
    """The templates of an account, each once, in its owner's order; with words before, a phrase each.

    Link and hashtags come last if a template has no place for them.
    """
    if message.template:
        written = _texts(message.template)
    else:
        phrases = language.phrases(names_blog=names_blog, is_new=is_new)
        befores = phrases if message.before is None else _texts(message.before) or ("",)
        written = tuple(f"{before} {_CONTENTS[message.content]} {message.after}" for before in befores)
    return tuple(dict.fromkeys(clean_lines(_with_place_for_all(template)) for template in written))


def in_turn(templates: tuple[str, ...], values: Mapping[str, str], past: Past) -> tuple[str, ...]:
    """The templates, best first: those that the article has a value for, then the longest unused.

    Those that were never used keep their order.
    """
    last = {said.fingerprint.variation: said.at for said in past.account}

    def rank(template: str) -> tuple[bool, bool, float]:
        used = last.get(variation_key(template))
        return _lacks_a_value(template, values), used is not None, used.timestamp() if used else 0

    return tuple(sorted(templates, key=rank))


def disclosed(message: Message, disclosure: str) -> Message:
    """The message with a disclosure in each variation, before a link and hashtags that end it.

    It is among the owner's own words, which are counted and never cut.
    """
    from repost.brand.judgement import discloses

    def disclosing(text: str) -> str:
        if discloses(text, disclosure):
            return text
        return _LAST_PLACES.sub(lambda last: f" {disclosure}{last[0]}", text, count=1)

    return replace(
        message, after=disclosing(message.after), template=tuple(map(disclosing, _texts(message.template)))
    )


def _texts(texts: str | Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _with_place_for_all(template: str) -> str:
    return template + "".join(
        f" {{{name}}}" for name in ("link", "hashtags") if f"{{{name}}}" not in template
    )


def _lacks_a_value(template: str, values: Mapping[str, str]) -> bool:
    names = set(Template.of(template).names)
    return any(not value for name, value in values.items() if name in names - _NEVER_MISSED)
