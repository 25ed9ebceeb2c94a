"""The checks that one key's type can't make, many of them over several settings."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.finding import did_you_mean, expected
from repost.settings.networks import NetworkSettings
from repost.settings.types import Brand
from repost.settings.web_addresses import is_web_address, wrong_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from repost.accounts.document import Document
    from repost.settings.finding import Finding
    from repost.settings.types import Link, Message, Settings

LEAST_OPEN: Final = timedelta(hours=1)
"""What quiet hours must leave: a shorter opening could fall between two ticks."""

LEAST_KEPT: Final = timedelta(days=90)
"""How long slots are kept at least: as far back as reports, results and checks look."""

MOST_DOLLARS: Final = 1_000_000
# A text, compiled only for the few settings that name a domain.
_DOMAIN: Final = r"(?i)(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}"


def check(settings: Settings, documents: Sequence[Document], parameter: str) -> list[SettingsError]:
    """Every mistake that the types can't see."""
    found = list(findings(settings))
    if not found:
        return []

    from repost.accounts.mistakes import refuse

    return [refuse(documents, parameter, *each) for each in found]


def findings(settings: Settings) -> Iterator[Finding]:
    """Every setting that contradicts another or can't work."""
    yield from _addresses(settings)
    if settings.language:
        yield from _language(settings.language)
    if settings.keep < LEAST_KEPT:
        yield "keep", f"is {quoted(f'{settings.keep.days}d')}", expected('at least "90d", or "none"')
    yield from _schedule(settings)
    yield from _select(settings)
    yield from _budget(settings)
    yield from _message(settings)
    if settings.brand != Brand():
        from repost.accounts import brand

        yield from brand.findings(settings.brand)


def _language(named: str) -> Iterator[Finding]:
    from repost.base.languages import language_tag

    tag = language_tag(named)
    if tag != named.lower().replace("_", "-"):
        advice = (
            did_you_mean(quoted(tag)) if tag else expected('the code of a language, such as "fr" or "pt-BR"')
        )
        yield "language", f"is {quoted(named)}", advice


def _addresses(settings: Settings) -> Iterator[Finding]:
    if not is_web_address(settings.feed):
        yield "feed", *wrong_address(settings.feed)
    if settings.link.shortener not in {"none", "wordpress"}:
        yield from _shortener(settings.link)
    own = getattr(settings, settings.network, None)
    if isinstance(own, NetworkSettings):
        for key, problem, advice in own.findings():
            yield f"{settings.network}.{key}", problem, advice


def _shortener(link: Link) -> Iterator[Finding]:
    from repost.links.shorteners import SERVICES

    service, url, domain = SERVICES[link.shortener], link.shortener_url, link.shortener_domain
    encrypted = is_web_address(url) and url.startswith("https://") and not set("?#") & set(url)
    if "url" in service.needs and not encrypted:
        problem = f"is {quoted(url)}" if url else SettingsError.MISSING
        there = f'the https address of your {service.name}, such as "https://sho.rt"'
        yield "link.shortener_url", problem, expected(there)
    if "domain" in service.needs and not domain:
        there = f"the domain of your short links at {service.name}"
        yield "link.shortener_domain", SettingsError.MISSING, expected(there)
    if domain and not re.fullmatch(_DOMAIN, domain):
        only = 'a domain and nothing else, such as "go.example.com"'
        yield "link.shortener_domain", f"is {quoted(domain)}", expected(only)


def _schedule(settings: Settings) -> Iterator[Finding]:
    schedule = settings.schedule
    jitter = quoted_minutes(schedule.jitter.total_seconds())
    if not schedule.at and schedule.jitter * 2 >= schedule.every:
        half = quoted_minutes(schedule.every.total_seconds() / 2)
        yield (
            "schedule.jitter",
            f"is {jitter}",
            expected(f"less than {half}, half of schedule.every"),
        )
    if schedule.quiet_hours and schedule.quiet_hours.open_time < LEAST_OPEN:
        yield "schedule.quiet_hours", "covers almost the whole day", "Leave at least one hour."
    if schedule.quiet_hours:
        for time in schedule.at:
            if schedule.quiet_hours.holds(time):
                problem = f'contains "{time:%H:%M}", which is inside schedule.quiet_hours'
                yield "schedule.at", problem, "Remove it, or change the quiet hours."


