"""What one key alone can't tell: the checks over several settings of an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.accounts.mistakes import refuse
from repost.base.quoting import quoted
from repost.settings.networks import NetworkSettings
from repost.settings.web_addresses import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from repost.accounts.document import Document
    from repost.settings.finding import Finding
    from repost.settings.types import Link, Message, Settings

LEAST_OPEN: Final = timedelta(hours=1)
"""What quiet hours must leave: a shorter opening could lie between two ticks."""

MOST_DOLLARS: Final = 1_000_000
# As text: most settings name no domain, and never have it compiled.
_DOMAIN: Final = r"(?i)(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}"


def check(settings: Settings, documents: Sequence[Document], parameter: str) -> None:
    """Check what the types can't.

    Raises
    ------
    SettingsError
        For the first thing found.
    """
    for key, found, expected in findings(settings):
        raise refuse(documents, parameter, key, found, expected)


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything in these settings that contradicts something else or can't work."""
    yield from _addresses(settings)
    yield from _schedule(settings)
    yield from _select(settings)
    yield from _budget(settings)
    yield from _message(settings)


def _addresses(settings: Settings) -> Iterator[Finding]:
    if not is_web_address(settings.feed):
        yield "feed", quoted(settings.feed), "an address that begins with https:// or http://"
    if settings.link.shortener not in {"none", "wordpress"}:
        yield from _shortener(settings.link)
    own = getattr(settings, settings.network, None)
    if isinstance(own, NetworkSettings):
        for key, found, expected in own.findings():
            yield f"{settings.network}.{key}", found, expected


def _shortener(link: Link) -> Iterator[Finding]:
    from repost.links.shorteners import SERVICES

    service, url, domain = SERVICES[link.shortener], link.shortener_url, link.shortener_domain
    encrypted = is_web_address(url) and url.startswith("https://") and not set("?#") & set(url)
    if "url" in service.needs and not encrypted:
        found = quoted(url) if url else "missing"
        yield "link.shortener_url", found, f'where your {service.name} answers, such as "https://sho.rt"'
    if "domain" in service.needs and not domain:
        yield "link.shortener_domain", "missing", f"the domain of your short links at {service.name}"
    if domain and not re.fullmatch(_DOMAIN, domain):
        yield "link.shortener_domain", quoted(domain), 'a domain and nothing else, such as "go.example.com"'


def _schedule(settings: Settings) -> Iterator[Finding]:
    schedule = settings.schedule
    jitter = quoted_minutes(schedule.jitter.total_seconds())
    if not schedule.at and schedule.jitter * 2 >= schedule.every:
        half = quoted_minutes(schedule.every.total_seconds() / 2)
        yield "schedule.jitter", jitter, f"less than half of schedule.every, which is {half}"
    if schedule.quiet_hours and schedule.quiet_hours.open_time < LEAST_OPEN:
        yield "schedule.quiet_hours", "all but the whole day", "such that an hour or more a day is left"
    if schedule.quiet_hours:
        for time in schedule.at:
            if schedule.quiet_hours.holds(time):
                yield "schedule.at", f'"{time:%H:%M}", inside schedule.quiet_hours', "outside them"


def quoted_minutes(seconds: float) -> str:
    """A length of time in the form that settings use, such as "1h30m"."""
    hours, minutes = divmod(int(seconds // 60), 60)
    return f'"{f"{hours}h" if hours else ""}{f"{minutes}m" if minutes or not hours else ""}"'


def _select(settings: Settings) -> Iterator[Finding]:
    select = settings.select
    if select.max_age <= select.min_age:
        yield (
            "select.max_age",
            f"{select.max_age.days} days, not more than select.min_age",
            f'more than the {select.min_age.days} days of select.min_age, or "none"',
        )
    if select.never or select.stop_after or select.weight or select.pins or select.require_categories:
        from repost.accounts import patterns as steering

        yield from steering.findings(select)


def _budget(settings: Settings) -> Iterator[Finding]:
    for key in settings.budget.__struct_fields__:
        amount = getattr(settings.budget, key)
        if amount is not None and not 0 <= amount <= MOST_DOLLARS:
            yield f"budget.{key}", f"{amount:g}", "an amount in US dollars, such as 10 or 0.2"


def _message(settings: Settings) -> Iterator[Finding]:
    yield from _templates(settings.message)
    given = {"hashtags_fixed": settings.message.hashtags_fixed}
    given |= {"hashtags_for": sum(settings.message.hashtags_for.values(), ())}
    if any(given.values()):
        from repost.wording.hashtags import hashtag

        for key, tags in given.items():
            for tag in tags:
                if hashtag(tag) is None:
                    yield f"message.{key}", quoted(tag), 'a hashtag with a letter in it, such as "#blog"'


def _known_placeholders(unknown: str) -> str:
    from difflib import get_close_matches

    from repost.wording.placeholders import PLACEHOLDERS

    close = get_close_matches(unknown.strip().casefold(), PLACEHOLDERS, n=1)
    meant = "".join(f' (did you mean "{{{name}}}"?)' for name in close)
    return f"a text with none but {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}{meant}"


def _templates(message: Message) -> Iterator[Finding]:
    from repost.wording.placeholders import unknown_placeholders

    for key in ("before", "before_new", "after", "template"):
        texts = getattr(message, key)
        for text in (texts,) if isinstance(texts, str) else texts or ():
            for placeholder in unknown_placeholders(text):
                yield f"message.{key}", f"a text with {{{placeholder}}}", _known_placeholders(placeholder)
            if key == "template" and "{title}" not in text and "{excerpt}" not in text:
                yield f"message.{key}", quoted(text), "a text with {title} or {excerpt} in it"
            for name in ("{link}", "{hashtags}"):
                if not re.fullmatch(rf"(?s)(?:(?!{name}).)*(?:(?<!\S){name}(?!\S)(?:(?!{name}).)*)?", text):
                    yield f"message.{key}", quoted(text), f"a text with {name} once, between spaces"
