"""A member's own words: checked as settings are, and against the group's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.accounts.checks import findings_in_templates
from repost.brand.judgement import TEXT, judged
from repost.networks.registry import network as network_of
from repost.settings.types import Brand
from repost.wording.composition import leaves_room
from repost.wording.placeholders import PLACEHOLDERS, unknown_placeholders
from repost.wording.templates import Template
from repost.wording.variations import disclosed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.door.joining import Visit
    from repost.door.own_words import OwnWords
    from repost.settings.types import Settings
    from repost.wording.limits import TextRules

LONGEST: Final = 280
"""What a field takes, in letters."""


def fields(number: int) -> tuple[str, ...]:
    """The names of so many fields."""
    return tuple(f"voice-{each}" for each in range(1, number + 1))


def typed(form: Mapping[str, str], number: int) -> tuple[str, ...]:
    """The templates in a form's fields, empty ones included, each in one line."""
    return tuple(" ".join(form.get(name, "").split())[: LONGEST + 1] for name in fields(number))


def mistakes(visit: Visit, templates: Iterable[str], words: OwnWords) -> tuple[str, ...]:
    """What is wrong with each template, in a sentence; "" if nothing is.

    Raises
    ------
    SettingsError
        If the group's settings can't be used.
    """
    settings = visit.groups.account(replace(visit.member, voice=())).settings
    http = visit.outside.http
    rules: list[TextRules] = []

    def rules_there() -> TextRules:
        if not rules:
            there = network_of(settings, visit.outside.endpoints.get(settings.network, ""))
            rules.append(there.text_rules(http()))
        return rules[0]

    return tuple(_mistake(each, settings, rules_there(), words) if each else "" for each in templates)


def _mistake(template: str, settings: Settings, rules: TextRules, words: OwnWords) -> str:
    if len(template) > LONGEST:
        return words.too_long
    if unknown := unknown_placeholders(template):
        names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        return words.unknown_placeholder.format(f"{{{unknown[0]}}}", names)
    message = replace(settings.message, template=(template,))
    if any(findings_in_templates(message)):
        is_empty = "{title}" not in template and "{excerpt}" not in template
        return words.needs_title if is_empty else words.only_once
    if (against := _against(template, settings, rules, words)) is not None:
        return against
    if settings.brand.disclosure:
        message = disclosed(message, settings.brand.disclosure)
    return "" if leaves_room(message, rules, with_link=settings.link.include) else words.too_long


def _against(template: str, settings: Settings, rules: TextRules, words: OwnWords) -> str | None:
    """What the group's rules have against the words around an article; None if nothing.

    What has to be read by somebody first may be said where somebody does.
    """
    brand = settings.brand
    rules_of_words = Brand(
        never_say=brand.never_say, hold_on=brand.hold_on, links=brand.links, mentions=brand.mentions
    )
    mentions = brand.mentions == "none" and "@" in rules.live_sign
    own = {TEXT: " ".join(Template.of(template).words)}
    for each in judged(rules_of_words, own, (), mentions=mentions).objections:
        if each.is_final or settings.review.hold == "never":
            return words.not_allowed.format(each.words)
    return None
