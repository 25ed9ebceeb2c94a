"""The checks of what a brand asks for: words, domains, the disclosure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repost.base.quoting import quoted
from repost.brand.domains import DOMAIN, host
from repost.brand.folding import readings
from repost.brand.rules import found, mistake_in
from repost.settings.finding import did_you_mean, expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.settings.finding import Finding
    from repost.settings.types import Brand


def findings(brand: Brand) -> Iterator[Finding]:
    """Every one of those settings that contradicts another or can't work."""
    yield from _disclosure(brand)
    for key, rules in (("never_say", brand.never_say), ("hold_on", brand.hold_on)):
        for rule in rules:
            if advice := mistake_in(rule):
                yield f"brand.{key}", f"contains {quoted(rule)}", advice
    for domain in brand.links:
        if not re.fullmatch(DOMAIN, domain):
            yield "brand.links", f"contains {quoted(domain)}", _domain_meant(domain)


def _disclosure(brand: Brand) -> Iterator[Finding]:
    from repost.wording.cleaning import clean, is_visible

    words = brand.disclosure
    if not words:
        return
    if words != clean(words) or not is_visible(words) or set("{}") & set(words):
        plain = 'plain words on one line, such as "#AcmeEmployee"'
        yield "brand.disclosure", f"is {quoted(words)}", expected(plain)
    for each in found((*brand.never_say, *brand.hold_on), readings(words)):
        problem = f"says {quoted(each.words)}, which the other lists of brand forbid as {quoted(each.rule)}"
        yield "brand.disclosure", problem, "Every post would be refused: change one of the two."


def _domain_meant(domain: str) -> str:
    meant = host(domain.strip())
    if meant and re.fullmatch(DOMAIN, meant):
        return did_you_mean(quoted(meant))
    return expected('a domain such as "acme.com", or "*.acme.com" for all domains below it')