def quoted_minutes(seconds: float) -> str:
    """A length of time as settings write it, such as "1h30m"."""
    hours, minutes = divmod(int(seconds // 60), 60)
    return f'"{f"{hours}h" if hours else ""}{f"{minutes}m" if minutes or not hours else ""}"'


def _select(settings: Settings) -> Iterator[Finding]:
    select = settings.select
    if select.max_age <= select.min_age:
        problem = f"is {select.max_age.days} days"
        more = f'more than select.min_age, which is {select.min_age.days} days, or "none"'
        yield "select.max_age", problem, expected(more)
    if select.evergreen == "hold" and settings.review.hold == "never":
        problem = 'is "hold", but review.hold is "never"'
        yield "select.evergreen", problem, 'Expected "skip" or "ignore", or another review.hold.'
    if select.never or select.stop_after or select.weight or select.pins or select.require_categories:
        from repost.accounts import patterns as steering

        yield from steering.findings(select)


def _budget(settings: Settings) -> Iterator[Finding]:
    for key in settings.budget.__struct_fields__:
        amount = getattr(settings.budget, key)
        if amount is not None and not 0 <= amount <= MOST_DOLLARS:
            yield f"budget.{key}", f"is {amount:g}", expected("an amount in US dollars, such as 10 or 0.2")


def _message(settings: Settings) -> Iterator[Finding]:
    yield from findings_in_templates(settings.message)
    given = {"hashtags_fixed": settings.message.hashtags_fixed}
    given |= {"hashtags_for": sum(settings.message.hashtags_for.values(), ())}
    if any(given.values()):
        from repost.wording.hashtags import hashtag

        for key, tags in given.items():
            for tag in tags:
                if hashtag(tag) is None:
                    problem, letter = f"contains {quoted(tag)}", 'a hashtag with a letter, such as "#blog"'
                    yield f"message.{key}", problem, expected(letter)


_OTHER_NAMES: Final = {
    "title": "posttitle headline",
    "excerpt": "description summary content text",
    "blog": "site sitename sitetitle website blogname blogtitle name",
    "date": "published pubdate postdate year",
    "link": "url permalink posturl address shortlink",
    "hashtags": "tags tag",
    "category": "categories topic",
}
"""What people and other tools call the placeholders."""


def _known_placeholders(unknown: str) -> str:
    from difflib import get_close_matches

    from repost.wording.placeholders import PLACEHOLDERS

    plain = re.sub(r"[\s_-]", "", unknown.casefold())
    plain = next((name for name, others in _OTHER_NAMES.items() if plain in others.split()), plain)
    for close in get_close_matches(plain, PLACEHOLDERS, n=1):
        return did_you_mean(f"{{{close}}}")
    return f"The placeholders are {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}."


def findings_in_templates(message: Message) -> Iterator[Finding]:
    """What is wrong with the texts around an article."""
    from repost.wording.placeholders import unknown_placeholders

    for key in ("before", "before_new", "after", "template"):
        texts = getattr(message, key)
        for text in (texts,) if isinstance(texts, str) else texts or ():
            for placeholder in unknown_placeholders(text):
                problem = f"contains {{{placeholder}}}, which is not a placeholder"
                yield f"message.{key}", problem, _known_placeholders(placeholder)
            if key == "template" and "{title}" not in text and "{excerpt}" not in text:
                yield f"message.{key}", f"is {quoted(text)}", expected("text with {title} or {excerpt} in it")
            for name in ("{link}", "{hashtags}"):
                before, found, after = text.partition(name)
                if name in after or (found and (before[-1:] + after[:1]).strip()):
                    once = expected(f"{name} only once, with a space on either side")
                    yield f"message.{key}", f"is {quoted(text)}", once
